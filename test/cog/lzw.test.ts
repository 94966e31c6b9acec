import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLzw } from '../../src/cog/lzw.ts';
import { loadSimdLzw } from '../../src/cog/lzw-simd.ts';
import { uniformStream } from '../random.ts';

const simd = loadSimdLzw();
assert.ok(simd, 'dist/wasm/lzw.wasm is missing: npm run build:wasm');

/** Codes packed most significant bit first, in the widths that a decoder expects them in. */
function pack(codes: readonly number[]): Uint8Array {
  let bits = '';
  let width = 9;
  let defined = 257;
  for (const code of codes) {
    bits += code.toString(2).padStart(width, '0');
    if (code === 256) [width, defined] = [9, 257];
    else if (++defined + 1 >= 2 ** width && width < 12) width++;
  }
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    parseInt(bits.slice(i * 8, i * 8 + 8).padEnd(8, '0'), 2),
  );
}

/** TIFF 6.0 section 13, by its pseudocode: a table that is cleared after code 4094 (or never, if so asked). */
function encode(data: Uint8Array, lastCode = 4094): Uint8Array {
  const codes = [256];
  let table = new Map<string, number>();
  const clear = () => (table = new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte])));
  clear();
  let next = 258;
  let string = '';
  for (const byte of data) {
    const longer = string + String.fromCharCode(byte);
    if (table.has(longer)) {
      string = longer;
      continue;
    }
    codes.push(table.get(string) ?? 0);
    if (next <= 4095) table.set(longer, next++);
    if (next > lastCode) {
      codes.push(256);
      clear();
      next = 258;
    }
    string = String.fromCharCode(byte);
  }
  if (string !== '') codes.push(table.get(string) ?? 0);
  return pack([...codes, 257]);
}

for (const [name, decode] of [
  ['the plain loop', decodeLzw],
  ['SIMD', simd],
] as const) {
  test(`LZW undoes the example of TIFF 6.0, section 13, by ${name}`, () => {
    const packed = pack([256, 7, 258, 8, 8, 258, 6, 6, 257]);
    assert.deepEqual([...decode(packed, 10)], [7, 7, 7, 8, 8, 7, 7, 6, 6]);
    assert.deepEqual([...decode(packed, 2)], [7, 7], 'stops in the middle of a string');
    assert.deepEqual([...decode(packed.subarray(0, 5), 10)], [7, 7, 7, 8], 'ends with the data');
    assert.equal(decode(new Uint8Array(0), 10).length, 0);
  });

  test(`what no encoder writes is refused, by ${name}`, () => {
    assert.throws(() => decode(Uint8Array.of(0xff, 0xff, 0xff), 4), /LZW code 511 before it is defined/);
    assert.throws(() => decode(pack([256, 300]), 4), RangeError);
    assert.throws(() => decode(pack([256, 1, 260]), 4), /LZW code 260/);
    assert.throws(() => decode(Uint8Array.of(0, 1, 2, 3), 4), /bits in reverse order/);
  });

  test(`LZW gives back what was encoded, by ${name}`, () => {
    const random = uniformStream(11);
    for (const [values, length] of [
      [1, 20_000], // long strings, each defined by its own copy
      [2, 50_000],
      [7, 1000],
      [256, 30_000],
      [3, 1],
    ]) {
      const data = Uint8Array.from({ length }, () => Math.floor(random() * values));
      assert.ok(Buffer.compare(decode(encode(data), length), data) === 0, `${length} of ${values} values`);
      assert.ok(Buffer.compare(decode(encode(data, 1e9), length), data) === 0, 'with a table that stays full');
      assert.equal(decode(encode(data), length + 5).length, length, 'says when the data are short');
    }
  });
}

test('damaged data never make SIMD differ from the plain loop', () => {
  const random = uniformStream(5);
  const data = Uint8Array.from({ length: 3000 }, () => Math.floor(random() ** 3 * 256));
  const packed = encode(data);
  const outcome = (decode: typeof decodeLzw, input: Uint8Array): string => {
    try {
      return Buffer.from(decode(input, 3000)).toString('hex');
    } catch (cause) {
      return String(cause);
    }
  };
  for (let round = 0; round < 300; round++) {
    const damaged = packed.slice(0, round % 3 === 0 ? Math.floor(random() * packed.length) : packed.length);
    for (let i = 0; i < 3; i++) damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
    assert.equal(outcome(simd, damaged), outcome(decodeLzw, damaged));
  }
});

test('a block too large for the memory of the SIMD decoder is left to the plain loop', () => {
  const packed = encode(Uint8Array.of(1, 2, 3));
  assert.deepEqual([...simd(packed, 100 << 20)], [1, 2, 3]);
});
