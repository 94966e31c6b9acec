import { isInteger, type Encoding } from '../../raster/raster.ts';
import { channelsOf, colorOf as hexOf } from '../color.ts';
import { RAMP_STEPS } from '../resolve.ts';
import { gapOf, edgeOf, closingEdgeOf } from './edges.ts';
import type { Span } from './pieces.ts';
import type { Blend, Knot, Notes } from './read-style.ts';

/** Colours between a first and a last value, painted where `spans` are. */
export interface Ramp {
  /** Ascending, apart from each other. */
  readonly spans: readonly { readonly min: number; readonly max: number }[];
  /** Of a step from one value to another. */
  readonly colorOf: (from: number, to: number) => string;
  /** Values at which the file names a colour, inside the spans; ascending. */
  readonly stops: readonly number[];
  readonly isOpen: boolean;
}

/** Neighbouring classes as a ramp that does not blend: a step has the colour of the first number that it holds. */
export function rampOfSpans(classes: readonly Span[], isOpen: boolean, encoding: Encoding): Ramp {
  const spans: { min: number; max: number }[] = [];
  for (const { min, max } of classes) {
    const previous = spans.at(-1);
    if (previous?.max === min) previous.max = max;
    else spans.push({ min, max });
  }
  // 7000 * 0.0001 is a little above 0.7, and others are a little below what they mean
  const slack = isInteger(encoding) ? Math.abs(encoding.scale) * 1e-6 : 0;
  const classOf = (value: number): Span | undefined =>
    classes.find(({ min, max }) => value + slack >= min && value + slack < max);
  const colorOf = (from: number, to: number): string => {
    const held = [
      gapOf({ value: from, side: 'above' }, encoding).above,
      gapOf({ value: to, side: 'above' }, encoding).below,
    ];
    const found = [...held, from / 2 + to / 2]
      .filter((value) => value + slack >= from && value + slack < to)
      .map(classOf);
    const nearest = found.find((one) => one !== undefined) ?? classes.findLast(({ min }) => min <= from) ?? classes[0];
    return nearest.color;
  };
  return { spans, colorOf, stops: [], isOpen };
}

/** Blended colours as a ramp; what fades from a colour to nothing is not painted. */
export function rampOfBlend({ knots, isClamped }: Blend, encoding: Encoding, notes: Notes): Ramp {
  const spans: { min: number; max: number }[] = [];
  for (let i = 1; i < knots.length; i++) {
    const [from, to] = [knots[i - 1], knots[i]];
    if (from.value === to.value) continue;
    if (from.paint === undefined || to.paint === undefined) {
      if (from.paint !== to.paint) notes.add('lost', 'fading', 'a colour that fades away is not painted', placeOf(to));
      continue;
    }
    const previous = spans.at(-1);
    if (previous?.max === from.value) previous.max = to.value;
    else spans.push({ min: from.value, max: to.value });
  }
  const isOpen = isClamped && knots[0].paint !== undefined && knots[knots.length - 1].paint !== undefined;
  const painted = knots.filter(({ paint }) => paint !== undefined);
  return {
    spans: spans.map((span, i) => meant(span, i === spans.length - 1, encoding)),
    colorOf: (from, to) => blended(painted, from / 2 + to / 2),
    stops: [...new Set(painted.map(({ value }) => value))],
    isOpen,
  };
}

/** Ends as somebody means them: a jump to nothing stands beside the bound. */
function meant({ min, max }: { min: number; max: number }, isLast: boolean, encoding: Encoding): Ramp['spans'][number] {
  const [low, high] = [
    { value: min, side: 'above' },
    { value: max, side: isLast ? 'below' : 'above' },
  ] as const;
  return {
    min: edgeOf(low, gapOf(low, encoding), encoding),
    max: (isLast ? closingEdgeOf : edgeOf)(high, gapOf(high, encoding), encoding),
  };
}

function blended(knots: readonly Knot[], value: number): string {
  const above = knots.findIndex((knot) => knot.value > value);
  if (above <= 0) return (knots.at(above) ?? knots[0]).paint?.color ?? '#000000';
  const [from, to] = [knots[above - 1], knots[above]];
  const share = (value - from.value) / (to.value - from.value);
  const [start, end] = [from, to].map(({ paint }) => channelsOf(paint?.color ?? '#000000'));
  const mix = (i: 0 | 1 | 2): number => Math.round(start[i] + (end[i] - start[i]) * share);
  return hexOf(mix(0), mix(1), mix(2));
}

/**
 * A colour map that gives the ramp's own colour to each of the steps that a continuous legend is painted in: one colour
 * for each end and each middle of them.
 */
export function colorsOfRamp({ spans, colorOf }: Ramp): string[] {
  const steps = RAMP_STEPS - 2 * (spans.length - 1);
  const [first, last] = [spans[0].min, spans[spans.length - 1].max];
  const edge = (step: number): number => (step === steps ? last : first + step * ((last - first) / steps));
  const middles = Array.from({ length: steps }, (_, i) => colorOf(edge(i), edge(i + 1)));
  // the ends of steps are never painted
  return [...middles.flatMap((color) => [color, color]), middles[steps - 1]];
}

function placeOf({ line }: Knot): { line: number } | null {
  return line === undefined ? null : { line };
}
