import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** Tags of a TIFF file as `tag: [field type, values]`; strings are ASCII. */
export type Tags = Record<number, readonly [type: number, values: readonly number[] | string]>;

/** An uncompressed 4 x 3 float32 raster in one strip: values 0 to 11, EPSG:32633, 10 m pixels from 500000, 5000030. */
export const PLAIN_TAGS: Tags = {
  256: [3, [4]],
  257: [3, [3]],
  258: [3, [32]],
  259: [3, [1]],
  262: [3, [1]],
  273: [4, [0]],
  277: [3, [1]],
  278: [3, [3]],
  279: [4, [48]],
  339: [3, [3]],
  33550: [12, [10, 10, 0]],
  33922: [12, [0, 0, 0, 500000, 5000030, 0]],
  34735: [3, [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32633]],
};

const SIZES: Record<number, number> = { 2: 1, 3: 2, 4: 4, 12: 8 };

/**
 * Bytes of a little-endian classic TIFF with one directory. StripOffsets is set to where `pixels` come to lie.
 */
export function tiff(tags: Tags, pixels: Uint8Array): Buffer {
  const fields = Object.entries(tags).map(([tag, [type, values]]) => ({ tag: Number(tag), type, values }));
  fields.sort((a, b) => a.tag - b.tag);
  const directoryEnd = 8 + 2 + fields.length * 12 + 4;
  const chunks: Buffer[] = [];
  let end = directoryEnd;
  const directory = Buffer.alloc(directoryEnd);
  directory.write('II*\0', 'latin1');
  directory.writeUInt32LE(8, 4);
  directory.writeUInt16LE(fields.length, 8);
  let offsetsAt = 0;
  for (const [i, { tag, type, values }] of fields.entries()) {
    const at = 10 + i * 12;
    const data = encode(type, values);
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(data.length / SIZES[type], at + 4);
    if (tag === 273) offsetsAt = at + 8;
    if (data.length <= 4) data.copy(directory, at + 8);
    else {
      directory.writeUInt32LE(end, at + 8);
      chunks.push(data);
      end += data.length;
    }
  }
  if (offsetsAt > 0) directory.writeUInt32LE(end, offsetsAt);
  return Buffer.concat([directory, ...chunks, pixels]);
}

function encode(type: number, values: readonly number[] | string): Buffer {
  if (typeof values === 'string') return Buffer.from(`${values}\0`, 'latin1');
  const data = Buffer.alloc(values.length * SIZES[type]);
  for (const [i, value] of values.entries()) {
    if (type === 3) data.writeUInt16LE(value, i * 2);
    else if (type === 4) data.writeUInt32LE(value, i * 4);
    else data.writeDoubleLE(value, i * 8);
  }
  return data;
}

/** Pixels of `PLAIN_TAGS`. */
export function plainPixels(): Uint8Array {
  return new Uint8Array(Float32Array.from({ length: 12 }, (_, i) => i).buffer);
}

/** Writes files into a directory that is removed when the test file ends. */
export function makeDirectory(): { write: (name: string, bytes: Uint8Array) => Promise<string>; path: string } {
  const path = mkdtempSync(join(tmpdir(), 'chromatile-cog-'));
  after(() => {
    rmSync(path, { recursive: true });
  });
  return {
    path,
    write: async (name, bytes) => {
      await writeFile(join(path, name), bytes);
      return join(path, name);
    },
  };
}
