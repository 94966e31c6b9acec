import { buildClasses } from '../../../src/style/classes.ts';
import { decimalsFor } from '../../../src/style/number-format.ts';
import { intervalLabel } from '../../../src/style/classes.ts';
import { resolveStyle } from '../../../src/style/resolve.ts';
import type { Ends, Legend, LegendClass, Ramp, Style } from '../../../src/style/style.ts';

/** A style with what the table calls it. */
export interface NamedStyle {
  readonly name: string;
  readonly style: Style;
}

interface LegendParts {
  readonly ends: Ends;
  readonly ramp?: Ramp;
  readonly labels?: readonly string[];
}

/** A legend with those edges. */
export function legendOf(edges: readonly number[], { ends, ramp = 'classes', labels }: LegendParts): Legend {
  return withClasses(buildClasses({ edges, colorMap: 'turbo', ramp, labels }), { ends, ramp });
}

function withClasses(classes: readonly LegendClass[], { ends, ramp = 'classes' }: LegendParts): Legend {
  const rest = { colorMap: 'turbo', method: 'equal_interval', range: 'minmax', isEdited: false } as const;
  return { mode: 'dynamic', classes, ends, ramp, ...rest };
}

function gapped(spans: readonly (readonly [min: number, max: number])[], parts: LegendParts): Legend {
  const decimals = decimalsFor(spans.flat());
  const colors = ['#d7191c', '#ffffbf', '#1a9641', '#2b83ba', '#5e4fa2'];
  const classes = spans.map(([min, max], i) => {
    return { min, max, label: intervalLabel(min, max, decimals), color: colors[i % 5], area: 0, area_percentage: 0 };
  });
  return withClasses(classes, parts);
}

function equalEdges(min: number, max: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => (i === count ? max : min + (i * (max - min)) / count));
}

/** More classes than a legend may have by itself: as many intervals as a style holds. */
function manyIntervals(count: number): Style {
  const edges = equalEdges(-0.2, 0.9, count);
  const intervals = edges.slice(1).map((max, i) => {
    const color = `#${((i * 65_793 + 4660) & 0xffffff).toString(16).padStart(6, '0')}`;
    return { min: edges[i], max, isMaxClosed: i === count - 1, color, label: `class ${i + 1}` };
  });
  return { intervals, ends: 'closed', ramp: 'classes', classes: [] };
}

const LABELS = ['<b>bare</b> & "soil"', "пар 'l'herbe' \\n", '日本 ] ) -->'];

/** Styles of every shape that a legend can take, by the values of vegetation indices. */
export const SHAPES: readonly NamedStyle[] = [
  ...(['closed', 'open'] as const).flatMap((ends) => [
    { name: `3 classes, ${ends}`, style: resolveStyle(legendOf([0, 0.2, 0.5, 1], { ends, labels: LABELS })) },
    {
      name: `5 uneven decimal classes, ${ends}`,
      style: resolveStyle(legendOf([-0.2, 0, 0.15, 0.33, 0.5, 0.87], { ends })),
    },
    {
      name: `5 equal classes of many digits, ${ends}`,
      style: resolveStyle(legendOf(equalEdges(-0.31234567, 0.81234561, 5), { ends })),
    },
    { name: `one class, ${ends}`, style: resolveStyle(legendOf([0.2, 0.5], { ends })) },
    { name: `15 classes, ${ends}`, style: resolveStyle(legendOf(equalEdges(-0.5, 1, 15), { ends })) },
    { name: `250 steps, ${ends}`, style: resolveStyle(legendOf([-0.2, 0.1, 0.9], { ends, ramp: 'continuous' })) },
    { name: `constant, ${ends}`, style: resolveStyle(legendOf([Math.fround(0.3), Math.fround(0.3)], { ends })) },
    {
      name: `gaps, ${ends}`,
      style: resolveStyle(
        gapped(
          [
            [-0.3, -0.1],
            [0.1, 0.2],
            [0.2, 0.4],
            [0.55, 0.8],
          ],
          { ends },
        ),
      ),
    },
  ]),
  {
    name: 'gaps that begin and end at 0',
    style: resolveStyle(
      gapped(
        [
          [-0.5, 0],
          [0.1, 0.2],
        ],
        { ends: 'closed' },
      ),
    ),
  },
  {
    name: 'gap up to 0',
    style: resolveStyle(
      gapped(
        [
          [-0.5, -0.1],
          [0, 0.2],
        ],
        { ends: 'closed' },
      ),
    ),
  },
  {
    name: '250 steps with a gap',
    style: resolveStyle(
      gapped(
        [
          [-0.2, 0.1],
          [0.3, 0.9],
        ],
        { ends: 'closed', ramp: 'continuous' },
      ),
    ),
  },
  {
    name: '250 steps of many digits',
    style: resolveStyle(legendOf([-0.31234567, 0.81234561], { ends: 'open', ramp: 'continuous' })),
  },
  { name: '255 intervals', style: manyIntervals(255) },
  { name: 'negative', style: resolveStyle(legendOf([-0.9, -0.75, -0.6, -0.123], { ends: 'closed' })) },
  { name: 'large', style: resolveStyle(legendOf([300, 310, 320, 335.5], { ends: 'closed' })) },
  { name: 'no valid data', style: resolveStyle(withClasses([], { ends: 'open' })) },
];

/** Shapes for numbers that only floats hold. */
export const FLOAT_SHAPES: readonly NamedStyle[] = [
  { name: 'tiny', style: resolveStyle(legendOf([-3e-9, -1e-9, 0, 1e-9, 2e-9], { ends: 'closed' })) },
  { name: 'tiny steps', style: resolveStyle(legendOf([1e-7, 9e-7], { ends: 'closed', ramp: 'continuous' })) },
  {
    name: '5 uneven classes of many digits',
    style: resolveStyle(
      legendOf([-0.312345678, 0.0123456789, 0.112233445, 0.31415926, 0.5772156, 0.8123456], { ends: 'open' }),
    ),
  },
];
