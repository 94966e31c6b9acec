import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { constants, deflateSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { loadSimdInflate } from '../../src/cog/inflate-simd.ts';
import type { CogStore } from '../../src/cog/store.ts';
import { Workbench } from '../../src/cog/workbench.ts';
import { compiledFile } from '../../src/wasm/instance.ts';
import { blocksReadBy } from '../bench/situations/recorded.ts';
import { uniformStream } from '../random.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';

const bench = new Workbench();
const inflate = loadSimdInflate(compiledFile('inflate'), bench);
assert.ok(inflate, 'dist/wasm/inflate.wasm is missing: npm run build:wasm');

const random = uniformStream(23);
const choose = (count: number): number => Math.floor(random() * count);

/** What comes of a stream: its bytes, or the reason why it is refused. */
function outcome(decode: () => Uint8Array | undefined): string {
  try {
    return Buffer.from(decode() ?? []).toString('base64');
  } catch (cause) {
    assert.ok(cause instanceof Error);
    return `! ${'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE' ? 'it inflates to more' : cause.message}`;
  }
}

const ours = (stream: Uint8Array, most: number): string =>
  outcome(() => inflate(stream, most)).replace(/ than \d+ bytes$/, '');
const zlibs = (stream: Uint8Array, most: number): string =>
  outcome(() => inflateSync(stream, { maxOutputLength: most, chunkSize: most + 64 }));

function agree(stream: Uint8Array, most: number, what: string): string {
  const found = ours(stream, most);
  assert.equal(
    found === zlibs(stream, most),
    true,
    `${what}: ${found.slice(0, 60)}, ${zlibs(stream, most).slice(0, 60)}`,
  );
  return found;
}

/** Bytes of all kinds: random ones, few values, long runs, strings that repeat, a mixture whose codes are up to 15 bits long. */
function samples(length: number): Record<string, Uint8Array> {
  const bytes = (make: (i: number) => number): Uint8Array => Uint8Array.from({ length }, (_, i) => make(i));
  const phrase = bytes(() => choose(256)).subarray(0, 97);
  return {
    zeros: new Uint8Array(length),
    'all 255': new Uint8Array(length).fill(255),
    noise: bytes(() => choose(256)),
    'few values': bytes(() => choose(5)),
    skewed: bytes(() => Math.floor(random() ** 40 * 256)),
    'floats by planes': bytes((i) => (i % 512 < 128 ? 0 : i % 512 < 256 ? choose(9) : choose(256))),
    runs: bytes((i) => (i >> 8) * 7),
    phrases: bytes((i) => phrase[i % (60 + (i >> 10))] ?? choose(256)),
  };
}

test('it gives what zlib gives, of all levels and strategies', () => {
  const strategies = [
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ];
  for (const [name, data] of Object.entries(samples(40_000))) {
    const check = (options: ZlibOptions): void => {
      const found = inflate(deflateSync(data, options), data.length);
      assert.equal(Buffer.compare(found ?? new Uint8Array(), data), 0, `${name}, ${JSON.stringify(options)}`);
    };
    for (let level = 0; level <= 9; level++) check({ level });
    for (const strategy of strategies) {
      check({ strategy, level: 6 });
      // many small blocks
      check({ strategy, level: 9, memLevel: 1, windowBits: 9 });
    }
  }
  for (let length = 0; length < 70; length++) {
    const data = Buffer.alloc(length, 'ab');
    assert.equal(Buffer.compare(inflate(deflateSync(data), length) ?? data, data), 0, `${length} bytes`);
  }
});

test('strings are repeated from any distance, into themselves too', () => {
  for (let distance = 1; distance <= 40; distance++) {
    const phrase = Uint8Array.from({ length: distance }, () => choose(256));
    const data = Uint8Array.from({ length: 3000 }, (_, i) => (i % 701 === 700 ? choose(256) : phrase[i % distance]));
    assert.equal(Buffer.compare(inflate(deflateSync(data), 3000) ?? data, data), 0, `${distance}`);
  }
});

/** A stream written bit by bit, without a true check sum. */
class Bits {
  #text = '';

  /** Lowest bit first, as all but codes are written. */
  put(value: number, count: number): this {
    for (let i = 0; i < count; i++) this.#text += String((value >> i) & 1);
    return this;
  }

  /** A symbol of the fixed code of literals and lengths. */
  symbol(symbol: number): this {
    if (symbol < 144) return this.#code(0x30 + symbol, 8);
    if (symbol < 256) return this.#code(0x190 + symbol - 144, 9);
    return symbol < 280 ? this.#code(symbol - 256, 7) : this.#code(0xc0 + symbol - 280, 8);
  }

  distance(symbol: number, extra = 0, extraBits = 0): this {
    return this.#code(symbol, 5).put(extra, extraBits);
  }

  bytes(padding = 0): Buffer {
    const body = this.#text.match(/.{1,8}/g) ?? [];
    return Buffer.from([
      0x78,
      0x9c,
      ...body.map((byte) => parseInt(byte.split('').reverse().join(''), 2)),
      ...new Uint8Array(padding),
    ]);
  }

  #code(code: number, count: number): this {
    this.#text += code.toString(2).padStart(count, '0');
    return this;
  }
}

test('what no encoder writes is refused as zlib refuses it, next to the end or far from it', () => {
  const fixed = (): Bits => new Bits().put(1, 1).put(1, 2);
  const dynamic = (litlens: number, distances: number, precodes: readonly number[]): Bits =>
    precodes.reduce(
      (bits, length) => bits.put(length, 3),
      new Bits()
        .put(1, 1)
        .put(2, 2)
        .put(litlens, 5)
        .put(distances, 5)
        .put(precodes.length - 4, 4),
    );
  const refused: Record<string, [RegExp, Bits]> = {
    'block type': [/invalid block type/, new Bits().put(7, 3)],
    'stored lengths': [/invalid stored block lengths/, new Bits().put(1, 8).put(5, 16).put(5, 16)],
    'too many lengths': [/too many length or distance symbols/, dynamic(30, 0, [0, 0, 0, 0])],
    'too many distances': [/too many length or distance symbols/, dynamic(0, 30, [0, 0, 0, 0])],
    'code lengths': [/invalid code lengths set/, dynamic(0, 0, [1, 1, 1, 1])],
    'incomplete code lengths': [/invalid code lengths set/, dynamic(0, 0, [1, 0, 0, 0])],
    'no code lengths': [/missing end-of-block/, dynamic(0, 0, [0, 0, 0, 0]).put(0, 258)],
    'repeat of nothing': [/invalid bit length repeat/, dynamic(0, 0, [1, 0, 0, 1]).put(1, 1).put(0, 2)],
    'symbol 286': [/invalid literal\/length code/, fixed().symbol(65).symbol(286)],
    'symbol 287': [/invalid literal\/length code/, fixed().symbol(65).symbol(287)],
    'distance 30': [/invalid distance code/, fixed().symbol(65).symbol(257).distance(30)],
    'distance 31': [/invalid distance code/, fixed().symbol(65).symbol(257).distance(31)],
    'nothing to repeat': [/invalid distance too far back/, fixed().symbol(257).distance(0)],
    'too far': [/invalid distance too far back/, fixed().symbol(65).symbol(66).symbol(257).distance(2)],
    'wrong sum': [/incorrect data check/, fixed().symbol(65).symbol(256).put(0, 48)],
    'no sum': [/unexpected end of file/, fixed().symbol(65).symbol(256)],
  };
  for (const [name, [message, bits]] of Object.entries(refused)) {
    assert.match(agree(bits.bytes(), 1000, name), message, name);
    const found = agree(bits.bytes(100), 1000, `${name}, far from the end`);
    assert.match(found, name === 'no sum' ? /incorrect data check/ : message, name);
  }
  for (const header of [[0x78, 0x9d], [0x79, 0x94], [0x88, 0x1c], [0x78, 0xbb], [0x78], [], [0x1f, 0x8b]]) {
    assert.match(
      agree(Uint8Array.from([...header, ...new Uint8Array(header.length < 2 ? 0 : 9)]), 10, header.join(' ')),
      /^!/,
    );
  }
});

test('a string is repeated from 32768 bytes before, which zlib never writes, and no farther', () => {
  const data = Buffer.from(Uint8Array.from({ length: 32_768 }, () => choose(256)));
  const stored = Buffer.from([0, 0x00, 0x80, 0xff, 0x7f]);
  const far = new Bits().put(1, 1).put(1, 2).symbol(285).distance(29, 8191, 13).symbol(256).bytes(64).subarray(2);
  const found = agree(Buffer.concat([Buffer.from([0x78, 0x9c]), stored, data, far]), 40_000, 'as far as may be');
  assert.match(found, /incorrect data check/, 'nothing else is wrong with it');
  const farther = Buffer.concat([Buffer.from([0x78, 0x9c, 0, 0xff, 0x7f, 0x00, 0x80]), data.subarray(1), far]);
  assert.match(agree(farther, 40_000, 'one byte farther'), /too far back/);
});

test('a stream that ends early anywhere is refused', () => {
  for (const [name, data] of Object.entries(samples(400))) {
    for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED]) {
      const stream = deflateSync(data, { strategy, memLevel: 1 });
      for (let length = 0; length < stream.length; length++) {
        const found = agree(stream.subarray(0, length), 400, `${name}, ${length} of ${stream.length}`);
        assert.equal(found, '! unexpected end of file');
      }
    }
  }
});

test('damaged streams come to what zlib makes of them, and nothing is written outside the block', () => {
  const streams = Object.values(samples(600)).flatMap((data) => [
    deflateSync(data),
    deflateSync(data, { strategy: constants.Z_HUFFMAN_ONLY, memLevel: 1 }),
    deflateSync(data, { strategy: constants.Z_FIXED }),
  ]);
  const most = 640;
  const memory = new Uint8Array(bench.memory.buffer);
  const block = bench.blockOf(most)?.byteOffset ?? 0;
  memory.fill(99, block + most + 300);
  const before = bench.lend((block >> 1) & ~63);
  assert.ok(before);
  before.bytes.fill(98);
  for (let round = 0; round < 3000; round++) {
    const stream = Buffer.from(streams[round % streams.length]);
    for (let flips = round % 3; flips >= 0; flips--) stream[choose(stream.length)] ^= 1 << choose(8);
    const found = ours(stream, most);
    const expected = zlibs(stream, most);
    // one that is both too long and wrong later is refused for either
    const isEither = found === '! it inflates to more' && expected.startsWith('!');
    assert.equal(isEither || found === expected, true, `${stream.toString('hex')}: ${found}, ${expected}`);
  }
  assert.equal(
    before.bytes.every((byte) => byte === 98),
    true,
    'what is lent to others',
  );
  assert.equal(
    memory.subarray(block + most + 300).every((byte) => byte === 99),
    true,
    'what lies behind the block',
  );
  before.giveBack();
});

test('it stops where the block is full, and takes no offence at what follows the stream', () => {
  for (const [name, data] of Object.entries(samples(5000))) {
    for (const options of [{}, { level: 0 }, { strategy: constants.Z_FIXED }]) {
      const stream = deflateSync(data, options);
      assert.equal(inflate(stream, 5000)?.length, 5000, name);
      assert.equal(inflate(stream, 5001)?.length, 5000, name);
      for (const most of [4999, 4998, 4000, 1, 0]) {
        assert.throws(() => inflate(stream, most), new RegExp(`^RangeError: it inflates to more than ${most} bytes$`));
      }
      const followed = Buffer.concat([stream, Buffer.alloc(50, 255)]);
      assert.equal(Buffer.compare(inflate(followed, 5000) ?? followed, data), 0, name);
    }
  }
});

test(
  'blocks that GDAL wrote come out as by zlib',
  { skip: sharedData('awkward') === undefined && NO_SHARED_DATA },
  async () => {
    const folder = sharedData('awkward') ?? '';
    let seen = 0;
    for (const name of readdirSync(folder).filter((file) => /^(?!bad).*\.tif$/.test(file))) {
      const path = join(folder, name);
      const readCorner = async (cogs: CogStore): Promise<void> => {
        const { info, readWindow } = await cogs.open(path);
        const side = { width: Math.min(info.width, 256), height: Math.min(info.height, 256) };
        await readWindow({ col: 0, row: 0, ...side });
      };
      // some are refused
      const blocks = await blocksReadBy((cogs) => readCorner(cogs).catch(() => undefined));
      for (const block of blocks.slice(0, 2)) {
        const expected = inflateSync(block);
        const found = inflate(block, expected.length);
        assert.equal(found !== undefined && Buffer.compare(found, expected) === 0, true, name);
        seen++;
      }
    }
    assert.ok(seen > 50, `${seen} blocks`);
  },
);

test('a block that the workbench has no room for is left to zlib, as all are without the compiled file', () => {
  const stream = deflateSync(Buffer.from('short'));
  assert.equal(inflate(stream, 5 << 20), undefined);
  assert.equal(inflate(new Uint8Array(5 << 20), 100), undefined);
  assert.equal(loadSimdInflate(new URL('file:///nowhere/inflate.wasm'), bench), undefined);
  assert.equal(loadSimdInflate(new URL(import.meta.url), bench), undefined, 'no WebAssembly');
});
