import { classes } from '../classes.ts';
import { COLORS } from '../palette.ts';
import type { IndexDefinition } from '../types.ts';

/** Bare ground, its colour and what lies on it. */
export const SOIL: readonly IndexDefinition[] = [
  {
    name: 'BSI',
    title: 'Bare Soil Index',
    description: 'Above zero over bare ground, below zero over plants and water.',
    formula: '((swir16 + red) - (nir + blue)) / ((swir16 + red) + (nir + blue))',
    colorMap: 'BrBG_r',
    breakpoints: classes(
      -1,
      [-0.2, 'Dense vegetation or water', COLORS.dense],
      [0, 'Vegetation', COLORS.moderate],
      [0.1, 'Partly bare', COLORS.sand],
      [0.25, 'Bare soil', COLORS.bareSoil],
      [1, 'Very dry bare soil', COLORS.darkSoil],
    ),
    reference: { text: 'Rikimaru, Roy and Miyatake (2002), Tropical Ecology 43(1)' },
  },
  {
    name: 'DBSI',
    title: 'Dry Bare-Soil Index',
    description: 'High over bare ground in dry climates, low over built-up land, below zero over plants and water.',
    formula: '(swir16 - green) / (swir16 + green) - (nir - red) / (nir + red)',
    colorMap: 'BrBG_r',
    breakpoints: classes(
      -2,
      [0, 'Vegetation or water', COLORS.moderate],
      [0.2, 'Partly bare or built-up', COLORS.sand],
      [0.4, 'Bare soil', COLORS.bareSoil],
      [2, 'Very dry bare soil', COLORS.darkSoil],
    ),
    reference: { text: 'Rasul et al. (2018), Land 7(3)', doi: '10.3390/land7030081' },
  },
  {
    name: 'NDSoI',
    title: 'Normalized Difference Soil Index',
    description: 'High over bare soil, lower over built-up land and plants, far below zero over water.',
    formula: '(swir22 - green) / (swir22 + green)',
    colorMap: 'YlOrBr',
    breakpoints: classes(
      -1,
      [-0.2, 'Water', COLORS.openWater],
      [0.2, 'Vegetation', COLORS.moderate],
      [0.35, 'Partly bare or built-up', COLORS.sand],
      [1, 'Bare soil', COLORS.bareSoil],
    ),
    reference: {
      text: 'Deng et al. (2015), International Journal of Applied Earth Observation and Geoinformation 39',
      doi: '10.1016/j.jag.2015.02.010',
    },
  },
  {
    name: 'BI',
    title: 'Brightness Index',
    description: 'High over bright ground such as sand, salt or snow, low over dark or moist soil, plants and water.',
    formula: 'sqrt((red^2 + green^2 + blue^2) / 3)',
    colorMap: 'grayscale',
    breakpoints: classes(
      0,
      [0.05, 'Very dark'],
      [0.1, 'Dark'],
      [0.2, 'Moderate'],
      [0.35, 'Bright'],
      [1, 'Very bright'],
    ),
    reference: {
      text: 'Mathieu et al. (1998), Remote Sensing of Environment 66(1)',
      doi: '10.1016/S0034-4257(98)00030-3',
    },
  },
  {
    name: 'CI',
    title: 'Soil Colour Index',
    description: 'High over strongly coloured, reddish soil, near zero over grey soil, below zero over green plants.',
    formula: '(red - green) / (red + green)',
    colorMap: 'YlOrBr',
    breakpoints: classes(
      -1,
      [0, 'Vegetation or water', COLORS.moderate],
      [0.1, 'Grey soil', '#d8d2c4'],
      [0.2, 'Coloured soil', '#cf9a5b'],
      [1, 'Strongly coloured soil', '#a04a1f'],
    ),
    reference: {
      text: 'Mathieu et al. (1998), Remote Sensing of Environment 66(1)',
      doi: '10.1016/S0034-4257(98)00030-3',
    },
  },
  {
    name: 'RI',
    title: 'Redness Index',
    description: 'Grows with the haematite that makes soil red; to be read on bare ground only.',
    formula: 'red^2 / (blue * green^3)',
    colorMap: 'OrRd',
    breakpoints: classes(
      0,
      [50, 'Not red'],
      [150, 'Slightly red'],
      [300, 'Moderately red'],
      [600, 'Red'],
      [2000, 'Very red'],
    ),
    reference: {
      text: 'Mathieu et al. (1998), Remote Sensing of Environment 66(1)',
      doi: '10.1016/S0034-4257(98)00030-3',
    },
  },
  {
    name: 'IronOxide',
    title: 'Iron Oxide Ratio',
    description:
      'High where ferric iron stains rock or soil, about 1 where there is none; to be read on bare ground only.',
    formula: 'red / blue',
    colorMap: 'OrRd',
    breakpoints: classes(0, [1.2, 'None'], [1.7, 'Low'], [2.2, 'Moderate'], [3, 'High'], [5, 'Very high']),
    reference: { text: 'Segal (1982), Second Thematic Conference on Remote Sensing for Exploration Geology, ERIM' },
  },
  {
    name: 'ClayMinerals',
    title: 'Clay Minerals Ratio',
    description:
      'High over rock and soil rich in clay, about 1 without; plants raise it too, so read it on bare ground.',
    formula: 'swir16 / swir22',
    colorMap: 'YlOrBr',
    breakpoints: classes(
      0,
      [1.05, 'None'],
      [1.2, 'Low'],
      [1.4, 'Moderate'],
      [1.7, 'High'],
      [3, 'Very high or vegetation'],
    ),
    reference: { text: 'Drury (1987), Image Interpretation in Geology, Allen and Unwin' },
  },
  {
    name: 'NDTill',
    title: 'Normalized Difference Tillage Index',
    description: 'Low over freshly tilled soil, higher where straw and stubble cover it, highest over green plants.',
    formula: '(swir16 - swir22) / (swir16 + swir22)',
    colorMap: 'YlOrBr_r',
    breakpoints: classes(
      -1,
      [0.1, 'Tilled or bare soil', COLORS.darkSoil],
      [0.15, 'Some residue', '#c08a52'],
      [0.22, 'Much residue', COLORS.sparse],
      [1, 'Green vegetation', COLORS.dense],
    ),
    reference: {
      text: 'van Deventer et al. (1997), Photogrammetric Engineering and Remote Sensing 63(1)',
    },
  },
];
