import { isInteger, type Encoding } from '../../raster/raster.ts';
import { closingEdgeOf, edgeOf, gapOf, type Gap } from './edges.ts';
import type { Blend, Cut, Notes, Paint, Pieces, Singles } from './read-style.ts';

/** A cut of a drawing with the numbers around it. */
export interface Boundary {
  readonly cut: Cut;
  readonly gap: Gap;
}

/** Pieces whose boundaries all part numbers that the raster can hold; those with nothing between them are one. */
export interface SettledPieces {
  readonly boundaries: readonly Boundary[];
  /** One longer. */
  readonly paints: readonly Paint[];
}

/** The pieces without those that no number of the raster falls into. */
export function settle({ cuts, paints }: Pieces, encoding: Encoding, notes: Notes): SettledPieces {
  const boundaries: Boundary[] = [];
  const kept: Paint[] = [paints[0]];
  for (const [i, cut] of cuts.entries()) {
    const gap = gapOf(cut, encoding);
    const previous = boundaries.at(-1);
    const paint = paints[i + 1];
    if (previous !== undefined && !(gap.above > previous.gap.above)) {
      const dropped = kept[kept.length - 1];
      if (dropped !== undefined && dropped.label !== undefined) {
        const message = 'no value of the raster falls into a class';
        notes.add('lost', 'empty_class', message, placeOf(cut), `"${dropped.label}"`);
      }
      kept[kept.length - 1] = paint;
    } else {
      boundaries.push({ cut, gap });
      kept.push(paint);
    }
  }
  return withoutSeams(boundaries, kept);
}

/** Without boundaries that have nothing painted on both sides, or one class that was split in two. */
function withoutSeams(boundaries: readonly Boundary[], paints: readonly Paint[]): SettledPieces {
  const isKept = (i: number): boolean => {
    const [below, above] = [paints[i], paints[i + 1]];
    if (below === undefined || above === undefined) return below !== above;
    return below.label === undefined || below.label !== above.label || below.color !== above.color;
  };
  const kept = boundaries.map((_, i) => i).filter(isKept);
  return { boundaries: kept.map((i) => boundaries[i]), paints: [paints[0], ...kept.map((i) => paints[i + 1])] };
}

/** A painted piece as a class; a bound that the file does not have is infinite. */
export interface Span {
  readonly min: number;
  readonly max: number;
  readonly color: string;
  readonly label: string | undefined;
}

/**
 * The painted pieces as classes.
 *
 * @param range that the file says it covers: gives back bounds of more digits than a cut keeps
 */
export function spansOf(
  { boundaries, paints }: SettledPieces,
  encoding: Encoding,
  range: readonly [min: number, max: number] | undefined,
  notes: Notes,
): Span[] {
  const isLast = (i: number): boolean => paints.slice(i + 1).every((paint) => paint === undefined);
  const lower = (i: number): number => {
    if (i === 0) return -Infinity;
    const { cut, gap } = boundaries[i - 1];
    const [told] = range ?? [NaN];
    if (told > gap.below && told <= gap.above && paints[i - 1] === undefined) return told;
    return between(edgeOf(cut, gap, encoding), cut, range);
  };
  const upper = (i: number): number => {
    if (i === boundaries.length) return Infinity;
    const { cut, gap } = boundaries[i];
    const told = range?.[1] ?? NaN;
    if (!isLast(i)) return between(edgeOf(cut, gap, encoding), cut, range);
    const edge = told >= gap.below && told < gap.above ? told : closingEdgeOf(cut, gap, encoding);
    // a class of one single value is still wider than nothing
    return edge > lower(i) ? edge : cut.value;
  };
  for (const [i, boundary] of boundaries.entries()) tellSide(boundary, isLast(i), encoding, notes);
  return paints.flatMap((paint, i) =>
    paint === undefined ? [] : [{ min: lower(i), max: upper(i), color: paint.color, label: paint.label }],
  );
}

/** An inner edge inside of the range that the file says it covers; a coarse raster leaves several decimals to choose. */
function between(edge: number, { value }: Cut, range: readonly [min: number, max: number] | undefined): number {
  if (range === undefined || (edge > range[0] && edge < range[1])) return edge;
  return value > range[0] && value < range[1] ? value : edge;
}

/** Tells of a number that the raster can hold, exactly on a bound that keeps it on the other side here. */
function tellSide({ cut, gap }: Boundary, isClosing: boolean, encoding: Encoding, notes: Notes): void {
  const held = cut.side === 'above' ? gap.above : gap.below;
  const isHeld = isInteger(encoding)
    ? Math.abs(held - cut.value) < Math.abs(encoding.scale) * 1e-6
    : held === cut.value;
  // what was put beside a bound on purpose parts the same numbers here
  const edge = isClosing ? closingEdgeOf(cut, gap, encoding) : edgeOf(cut, gap, encoding);
  if (!isHeld || edge !== cut.value) return;
  const here = isClosing ? 'below' : 'above';
  if (cut.side === here) return;
  const message = isClosing
    ? "the last value is not painted by the file's program; the last class here holds it"
    : "a value on a bound belongs to the class below it in the file's program, to the one above here";
  notes.add('differs', 'edge_side', message, placeOf(cut), String(cut.value));
}

/** Blended colours that do not blend: flat between jumps. Undefined if they do. */
export function flatPieces({ knots, isClamped, side }: Blend, encoding: Encoding): Pieces | undefined {
  const cuts: Cut[] = [];
  const paints: Paint[] = [];
  if (!isClamped) {
    cuts.push({ value: knots[0].value, side: 'above', line: knots[0].line });
    paints.push(undefined);
  }
  paints.push(knots[0].paint);
  for (let i = 1; i < knots.length; i++) {
    const [from, to] = [knots[i - 1], knots[i]];
    if (from.value === to.value) {
      // of three at one value the one in the middle is never seen
      const known = cuts.at(-1);
      if (known?.value === to.value) paints[paints.length - 1] = to.paint;
      else {
        cuts.push({ value: to.value, side, line: to.line });
        paints.push(to.paint);
      }
    } else if (from.paint?.color !== to.paint?.color) {
      // a colour change between neighbouring numbers is a jump too
      if (gapOf({ value: from.value, side: 'below' }, encoding).above < to.value) return undefined;
      cuts.push({ value: to.value, side: 'above', line: to.line });
      paints.push(to.paint);
    } else if (to.paint?.label !== undefined && paints[paints.length - 1]?.label === undefined) {
      paints[paints.length - 1] = to.paint;
    }
  }
  if (!isClamped) {
    cuts.push({ value: knots[knots.length - 1].value, side: 'below', line: knots[knots.length - 1].line });
    paints.push(undefined);
  }
  return { kind: 'pieces', cuts, paints };
}

/** Single values as pieces that hold nothing else: half a stored step to either side, or half a float's. */
export function singlePieces({ knots }: Singles, encoding: Encoding): Pieces {
  const cuts: Cut[] = [];
  const paints: Paint[] = [undefined];
  for (const { value, paint, line } of knots) {
    const [under, over] = [gapOf({ value, side: 'above' }, encoding), gapOf({ value, side: 'below' }, encoding)];
    const [from, to] = [under, over].map(({ below, above }) => below / 2 + above / 2);
    if (cuts.at(-1)?.value === from) {
      paints[paints.length - 1] = paint;
    } else {
      cuts.push({ value: from, side: 'above', line });
      paints.push(paint);
    }
    cuts.push({ value: to, side: 'above', line });
    paints.push(undefined);
  }
  return { kind: 'pieces', cuts, paints };
}

function placeOf({ line }: Cut): { line: number } | null {
  return line === undefined ? null : { line };
}
