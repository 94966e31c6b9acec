import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut, type ImageForm } from '../../../src/cog/write/layout.ts';
import { pyramidLevels } from '../../../src/cog/write/pyramid.ts';
import type { SpooledLevel } from '../../../src/cog/write/spool.ts';

const FORM: ImageForm = { bands: 1, dtype: 'float32', blockSize: 512, everyLevel: [], fullImage: [] };
const TILE_OFFSETS = 324;

function spooled(...lengths: readonly (readonly number[])[]): SpooledLevel[] {
  return lengths.map((each) => ({ offsets: new Float64Array(each.length), lengths: Uint32Array.from(each) }));
}

/** TileOffsets of the first directory of a BigTIFF file. */
function tileOffsets(head: Uint8Array): number[] {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const uint64 = (at: number) => Number(view.getBigUint64(at, true));
  const directory = uint64(8);
  for (let i = 0; i < uint64(directory); i++) {
    const at = directory + 8 + i * 20;
    if (view.getUint16(at, true) !== TILE_OFFSETS) continue;
    const count = uint64(at + 4);
    const values = count > 1 ? uint64(at + 12) : at + 12;
    return Array.from({ length: count }, (_, k) => uint64(values + k * 8));
  }
  return [];
}

test('a file becomes BigTIFF when its offsets need more than 32 bits, and not before', () => {
  const levels = [{ width: 1536, height: 512 }];
  const small = layOut(levels, spooled([1000, 0, 2000]), FORM, false);
  assert.deepEqual([small.bigTiff, small.size], [false, small.head.length + 1000 + 2000 + 2 * 8]);
  const room = 2 ** 32 - small.head.length - 2 * 8 - 1;
  assert.equal(layOut(levels, spooled([1000, 0, room - 1000]), FORM, false).bigTiff, false);
  const large = layOut(levels, spooled([2 ** 31, 2 ** 31, 5]), FORM, false);
  assert.equal(large.bigTiff, true);
  assert.equal(large.head[2], 43);
  const first = large.head.length + 4;
  assert.deepEqual(tileOffsets(large.head), [first, first + 2 ** 31 + 8, first + 2 ** 32 + 16]);
  assert.equal(large.size, first + 2 ** 32 + 16 + 5 + 4);
});

test('the smallest overview comes first, the full image last', () => {
  const levels = pyramidLevels({ width: 1025, height: 600 }, 512);
  assert.deepEqual(levels, [
    { width: 1025, height: 600 },
    { width: 513, height: 300 },
    { width: 257, height: 150 },
  ]);
  const { order, head, size } = layOut(levels, spooled([9, 9, 9, 9, 9, 9], [9, 9], [9]), FORM, true);
  assert.deepEqual(order, [2, 1, 0]);
  const [first] = tileOffsets(head);
  assert.equal(first, head.length + 3 * (9 + 8) + 4);
  assert.equal(size, head.length + 9 * (9 + 8));
});
