import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deflateSync, gunzipSync } from 'node:zlib';
import { openCog } from '../../src/cog/open.ts';
import { Failure } from '../../src/failure.ts';
import { decodePicture } from '../../src/render/decode-picture.ts';
import { uniformStream } from '../random.ts';
import { makeDirectory, PLAIN_TAGS, plainPixels, tiff, type Tags } from './files.ts';

const directory = makeDirectory();

/** Opens a file and reads all of it. */
async function readAll(path: string): Promise<void> {
  const { info, readWindow, close } = await openCog(path, { decodePicture });
  try {
    const whole = { col: 0, row: 0, width: info.width, height: info.height };
    for (const band of info.bands.keys()) {
      const raster = await readWindow(whole, { band: band + 1 });
      assert.equal(raster.values.length, info.width * info.height);
    }
  } finally {
    await close();
  }
}

async function refused(name: string, changes: Tags, message: RegExp, pixels = plainPixels()): Promise<void> {
  const path = await directory.write(name, tiff({ ...PLAIN_TAGS, ...changes }, pixels));
  await assert.rejects(readAll(path), { name: 'Failure', kind: 'unreadable', message }, name);
}

test('what no codec can mean is refused before a pixel is read', async () => {
  await refused('no-bits.tif', { 258: [3, [0]], 339: [3, [1]] }, /unsigned integers of 0 bits/);
  await refused('long.tif', { 258: [3, [64]], 339: [3, [1]] }, /unsigned integers of 64 bits/);
  await refused('half-a-pixel.tif', { 256: [12, [3.5]] }, /tag 256 is 3.5, not a whole number/);
  await refused('no-number.tif', { 257: [12, [NaN]] }, /tag 257 is NaN/);
  const whole = { 258: [3, [32]], 339: [3, [1]] } as const;
  await refused('predictor.tif', { ...whole, 259: [3, [8]], 317: [3, [3]] }, /predictor 3 is for floating point/);
  await refused('jpeg.tif', { 259: [3, [7]] }, /its jpeg pictures hold 1 x float32 of 32 bits/);
  const bytes = { 258: [3, [8]], 339: [3, [1]] } as const;
  await refused('webp.tif', { ...bytes, 259: [4, [50001]] }, /its webp pictures hold 1 x uint8.* 3 or 4 of 8 bits/);
  await refused('ycbcr.tif', { ...bytes, 262: [3, [6]] }, /luma and chroma/);
});

test('blocks are measured by what they amount to in memory', async () => {
  const side = { 256: [4, [12_000]], 257: [4, [12_000]], 278: [4, [12_000]] } as const;
  // 17 MiB of bits are 137 MiB of numbers, 275 MiB of half floats 549
  await refused('bits.tif', { ...side, 258: [3, [1]], 339: [3, [1]] }, /takes 138 MiB; at most 64 MiB/);
  await refused('halves.tif', { ...side, 258: [3, [16]] }, /takes 550 MiB/);
});

test('a block that inflates beyond its size is stopped there', async () => {
  const bomb = deflateSync(Buffer.alloc(1 << 24));
  await refused('bomb.tif', { 259: [3, [8]], 279: [4, [bomb.length]] }, /inflates to more than 48 bytes/, bomb);
});

test('a picture block of another format, or a JPEG of too many scans, never reaches a decoder', async () => {
  const rgb = { 258: [3, [8, 8, 8]], 277: [3, [3]], 339: [3, [1, 1, 1]], 262: [3, [2]] } as const;
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>');
  const asWebp = { ...rgb, 259: [4, [50001]], 279: [4, [svg.length]] } as const;
  await refused('svg.tif', asWebp, /it is not a WebP picture/, svg);
  await refused('svg-as-jpeg.tif', { ...asWebp, 259: [4, [7]] }, /it is not a JPEG picture/, svg);
  const frame = [0xff, 0xc2, 0, 17, 8, 0, 3, 0, 4, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
  const scans = Array.from({ length: 200 }, () => [0xff, 0xda, 0, 2]).flat();
  const jpeg = Buffer.from([0xff, 0xd8, ...frame, ...scans, 0xff, 0xd9]);
  await refused('scans.tif', { ...rgb, 259: [3, [7]], 279: [4, [jpeg.length]] }, /more than 100 scans/, jpeg);
});

test('a decoder that gives too few pixels is found out: others’ would show in their place', async () => {
  const webp = Buffer.from('RIFF\0\0\0\0WEBP');
  const tags = { 258: [3, [8, 8, 8]], 277: [3, [3]], 339: [3, [1, 1, 1]], 262: [3, [2]], 259: [4, [50001]] } as const;
  const path = await directory.write('few.tif', tiff({ ...PLAIN_TAGS, ...tags, 279: [4, [webp.length]] }, webp));
  const cog = await openCog(path, { decodePicture: () => Promise.resolve(new Uint8Array(35)) });
  const message = /it holds 35 numbers, 36 were expected/;
  await assert.rejects(cog.readWindow({ col: 0, row: 0, width: 4, height: 3 }), { kind: 'unreadable', message });
  await cog.close();
});

test('a mask that cannot be read is not ignored: nodata would pass for data', async () => {
  const plain = tiff(PLAIN_TAGS, plainPixels());
  // a second directory: the same image as a mask of CCITT compression
  const second = tiff({ ...PLAIN_TAGS, 254: [4, [4]], 258: [3, [1]], 339: [3, [1]], 259: [3, [4]] }, plainPixels());
  const fields = second.readUInt16LE(8);
  const body = Buffer.from(second.subarray(8, 10 + fields * 12 + 4));
  for (let i = 0; i < fields; i++) {
    const at = 2 + i * 12;
    const isOutside = body.readUInt32LE(at + 4) * ({ 3: 2, 12: 8 }[body.readUInt16LE(at + 2)] ?? 4) > 4;
    if (isOutside) body.writeUInt32LE(body.readUInt32LE(at + 8) + plain.length, at + 8);
  }
  const file = Buffer.concat([plain, second]);
  body.copy(file, plain.length + 8);
  file.writeUInt32LE(plain.length + 8, 10 + plain.readUInt16LE(8) * 12);
  await assert.rejects(
    readAll(await directory.write('mask.tif', file)),
    /CCITT Group 4 fax compression .* not supported/,
  );
});

test('damaged blocks fail with a reason or give a raster of the right size, in every codec', async () => {
  const content = gunzipSync(readFileSync(new URL('formats.bin.gz', import.meta.url)));
  const archiveAt = 4 + content.readUInt32LE(0);
  const samples = JSON.parse(content.toString('utf8', 4, archiveAt)) as Record<string, { file: [number, number] }>;
  const seen = new Set<string>();
  const random = uniformStream(3);
  const failures = new Map<string, number>();
  for (const [name, { file }] of Object.entries(samples)) {
    const form = name
      .split('-')
      .slice(0, name.startsWith('jpeg') || name.startsWith('webp') ? 3 : 2)
      .join('-');
    if (seen.has(form)) continue;
    seen.add(form);
    const [start, length] = file;
    for (let round = 0; round < 4; round++) {
      const kept = round === 3 ? Math.floor(length * random()) : length;
      const damaged = Uint8Array.from(content.subarray(archiveAt + start, archiveAt + start + kept));
      for (let i = 0; i < 3; i++) damaged[Math.floor(damaged.length * random())] = Math.floor(256 * random());
      const path = await directory.write('damaged.tif', damaged);
      await readAll(path).catch((cause: unknown) => {
        assert.ok(cause instanceof Failure, `${name}: ${String(cause)}`);
        assert.equal(cause.kind, 'unreadable');
        assert.ok(!cause.message.includes(directory.path), cause.message);
        failures.set(form, (failures.get(form) ?? 0) + 1);
      });
    }
  }
  assert.ok(seen.size > 80, `${seen.size} forms`);
  assert.ok(failures.size > seen.size * 0.8, 'most damage is noticed');
});
