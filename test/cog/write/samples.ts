import type { Grid, Window } from '../../../src/grid/grid.ts';
import { epsg } from '../../../src/cog/epsg.ts';
import type { CogContent, ReadPixels } from '../../../src/cog/write/write-cog.ts';
import type { WrittenDtype } from '../../../src/cog/write/stored-numbers.ts';

/** A band that is written in a test: numbers in its own encoding, NaN where there is none. */
export interface SampleBand {
  readonly values: Float32Array;
  readonly width: number;
}

export const FLOATS = { dtype: 'float32', scale: 1, offset: 0 } as const;
export const WHOLES = { dtype: 'int16', scale: 0.0001, offset: 0 } as const;

export function utmGrid(width: number, height: number): Grid {
  const crs = epsg(32633);
  if (crs === undefined) throw new Error('EPSG:32633 is not known');
  return { crs, affine: [10, 0, 499980, 0, -10, 5100000], width, height };
}

export function contentOf(grid: Grid, dtype: WrittenDtype, more: Partial<CogContent> = {}): CogContent {
  const encoding = dtype === 'int16' ? WHOLES : FLOATS;
  return { grid, bands: ['NDVI'], encoding, nodata: dtype === 'int16' ? -32768 : NaN, overviews: 'average', ...more };
}

/** Waves with noise between -1 and 1; nothing where `isEmpty` says so. */
export function waves(width: number, height: number, isEmpty: (col: number, row: number) => boolean): SampleBand {
  let seed = 7;
  const values = Float32Array.from({ length: width * height }, (_, i) => {
    const [col, row] = [i % width, Math.floor(i / width)];
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return isEmpty(col, row) ? NaN : 0.8 * Math.sin(col / 9) * Math.cos(row / 11) + (seed >>> 16) / 330_000;
  });
  return { values, width };
}

/** Reads windows of bands in memory. */
export function reader(...bands: readonly SampleBand[]): ReadPixels {
  return (window) => Promise.resolve(bands.map((band) => cut(band, window)));
}

function cut({ values, width }: SampleBand, window: Window): Awaited<ReturnType<ReadPixels>>[number] {
  const out = new Float32Array(window.width * window.height);
  for (let row = 0; row < window.height; row++) {
    const from = (window.row + row) * width + window.col;
    out.set(values.subarray(from, from + window.width), row * window.width);
  }
  return { values: out, valid: Uint8Array.from(out, (value) => (Number.isNaN(value) ? 0 : 1)), encoding: FLOATS };
}
