import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paintRgb } from '../../src/render/paint-rgb.ts';
import { rasterOf } from '../raster/rasters.ts';

const grid = {
  crs: { name: 'EPSG:32633', definition: '' },
  affine: [1, 0, 0, 0, -1, 0] as const,
  width: 5,
  height: 1,
};
const band = (...numbers: (number | null)[]) => rasterOf(grid, numbers);

test('each channel goes from 0 to 255 over the range and stays there beyond', () => {
  const rgba = paintRgb([band(-5, 0, 1, 2, 9), band(0, 0, 0, 0, 0), band(2, 1.5, 1, 0.5, 0)], undefined, [0, 2]);
  const pixels = Array.from({ length: 5 }, (_, i) => [...rgba.subarray(4 * i, 4 * i + 4)]);
  assert.deepEqual(pixels, [
    [0, 0, 255, 255],
    [0, 0, 191, 255],
    [128, 0, 128, 255],
    [255, 0, 64, 255],
    [255, 0, 0, 255],
  ]);
});

test('nothing is painted where a channel has no value, or outside the mask', () => {
  const ones = band(1, 1, 1, 1, 1);
  const rgba = paintRgb([band(1, null, 1, 1, 1), ones, band(1, 1, null, 1, 1)], Uint8Array.of(1, 1, 1, 0, 1), [0, 1]);
  const alpha = Array.from({ length: 5 }, (_, i) => rgba[4 * i + 3]);
  assert.deepEqual(alpha, [255, 0, 0, 0, 255]);
  assert.deepEqual([...rgba.subarray(4, 16)], Array<number>(12).fill(0));
});
