import { join } from 'node:path';
import { writeCog } from '../../src/cog/write/write-cog.ts';
import { resizedGrid, type Grid } from '../../src/grid/grid.ts';
import { contentOf, reader, utmGrid, waves, type SampleBand } from '../cog/write/samples.ts';

/** Ground of the imagery below, in pixels of 10 m. */
export const GROUND: Grid = { ...utmGrid(640, 280), affine: [10, 0, 499_980, 0, -10, 4_996_000] };

const REFLECTANCE = 0.0001;

/** Reflectances of red and near infrared at 10 m, and shortwave infrared at 20 m. */
const BANDS: Readonly<Record<string, SampleBand>> = {
  B04: reflectance(640, 280, 0.3, (col) => col % 50 === 0),
  B08: reflectance(640, 280, 0.45, (_, row) => row % 40 === 0),
  B11: reflectance(320, 140, 0.3, (col) => col < 20),
};

function reflectance(
  width: number,
  height: number,
  middle: number,
  isEmpty: (col: number, row: number) => boolean,
): SampleBand {
  return { values: waves(width, height, isEmpty).values.map((value) => middle + value / 5), width };
}

/** Writes the bands as int16 files of their own; gives their names with their paths, as `assets add-bands` takes them. */
export async function writeBands(folder: string, date: string): Promise<string[]> {
  const named: string[] = [];
  for (const [name, band] of Object.entries(BANDS)) {
    const path = join(folder, `${name}_${date}.tif`);
    const grid = resizedGrid(GROUND, band.width, band.values.length / band.width);
    await writeCog(path, contentOf(grid, 'int16', { bands: [name], date }), reader(band));
    named.push(`${name}=${path}`);
  }
  return named;
}

/** The number that a band's file stores of a pixel; NaN of one without a value. */
export function storedAt(name: string, col: number, row: number): number {
  const { values, width } = BANDS[name];
  return Math.round(values[row * width + col] / REFLECTANCE);
}

/** NDVI of a pixel as the stored bands give it; NaN without one. */
export function expectedNdvi(col: number, row: number): number {
  const [red, nir] = [storedAt('B04', col, row), storedAt('B08', col, row)];
  return (nir - red) / (nir + red);
}
