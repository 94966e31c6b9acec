import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Polygon } from '../../src/grid/geometry.ts';
import type { Window } from '../../src/grid/grid.ts';

/** What numpy makes of an expression inside the area, as test/imagery/make_imagery.py stored it. */
export interface ExpectedIndex {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Every pixel of the window; NaN where there is no value. */
  readonly values: Float32Array;
}

const DATA = new URL('data/', import.meta.url);

const stored = JSON.parse(readFileSync(new URL('expected.json', DATA), 'utf8')) as {
  area: Polygon;
  window: Window;
  results: Record<string, Omit<ExpectedIndex, 'values'> & { float32: string }>;
};

/** A rectangle whose edges lie on edges of pixels. */
export const AREA = stored.area;
/** Its pixels on the 10 m grid. */
export const AREA_WINDOW = stored.window;

/** Path of a raster or item of the imagery. */
export function imagery(name: string): string {
  return fileURLToPath(new URL(name, DATA));
}

export function expectedIndex(text: string): ExpectedIndex {
  const { float32, ...numbers } = stored.results[text];
  const bytes = Uint8Array.from(Buffer.from(float32, 'base64'));
  return { ...numbers, values: new Float32Array(bytes.buffer) };
}
