import { classes } from '../classes.ts';
import { COLORS } from '../palette.ts';
import type { IndexDefinition } from '../types.ts';

/** Built-up land. Dry bare soil looks much the same to all of them. */
export const URBAN: readonly IndexDefinition[] = [
  {
    name: 'NDBI',
    title: 'Normalized Difference Built-up Index',
    description: 'Above zero over built-up land and dry soil, below zero over plants and water.',
    formula: '(swir16 - nir) / (swir16 + nir)',
    colorMap: 'RdPu',
    breakpoints: classes(
      -1,
      [-0.3, 'Dense vegetation or water', COLORS.dense],
      [-0.1, 'Vegetation', COLORS.moderate],
      [0.05, 'Mixed', COLORS.mixedUrban],
      [1, 'Built-up or bare', COLORS.builtUp],
    ),
    reference: {
      text: 'Zha, Gao and Ni (2003), International Journal of Remote Sensing 24(3)',
      doi: '10.1080/01431160304987',
    },
  },
  {
    name: 'UI',
    title: 'Urban Index',
    description: 'Near or above zero over built-up land and dry soil, below zero over plants and water.',
    formula: '(swir22 - nir) / (swir22 + nir)',
    colorMap: 'RdPu',
    breakpoints: classes(
      -1,
      [-0.55, 'Dense vegetation or water', COLORS.dense],
      [-0.25, 'Vegetation', COLORS.moderate],
      [-0.05, 'Mixed', COLORS.mixedUrban],
      [1, 'Built-up or bare', COLORS.builtUp],
    ),
    reference: {
      text: 'Kawamura, Jayamana and Tsujiko (1996), International Archives of Photogrammetry and Remote Sensing 31(B7)',
    },
  },
  {
    name: 'IBI',
    title: 'Index-based Built-up Index',
    description:
      'Above zero over built-up land, below zero over plants and water, which it subtracts as indices of their own.',
    formula:
      '(2 * swir16 / (swir16 + nir) - (nir / (nir + red) + green / (green + swir16)))' +
      ' / (2 * swir16 / (swir16 + nir) + (nir / (nir + red) + green / (green + swir16)))',
    colorMap: 'RdPu',
    breakpoints: classes(
      -1,
      [-0.25, 'Dense vegetation or water', COLORS.dense],
      [-0.05, 'Vegetation', COLORS.moderate],
      [0.04, 'Mixed', COLORS.mixedUrban],
      [1, 'Built-up or bare', COLORS.builtUp],
    ),
    reference: {
      text: 'Xu (2008), International Journal of Remote Sensing 29(14)',
      doi: '10.1080/01431160802039957',
    },
  },
];
