import { classes } from '../classes.ts';
import { COLORS } from '../palette.ts';
import type { IndexDefinition } from '../types.ts';

/** How green the ground is in visible light alone. Clear water looks green to them. */
export const VISIBLE_VEGETATION: readonly IndexDefinition[] = [
  {
    name: 'VARI',
    title: 'Visible Atmospherically Resistant Index',
    description:
      'High where green plants cover the ground, below zero over soil; needs visible bands only, not for water.',
    formula: '(green - red) / (green + red - blue)',
    colorMap: 'RdYlGn',
    breakpoints: classes(
      -1,
      [-0.1, 'Bare soil', COLORS.bareSoil],
      [0.05, 'Sparse vegetation', COLORS.sparse],
      [0.3, 'Moderate vegetation', COLORS.moderate],
      [1, 'Dense vegetation', COLORS.dense],
    ),
    reference: {
      text: 'Gitelson et al. (2002), Remote Sensing of Environment 80(1)',
      doi: '10.1016/S0034-4257(01)00289-9',
    },
  },
  {
    name: 'NGRDI',
    title: 'Normalized Green Red Difference Index',
    description: 'Above zero where plants are green, below zero over soil and dry plants; not for water.',
    formula: '(green - red) / (green + red)',
    colorMap: 'RdYlGn',
    breakpoints: classes(
      -1,
      [-0.08, 'Bare soil', COLORS.bareSoil],
      [0.05, 'Sparse vegetation', COLORS.sparse],
      [0.2, 'Moderate vegetation', COLORS.moderate],
      [1, 'Dense vegetation', COLORS.dense],
    ),
    reference: { text: 'Tucker (1979), Remote Sensing of Environment 8(2)', doi: '10.1016/0034-4257(79)90013-0' },
  },
  {
    name: 'GLI',
    title: 'Green Leaf Index',
    description: 'High where leaves are greener than red and blue together, at or below zero over soil; not for water.',
    formula: '(2 * green - red - blue) / (2 * green + red + blue)',
    colorMap: 'RdYlGn',
    breakpoints: classes(
      -1,
      [0.02, 'Bare soil', COLORS.bareSoil],
      [0.12, 'Sparse vegetation', COLORS.sparse],
      [0.3, 'Moderate vegetation', COLORS.moderate],
      [1, 'Dense vegetation', COLORS.dense],
    ),
    reference: {
      text: 'Louhaichi, Borman and Johnson (2001), Geocarto International 16(1)',
      doi: '10.1080/10106040108542184',
    },
  },
];
