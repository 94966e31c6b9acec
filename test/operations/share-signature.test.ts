import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSignature, signShare } from '../../src/operations/share-signature.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, i) => i);
const SHARE = {
  shareId: '0b5c2f1e-1111-4222-8333-444455556666',
  visualizationId: '22222222-2222-4222-8222-222222222222',
  expiresAtMs: 1_767_225_600_000,
};
// python3: s = UUID(shareId).bytes + UUID(visualizationId).bytes + struct.pack('>Q', 1767225600000)
// base64.urlsafe_b64encode(s + hmac.new(bytes(range(32)), b'chromatile link 1' + s, hashlib.sha256).digest())
const SIGNED = 'C1wvHhERQiKDM0REVVVmZiIiIiIiIkIigiIiIiIiIiIAAAGbdtqoACYpy-APp0yeRy7_imrQht5gGB1q20MxH4llZAutuwXC';

test('a signature is what HMAC-SHA256 makes of link, visualization and expiry, and tells them', () => {
  assert.equal(signShare(SHARE, SECRET), SIGNED);
  assert.deepEqual(readSignature(SIGNED, [SECRET]), SHARE);
});

test('any of several secrets will do, and none other', () => {
  const other = new Uint8Array(32);
  assert.deepEqual(readSignature(SIGNED, [other, SECRET]), SHARE);
  assert.equal(readSignature(SIGNED, [other]), undefined);
  assert.equal(readSignature(SIGNED, []), undefined);
});

test('no other text passes: not with a character changed, added, left out or spelt otherwise', () => {
  for (let i = 0; i < SIGNED.length; i++) {
    const changed = SIGNED[i] === 'A' ? 'B' : 'A';
    assert.equal(readSignature(SIGNED.slice(0, i) + changed + SIGNED.slice(i + 1), [SECRET]), undefined, `at ${i}`);
  }
  const standard = SIGNED.replaceAll('-', '+').replaceAll('_', '/');
  for (const text of ['', SIGNED.slice(1), `${SIGNED}A`, `${SIGNED}=`, ` ${SIGNED}`, 'é'.repeat(96), `${standard}=`]) {
    assert.equal(readSignature(text, [SECRET]), undefined, text);
  }
});
