import { uniformStream } from '../../random.ts';

/** What stands for no value in the numbers made here. */
export const NODATA = -9999;

const FIELD_PX = 45;
/** Half-width of a clouded patch, px. */
const CLOUD_PX = 60;

/**
 * NDVI of a square of fields with sharp edges and some clouds: from whole-number reflectances, as real products have
 * it, so that the mantissas are as random as theirs and inflating costs what it costs there.
 *
 * @param size pixels a side
 * @returns `size * size` numbers, row-major; NODATA under clouds
 */
export function ndviScene(size: number): Float32Array {
  const random = uniformStream(20_240_607);
  const across = Math.ceil(size / FIELD_PX) + 2;
  const fields = Float32Array.from({ length: across * across }, () => fieldValue(random));
  const clouds = Array.from({ length: Math.round((size * size) / 180_000) }, () => [random() * size, random() * size]);
  const out = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      // slanted and curved borders, so that no line of the raster repeats another
      const fieldCol = Math.floor((col + 12 * Math.sin(row / 37)) / FIELD_PX) + 1;
      const fieldRow = Math.floor((row + 12 * Math.sin(col / 53)) / FIELD_PX) + 1;
      const slow = 0.06 * Math.sin(row / 160) * Math.cos(col / 210) + 0.03 * Math.sin((row + col) / 23);
      out[row * size + col] = ratioOf(fields[fieldRow * across + fieldCol] + slow, random);
    }
  }
  for (const [atRow, atCol] of clouds) cover(out, size, Math.floor(atRow), Math.floor(atCol));
  return out;
}

function fieldValue(random: () => number): number {
  const kind = random();
  if (kind < 0.5) return 0.78 + 0.12 * (random() - 0.5);
  return kind < 0.8 ? 0.5 + 0.2 * (random() - 0.5) : 0.18 + 0.08 * (random() - 0.5);
}

/** The index as two bands of whole numbers give it, with the sensor's noise. */
function ratioOf(ndvi: number, random: () => number): number {
  const nir = Math.round(3000 + 1200 * (random() - 0.5) * 0.15 + 90 * (random() + random() - 1));
  const red = Math.round((nir * (1 - ndvi)) / (1 + ndvi) + 36 * (random() + random() - 1));
  return (nir - red) / (nir + red);
}

function cover(values: Float32Array, size: number, atRow: number, atCol: number): void {
  for (let row = Math.max(0, atRow - CLOUD_PX); row < Math.min(size, atRow + CLOUD_PX); row++) {
    const half = Math.floor(Math.sqrt(CLOUD_PX ** 2 - (row - atRow) ** 2) * (1 + 0.2 * Math.sin(row / 7)));
    values.fill(NODATA, row * size + Math.max(0, atCol - half), row * size + Math.min(size, atCol + half));
  }
}
