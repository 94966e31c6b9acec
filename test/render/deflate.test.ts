import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { unzlibSync } from 'fflate';
import { loadDeflate, zlibDeflate, type DeflateRows, type Rows } from '../../src/render/deflate.ts';
import { uniformStream } from '../random.ts';

const byZlib = zlibDeflate(2);
const refused: DeflateRows = () => assert.fail('left to zlib');
const own = loadDeflate(refused) ?? assert.fail('dist/wasm/deflate.wasm is missing: npm run build:wasm');

const random = uniformStream(11);
const below = (end: number): number => Math.floor(random() * end);
const bytesOf = (length: number, byte: (i: number) => number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => byte(i));
/** A stream of the filter's 0 and these bytes. */
const oneRow = (pixels: Uint8Array): Rows => ({ pixels, rowBytes: pixels.length, pixelBytes: 1, filter: 'none' });

/** PNG's filters 0 and 2 (PNG specification, 9.2), byte by byte. */
function filtered({ pixels, rowBytes, filter }: Rows): Uint8Array {
  const out: number[] = [];
  for (const [i, byte] of pixels.entries()) {
    if (i % rowBytes === 0) out.push(filter === 'up' ? 2 : 0);
    out.push(filter === 'up' ? (byte - (pixels[i - rowBytes] ?? 0)) & 255 : byte);
  }
  return Uint8Array.from(out);
}

/** Compresses, and holds what two decoders make of it against the rows. @returns bytes of the stream */
function assertRoundTrip(rows: Rows, what: string, deflate: DeflateRows = own): Buffer {
  const stream = Buffer.concat(deflate(rows));
  const expected = filtered(rows);
  // fflate looks neither at the checksum nor for what follows the last block, zlib does
  assert.equal(Buffer.compare(inflateSync(stream), expected), 0, `${what}, by zlib`);
  assert.equal(Buffer.compare(unzlibSync(stream), expected), 0, `${what}, by fflate`);
  return stream;
}

test('every length up to 600 comes back, of one byte, of runs, of text and of noise', () => {
  for (let length = 1; length <= 600; length++) {
    assertRoundTrip(oneRow(new Uint8Array(length).fill(length & 255)), `${length} equal bytes`);
    assertRoundTrip(oneRow(bytesOf(length, (i) => (i / 7) & 3)), `${length} bytes in runs`);
    assertRoundTrip(oneRow(bytesOf(length, (i) => 'rainbows and raindrops '.charCodeAt(i % 23))), `${length} letters`);
    assertRoundTrip(oneRow(bytesOf(length, () => below(256))), `${length} bytes of noise`);
  }
});

test('a picture without rows is an empty stream', () => {
  const rows: Rows = { pixels: new Uint8Array(0), rowBytes: 5, pixelBytes: 1, filter: 'none' };
  assert.equal(inflateSync(Buffer.concat(byZlib(rows))).length, 0);
  assert.equal(inflateSync(Buffer.concat(loadDeflate(byZlib)?.(rows) ?? [])).length, 0);
});

test('noise is stored, in blocks of at most 65,535 bytes, and grows by little', () => {
  for (const [rowBytes, count] of [
    [131_071, 1],
    [65_535, 1],
    [65_534, 1],
    [511, 900],
  ]) {
    const rows = { ...oneRow(bytesOf(rowBytes * count, () => below(256))), rowBytes };
    const { length } = assertRoundTrip(rows, `${rowBytes} x ${count} bytes of noise`);
    assert.equal(length <= (rowBytes + 1) * count + 200, true, `${length} bytes of ${(rowBytes + 1) * count}`);
  }
});

test('symbols as frequent as Fibonacci’s numbers, whose codes would be too long', () => {
  const symbols: number[] = [];
  for (let symbol = 0, [a, b] = [1, 1]; symbols.length + a < 120_000; symbol++, [a, b] = [b, a + b]) {
    for (let i = 0; i < a; i++) symbols.push(symbol * 5);
  }
  assertRoundTrip(oneRow(Uint8Array.from(symbols)), 'in order');
  for (let i = symbols.length - 1; i > 0; i--) {
    const other = below(i + 1);
    [symbols[i], symbols[other]] = [symbols[other], symbols[i]];
  }
  assertRoundTrip(oneRow(Uint8Array.from(symbols)), 'shuffled');
});

test('no distance, one distance, longest matches, and those that reach back as far as can be', () => {
  assertRoundTrip(oneRow(bytesOf(256, (i) => i)), 'no distance');
  assertRoundTrip(oneRow(new Uint8Array(100_000).fill(9)), 'one distance');
  for (let length = 255; length <= 262; length++) {
    const seed = bytesOf(length, () => below(256));
    assertRoundTrip(oneRow(Uint8Array.of(...seed, 1, 2, 3, ...seed, 4, ...seed)), `matches of ${length}`);
  }
  for (const back of [32_767, 32_768, 32_769]) {
    const bytes = bytesOf(back + 300, () => below(256));
    bytes.copyWithin(back, 0, 300);
    const { length } = assertRoundTrip(oneRow(bytes), `a match ${back} back`);
    // what lies farther cannot be reached
    assert.equal(length < back + 100, back <= 32_768, `${length} bytes for a match ${back} back`);
  }
});

test('across pieces matches go on, also where the history begins', () => {
  // rows of 999 bytes, 132 of which are a piece: each 32 rows like those before
  const seed = bytesOf(999 * 32, () => below(256));
  const pixels = bytesOf(999 * 400, (i) => seed[i % seed.length]);
  const stream = assertRoundTrip({ pixels, rowBytes: 999, pixelBytes: 1, filter: 'none' }, 'rows again and again');
  assert.equal(stream.length < 45_000, true, `${stream.length} bytes`);
  for (const shift of [-1, 0, 1, 2]) {
    const far = bytesOf(999 * 300, () => below(4) * below(4) * 20);
    far.copyWithin(132_000 + shift, 132_000 + shift - 32_768 + 999, 140_000);
    assertRoundTrip({ pixels: far, rowBytes: 999, pixelBytes: 1, filter: 'none' }, `shifted by ${shift}`);
  }
});

test('rows of many widths, filters and contents', () => {
  const contents: readonly ((i: number, rowBytes: number) => number)[] = [
    () => 120 + below(6) + below(6),
    (i, rowBytes) => (((i % rowBytes) / 9) & 3) + ((i / rowBytes / 5) & 1),
    (i, rowBytes) => (i % rowBytes) + Math.floor(i / rowBytes) + below(2),
    (i) => (i % 4 === 3 ? 255 : (Math.floor(i / 40) * 37) & 255),
    () => (below(200) === 0 ? below(256) : 7),
    (i) => (i % 5000 < 3000 ? below(256) : 0),
  ];
  for (const [kind, content] of contents.entries()) {
    for (const rowBytes of [1, 2, 3, 15, 16, 17, 31, 257, 1024, 5001, 32_767, 32_768, 40_000]) {
      const rowCount = 1 + below(Math.max(2, Math.min(700, 40_000 / rowBytes)));
      const pixels = bytesOf(rowBytes * rowCount, (i) => content(i, rowBytes));
      for (const filter of ['none', 'up'] as const) {
        const rows = { pixels, rowBytes, pixelBytes: rowBytes % 4 === 0 ? 4 : 1, filter };
        const what = `kind ${kind}, ${rowCount} rows of ${rowBytes}, ${filter}`;
        assertRoundTrip(rows, what);
        if (rowBytes < 300) assertRoundTrip(rows, `${what}, zlib's`, byZlib);
      }
    }
  }
});

test('the same rows give the same bytes, whatever was compressed before', () => {
  const rows = { ...oneRow(bytesOf(600 * 600, (i) => below(5) + ((i / 50) & 7))), rowBytes: 600 };
  const fresh = loadDeflate(refused);
  assert.ok(fresh, 'loaded once, so again');
  assert.equal(Buffer.compare(Buffer.concat(fresh(rows)), assertRoundTrip(rows, 'after all of the above')), 0);
});

test('bytes are about those of zlib: hardly more of noise, fewer of areas', () => {
  const sizeOf = (deflate: DeflateRows, rows: Rows): number => Buffer.concat(deflate(rows)).length;
  const ratio = (pixels: Uint8Array): number => {
    const rows = { ...oneRow(pixels), rowBytes: 256 };
    return sizeOf(own, rows) / sizeOf(byZlib, rows);
  };
  const seeded = uniformStream(3);
  const noise = ratio(bytesOf(256 * 256, (i) => 100 + ((i >> 12) & 7) * 6 + Math.floor(5 * seeded() + 5 * seeded())));
  assert.equal(noise < 1.04, true, `${noise} of zlib's for noise`);
  const areas = ratio(bytesOf(256 * 256, (i) => Math.hypot((i & 255) - 90, (i >> 8) - 120) / 30));
  assert.equal(areas < 0.95, true, `${areas} of zlib's for areas`);
});

test('rows too long for its memory are left to the other', () => {
  const rows = oneRow(new Uint8Array(200_000));
  assert.throws(() => own(rows), /left to zlib/);
  assertRoundTrip(rows, 'by zlib', loadDeflate(byZlib));
});

test('without the compiled file there is none, and no failure', () => {
  assert.equal(loadDeflate(byZlib, new URL('file:///nowhere/deflate.wasm')), undefined);
  assert.equal(loadDeflate(byZlib, new URL(import.meta.url)), undefined, 'no WebAssembly');
});
