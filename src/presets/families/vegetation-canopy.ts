import { classes } from '../classes.ts';
import { COLORS } from '../palette.ts';
import type { IndexDefinition } from '../types.ts';

/** How large and how productive the canopy is: they keep rising where NDVI has levelled off. */
export const CANOPY: readonly IndexDefinition[] = [
  {
    name: 'WDRVI',
    title: 'Wide Dynamic Range Vegetation Index',
    description:
      'High over very dense crops, where it keeps rising after NDVI has levelled off; weight 0.1 on near infrared.',
    formula: '(0.1 * nir - red) / (0.1 * nir + red)',
    colorMap: 'RdYlGn',
    breakpoints: classes(
      -1,
      [-0.82, 'Water', COLORS.openWater],
      [-0.72, 'Bare soil', COLORS.bareSoil],
      [-0.5, 'Sparse vegetation', COLORS.sparse],
      [-0.1, 'Moderate vegetation', COLORS.moderate],
      [0.2, 'Dense vegetation', COLORS.dense],
      [1, 'Very dense vegetation', COLORS.veryDense],
    ),
    reference: { text: 'Gitelson (2004), Journal of Plant Physiology 161(2)', doi: '10.1078/0176-1617-01176' },
  },
  {
    name: 'NLI',
    title: 'Non-Linear Index',
    description:
      'High over dense canopies, well below zero over soil and water; follows leaf area more evenly than NDVI.',
    formula: '(nir^2 - red) / (nir^2 + red)',
    colorMap: 'RdYlGn',
    breakpoints: classes(
      -1,
      [-0.8, 'Water', COLORS.openWater],
      [-0.38, 'Bare soil', COLORS.bareSoil],
      [0, 'Sparse vegetation', COLORS.sparse],
      [0.5, 'Moderate vegetation', COLORS.moderate],
      [1, 'Dense vegetation', COLORS.dense],
    ),
    reference: { text: 'Goel and Qin (1994), Remote Sensing Reviews 10(4)', doi: '10.1080/02757259409532252' },
  },
  {
    name: 'RDVI',
    title: 'Renormalized Difference Vegetation Index',
    description: 'High over dense green plants, near zero over soil, in even steps from sparse to full cover.',
    formula: '(nir - red) / sqrt(nir + red)',
    colorMap: 'YlGn',
    breakpoints: classes(
      -0.5,
      [0, 'Water', COLORS.openWater],
      [0.15, 'Bare soil', COLORS.bareSoil],
      [0.28, 'Sparse vegetation', COLORS.sparse],
      [0.42, 'Moderate vegetation', COLORS.moderate],
      [1, 'Dense vegetation', COLORS.dense],
    ),
    reference: {
      text: 'Roujean and Breon (1995), Remote Sensing of Environment 51(3)',
      doi: '10.1016/0034-4257(94)00114-3',
    },
  },
  {
    name: 'GEMI',
    title: 'Global Environment Monitoring Index',
    description:
      'High over dense plants, low over bare ground and lowest over water; meant for hazy, global data, not snow.',
    formula:
      '(2 * (nir^2 - red^2) + 1.5 * nir + 0.5 * red) / (nir + red + 0.5)' +
      ' * (1 - 0.25 * (2 * (nir^2 - red^2) + 1.5 * nir + 0.5 * red) / (nir + red + 0.5))' +
      ' - (red - 0.125) / (1 - red)',
    colorMap: 'RdYlGn',
    breakpoints: classes(
      -0.5,
      [0.25, 'Water', COLORS.openWater],
      [0.47, 'Bare soil', COLORS.bareSoil],
      [0.6, 'Sparse vegetation', COLORS.sparse],
      [0.75, 'Moderate vegetation', COLORS.moderate],
      [1, 'Dense vegetation', COLORS.dense],
    ),
    reference: { text: 'Pinty and Verstraete (1992), Vegetatio 101(1)', doi: '10.1007/BF00031911' },
  },
  {
    name: 'NIRv',
    title: 'Near-Infrared Reflectance of Vegetation',
    description: 'High where plants photosynthesise much, near zero without any; NDVI times near infrared.',
    formula: 'nir * (nir - red) / (nir + red)',
    colorMap: 'YlGn',
    breakpoints: classes(
      -0.1,
      [0, 'Water', COLORS.openWater],
      [0.06, 'Bare soil', COLORS.bareSoil],
      [0.15, 'Sparse vegetation', COLORS.sparse],
      [0.25, 'Moderate vegetation', COLORS.moderate],
      [0.6, 'Dense vegetation', COLORS.dense],
    ),
    reference: {
      text: 'Badgley, Field and Berry (2017), Science Advances 3(3)',
      doi: '10.1126/sciadv.1602244',
    },
  },
  {
    name: 'kNDVI',
    title: 'Kernel Normalized Difference Vegetation Index',
    description:
      'High over productive plants, near zero over bare ground; the hyperbolic tangent of NDVI squared, not for water.',
    // tanh(NDVI^2), with tanh(x) = 1 - 2 / (exp(2 x) + 1)
    formula: '1 - 2 / (exp(2 * ((nir - red) / (nir + red))^2) + 1)',
    colorMap: 'YlGn',
    breakpoints: classes(
      0,
      [0.06, 'Bare soil', COLORS.bareSoil],
      [0.2, 'Sparse vegetation', COLORS.sparse],
      [0.45, 'Moderate vegetation', COLORS.moderate],
      [0.76, 'Dense vegetation', COLORS.dense],
    ),
    reference: { text: 'Camps-Valls et al. (2021), Science Advances 7(9)', doi: '10.1126/sciadv.abc7447' },
  },
  {
    name: 'MTVI2',
    title: 'Modified Triangular Vegetation Index 2',
    description: 'High where the leaf area is large, near zero over soil, and little disturbed by leaf chlorophyll.',
    formula:
      '1.5 * (1.2 * (nir - green) - 2.5 * (red - green)) / sqrt((2 * nir + 1)^2 - (6 * nir - 5 * sqrt(red)) - 0.5)',
    colorMap: 'YlGn',
    breakpoints: classes(
      -0.2,
      [0.1, 'Bare soil', COLORS.bareSoil],
      [0.3, 'Sparse vegetation', COLORS.sparse],
      [0.5, 'Moderate vegetation', COLORS.moderate],
      [1, 'Dense vegetation', COLORS.dense],
    ),
    reference: {
      text: 'Haboudane et al. (2004), Remote Sensing of Environment 90(3)',
      doi: '10.1016/j.rse.2003.12.013',
    },
  },
];
