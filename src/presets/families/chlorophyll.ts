import { classes } from '../classes.ts';
import { COLORS } from '../palette.ts';
import type { IndexDefinition } from '../types.ts';

/** How green the leaves are: chlorophyll, nitrogen and ageing. Most need the red edge, which few satellites see. */
export const CHLOROPHYLL: readonly IndexDefinition[] = [
  {
    name: 'NDRE',
    title: 'Normalized Difference Red Edge Index',
    description: 'High where leaves hold much chlorophyll, low where crops lack nitrogen or are sparse.',
    formula: '(nir - rededge1) / (nir + rededge1)',
    colorMap: 'YlGn',
    breakpoints: classes(
      -1,
      [0, 'No vegetation'],
      [0.2, 'Very low'],
      [0.35, 'Low'],
      [0.5, 'Moderate'],
      [0.6, 'High'],
      [1, 'Very high'],
    ),
    reference: {
      text: 'Gitelson and Merzlyak (1994), Journal of Photochemistry and Photobiology B 22(3)',
      doi: '10.1016/1011-1344(93)06963-4',
    },
  },
  {
    name: 'NDVI705',
    title: 'Red-Edge Normalized Difference Vegetation Index',
    description: 'High over leaves rich in chlorophyll, and falling early when they age; low over soil.',
    formula: '(rededge2 - rededge1) / (rededge2 + rededge1)',
    colorMap: 'YlGn',
    breakpoints: classes(-1, [0, 'No vegetation'], [0.1, 'Very low'], [0.25, 'Low'], [0.4, 'Moderate'], [1, 'High']),
    reference: {
      text: 'Gitelson and Merzlyak (1994), Journal of Plant Physiology 143(3)',
      doi: '10.1016/S0176-1617(11)81633-0',
    },
  },
  {
    name: 'CIre',
    title: 'Red-Edge Chlorophyll Index',
    description: 'Grows with the chlorophyll of the whole canopy; near zero without plants.',
    formula: 'rededge3 / rededge1 - 1',
    colorMap: 'YlGn',
    breakpoints: classes(
      -1,
      [0.3, 'No vegetation'],
      [1, 'Very low'],
      [2, 'Low'],
      [3.5, 'Moderate'],
      [5, 'High'],
      [10, 'Very high'],
    ),
    reference: {
      text: 'Gitelson, Gritz and Merzlyak (2003), Journal of Plant Physiology 160(3)',
      doi: '10.1078/0176-1617-00887',
    },
  },
  {
    name: 'CIgreen',
    title: 'Green Chlorophyll Index',
    description: 'Grows with the chlorophyll of the whole canopy; near zero without plants.',
    formula: 'nir / green - 1',
    colorMap: 'YlGn',
    breakpoints: classes(
      -1,
      [1.2, 'No vegetation'],
      [2, 'Very low'],
      [4, 'Low'],
      [6, 'Moderate'],
      [9, 'High'],
      [15, 'Very high'],
    ),
    reference: {
      text: 'Gitelson, Gritz and Merzlyak (2003), Journal of Plant Physiology 160(3)',
      doi: '10.1078/0176-1617-00887',
    },
  },
  {
    name: 'MCARI',
    title: 'Modified Chlorophyll Absorption in Reflectance Index',
    description: 'Follows how deeply chlorophyll absorbs red light: near zero over soil, changing with leaf area too.',
    formula: '((rededge1 - red) - 0.2 * (rededge1 - green)) * (rededge1 / red)',
    colorMap: 'YlGn',
    breakpoints: classes(
      -0.1,
      [0.03, 'None or very low'],
      [0.08, 'Low'],
      [0.15, 'Moderate'],
      [0.25, 'High'],
      [0.6, 'Very high'],
    ),
    reference: {
      text: 'Daughtry et al. (2000), Remote Sensing of Environment 74(2)',
      doi: '10.1016/S0034-4257(00)00113-9',
    },
  },
  {
    name: 'TCARI',
    title: 'Transformed Chlorophyll Absorption in Reflectance Index',
    description:
      'High where a green canopy holds little chlorophyll, low where it holds much; near zero over soil too.',
    formula: '3 * ((rededge1 - red) - 0.2 * (rededge1 - green) * (rededge1 / red))',
    colorMap: 'YlGn_r',
    breakpoints: classes(
      -0.1,
      [0.05, 'Very low'],
      [0.11, 'Low'],
      [0.18, 'Moderate'],
      [0.28, 'High'],
      [0.6, 'Very high'],
    ),
    reference: {
      text: 'Haboudane et al. (2002), Remote Sensing of Environment 81(2-3)',
      doi: '10.1016/S0034-4257(02)00018-4',
    },
  },
  {
    name: 'MTCI',
    title: 'MERIS Terrestrial Chlorophyll Index',
    description: 'Grows with chlorophyll content even where it is high; has no meaning where nothing grows.',
    formula: '(rededge2 - rededge1) / (rededge1 - red)',
    colorMap: 'YlGn',
    breakpoints: classes(0, [1.2, 'Very low'], [2, 'Low'], [2.7, 'Moderate'], [4, 'High'], [6, 'Very high']),
    reference: {
      text: 'Dash and Curran (2004), International Journal of Remote Sensing 25(23)',
      doi: '10.1080/0143116042000274015',
    },
  },
  {
    name: 'S2REP',
    title: 'Sentinel-2 Red-Edge Position',
    description:
      'Wavelength in nm at which reflectance rises most steeply: longer with more chlorophyll; for plants only.',
    formula: '705 + 35 * (((rededge3 + red) / 2) - rededge1) / (rededge2 - rededge1)',
    colorMap: 'YlGn',
    breakpoints: classes(690, [712, 'Very low'], [717, 'Low'], [722, 'Moderate'], [727, 'High'], [745, 'Very high']),
    reference: {
      text: 'Frampton et al. (2013), ISPRS Journal of Photogrammetry and Remote Sensing 82',
      doi: '10.1016/j.isprsjprs.2013.04.007',
    },
  },
  {
    name: 'IRECI',
    title: 'Inverted Red-Edge Chlorophyll Index',
    description: 'Grows with the chlorophyll of the whole canopy, near zero over soil; made for Sentinel-2.',
    formula: '(rededge3 - red) / (rededge1 / rededge2)',
    colorMap: 'YlGn',
    breakpoints: classes(
      -0.1,
      [0.15, 'No vegetation'],
      [0.4, 'Very low'],
      [0.8, 'Low'],
      [1.3, 'Moderate'],
      [1.9, 'High'],
      [3, 'Very high'],
    ),
    reference: {
      text: 'Frampton et al. (2013), ISPRS Journal of Photogrammetry and Remote Sensing 82',
      doi: '10.1016/j.isprsjprs.2013.04.007',
    },
  },
  {
    name: 'CVI',
    title: 'Chlorophyll Vegetation Index',
    description: 'Grows with the chlorophyll of the leaves of flat-leaved crops at full cover; not for bare ground.',
    formula: 'nir * red / green^2',
    colorMap: 'YlGn',
    breakpoints: classes(0, [2, 'Very low'], [3, 'Low'], [4, 'Moderate'], [6, 'High'], [10, 'Very high']),
    reference: {
      text: 'Vincini and Frazzi (2011), Precision Agriculture 12(3)',
      doi: '10.1007/s11119-010-9204-3',
    },
  },
  {
    name: 'PSRI',
    title: 'Plant Senescence Reflectance Index',
    description: 'Near zero over fresh green leaves, rising as they yellow, ripen or suffer stress; not for water.',
    formula: '(red - blue) / rededge2',
    colorMap: 'YlOrBr',
    breakpoints: classes(
      -0.2,
      [0.03, 'Fresh green', COLORS.dense],
      [0.1, 'Green', COLORS.moderate],
      [0.25, 'Ripening', COLORS.sparse],
      [0.4, 'Senescent', '#d98a36'],
      [0.8, 'Dry', COLORS.darkSoil],
    ),
    reference: {
      text: 'Merzlyak et al. (1999), Physiologia Plantarum 106(1)',
      doi: '10.1034/j.1399-3054.1999.106119.x',
    },
  },
];
