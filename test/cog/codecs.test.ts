import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePackBits } from '../../src/cog/pack-bits.ts';
import { numbersView, samplesOf } from '../../src/cog/samples.ts';
import type { BlockEncoding } from '../../src/cog/encoding.ts';
import { decodeZstd } from '../../src/cog/zstd.ts';

const encoding: BlockEncoding = {
  dtype: 'uint8',
  bitsPerSample: 8,
  samplesInBlock: 1,
  littleEndian: true,
  compression: 1,
  lercExtra: 0,
  predictor: 1,
  jpegTables: undefined,
  isYcbcr: false,
};

test('PackBits undoes the example of the Apple note that defines it', () => {
  const packed = Uint8Array.of(
    0xfe,
    0xaa,
    0x02,
    0x80,
    0x00,
    0x2a,
    0xfd,
    0xaa,
    0x03,
    0x80,
    0x00,
    0x2a,
    0x22,
    0xf7,
    0xaa,
  );
  const plain = 'aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa';
  assert.equal(Buffer.from(decodePackBits(packed, 24)).toString('hex'), plain);
  assert.equal(
    Buffer.from(decodePackBits(packed, 4)).toString('hex'),
    plain.slice(0, 8),
    'stops at the length asked for',
  );
  assert.equal(decodePackBits(packed, 100).length, 24, 'says when the data are short');
});

test('big-endian numbers are swapped, half floats widened, bits unpacked', () => {
  const big = { ...encoding, dtype: 'int16', bitsPerSample: 16, littleEndian: false } as const;
  assert.deepEqual(samplesOf(Uint8Array.of(0xff, 0xfe, 0x01, 0x02), big, 2), Int16Array.of(-2, 258));
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00, 0xfe00, 0x8000, 0x7bff);
  const widened = numbersView(new Uint8Array(halves.buffer), 'float16');
  assert.deepEqual(widened, Float32Array.of(1, -2, 2 ** -24, Infinity, NaN, -0, 65504));
  const bits = { ...encoding, bitsPerSample: 1 };
  assert.deepEqual([...samplesOf(Uint8Array.of(0b10110000, 0b01000000), bits, 3)], [1, 0, 1, 0, 1, 0]);
  const twelve = { ...encoding, dtype: 'uint16', bitsPerSample: 12 } as const;
  assert.deepEqual([...samplesOf(Uint8Array.of(0xab, 0xcd, 0xef), twelve, 2)], [0xabc, 0xdef]);
});

test('Zstandard frames are followed before geotiff decodes them', async () => {
  const magic = [0x28, 0xb5, 0x2f, 0xfd];
  const block = (type: number, size: number, isLast: boolean) => {
    const header = (size << 3) | (type << 1) | (isLast ? 1 : 0);
    return [header & 255, (header >> 8) & 255, (header >> 16) & 255];
  };
  const repeat = (count: number) => Uint8Array.from([...magic, 0, 0x58, ...block(1, count, true), 7]);
  assert.deepEqual([...(await decodeZstd(repeat(5), [5], 5))], [7, 7, 7, 7, 7]);
  assert.deepEqual([...(await decodeZstd(repeat(5), [3, 5], 5))], [7, 7, 7, 7, 7], 'a padded last strip');
  await assert.rejects(decodeZstd(repeat(100_000), [10], 10), /does not hold 10 bytes/, 'longer than its block');
  // a compressed block of rubbish: geotiff's decoder would never return from it
  const damaged = Uint8Array.from([...magic, 0, 0x58, ...block(2, 4, true), 1, 2, 3, 4]);
  await assert.rejects(decodeZstd(damaged, [10], 10), /damaged/);
  const declared = Uint8Array.from([...magic, 0xa0, 255, 255, 255, 255, ...block(1, 5, true), 7]);
  await assert.rejects(decodeZstd(declared, [10], 10), /declares 4294967295 bytes, at most 10/);
  await assert.rejects(decodeZstd(repeat(5).subarray(0, 9), [5], 5), RangeError);
  await assert.rejects(decodeZstd(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), [5], 5), /not a Zstandard frame/);
  await assert.rejects(decodeZstd(repeat(5), [], 5), /does not declare its size/);
});
