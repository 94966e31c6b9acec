import { classes } from '../classes.ts';
import { COLORS } from '../palette.ts';
import type { IndexDefinition } from '../types.ts';

/** Open water, what is in it, and the water in plants. */
export const WATER: readonly IndexDefinition[] = [
  {
    name: 'NDWI',
    title: 'Normalized Difference Water Index (McFeeters)',
    description: 'Above zero over open water, below zero over land, lowest over vegetation.',
    formula: '(green - nir) / (green + nir)',
    colorMap: 'Blues',
    breakpoints: classes(
      -1,
      [-0.3, 'Vegetation or dry soil', COLORS.sand],
      [0, 'Bare or moist land', COLORS.bareSoil],
      [0.2, 'Shallow or mixed water', COLORS.shallowWater],
      [1, 'Open water', COLORS.openWater],
    ),
    reference: {
      text: 'McFeeters (1996), International Journal of Remote Sensing 17(7)',
      doi: '10.1080/01431169608948714',
    },
  },
  {
    name: 'MNDWI',
    title: 'Modified Normalized Difference Water Index',
    description:
      'Above zero over open water, also turbid, and below zero over land, towns included; snow counts as water.',
    formula: '(green - swir16) / (green + swir16)',
    colorMap: 'Blues',
    breakpoints: classes(
      -1,
      [-0.3, 'Dry land', COLORS.sand],
      [0, 'Built-up or moist land', COLORS.bareSoil],
      [0.3, 'Shallow or mixed water', COLORS.shallowWater],
      [1, 'Open water', COLORS.openWater],
    ),
    reference: {
      text: 'Xu (2006), International Journal of Remote Sensing 27(14)',
      doi: '10.1080/01431160600589179',
    },
  },
  {
    name: 'NDMI',
    title: 'Normalized Difference Moisture Index',
    description: 'High where plants hold much water, below zero where they are dry or the ground is bare.',
    formula: '(nir - swir16) / (nir + swir16)',
    colorMap: 'BrBG',
    breakpoints: classes(
      -1,
      [-0.2, 'Very dry or bare'],
      [0, 'Dry'],
      [0.2, 'Slightly moist'],
      [0.4, 'Moist'],
      [1, 'Very moist or water'],
    ),
    reference: {
      text: 'Wilson and Sader (2002), Remote Sensing of Environment 80(3)',
      doi: '10.1016/S0034-4257(01)00318-2',
    },
  },
  {
    name: 'AWEInsh',
    title: 'Automated Water Extraction Index, no shadows',
    description:
      'Above zero over water, below zero over land, dark built-up land included; for scenes without shadows.',
    formula: '4 * (green - swir16) - (0.25 * nir + 2.75 * swir22)',
    colorMap: 'Blues',
    breakpoints: classes(
      -4,
      [-1, 'Dry land', COLORS.sand],
      [0, 'Vegetation or moist land', COLORS.bareSoil],
      [0.1, 'Shallow or mixed water', COLORS.shallowWater],
      [4, 'Open water', COLORS.openWater],
    ),
    reference: {
      text: 'Feyisa et al. (2014), Remote Sensing of Environment 140',
      doi: '10.1016/j.rse.2013.08.029',
    },
  },
  {
    name: 'AWEIsh',
    title: 'Automated Water Extraction Index, with shadows',
    description: 'Above zero over water, below zero over land and the shadows of hills and buildings.',
    formula: 'blue + 2.5 * green - 1.5 * (nir + swir16) - 0.25 * swir22',
    colorMap: 'Blues',
    breakpoints: classes(
      -2,
      [-0.4, 'Dry land', COLORS.sand],
      [0, 'Moist, burnt or built-up land', COLORS.bareSoil],
      [0.1, 'Shallow or mixed water', COLORS.shallowWater],
      [2, 'Open water', COLORS.openWater],
    ),
    reference: {
      text: 'Feyisa et al. (2014), Remote Sensing of Environment 140',
      doi: '10.1016/j.rse.2013.08.029',
    },
  },
  {
    name: 'WI2015',
    title: 'Water Index 2015',
    description:
      'Above zero over water, below zero over land; fitted to Landsat surface reflectance of eastern Australia.',
    formula: '1.7204 + 171 * green + 3 * red - 70 * nir - 45 * swir16 - 71 * swir22',
    colorMap: 'Blues',
    breakpoints: classes(
      -60,
      [-15, 'Dry land', COLORS.sand],
      [0, 'Moist or built-up land', COLORS.bareSoil],
      [5, 'Shallow or mixed water', COLORS.shallowWater],
      [40, 'Open water', COLORS.openWater],
    ),
    reference: {
      text: 'Fisher, Flood and Danaher (2016), Remote Sensing of Environment 175',
      doi: '10.1016/j.rse.2015.12.055',
    },
  },
  {
    name: 'WRI',
    title: 'Water Ratio Index',
    description: 'Above 1 over water, below 1 over land; snow is above 1 too.',
    formula: '(green + red) / (nir + swir16)',
    colorMap: 'Blues',
    breakpoints: classes(
      0,
      [0.5, 'Vegetated or dry land', COLORS.sand],
      [1, 'Bare or built-up land', COLORS.bareSoil],
      [2, 'Shallow or mixed water', COLORS.shallowWater],
      [10, 'Open water', COLORS.openWater],
    ),
    reference: {
      text: 'Shen and Li (2010), 18th International Conference on Geoinformatics',
      doi: '10.1109/GEOINFORMATICS.2010.5567762',
    },
  },
  {
    name: 'SWM',
    title: 'Sentinel Water Mask',
    description: 'Above about 1.5 over water, well below 1 over land; snow is above 1.5 too.',
    formula: '(blue + green) / (nir + swir16)',
    colorMap: 'Blues',
    breakpoints: classes(
      0,
      [0.6, 'Vegetated or dry land', COLORS.sand],
      [1.4, 'Built-up or moist land', COLORS.bareSoil],
      [2, 'Shallow or mixed water', COLORS.shallowWater],
      [12, 'Open water', COLORS.openWater],
    ),
    reference: { text: 'Milczarek, Robak and Gadawska (2017), ESA Land Training Course, Gödöllő' },
  },
  {
    name: 'NDTI',
    title: 'Normalized Difference Turbidity Index',
    description: 'High where water carries much sediment, below zero where it is clear; has no meaning on land.',
    formula: '(red - green) / (red + green)',
    colorMap: 'YlOrBr',
    breakpoints: classes(
      -1,
      [-0.25, 'Clear', COLORS.openWater],
      [-0.1, 'Slightly turbid', COLORS.shallowWater],
      [0, 'Moderately turbid', COLORS.sand],
      [0.15, 'Turbid', COLORS.turbidWater],
      [1, 'Very turbid', COLORS.darkSoil],
    ),
    reference: {
      text: 'Lacaux et al. (2007), Remote Sensing of Environment 106(1)',
      doi: '10.1016/j.rse.2006.07.012',
    },
  },
  {
    name: 'NDCI',
    title: 'Normalized Difference Chlorophyll Index',
    description: 'High where water is green with algae, below zero where it is clear; has no meaning on land.',
    formula: '(rededge1 - red) / (rededge1 + red)',
    colorMap: 'YlGn',
    // chlorophyll-a ranges of the paper's table for widely varying waters
    breakpoints: classes(
      -1,
      [-0.1, 'Below 7.5 mg/m³', COLORS.openWater],
      [0, '7.5 to 16 mg/m³', COLORS.fairWater],
      [0.1, '16 to 25 mg/m³', COLORS.sparse],
      [0.2, '25 to 33 mg/m³', COLORS.bloom],
      [0.4, '33 to 50 mg/m³', COLORS.denseBloom],
      [1, 'Severe bloom', COLORS.severeBloom],
    ),
    reference: {
      text: 'Mishra and Mishra (2012), Remote Sensing of Environment 117',
      doi: '10.1016/j.rse.2011.10.016',
    },
  },
  {
    name: 'MSI',
    title: 'Moisture Stress Index',
    description: 'High where plants lack water, low where they hold much; the usual range of green plants is 0.4 to 2.',
    formula: 'swir16 / nir',
    colorMap: 'BrBG_r',
    breakpoints: classes(
      0,
      [0.4, 'Very moist or water'],
      [0.7, 'Moist'],
      [1, 'Mild stress'],
      [1.5, 'Stress'],
      [3, 'Severe stress or bare'],
    ),
    reference: {
      text: 'Hunt and Rock (1989), Remote Sensing of Environment 30(1)',
      doi: '10.1016/0034-4257(89)90046-1',
    },
  },
  {
    name: 'GVMI',
    title: 'Global Vegetation Moisture Index',
    description: 'Grows with the water that the canopy holds; near zero over dry soil and burnt land.',
    formula: '((nir + 0.1) - (swir22 + 0.02)) / ((nir + 0.1) + (swir22 + 0.02))',
    colorMap: 'BrBG',
    breakpoints: classes(
      -1,
      [0.1, 'Very dry or bare'],
      [0.25, 'Dry'],
      [0.4, 'Slightly moist'],
      [0.6, 'Moist'],
      [1, 'Very moist or water'],
    ),
    reference: {
      text: 'Ceccato et al. (2002), Remote Sensing of Environment 82(2-3)',
      doi: '10.1016/S0034-4257(02)00037-8',
    },
  },
];
