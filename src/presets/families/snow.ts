import { classes } from '../classes.ts';
import { COLORS } from '../palette.ts';
import type { IndexDefinition } from '../types.ts';

/** Snow and ice. Open water has to be masked out: it is high in all but the last. */
export const SNOW: readonly IndexDefinition[] = [
  {
    name: 'NDSI',
    title: 'Normalized Difference Snow Index',
    description: 'Above 0.4 where snow covers most of a pixel, below zero over snow-free land; water is high too.',
    formula: '(green - swir16) / (green + swir16)',
    colorMap: 'Blues',
    breakpoints: classes(
      -1,
      [0, 'No snow', COLORS.bareSoil],
      [0.4, 'Patchy snow', COLORS.thinSnow],
      [0.6, 'Snow', COLORS.snow],
      [1, 'Full snow cover', COLORS.ice],
    ),
    reference: {
      text: 'Hall, Riggs and Salomonson (1995), Remote Sensing of Environment 54(2)',
      doi: '10.1016/0034-4257(95)00137-P',
    },
  },
  {
    name: 'S3',
    title: 'S3 Snow Index',
    description: 'High over snow, also under trees, and below zero over snow-free land; water is high too.',
    formula: 'nir * (red - swir16) / ((nir + red) * (nir + swir16))',
    colorMap: 'Blues',
    breakpoints: classes(
      -1,
      [0, 'No snow', COLORS.bareSoil],
      [0.18, 'Snow under plants', COLORS.thinSnow],
      [0.35, 'Snow', COLORS.snow],
      [1, 'Full snow cover', COLORS.ice],
    ),
    reference: {
      text: 'Saito and Yamazaki (1999), Journal of Japan Society of Hydrology and Water Resources 12(1)',
      doi: '10.3178/jjshwr.12.28',
    },
  },
  {
    name: 'NDSII',
    title: 'Normalized Difference Snow and Ice Index',
    description: 'Above 0.4 over snow and ice, below zero over snow-free land; NDSI for sensors without a green band.',
    formula: '(red - swir16) / (red + swir16)',
    colorMap: 'Blues',
    breakpoints: classes(
      -1,
      [0, 'No snow', COLORS.bareSoil],
      [0.4, 'Patchy snow', COLORS.thinSnow],
      [0.6, 'Snow', COLORS.snow],
      [1, 'Full snow or ice cover', COLORS.ice],
    ),
    reference: {
      text: 'Xiao, Shen and Qin (2001), International Journal of Remote Sensing 22(13)',
      doi: '10.1080/01431160119766',
    },
  },
  {
    name: 'SWI',
    title: 'Snow Water Index',
    description:
      'Above 0.21 over snow, near zero over land; tells snow from water better where water is not very clear.',
    formula: 'green * (nir - swir16) / ((green + nir) * (nir + swir16))',
    colorMap: 'Blues',
    breakpoints: classes(
      -1,
      [0, 'No snow', COLORS.bareSoil],
      [0.21, 'Patchy snow or plants', COLORS.thinSnow],
      [0.35, 'Snow', COLORS.snow],
      [1, 'Full snow cover', COLORS.ice],
    ),
    reference: { text: 'Dixit, Goswami and Jain (2019), Remote Sensing 11(23)', doi: '10.3390/rs11232774' },
  },
  {
    name: 'NDGI',
    title: 'Normalized Difference Glacier Index',
    description:
      'Below zero over rock and debris, just above zero over snow, higher over ice; to be read on glaciers only.',
    formula: '(green - red) / (green + red)',
    colorMap: 'Blues',
    breakpoints: classes(
      -1,
      [0, 'Rock or debris', COLORS.bareSoil],
      [0.04, 'Snow or dirty ice', COLORS.thinSnow],
      [0.15, 'Ice', COLORS.snow],
      [1, 'Blue ice or meltwater', COLORS.openWater],
    ),
    reference: {
      text: 'Keshri, Shukla and Gupta (2009), International Journal of Remote Sensing 30(2)',
      doi: '10.1080/01431160802385459',
    },
  },
  {
    name: 'NDSInw',
    title: 'Normalized Difference Snow Index, no water',
    description: 'High over snow and ice, below zero over water and bare ground; dense plants are above zero too.',
    formula: '(nir - swir16 - 0.05) / (nir + swir16)',
    colorMap: 'Blues',
    breakpoints: classes(
      -1,
      [-0.05, 'Water or bare ground', COLORS.bareSoil],
      [0.4, 'Patchy snow or plants', COLORS.thinSnow],
      [0.6, 'Snow', COLORS.snow],
      [1, 'Full snow or ice cover', COLORS.ice],
    ),
    reference: { text: 'Yan et al. (2020), Water 12(5)', doi: '10.3390/w12051339' },
  },
];
