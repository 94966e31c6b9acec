import { isInteger, type Dtype, type Encoding } from '../../raster/raster.ts';
import type { Style } from '../style.ts';
import { lastBelow, storedSegments, withoutNumber, type Paint, type Segments } from './segments.ts';

/** A stretch of stored numbers in one colour, `[min, max)`; infinite at open ends. */
export interface MapserverClass {
  readonly min: number;
  readonly max: number;
  readonly paint: NonNullable<Paint>;
}

/** What MapServer is told so that its buckets part where the classes do. */
export interface MapserverScale {
  /** Ends of the PROCESSING option SCALE: numbers outside are not drawn. */
  readonly low: number;
  readonly high: number;
  /** The option SCALE_BUCKETS. */
  readonly buckets: number;
  /** False where no buckets part at every edge: numbers within half a bucket of one may get the neighbour's colour. */
  readonly isExact: boolean;
}

/** A style as MapServer can draw it, in stored numbers. */
export interface MapserverStyle {
  readonly classes: readonly MapserverClass[];
  /** Absent where every number is told apart without: bytes, and styles that paint nothing. */
  readonly scale: MapserverScale | undefined;
  /** False where a bound cannot be said with MapServer's six digits: then SCALE alone ends the classes. */
  readonly hasOuterBounds: boolean;
}

/** What decides how a raster's classes are told to MapServer, in stored numbers. */
export interface MapserverRaster {
  /** Smallest and largest number that open ends have to reach. */
  readonly dataRange?: readonly [min: number, max: number] | undefined;
  readonly nodata?: number | null | undefined;
}

/** Beyond any value that an index has; MapServer writes an SLD's numbers with all their digits. */
const FAR = 1e9;
/** Of 2 million buckets a request takes 1.7 s, of 65,536, MapServer's own choice, 0.05 s. */
const MOST_BUCKETS = 65_536;
/**
 * How far an open end is to reach beyond its classes, in spans of all classes, the best first; data further out is
 * reached at any rate.
 */
const REACH_SPANS = [1000, 100, 10, 1, 0];
/** Steps between which the classes' edges are looked for. */
const MOST_STEPS = 20_000;
/** Numbers of steps that are tried: where floats lie no closer than the edges, nearly all of them pass by all edges. */
const MOST_TRIES = 100;

/** Where a class ends: the border of two buckets must come to lie above `below` and not above `first`. */
interface Cut {
  readonly below: number;
  readonly first: number;
  /** The edge itself, in stored numbers. */
  readonly edge: number;
}

/**
 * How MapServer draws a style exactly. It sorts the numbers of rasters other than bytes into equal buckets over SCALE,
 * and chooses each bucket's class by its centre, written with six digits (`mapdrawgdal.c`). So the buckets are laid
 * such that their borders fall on the classes' edges; whether they do is tried here with MapServer's own arithmetic.
 */
export function mapserverStyle(
  style: Style,
  encoding: Encoding,
  { dataRange, nodata }: MapserverRaster = {},
): MapserverStyle {
  const segments = storedSegments(style, encoding);
  if (encoding.dtype === 'uint8')
    return byteStyle(nodata == null ? segments : withoutNumber(segments, nodata, encoding));
  const { paints } = segments;
  const cuts = cutsWithEdges(segments.cuts, style, encoding);
  const classes = classesOf(cuts, paints);
  if (classes.length === 0) return { classes, scale: undefined, hasOuterBounds: true };
  if (cuts.length === 0) {
    return { classes, scale: { low: -FAR, high: FAR, buckets: 2, isExact: true }, hasOuterBounds: true };
  }
  const typed = TYPE_RANGES[encoding.dtype];
  const [min, max] = typed ?? dataReach(cuts, dataRange);
  const task: Task = {
    cuts,
    classes,
    below: classes[0].min === -Infinity ? min : undefined,
    above: classes[classes.length - 1].max === Infinity ? max : undefined,
    reachSpans: typed === undefined ? REACH_SPANS : [0],
    isWhole: isInteger(encoding),
  };
  for (const hasOuterBounds of [true, false]) {
    for (const steps of stepCounts(task)) {
      const scale = exactScale(task, steps, hasOuterBounds);
      if (scale !== undefined) return { classes, scale, hasOuterBounds };
    }
  }
  return { classes, scale: nearScale(task), hasOuterBounds: true };
}

/**
 * The class of a stored number in a MapServer that is told `scale`; undefined for none. Follows `mapdrawgdal.c`: the
 * bucket is `(int)((v - low) * ratio + 1) - 1`, its centre a 32-bit float printed by `%g`.
 */
export function mapserverClass(
  { classes, hasOuterBounds }: Pick<MapserverStyle, 'classes' | 'hasOuterBounds'>,
  { low, high, buckets }: Pick<MapserverScale, 'low' | 'high' | 'buckets'>,
  stored: number,
): MapserverClass | undefined {
  const ratio = buckets / (high - low);
  const bucket = Math.trunc((Math.fround(stored) - low) * ratio + 1) - 1;
  if (!(bucket >= 0 && bucket < buckets)) return undefined;
  const centre = Number(Math.fround((bucket + 0.5) / ratio + low).toPrecision(6));
  return classes.find(({ min, max }, i) => {
    const isAbove = centre >= min || (!hasOuterBounds && i === 0);
    return isAbove && (centre < max || (!hasOuterBounds && i === classes.length - 1));
  });
}

/** MapServer knows every byte, and paints those that mean nodata like any other. */
function byteStyle({ cuts, paints }: Segments): MapserverStyle {
  const halves = cuts.map((first) => ({ below: first - 1, first, edge: first - 0.5 }));
  const classes = classesOf(halves, paints).filter(({ min, max }) => min < 255 && max > 0);
  return { classes, scale: undefined, hasOuterBounds: true };
}

/** Every cut with the edge it comes from, if that lies between the two numbers, and their middle if not. */
function cutsWithEdges(firsts: readonly number[], { intervals }: Style, encoding: Encoding): Cut[] {
  const { scale, offset } = encoding;
  const edges = intervals.flatMap(({ min, max }) => [(min - offset) / scale, (max - offset) / scale]);
  edges.sort((a, b) => a - b);
  const cuts = firsts.map((first) => {
    const below = lastBelow(first, encoding);
    if (isInteger(encoding)) return { below, first, edge: first - 0.5 };
    const edge = edges.find((one, i) => one <= first && (one > below || (one === below && i === edges.length - 1)));
    return { below, first, edge: edge ?? below / 2 + first / 2 };
  });
  // constant data: one value is both edges
  const isOwn = (edge: number): boolean => cuts.filter((cut) => cut.edge === edge).length === 1;
  return cuts.map(({ below, first, edge }) => ({ below, first, edge: isOwn(edge) ? edge : below / 2 + first / 2 }));
}

function classesOf(cuts: readonly Cut[], paints: readonly Paint[]): MapserverClass[] {
  return paints.flatMap((paint, i) => {
    if (paint === undefined) return [];
    return [{ min: i === 0 ? -Infinity : cuts[i - 1].edge, max: i === cuts.length ? Infinity : cuts[i].edge, paint }];
  });
}

/** What a type can hold, half a number further on: open ends need not reach further. */
const TYPE_RANGES: Partial<Record<Dtype, readonly [min: number, max: number]>> = {
  int8: [-128.5, 127.5],
  int16: [-32_768.5, 32_767.5],
  uint16: [-0.5, 65_535.5],
};

function dataReach(
  cuts: readonly Cut[],
  [min, max]: readonly [number, number] = [Infinity, -Infinity],
): [min: number, max: number] {
  return [Math.min(min, cuts[0].edge), Math.max(max, cuts[cuts.length - 1].edge)];
}

/** What a scale is to be found for. */
interface Task {
  readonly cuts: readonly Cut[];
  readonly classes: readonly MapserverClass[];
  /** The number that an open lower end has to reach; absent where the first class has an end. */
  readonly below: number | undefined;
  readonly above: number | undefined;
  readonly reachSpans: readonly number[];
  /** Whether the raster holds whole numbers only. */
  readonly isWhole: boolean;
}

/** Numbers of equal steps from the first to the last cut that may pass by all cuts, fewest first. */
function* stepCounts({ cuts, isWhole }: Task): Generator<number> {
  const first = cuts[0].edge;
  const span = cuts[cuts.length - 1].edge - first;
  if (cuts.length === 1 || span === 0) {
    yield 1;
  } else if (isWhole) {
    yield span / cuts.reduce((step, { edge }) => greatestDivisor(step, edge - first), 0);
  } else {
    for (let steps = 1, tries = 0; steps <= MOST_STEPS && tries < MOST_TRIES; steps++) {
      const fits = cuts.every(({ below, first: above, edge }) => {
        const place = ((edge - first) / span) * steps;
        const room = Math.max(above - below, span * 1e-13);
        return (Math.abs(place - Math.round(place)) * span) / steps <= room;
      });
      if (!fits) continue;
      tries++;
      yield steps;
    }
  }
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** Buckets of one step that part at every cut; undefined if MapServer's arithmetic has none. */
function exactScale(task: Task, steps: number, hasOuterBounds: boolean): MapserverScale | undefined {
  const { cuts, reachSpans, isWhole } = task;
  const first = cuts[0].edge;
  const span = cuts[cuts.length - 1].edge - first || Math.abs(first) || 1;
  for (const spans of reachSpans) {
    const largest = isWhole ? 1 : span / steps / 8;
    // of the least spans that there are nothing would be left, and sixteen times nothing
    const least = isWhole ? 0 : Math.max(span * 2 ** -47, Number.MIN_VALUE);
    for (let shift = least; shift < largest; shift = isWhole ? largest : shift * 16) {
      const scale = steppedScale(task, { steps, span, shift, wished: spans * span });
      if (scale !== undefined && isRight(task, scale, hasOuterBounds, shift)) return scale;
    }
  }
  return undefined;
}

/**
 * All borders a little (`shift`) below their edge, and, where the last class ends in it, the last one a little above.
 * Open ends are reached in whole steps. Undefined where that takes too many.
 */
function steppedScale(
  { cuts, below, above, isWhole }: Task,
  { steps, span, shift, wished }: Readonly<Record<'steps' | 'span' | 'shift' | 'wished', number>>,
): MapserverScale | undefined {
  const inside = cuts.length > 1 ? steps : 0;
  const start = cuts[0].edge - shift;
  const share = inside > 0 ? (cuts[cuts.length - 2].edge - cuts[0].edge) / span : 0;
  const stretch = above === undefined ? (2 * shift) / (1 + share) : 0;
  const step = (span + stretch) / steps;
  const end = start + inside * step;
  const less = below === undefined ? 0 : Math.max(stepsPast(start - below, step, isWhole), Math.ceil(wished / step));
  const more = above === undefined ? 0 : Math.max(stepsPast(above - end, step, isWhole), Math.ceil(wished / step));
  const buckets = less + inside + more;
  if (buckets > MOST_BUCKETS) return undefined;
  // MapServer wants two at least
  return { low: start - less * step, high: end + more * step, buckets: Math.max(buckets, 2), isExact: true };
}

/** Whole steps, one at least, beyond a distance; up to it where no number lies at its end. */
function stepsPast(distance: number, step: number, isWhole: boolean): number {
  return Math.max(1, isWhole ? Math.ceil(distance / step) : Math.floor(distance / step) + 1);
}

/** Whether the two numbers about every cut get the classes on its two sides. */
function isRight({ cuts, classes }: Task, scale: MapserverScale, hasOuterBounds: boolean, shift: number): boolean {
  const drawn = { classes, hasOuterBounds };
  return cuts.every(({ below, first, edge }) => {
    // beside 0 floats are closer than any border can be told from it
    const lower = first === 0 || below === 0 ? Math.min(below, first - 4 * shift) : below;
    const upper = below === 0 ? Math.max(first, 4 * shift) : first;
    const under = classes.find(({ max }) => max === edge);
    const over = classes.find(({ min }) => min === edge);
    return mapserverClass(drawn, scale, lower) === under && mapserverClass(drawn, scale, upper) === over;
  });
}

/** As many buckets as MapServer makes by itself, over the classes and as far beyond open ends as the data. */
function nearScale({ cuts, below, above }: Task): MapserverScale {
  const [first, last] = [cuts[0], cuts[cuts.length - 1]];
  const span = last.edge - first.edge || Math.abs(first.edge) || 1;
  const low = below === undefined ? first.edge - span * 1e-12 : Math.min(below, first.edge) - span;
  const high = above === undefined ? last.below / 2 + last.first / 2 : Math.max(above, last.edge) + span;
  return { low, high, buckets: MOST_BUCKETS, isExact: false };
}
