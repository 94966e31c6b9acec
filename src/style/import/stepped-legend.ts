import type { Encoding } from '../../raster/raster.ts';
import { slotOf } from '../../stats/classify.ts';
import { MAX_BINS } from '../automatic.ts';
import { cutsOf } from '../cuts.ts';
import { resolveStyle } from '../resolve.ts';
import type { Legend } from '../style.ts';
import type { Boundary, SettledPieces, Span } from './pieces.ts';
import { rampLegend } from './ramp-legend.ts';
import { rampOfSpans } from './ramp.ts';
import type { Notes } from './read-style.ts';
import type { ImportTarget } from './target.ts';

/** More classes than a legend has: as steps of a continuous one. */
export function steppedLegend(
  spans: readonly Span[],
  { boundaries }: SettledPieces,
  isOpen: boolean,
  target: ImportTarget,
  notes: Notes,
): Legend {
  const legend = rampLegend(rampOfSpans(spans, isOpen, target.encoding), target);
  const moved = movedBounds(legend, spans, boundaries, target.encoding);
  const message =
    `${spans.length} classes, where a legend has at most ${MAX_BINS}: read as a continuous legend of 250 equal steps; ` +
    (moved === 0
      ? 'every value keeps its colour'
      : `${moved} of ${boundaries.length} bounds move, by less than a step`);
  notes.add(moved === 0 ? 'note' : 'lost', 'too_many_classes', message);
  return legend;
}

/** Bounds of the file beside which a number has another colour in the legend. */
function movedBounds(
  legend: Legend,
  spans: readonly Span[],
  boundaries: readonly Boundary[],
  encoding: Encoding,
): number {
  const style = resolveStyle(legend);
  const cuts = cutsOf(style, encoding);
  const colorHere = (value: number): string | undefined => {
    const slot = slotOf(cuts, storedOf(value, encoding));
    return slot === 0 ? undefined : style.intervals[slot - 1].color;
  };
  const colorThere = (value: number): string | undefined => {
    const [first, last] = [spans[0], spans[spans.length - 1]];
    if (legend.ends === 'open' && value < first.min) return first.color;
    if (legend.ends === 'open' && value >= last.max) return last.color;
    return spans.find(({ min, max }, i) => value >= min && (value < max || (i === spans.length - 1 && value === max)))
      ?.color;
  };
  const inside = (value: number): boolean => Number.isFinite(value);
  return boundaries.filter(({ gap }) =>
    [gap.below, gap.above].filter(inside).some((value) => colorHere(value) !== colorThere(value)),
  ).length;
}

function storedOf(value: number, { dtype, scale, offset }: Encoding): number {
  const stored = (value - offset) / scale;
  if (!dtype.startsWith('float')) return Math.round(stored);
  return dtype === 'float64' ? stored : Math.fround(stored);
}
