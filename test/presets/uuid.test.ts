import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presetId, uuidV5 } from '../../src/presets/uuid.ts';

test('agrees with the test vector of RFC 9562, appendix A.4', () => {
  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  assert.equal(uuidV5(dns, 'www.example.com'), '2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

// python3 -c "import uuid; print(uuid.uuid5(uuid.NAMESPACE_DNS, 'δείκτης'))"
test('takes names as UTF-8', () => {
  assert.equal(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'δείκτης'), 'f4ef8ded-fd67-52ef-8007-f4a735bc3846');
});

test('different paths have different ids', () => {
  assert.notEqual(presetId('index/sentinel-2/NDVI'), presetId('index/landsat-8-9/NDVI'));
});
