import type { Encoding } from '../../raster/raster.ts';
import { slotOf } from '../../stats/classify.ts';
import { DEFAULT_BINS, MAX_BINS } from '../automatic.ts';
import { rampColors } from '../classes.ts';
import { cutsOf } from '../cuts.ts';
import { editLegend, type LegendItemInput } from '../edit.ts';
import { oneLine } from '../export/subject.ts';
import { resolveStyle } from '../resolve.ts';
import type { Legend } from '../style.ts';
import { unreadableStyle } from './faults.ts';
import { readGdalTable, type DataRange } from './gdal.ts';
import { flatPieces, settle, singlePieces, spansOf, type Boundary, type SettledPieces, type Span } from './pieces.ts';
import { readQml } from './qml.ts';
import { colorsOfRamp, rampOfBlend, rampOfSpans, type Ramp } from './ramp.ts';
import { Notes, type ImportFormat, type ImportNote, type ReadStyle } from './read-style.ts';
import { readSld, type Dialect } from './sld.ts';
import { readXml } from './xml.ts';

export { IMPORT_FORMATS, type ImportFormat, type ImportNote, type Place } from './read-style.ts';
export type { Dialect } from './sld.ts';

/** Longest style file, characters; those of real programs are some kB. */
const MAX_CHARACTERS = 1 << 20;
const MAX_LABEL_LENGTH = 200;
/** Width of an end class whose outer bound nothing tells, index values. */
const END_WIDTH = 1;

/** A style file, and what else decides how it is read. */
export interface StyleInput {
  readonly text: string;
  /** Told by its content unless given. */
  readonly format?: ImportFormat | undefined;
  /** Whether its numbers are index values or those that the raster stores; what its format usually has, unless given. */
  readonly unit?: 'index' | 'stored' | undefined;
  /** Which program an SLD of intervals is for; GeoServer unless given, or the file says MapServer. */
  readonly dialect?: Dialect | undefined;
}

/** The date that a legend is made for. */
export interface ImportTarget {
  readonly encoding: Encoding;
  /** Band of its raster, from 1. */
  readonly band: number;
  /** The automatic legend of the date and mode, painted in classes. */
  readonly automatic: Legend;
  readonly previous?: Legend | undefined;
  /** Smallest and largest value inside the AOI; null without any. */
  readonly dataRange: readonly [min: number, max: number] | null;
}

export interface Imported {
  readonly format: ImportFormat;
  /** Without areas. */
  readonly legend: Legend;
  readonly notes: readonly ImportNote[];
}

/**
 * The legend that a style file of another program amounts to for one date, and what of the file it cannot say or
 * programs draw differently. Bounds between two numbers that the raster can hold become the decimal that was meant.
 *
 * @throws Failure `invalid` naming the line of a fault, or for a style that paints nothing or more than a legend can
 */
export function importStyle(input: StyleInput, target: ImportTarget): Imported {
  const { encoding } = target;
  const read = readStyle(input, target);
  const notes = new Notes();
  const unit = input.unit ?? read.unit;
  if (encoding.scale !== 1 || encoding.offset !== 0) {
    const numbers = unit === 'index' ? 'index values' : 'the numbers that the raster stores';
    notes.add(
      'note',
      'unit',
      `the file's numbers were read as ${numbers} (index value = stored * ${encoding.scale} + ${encoding.offset})`,
    );
  }
  if (read.band !== undefined && read.band !== target.band) {
    notes.add('note', 'band', `the style is of band ${read.band}; this index is band ${target.band}`);
  }
  const legend = legendOf(
    unit === 'stored' ? { ...read, drawing: inIndexValues(read.drawing, encoding) } : read,
    target,
    notes,
  );
  tellData(legend, target, notes);
  return { format: read.format, legend, notes: [...read.notes, ...notes.all()] };
}

function readStyle({ text, format, unit, dialect }: StyleInput, target: ImportTarget): ReadStyle {
  if (text.length > MAX_CHARACTERS)
    throw unreadableStyle(`it has ${text.length} characters; at most ${MAX_CHARACTERS} are read`);
  if (text.trim() === '') throw unreadableStyle('it is empty');
  const isXml = /^\ufeff?\s*</.test(text);
  if (format === 'gdal' || (format === undefined && !isXml)) {
    return readGdalTable(text, unit === 'index' ? target.dataRange : storedRange(target), target.encoding);
  }
  const root = readXml(text);
  if (format === 'qml' || (format === undefined && root.name === 'qgis')) return readQml(root);
  return readSld(root, dialect);
}

function storedRange({ dataRange, encoding: { scale, offset } }: ImportTarget): DataRange {
  if (dataRange === null) return null;
  const [a, b] = dataRange.map((value) => (value - offset) / scale);
  return [Math.min(a, b), Math.max(a, b)];
}

/** The drawing in index values; a negative scale turns it round. */
function inIndexValues(drawing: ReadStyle['drawing'], { scale, offset }: Encoding): ReadStyle['drawing'] {
  const isTurned = scale < 0;
  const convert = <Item extends { readonly value: number }>(items: readonly Item[]): Item[] => {
    const converted = items.map((item) => ({ ...item, value: item.value * scale + offset }));
    return isTurned ? converted.reverse() : converted;
  };
  const turned = (side: 'below' | 'above'): 'below' | 'above' =>
    isTurned ? (side === 'below' ? 'above' : 'below') : side;
  switch (drawing.kind) {
    case 'pieces':
      return {
        kind: 'pieces',
        cuts: convert(drawing.cuts).map((cut) => ({ ...cut, side: turned(cut.side) })),
        paints: isTurned ? [...drawing.paints].reverse() : drawing.paints,
      };
    case 'blend':
      return { ...drawing, knots: convert(drawing.knots), side: turned(drawing.side) };
    case 'singles':
      return { kind: 'singles', knots: convert(drawing.knots) };
  }
}

function legendOf({ drawing, range }: ReadStyle, target: ImportTarget, notes: Notes): Legend {
  const { encoding } = target;
  const pieces =
    drawing.kind === 'singles'
      ? singlePieces(drawing, encoding)
      : drawing.kind === 'blend'
        ? flatPieces(drawing, encoding)
        : drawing;
  if (pieces === undefined) return blendedLegend(drawing as Extract<typeof drawing, { kind: 'blend' }>, target, notes);
  if (drawing.kind === 'singles') {
    notes.add('note', 'single_values', 'single values became classes that hold nothing else');
  }
  const settled = settle(pieces, encoding, notes);
  const { paints } = settled;
  const [isOpenBelow, isOpenAbove] = [paints[0] !== undefined, paints[paints.length - 1] !== undefined];
  const found = spansOf(settled, encoding, range, notes);
  if (found.length === 0) throw unreadableStyle('it paints nothing: every colour is transparent');
  const spans = withOuterBounds(found, target, range, notes);
  if (isOpenBelow !== isOpenAbove) {
    const side = isOpenBelow ? 'below the first' : 'above the last';
    const message = `values ${side} class are painted by the file; here that class reaches as far as this date's data`;
    notes.add('differs', 'half_open', message);
  }
  const ends = isOpenBelow && isOpenAbove ? 'open' : 'closed';
  if (spans.length > MAX_BINS) return steppedLegend(spans, settled, ends === 'open', target, notes);
  const items = spans.map(({ min, max, color, label }) => ({ min, max, color, label: labelOf(label, notes) }));
  return { ...edited(items, target), ends };
}

/** The classes as a PUT of them would be; where they are the present ones, labels left out are the present labels. */
function edited(items: readonly LegendItemInput[], { automatic, previous }: ImportTarget): Legend {
  const isSame =
    previous?.classes.length === items.length &&
    previous.classes.every(({ min, max }, i) => min === items[i].min && max === items[i].max);
  const labelled = isSame
    ? items.map((item, i) => ({ ...item, label: item.label ?? previous.classes[i].label }))
    : items;
  return editLegend({ items: labelled, automatic, field: 'style' });
}

function labelOf(label: string | undefined, notes: Notes): string | undefined {
  if (label === undefined) {
    notes.add('note', 'label', 'a class without a label has its interval as label, or the present label of that class');
    return undefined;
  }
  const clean = oneLine(label).trim();
  if (clean.length <= MAX_LABEL_LENGTH) return clean === '' ? undefined : clean;
  notes.add('lost', 'label_length', `a label of more than ${MAX_LABEL_LENGTH} characters was cut`);
  // not in the middle of a pair of surrogates
  return oneLine(clean.slice(0, MAX_LABEL_LENGTH));
}

/** Finite bounds for the ends that the file leaves open: what it says it covers, else the data or a class beyond. */
function withOuterBounds(
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

function blendedLegend(
  blend: Extract<ReadStyle['drawing'], { kind: 'blend' }>,
  target: ImportTarget,
  notes: Notes,
): Legend {
  const ramp = rampOfBlend(blend, target.encoding, notes);
  if (ramp.spans.length === 0) throw unreadableStyle('it paints nothing: every colour is transparent');
  const labels = blend.knots.filter(({ paint, value }) => paint?.label !== undefined && Number(paint.label) !== value);
  if (labels.length > 0) {
    const message = 'labels of single values: the classes of a continuous legend are intervals';
    notes.add('lost', 'stop_labels', message, labels[0].line === undefined ? null : { line: labels[0].line });
  }
  if (blend.isClamped && !ramp.isOpen) {
    notes.add('note', 'closed', 'values beyond the ramp are not painted, as in the file');
  }
  notes.add('differs', 'ramp', 'a smooth ramp is painted in 250 equal steps, within a step of the file’s colours');
  return continuous(ramp, target);
}

/** More classes than a legend has: as steps of a continuous one. */
function steppedLegend(
  spans: readonly Span[],
  { boundaries }: SettledPieces,
  isOpen: boolean,
  target: ImportTarget,
  notes: Notes,
): Legend {
  const legend = continuous(rampOfSpans(spans, isOpen, target.encoding), target);
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

/** The continuous legend of a ramp, with the present classes where they cover the same. */
function continuous(ramp: Ramp, target: ImportTarget): Legend {
  const { automatic, previous } = target;
  const colorMap = colorsOfRamp(ramp);
  const bounds = keptBounds(ramp, previous) ?? boundsOf(ramp);
  const colors = rampColors(bounds, colorMap);
  const items = bounds.map(({ min, max, label }, i) => ({ min, max, label, color: colors[i] }));
  const legend = editLegend({ items, automatic: { ...automatic, ramp: 'continuous', colorMap }, field: 'style' });
  return { ...legend, ends: ramp.isOpen ? 'open' : 'closed' };
}

type LabelledSpan = Pick<Span, 'min' | 'max' | 'label'>;

function keptBounds({ spans }: Ramp, previous: Legend | undefined): LabelledSpan[] | undefined {
  if (previous === undefined || previous.classes.length === 0) return undefined;
  const kept: { min: number; max: number }[] = [];
  for (const { min, max } of previous.classes) {
    const before = kept.at(-1);
    if (before?.max === min) before.max = max;
    else kept.push({ min, max });
  }
  const isSame =
    kept.length === spans.length && kept.every(({ min, max }, i) => min === spans[i].min && max === spans[i].max);
  return isSame ? previous.classes.map(({ min, max, label }) => ({ min, max, label })) : undefined;
}

/** Between the values at which the file names colours, if they are few; else equal ones, or one a span. */
function boundsOf({ spans, stops }: Ramp): LabelledSpan[] {
  const inner = (span: Ramp['spans'][number]): number[] =>
    stops.filter((value) => value > span.min && value < span.max);
  const count = spans.reduce((sum, span) => sum + inner(span).length + 1, 0);
  if (spans.length > MAX_BINS) {
    throw unreadableStyle(`it has ${spans.length} parts with gaps between them; a legend has 1 to ${MAX_BINS} classes`);
  }
  return spans.flatMap((span) => {
    const between = count <= MAX_BINS && count > 1 ? inner(span) : spans.length === 1 ? equalParts(span) : [];
    const edges = [span.min, ...between, span.max];
    return edges.slice(1).map((max, i) => ({ min: edges[i], max, label: undefined }));
  });
}

function equalParts({ min, max }: Ramp['spans'][number]): number[] {
  return Array.from({ length: DEFAULT_BINS - 1 }, (_, i) => min + ((max - min) * (i + 1)) / DEFAULT_BINS);
}

function tellData({ classes }: Legend, { dataRange }: ImportTarget, notes: Notes): void {
  if (dataRange === null || classes.length === 0) return;
  const [first, last] = [classes[0].min, classes[classes.length - 1].max];
  if (last >= dataRange[0] && first <= dataRange[1]) return;
  const message = `the classes (${first} to ${last}) lie beside the data (${dataRange[0]} to ${dataRange[1]}): are they in another unit?`;
  notes.add('note', 'beside_data', message);
}
