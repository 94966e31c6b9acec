import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { crc32Table } from '../../src/render/crc32.ts';
import { encodeIndexedPng, encodeRgbaPng } from '../../src/render/png.ts';
import { sharp } from '../../src/render/sharp.ts';

/** Chunks of a PNG: type and data. */
function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const typed = png.subarray(at + 4, at + 8 + length);
    assert.equal(png.readUInt32BE(at + 8 + length), crc32Table(typed), 'CRC');
    chunks.push({ type: typed.toString('latin1', 0, 4), data: typed.subarray(4) });
    at += length + 12;
  }
  return chunks;
}

async function decoded(png: Buffer): Promise<Uint8Array> {
  return new Uint8Array(await sharp(png).ensureAlpha().raw().toBuffer());
}

const PALETTE = Uint8Array.from({ length: 256 * 4 }, (_, i) => (i % 4 === 3 ? (i < 40 ? i * 3 : 255) : (i * 37) % 256));

test('an indexed PNG decodes to the colours of its indices', async () => {
  const [width, height] = [61, 47];
  const indices = Uint8Array.from({ length: width * height }, (_, i) => (i * i) % 256);
  const pixels = await decoded(encodeIndexedPng(indices, width, height, PALETTE));
  const expected = Uint8Array.from({ length: indices.length * 4 }, (_, i) => PALETTE[indices[i >> 2] * 4 + (i & 3)]);
  assert.deepEqual(pixels, expected);
});

test('an RGBA PNG decodes to its bytes with either filter', async () => {
  const [width, height] = [53, 31];
  const rgba = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * i * 7 + (i >> 5)) % 256);
  for (const filter of ['none', 'up'] as const) {
    assert.deepEqual(await decoded(encodeRgbaPng(rgba, width, height, { filter })), rgba);
  }
});

test('one pixel, one opaque colour: no tRNS, and the same bytes every time', async () => {
  const encode = () => encodeIndexedPng(Uint8Array.of(0), 1, 1, Uint8Array.of(1, 2, 3, 255));
  assert.deepEqual(
    chunksOf(encode()).map(({ type }) => type),
    ['IHDR', 'PLTE', 'IDAT', 'IEND'],
  );
  assert.deepEqual(encode(), encode());
  assert.deepEqual(await decoded(encode()), Uint8Array.of(1, 2, 3, 255));
});

test('texts are kept: Latin-1 as tEXt, others as UTF-8 in iTXt', () => {
  const text = { Index: 'NDVI', Unit: 'm²/m²', AOI: 'Поле 7', Broken: 'a\0b\ud800' };
  const chunks = chunksOf(encodeIndexedPng(Uint8Array.of(0), 1, 1, Uint8Array.of(0, 0, 0, 0), { text }));
  const texts = chunks.filter(({ type }) => /^(tEXt|iTXt)$/.test(type)).map(({ type, data }) => [type, data]);
  assert.deepEqual(texts, [
    ['tEXt', Buffer.from('Index\0NDVI', 'latin1')],
    ['tEXt', Buffer.from('Unit\0m²/m²', 'latin1')],
    ['iTXt', Buffer.from('AOI\0\0\0\0\0Поле 7', 'utf8')],
    ['iTXt', Buffer.from('Broken\0\0\0\0\0a b\ufffd', 'utf8')],
  ]);
  assert.throws(() => encodeRgbaPng(new Uint8Array(4), 1, 1, { text: { Ключ: 'x' } }), /keyword/);
});

test('sizes that do not fit are refused', () => {
  assert.throws(() => encodeIndexedPng(new Uint8Array(3), 2, 2, new Uint8Array(4)), /3 indices for 2 x 2/);
  assert.throws(() => encodeIndexedPng(new Uint8Array(4), 2, 2, new Uint8Array(257 * 4)), /257/);
  assert.throws(() => encodeRgbaPng(new Uint8Array(4), 2, 2), /4 bytes/);
});

test('the CRC of a Node without its own equals zlib’s', () => {
  for (const text of ['', 'IEND', '123456789']) assert.equal(crc32Table(Buffer.from(text)), crc32(text));
  assert.equal(crc32Table(Buffer.from('123456789')), 0xcbf43926);
});
