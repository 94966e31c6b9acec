import type { SlotAreas } from '../stats/class-areas.ts';
import { intervalLabel, rampColors, rampPosition } from './classes.ts';
import { resolveColorMap } from './color-maps.ts';
import { decimalsFor } from './number-format.ts';
import { stepColors, type Stops } from './stops.ts';
import type { Legend, LegendClass, PaintedInterval, Style } from './style.ts';

/** Steps of a continuous ramp: as many as an indexed picture and every style format can show alike. */
export const RAMP_STEPS = 250;

/** A stored legend as numbers for painter, legend drawing and exporters: the one place where that is decided. */
export function resolveStyle(legend: Legend): Style {
  const { classes, ends, ramp } = legend;
  const intervals = ramp === 'continuous' ? rampIntervals(legend) : classIntervals(classes);
  return { intervals, ends, ramp, classes };
}

/** The same legend with its classes as the intervals, whatever is painted: what class areas are counted by. */
export function classStyle(legend: Legend): Style {
  const { classes, ends } = legend;
  return { intervals: classIntervals(classes), ends, ramp: 'classes', classes };
}

/**
 * The legend with the areas of its classes.
 *
 * @param areas by the slots of `cutsOf(classStyle(legend), …)`; their sum is the date's valid area
 */
export function withAreas(legend: Legend, areas: SlotAreas): Legend {
  const total = areas.areasM2.reduce((sum, area) => sum + area, 0);
  const classes = legend.classes.map((item, i) => {
    const area = areas.areasM2[i + 1];
    return { ...item, area, area_percentage: total > 0 ? (area / total) * 100 : 0 };
  });
  return { ...legend, classes };
}

function classIntervals(classes: readonly LegendClass[]): PaintedInterval[] {
  return classes.map(({ min, max, color, label }, i) => {
    return { min, max, isMaxClosed: i === classes.length - 1, color, label };
  });
}

/**
 * Equal steps from the first to the last edge. What lies in a gap between classes is cut out, so that pixels without
 * a class stay without a colour; for the pieces that this makes there are fewer steps to begin with.
 */
function rampIntervals(legend: Legend): PaintedInterval[] {
  const { classes } = legend;
  if (classes.length === 0) return [];
  const first = classes[0].min;
  const last = classes[classes.length - 1].max;
  const spans = joinedSpans(classes);
  const count = RAMP_STEPS - 2 * (spans.length - 1);
  const colors = stepColors(rampStops(legend), last > first ? count : 1);
  const edges = stepEdges(first, last, colors.length);
  const decimals = decimalsFor(edges);
  const pieces: PaintedInterval[] = [];
  colors.forEach((color, i) => {
    for (const span of spans) {
      const [min, max] = [Math.max(edges[i], span.min), Math.min(edges[i + 1], span.max)];
      const isMaxClosed = max === last;
      // a step narrower than a double's own steps is left out, except the only one of constant data
      if (min < max || first === last) {
        pieces.push({ min, max, isMaxClosed, color, label: intervalLabel(min, max, decimals) });
      }
    }
  });
  return pieces;
}

function stepEdges(first: number, last: number, count: number): number[] {
  const step = (last - first) / count;
  return Array.from({ length: count + 1 }, (_, i) => (i === count ? last : first + i * step));
}

/** Classes joined where one ends as the next begins. */
function joinedSpans(classes: readonly LegendClass[]): { min: number; max: number }[] {
  const spans: { min: number; max: number }[] = [];
  for (const { min, max } of classes) {
    const previous = spans.at(-1);
    if (previous?.max === min) previous.max = max;
    else spans.push({ min, max });
  }
  return spans;
}

/**
 * The colours along the ramp: the colour map's, unless classes were given others by hand. Those are then reached at
 * the classes' centres, with blends in between, so that the classes keep the colours they were given.
 */
function rampStops({ classes, colorMap, isEdited }: Legend): Stops {
  const own = rampColors(classes, colorMap);
  if (!isEdited || classes.every(({ color }, i) => color === own[i])) return resolveColorMap(colorMap);
  const { min: first } = classes[0];
  const { max: last } = classes[classes.length - 1];
  return classes.map(({ min, max, color }) => ({ position: rampPosition(min, max, first, last), color }));
}
