import type { Raster } from '../raster/raster.ts';

/**
 * Four bytes a pixel, not premultiplied: each channel's value from 0 at `min` to 255 at `max`, rounded, and held there
 * beyond. All four are 0 where a channel has no value or the mask is 0.
 *
 * @param channels red, green and blue of one grid, in the values themselves (scale 1, offset 0)
 * @param mask 1 where pixels are shown; everywhere when left out
 */
export function paintRgb(
  [red, green, blue]: readonly [red: Raster, green: Raster, blue: Raster],
  mask: Uint8Array | undefined,
  [min, max]: readonly [min: number, max: number],
): Uint8Array {
  const pixels = red.values.length;
  const rgba = new Uint8ClampedArray(pixels * 4); // rounds and clamps as it stores
  const perUnit = 255 / (max - min);
  for (let i = 0; i < pixels; i++) {
    if ((red.valid[i] & green.valid[i] & blue.valid[i] & (mask === undefined ? 1 : mask[i])) === 0) continue;
    rgba[4 * i] = (red.values[i] - min) * perUnit;
    rgba[4 * i + 1] = (green.values[i] - min) * perUnit;
    rgba[4 * i + 2] = (blue.values[i] - min) * perUnit;
    rgba[4 * i + 3] = 255;
  }
  return new Uint8Array(rgba.buffer);
}
