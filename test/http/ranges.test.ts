import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteRange } from '../../src/http/ranges.ts';

test('single ranges of every form are clipped to the file', () => {
  assert.deepEqual(byteRange('bytes=0-0', 10), { start: 0, end: 0 });
  assert.deepEqual(byteRange('bytes=2-5', 10), { start: 2, end: 5 });
  assert.deepEqual(byteRange('bytes=2-', 10), { start: 2, end: 9 });
  assert.deepEqual(byteRange('bytes=2-500', 10), { start: 2, end: 9 });
  assert.deepEqual(byteRange('bytes=-3', 10), { start: 7, end: 9 });
  assert.deepEqual(byteRange('bytes=-30', 10), { start: 0, end: 9 });
  assert.deepEqual(byteRange('Bytes= 1-2', 10), { start: 1, end: 2 });
});

test('a range beyond the end cannot be satisfied', () => {
  for (const header of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) assert.equal(byteRange(header, 10), 'unsatisfiable');
  assert.equal(byteRange('bytes=-1', 0), 'unsatisfiable');
});

test('malformed, backward, several and foreign ranges are as good as none', () => {
  for (const header of ['bytes=-', 'bytes=5-2', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=a-b', 'bytes=1', '']) {
    assert.equal(byteRange(header, 10), undefined, header);
  }
});
