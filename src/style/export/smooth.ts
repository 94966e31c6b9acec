import { invalidField } from '../../failure.ts';
import type { Encoding } from '../../raster/raster.ts';
import { channelsOf, colorOf } from '../color.ts';
import type { Style } from '../style.ts';
import { storedSegments, halfway, valueHalfway, withoutNumber, type Segments } from './segments.ts';

/** A value with the colour that it has; values between two knots blend theirs, those beyond the last keep it. */
export interface Knot {
  readonly value: number;
  /** `#rrggbb`; undefined paints nothing. Two knots at one value are a jump. */
  readonly color: string | undefined;
}

/**
 * The knots of a continuous style in index values: its steps' colours at their middles, so that the blend meets the
 * picture's colour in every step. Where its ends are closed, jumps to nothing stand at the cuts.
 *
 * @throws Failure `invalid` for a style of classes, which does not blend, and for one with gaps
 */
export function smoothKnots(style: Style, encoding: Encoding): Knot[] {
  return knotsWithin(valueHalfway(style, encoding), middles(style));
}

/** The same in the numbers that the file stores, with a hole for a stored number that means none. */
export function storedSmoothKnots(style: Style, encoding: Encoding, nodata?: number | null): Knot[] {
  const { scale, offset } = encoding;
  const steps = middles(style).map(({ value, color }) => ({ value: (value - offset) / scale, color }));
  if (scale < 0) steps.reverse();
  const segments = storedSegments(style, encoding);
  const painted = nodata == null ? segments : withoutNumber(segments, nodata, encoding);
  return knotsWithin(halfway(painted, encoding), steps);
}

function middles({ intervals, ramp }: Style): { value: number; color: string }[] {
  if (ramp !== 'continuous') {
    throw invalidField('smooth', 'this legend paints classes, which do not blend; smooth=true is for ramp: continuous');
  }
  if (intervals.some(({ min }, i) => i > 0 && min !== intervals[i - 1].max)) {
    throw invalidField('smooth', 'this legend has gaps between its classes, which a blend would run across');
  }
  return intervals.map(({ min, max, color }) => ({ value: min / 2 + max / 2, color }));
}

/** Knots of the steps, with a jump wherever painted segments begin or end. */
function knotsWithin({ cuts, paints }: Segments, steps: readonly { value: number; color: string }[]): Knot[] {
  const jumps = cuts.flatMap((value, i): Knot[] => {
    const [isBelow, isAbove] = [paints[i] !== undefined, paints[i + 1] !== undefined];
    if (isBelow === isAbove) return [];
    const color = blendAt(steps, value);
    return isAbove
      ? [
          { value, color: undefined },
          { value, color },
        ]
      : [
          { value, color },
          { value, color: undefined },
        ];
  });
  const isPainted = (value: number): boolean => paints[cuts.filter((cut) => cut <= value).length] !== undefined;
  const knots: Knot[] = [...steps.filter(({ value }) => isPainted(value)), ...jumps];
  // a stable sort keeps the two sides of a jump in their order
  return knots.sort((a, b) => a.value - b.value);
}

/** Colour of the blend at a value, each channel rounded half up. */
export function blendAt(steps: readonly { readonly value: number; readonly color: string }[], value: number): string {
  const above = steps.findIndex((step) => step.value > value);
  if (above === 0) return steps[0].color;
  if (above === -1) return steps[steps.length - 1].color;
  const [from, to] = [steps[above - 1], steps[above]];
  const share = (value - from.value) / (to.value - from.value);
  const [start, end] = [channelsOf(from.color), channelsOf(to.color)];
  const mix = (i: 0 | 1 | 2): number => Math.floor(start[i] + (end[i] - start[i]) * share + 0.5);
  return colorOf(mix(0), mix(1), mix(2));
}
