import type { Span } from './pieces.ts';
import type { Notes, ReadStyle } from './read-style.ts';
import type { ImportTarget } from './target.ts';

/** Width of an end class whose outer bound nothing tells, index values. */
const END_WIDTH = 1;

/** Finite bounds for the ends that the file leaves open: what it says it covers, else the data or a class beyond. */
export function withOuterBounds(
  spans: readonly Span[],
  { automatic, dataRange }: ImportTarget,
  told: ReadStyle['range'],
  notes: Notes,
): Span[] {
  const [first, last] = [spans[0], spans[spans.length - 1]];
  const finite = spans.flatMap(({ min, max }) => [min, max]).filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const step = spans.length > 2 ? (high - low) / (spans.length - 2) : END_WIDTH;
  const own = automatic.classes;
  const lows = [told?.[0], own.at(0)?.min, dataRange?.[0], low - step, 0];
  const highs = [told?.[1], own.at(-1)?.max, dataRange?.[1], high + step, END_WIDTH];
  const min = Number.isFinite(first.min)
    ? first.min
    : (lows.find((x) => x !== undefined && (finite.length === 0 || x < low)) ?? 0);
  const upper = finite.length === 0 ? min : high;
  const max = Number.isFinite(last.max)
    ? last.max
    : (highs.find((x) => x !== undefined && x > upper) ?? min + END_WIDTH);
  const isHalf = Number.isFinite(first.min) !== Number.isFinite(last.max);
  // of an end that has to be closed no value of the date may stay outside
  const outer = {
    min: isHalf && !Number.isFinite(first.min) ? Math.min(min, dataRange?.[0] ?? min) : min,
    max: isHalf && !Number.isFinite(last.max) ? Math.max(max, dataRange?.[1] ?? max) : max,
  };
  if (!Number.isFinite(first.min) || !Number.isFinite(last.max)) {
    const message = 'an end class has no outer bound in the file; the one it has here is only for its label';
    if (!isHalf && told === undefined) notes.add('note', 'open_ends', message);
  }
  return spans.map((span, i) => ({
    ...span,
    min: i === 0 ? outer.min : span.min,
    max: i === spans.length - 1 ? outer.max : span.max,
  }));
}
