import type { CommonName } from '../../src/presets/types.ts';

export type Surface = keyof typeof REFLECTANCES;

const BANDS: readonly CommonName[] = [
  'coastal',
  'blue',
  'green',
  'red',
  'rededge1',
  'rededge2',
  'rededge3',
  'nir',
  'nir08',
  'swir16',
  'swir22',
];

/** Round reflectances with the shape that spectra of these surfaces have in the literature; in the order of BANDS. */
const REFLECTANCES = {
  denseVegetation: [0.02, 0.025, 0.055, 0.025, 0.09, 0.28, 0.37, 0.42, 0.43, 0.18, 0.08],
  crop: [0.03, 0.035, 0.07, 0.05, 0.11, 0.24, 0.29, 0.32, 0.33, 0.2, 0.11],
  sparseVegetation: [0.05, 0.06, 0.09, 0.1, 0.15, 0.2, 0.23, 0.25, 0.26, 0.26, 0.18],
  straw: [0.06, 0.07, 0.11, 0.16, 0.19, 0.22, 0.25, 0.28, 0.29, 0.34, 0.24],
  bareSoil: [0.08, 0.1, 0.14, 0.19, 0.22, 0.24, 0.26, 0.27, 0.28, 0.36, 0.31],
  builtUp: [0.11, 0.13, 0.15, 0.17, 0.18, 0.19, 0.2, 0.21, 0.215, 0.24, 0.23],
  clearWater: [0.07, 0.06, 0.045, 0.02, 0.015, 0.01, 0.01, 0.008, 0.008, 0.003, 0.002],
  turbidWater: [0.07, 0.08, 0.11, 0.12, 0.09, 0.05, 0.05, 0.045, 0.04, 0.01, 0.006],
  algalBloom: [0.03, 0.03, 0.06, 0.03, 0.055, 0.03, 0.03, 0.025, 0.022, 0.006, 0.004],
  snow: [0.94, 0.93, 0.92, 0.9, 0.89, 0.88, 0.87, 0.85, 0.82, 0.1, 0.08],
  ice: [0.52, 0.5, 0.46, 0.38, 0.34, 0.31, 0.29, 0.28, 0.25, 0.03, 0.025],
  burnt: [0.035, 0.04, 0.05, 0.06, 0.07, 0.08, 0.085, 0.09, 0.095, 0.17, 0.19],
} as const;

export const SURFACES = Object.keys(REFLECTANCES) as Surface[];

/** The reflectance of a surface in a band. */
export function reflectance(surface: Surface, band: CommonName): number {
  const value = REFLECTANCES[surface][BANDS.indexOf(band)] as number | undefined;
  if (value === undefined) throw new RangeError(`no reflectance of ${surface} in ${band}`);
  return value;
}
