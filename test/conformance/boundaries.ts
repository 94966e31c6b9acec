import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInteger, type Dtype, type Encoding } from '../../src/raster/raster.ts';
import type { Style } from '../../src/style/style.ts';
import { tiff } from '../cog/files.ts';
import { storedAround } from '../style/neighbours.ts';

const WIDTH = 16;

/** How numbers of a type lie in a TIFF: bits, sample format, and a place to put them. */
const FORMS: Partial<
  Record<Dtype, { bits: number; format: number; from: (values: readonly number[]) => ArrayBufferView }>
> = {
  float32: { bits: 32, format: 3, from: (values) => Float32Array.from(values) },
  float64: { bits: 64, format: 3, from: (values) => Float64Array.from(values) },
  int16: { bits: 16, format: 2, from: (values) => Int16Array.from(values) },
  uint16: { bits: 16, format: 1, from: (values) => Uint16Array.from(values) },
  uint8: { bits: 8, format: 1, from: (values) => Uint8Array.from(values) },
  int32: { bits: 32, format: 2, from: (values) => Int32Array.from(values) },
};

/** A way to store values, with the number that means none. */
export interface Storage extends Encoding {
  readonly nodata: number;
}

/**
 * Writes a raster that holds every boundary of a style and the stored numbers around it, class middles, numbers far
 * beyond both ends, zero and what is next to it, nodata and, of floats, NaN and both infinities.
 *
 * @returns its path
 */
export async function writeBoundaries(folder: string, name: string, style: Style, storage: Storage): Promise<string> {
  const { dtype, scale, offset, nodata } = storage;
  const form = FORMS[dtype];
  if (form === undefined) throw new Error(`no rasters of ${dtype} are written here`);
  const numbers = boundaryNumbers(style, storage);
  // of a picture of one row MapServer draws nothing
  const height = Math.max(2, Math.ceil(numbers.length / WIDTH));
  const padded = Array.from({ length: WIDTH * height }, (_, i) => numbers[i % numbers.length]);
  const values = form.from(padded);
  const pixels = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const metadata = `<GDALMetadata><Item name="OFFSET" sample="0" role="offset">${offset}</Item><Item name="SCALE" sample="0" role="scale">${scale}</Item></GDALMetadata>`;
  const bytes = tiff(
    {
      256: [3, [WIDTH]],
      257: [3, [height]],
      258: [3, [form.bits]],
      259: [3, [1]],
      262: [3, [1]],
      273: [4, [0]],
      277: [3, [1]],
      278: [3, [height]],
      279: [4, [pixels.length]],
      339: [3, [form.format]],
      33550: [12, [10, 10, 0]],
      33922: [12, [0, 0, 0, 500_000, 5_000_000, 0]],
      34735: [3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633]],
      ...(scale !== 1 || offset !== 0 ? { 42112: [2, metadata] as const } : {}),
      42113: [2, String(nodata)],
    },
    pixels,
  );
  const path = join(folder, `${name}.tif`);
  await writeFile(path, bytes);
  return path;
}

function boundaryNumbers({ intervals }: Style, storage: Storage): number[] {
  const { dtype, scale, offset, nodata } = storage;
  const values = intervals.flatMap(({ min, max }) => [min, (min + max) / 2, max]);
  const around = values.flatMap((value) => storedAround(value, storage));
  const isFloat = !isInteger(storage);
  const extremes = isFloat ? [-100, -1, 0, 1, 100] : [-offset / scale - 1, -offset / scale, 1 - offset / scale];
  const special = isFloat ? [NaN, Infinity, -Infinity, -0, 2 ** -149, -(2 ** -149), 1e-6, -1e-6] : [...limitsOf(dtype)];
  const all = [...around, ...extremes.map((value) => (isFloat ? value : Math.round(value))), ...special, nodata];
  return isFloat ? all : all.filter((stored) => within(stored, limitsOf(dtype)));
}

function limitsOf(dtype: Dtype): readonly [number, number] {
  const bits = FORMS[dtype]!.bits;
  return dtype.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

function within(stored: number, [low, high]: readonly [number, number]): boolean {
  return stored >= low && stored <= high;
}
