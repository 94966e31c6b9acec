/**
 * Bilinear and cubic sampling and painting in one pass, two pixels at a time. AssemblyScript, not TypeScript: `npm run
 * build` makes `dist/wasm/mix.wasm` of it. What it has to compute, to the last bit, is defined by the plain loops of
 * `../raster/resample-bilinear.ts` and `resample-cubic.ts` and by painting what they make. The memory is the caller's,
 * who lays out everything in it.
 */
import { BINS, Painting, MIXED, WHOLE, exactSlot } from './slots.as';

/** Added to a whole number of either sign, its lowest bits are the number's. */
const SIGNED_WHOLE: f64 = 6755399441055744;
/** As in `raster/run.ts`. */
const EDGE_PX: f64 = 1e-7;
/** As in `raster/resample-cubic.ts`. */
const LEAST_WEIGHT: f64 = 0.5;
/** Beside two slots of 8 bits: those that are not told. */
const NOT_TOLD: u32 = 0x30000;

/** Bilinear kernels by how many pixels on a side reach far enough; `ANY` asks each pixel whether it has a value. */
const ANY: i32 = 0;
const TWO: i32 = 2;
const THREE: i32 = 3;
const FOUR: i32 = 4;
/** Cubic kernels: of four by four pixels, and of more. */
const CUBIC: i32 = 5;
const WIDE_CUBIC: i32 = 6;

/**
 * Makes floats of the numbers of a window, in their place, and NaN of those that are nodata: then NaN tells all.
 *
 * @param absent the number that is nodata, or NaN
 * @param valid flags of the pixels, or 0 where only the numbers tell
 */
export function prepareFloats(values: usize, count: i32, absent: f64, valid: usize): void {
  const none = f32x4.splat(<f32>absent);
  let i = 0;
  if (absent == absent) {
    for (; i + 4 <= count; i += 4) {
      const at = values + ((<usize>i) << 2);
      const four = v128.load(at);
      v128.store(at, v128.or(four, f32x4.eq(four, none)));
    }
    for (; i < count; i++) {
      const at = values + ((<usize>i) << 2);
      if (load<f32>(at) == <f32>absent) store<f32>(at, NaN);
    }
  }
  if (valid != 0) dropInvalid(values, count, valid);
}

/** As `prepareFloats`, of integers: there is room for floats in place of them. */
export function prepareInt8(values: usize, count: i32, absent: f64, valid: usize): void {
  widen<i8>(values, count, absent, valid);
}

/** As `prepareInt8`. */
export function prepareUint8(values: usize, count: i32, absent: f64, valid: usize): void {
  widen<u8>(values, count, absent, valid);
}

/** As `prepareInt8`. */
export function prepareInt16(values: usize, count: i32, absent: f64, valid: usize): void {
  widen<i16>(values, count, absent, valid);
}

/** As `prepareInt8`. */
export function prepareUint16(values: usize, count: i32, absent: f64, valid: usize): void {
  widen<u16>(values, count, absent, valid);
}

/** From the last to the first, since floats are wider: none is overwritten that was not read. */
function widen<T>(values: usize, count: i32, absent: f64, valid: usize): void {
  const none = f32x4.splat(<f32>absent);
  let i = count;
  for (; (i & 3) != 0; i--) {
    const number = <f32>load<T>(values + <usize>(i - 1) * sizeof<T>());
    store<f32>(values + ((<usize>(i - 1)) << 2), number == <f32>absent ? <f32>NaN : number);
  }
  for (i -= 4; i >= 0; i -= 4) {
    const four = fourFloats<T>(values + <usize>i * sizeof<T>());
    v128.store(values + ((<usize>i) << 2), v128.or(four, f32x4.eq(four, none)));
  }
  if (valid != 0) dropInvalid(values, count, valid);
}

function fourFloats<T>(at: usize): v128 {
  if (sizeof<T>() == 1) {
    const bytes = v128.load32_zero(at);
    return isSigned<T>()
      ? f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(bytes)))
      : f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)));
  }
  return f32x4.convert_i32x4_s(isSigned<T>() ? v128.load16x4_s(at) : v128.load16x4_u(at));
}

function dropInvalid(values: usize, count: i32, valid: usize): void {
  for (let i = 0; i < count; i++) if (load<u8>(valid + i) == 0) store<f32>(values + ((<usize>i) << 2), NaN);
}

/**
 * The pixels `first` to `end` (excluded) of a run; positions as in `raster/run.ts`.
 *
 * @param wideCols, wideRows as `widening` gives them
 */
export function paintBilinear(
  painting: Painting,
  start: i32,
  first: i32,
  end: i32,
  col: f64,
  row: f64,
  stepCol: f64,
  stepRow: f64,
  bendCol: f64,
  bendRow: f64,
  wideCols: f64,
  wideRows: f64,
): void {
  const kernel = bilinearFor(wideCols, wideRows);
  if (kernel == TWO)
    Runs.paint(TWO, painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
  else if (kernel == THREE)
    Runs.paint(THREE, painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
  else if (kernel == FOUR)
    Runs.paint(FOUR, painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
  else Runs.paint(ANY, painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
}

/** As `paintBilinear`. */
export function paintCubic(
  painting: Painting,
  start: i32,
  first: i32,
  end: i32,
  col: f64,
  row: f64,
  stepCol: f64,
  stepRow: f64,
  bendCol: f64,
  bendRow: f64,
  wideCols: f64,
  wideRows: f64,
): void {
  if (max(wideCols, wideRows) == 1)
    Runs.paint(CUBIC, painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
  else
    Runs.paint(
      WIDE_CUBIC,
      painting,
      start,
      first,
      end,
      col,
      row,
      stepCol,
      stepRow,
      bendCol,
      bendRow,
      wideCols,
      wideRows,
    );
}

/** As in `raster/resample-bilinear.ts`. */
function bilinearFor(wideCols: f64, wideRows: f64): i32 {
  const wide = max(wideCols, wideRows);
  if (wide == 1) return TWO;
  if (wide <= 1.5) return THREE;
  return wide <= 2 ? FOUR : ANY;
}

/** A method, since only these can be laid out where they are called, with what is constant there taken as such. */
class Runs {
  @inline
  static paint(
    kernel: i32,
    painting: Painting,
    start: i32,
    first: i32,
    end: i32,
    col: f64,
    row: f64,
    stepCol: f64,
    stepRow: f64,
    bendCol: f64,
    bendRow: f64,
    wideCols: f64,
    wideRows: f64,
  ): void {
    const slots = painting.slots + start;
    const table = painting.table;
    const low = f64x2.splat(painting.low);
    const binsPerUnit = f64x2.splat(painting.binsPerUnit);
    const last = f64x2.splat(<f64>(end - 1));
    const values = painting.values;
    const down = (<usize>painting.stride) << 2;
    const count = kernel == CUBIC ? 4 : kernel == WIDE_CUBIC ? wideCount(wideCols, wideRows) : kernel;
    const left = f64x2.splat(<f64>painting.left);
    const top = f64x2.splat(<f64>painting.top);
    const right = f64x2.splat(<f64>(painting.left + painting.stride - count));
    const bottom = f64x2.splat(<f64>(painting.top + painting.rows - count));
    const stride = f64x2.splat(<f64>painting.stride);
    const origin = f64x2.splat(SIGNED_WHOLE - (<f64>painting.top * <f64>painting.stride + <f64>painting.left));
    const fallCols = f64x2.splat(1 / wideCols);
    const fallRows = f64x2.splat(1 / wideRows);
    const offset = f64x2.splat(<f64>(count - 1) / 2);
    for (let i = first; i < end; i += 2) {
      // an odd one out is sampled twice
      const along = f64x2.pmin(last, f64x2.add(f64x2.splat(<f64>i), f64x2(0, 1)));
      const atCol = Pair.parabola(along, col, stepCol, bendCol);
      const atRow = Pair.parabola(along, row, stepRow, bendRow);
      const x = f64x2.sub(atCol, offset);
      const y = f64x2.sub(atRow, offset);
      const before = f64x2.floor(x);
      const above = f64x2.floor(y);
      const isThere = Pair.areInside(before, above, left, top, right, bottom);
      const at = v128.and(f64x2.add(f64x2.add(f64x2.mul(above, stride), before), origin), isThere);
      const a = values + ((<usize>i32x4.extract_lane(at, 0)) << 2);
      const b = values + ((<usize>i32x4.extract_lane(at, 2)) << 2);
      const u = f64x2.sub(x, before);
      const v = f64x2.sub(y, above);
      let means = f64x2.splat(NaN);
      if (kernel == TWO) means = Pair.ofTwo(a, b, down, u, v);
      if (kernel == THREE) means = Pair.ofThree(a, b, down, u, v, fallCols, fallRows);
      if (kernel == FOUR) means = Pair.ofFour(a, b, down, u, v, fallCols, fallRows);
      if (kernel == CUBIC) means = Pair.cubic(a, b, down, u, v);
      if (kernel == WIDE_CUBIC && v128.any_true(isThere)) {
        means = wideCubic(painting.weights, a, b, down, u, v, fallCols, fallRows, count);
      }
      means = v128.or(means, v128.not(isThere));
      let pair = Pair.slots(means, low, binsPerUnit, table);
      if ((pair & NOT_TOLD) != 0) {
        const isCubic = kernel == CUBIC || kernel == WIDE_CUBIC;
        pair = askedSlots(isCubic, painting, means, atCol, atRow, wideCols, wideRows);
      }
      if (i + 2 <= end) store<u16>(slots + i, pair);
      else store<u8>(slots + i, pair);
    }
  }
}

/**
 * Steps of the loop above, on two pixels. Means are no numbers where one of the pixels taken is not; `a` and `b` are the
 * addresses of the first of these, `down` bytes from row to row, and `u` and `v` the positions from their middles.
 */
class Pair {
  /** In the order of operations that `raster/run.ts` gives, so that the last digits are the same. */
  @inline
  static parabola(x: v128, at: f64, step: f64, bend: f64): v128 {
    return f64x2.add(f64x2.splat(at), f64x2.mul(x, f64x2.add(f64x2.splat(step), f64x2.mul(x, f64x2.splat(bend)))));
  }

  /** Whether the first of the pixels around either position lie in the window, so that the others do too. */
  @inline
  static areInside(col: v128, row: v128, left: v128, top: v128, right: v128, bottom: v128): v128 {
    const isAcross = v128.and(f64x2.ge(col, left), f64x2.le(col, right));
    return v128.and(isAcross, v128.and(f64x2.ge(row, top), f64x2.le(row, bottom)));
  }

  /** The weight at a distance. */
  @inline
  static fallen(distance: v128, fall: v128): v128 {
    return f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), f64x2.mul(distance, fall)));
  }

  /** Two by two pixels, whose weights add up to 1. */
  @inline
  static ofTwo(a: usize, b: usize, down: usize, u: v128, v: v128): v128 {
    const one = f64x2.splat(1);
    const near = f64x2.sub(one, u);
    const upper = Pair.meanOfTwo(a, b, near, u);
    const lower = Pair.meanOfTwo(a + down, b + down, near, u);
    return f64x2.add(f64x2.mul(upper, f64x2.sub(one, v)), f64x2.mul(lower, v));
  }

  /** Three by three pixels around the one that holds the position. */
  @inline
  static ofThree(a: usize, b: usize, down: usize, u: v128, v: v128, fallCols: v128, fallRows: v128): v128 {
    const one = f64x2.splat(1);
    const across = f64x2.sub(u, f64x2.splat(0.5));
    const along = f64x2.sub(v, f64x2.splat(0.5));
    const a0 = Pair.fallen(f64x2.add(one, across), fallCols);
    const a1 = f64x2.sub(one, f64x2.mul(f64x2.abs(across), fallCols));
    const a2 = Pair.fallen(f64x2.sub(one, across), fallCols);
    const b0 = Pair.fallen(f64x2.add(one, along), fallRows);
    const b1 = f64x2.sub(one, f64x2.mul(f64x2.abs(along), fallRows));
    const b2 = Pair.fallen(f64x2.sub(one, along), fallRows);
    let sum = f64x2.mul(b0, Pair.sumOfThree(a, b, a0, a1, a2));
    sum = f64x2.add(sum, f64x2.mul(b1, Pair.sumOfThree(a + down, b + down, a0, a1, a2)));
    sum = f64x2.add(sum, f64x2.mul(b2, Pair.sumOfThree(a + 2 * down, b + 2 * down, a0, a1, a2)));
    return f64x2.div(sum, f64x2.mul(f64x2.add(f64x2.add(a0, a1), a2), f64x2.add(f64x2.add(b0, b1), b2)));
  }

  /** Four by four pixels around the position. */
  @inline
  static ofFour(a: usize, b: usize, down: usize, u: v128, v: v128, fallCols: v128, fallRows: v128): v128 {
    const one = f64x2.splat(1);
    const two = f64x2.splat(2);
    const a0 = Pair.fallen(f64x2.add(one, u), fallCols);
    const a1 = Pair.fallen(u, fallCols);
    const a2 = Pair.fallen(f64x2.sub(one, u), fallCols);
    const a3 = Pair.fallen(f64x2.sub(two, u), fallCols);
    const b0 = Pair.fallen(f64x2.add(one, v), fallRows);
    const b1 = Pair.fallen(v, fallRows);
    const b2 = Pair.fallen(f64x2.sub(one, v), fallRows);
    const b3 = Pair.fallen(f64x2.sub(two, v), fallRows);
    let sum = f64x2.mul(b0, Pair.sumOfFour(a, b, a0, a1, a2, a3));
    sum = f64x2.add(sum, f64x2.mul(b1, Pair.sumOfFour(a + down, b + down, a0, a1, a2, a3)));
    sum = f64x2.add(sum, f64x2.mul(b2, Pair.sumOfFour(a + 2 * down, b + 2 * down, a0, a1, a2, a3)));
    sum = f64x2.add(sum, f64x2.mul(b3, Pair.sumOfFour(a + 3 * down, b + 3 * down, a0, a1, a2, a3)));
    return f64x2.div(
      sum,
      f64x2.mul(f64x2.add(f64x2.add(f64x2.add(a0, a1), a2), a3), f64x2.add(f64x2.add(f64x2.add(b0, b1), b2), b3)),
    );
  }

  /** Four by four pixels, by Catmull and Rom's weights, which add up to 1. */
  @inline
  static cubic(a: usize, b: usize, down: usize, u: v128, v: v128): v128 {
    const a0 = Pair.cubic0(u);
    const a1 = Pair.cubic1(u);
    const a2 = Pair.cubic2(u);
    const a3 = Pair.cubic3(u);
    const b0 = Pair.cubic0(v);
    const b1 = Pair.cubic1(v);
    const b2 = Pair.cubic2(v);
    const b3 = Pair.cubic3(v);
    let sum = f64x2.mul(b0, Pair.sumOfFour(a, b, a0, a1, a2, a3));
    sum = f64x2.add(sum, f64x2.mul(b1, Pair.sumOfFour(a + down, b + down, a0, a1, a2, a3)));
    sum = f64x2.add(sum, f64x2.mul(b2, Pair.sumOfFour(a + 2 * down, b + 2 * down, a0, a1, a2, a3)));
    sum = f64x2.add(sum, f64x2.mul(b3, Pair.sumOfFour(a + 3 * down, b + 3 * down, a0, a1, a2, a3)));
    return sum;
  }

  /** ((1 - 0.5 u) u - 0.5) u */
  @inline
  static cubic0(u: v128): v128 {
    const half = f64x2.splat(0.5);
    const inner = f64x2.mul(f64x2.sub(f64x2.splat(1), f64x2.mul(half, u)), u);
    return f64x2.mul(f64x2.sub(inner, half), u);
  }

  /** (1.5 u - 2.5) u u + 1 */
  @inline
  static cubic1(u: v128): v128 {
    const inner = f64x2.sub(f64x2.mul(f64x2.splat(1.5), u), f64x2.splat(2.5));
    return f64x2.add(f64x2.mul(f64x2.mul(inner, u), u), f64x2.splat(1));
  }

  /** ((2 - 1.5 u) u + 0.5) u */
  @inline
  static cubic2(u: v128): v128 {
    const inner = f64x2.mul(f64x2.sub(f64x2.splat(2), f64x2.mul(f64x2.splat(1.5), u)), u);
    return f64x2.mul(f64x2.add(inner, f64x2.splat(0.5)), u);
  }

  /** (0.5 u - 0.5) u u */
  @inline
  static cubic3(u: v128): v128 {
    const half = f64x2.splat(0.5);
    return f64x2.mul(f64x2.mul(f64x2.sub(f64x2.mul(half, u), half), u), u);
  }

  /** As `cubicWeight`. */
  @inline
  static cubicWeight(distance: v128): v128 {
    const two = f64x2.splat(2);
    const near = Pair.cubic1(distance);
    const inner = f64x2.mul(f64x2.sub(f64x2.splat(2.5), f64x2.mul(f64x2.splat(0.5), distance)), distance);
    const far = f64x2.add(f64x2.mul(f64x2.sub(inner, f64x2.splat(4)), distance), two);
    const weight = v128.bitselect(near, far, f64x2.lt(distance, f64x2.splat(1)));
    return v128.and(weight, f64x2.lt(distance, two));
  }

  @inline
  static meanOfTwo(a: usize, b: usize, near: v128, far: v128): v128 {
    const first = v128.load64_lane(b, v128.load64_zero(a), 1);
    const nearValues = f64x2.promote_low_f32x4(v128.shuffle<f32>(first, first, 0, 2, 0, 2));
    const farValues = f64x2.promote_low_f32x4(v128.shuffle<f32>(first, first, 1, 3, 1, 3));
    return f64x2.add(f64x2.mul(nearValues, near), f64x2.mul(farValues, far));
  }

  /** Reads a fourth pixel too, which may be another row's, and makes nothing of it. */
  @inline
  static sumOfThree(a: usize, b: usize, a0: v128, a1: v128, a2: v128): v128 {
    const ofA = v128.load(a);
    const ofB = v128.load(b);
    const first = v128.shuffle<f32>(ofA, ofB, 0, 4, 1, 5);
    const third = v128.shuffle<f32>(ofA, ofB, 2, 6, 3, 7);
    const sum = f64x2.add(f64x2.mul(a0, f64x2.promote_low_f32x4(first)), f64x2.mul(a1, Pair.promoteHigh(first)));
    return f64x2.add(sum, f64x2.mul(a2, f64x2.promote_low_f32x4(third)));
  }

  @inline
  static sumOfFour(a: usize, b: usize, a0: v128, a1: v128, a2: v128, a3: v128): v128 {
    const ofA = v128.load(a);
    const ofB = v128.load(b);
    const first = v128.shuffle<f32>(ofA, ofB, 0, 4, 1, 5);
    const third = v128.shuffle<f32>(ofA, ofB, 2, 6, 3, 7);
    const two = f64x2.add(f64x2.mul(a0, f64x2.promote_low_f32x4(first)), f64x2.mul(a1, Pair.promoteHigh(first)));
    const three = f64x2.add(two, f64x2.mul(a2, f64x2.promote_low_f32x4(third)));
    return f64x2.add(three, f64x2.mul(a3, Pair.promoteHigh(third)));
  }

  @inline
  static promoteHigh(four: v128): v128 {
    return f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
  }

  /**
   * Slots of two values, which are kept in 32 bits and classified as such: 8 bits each, and one of `NOT_TOLD` for each
   * that its bin does not tell, as of what is no number.
   */
  @inline
  static slots(means: v128, low: v128, binsPerUnit: v128, table: usize): u32 {
    const above = f64x2.sub(f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(means)), low);
    const bounded = f64x2.pmax(f64x2.splat(-1), f64x2.pmin(f64x2.splat(BINS), f64x2.mul(above, binsPerUnit)));
    const bins = f64x2.add(f64x2.floor(bounded), f64x2.splat(WHOLE + 1));
    const slotA = <u32>load<u16>(table + ((<usize>i32x4.extract_lane(bins, 0)) << 1));
    const slotB = <u32>load<u16>(table + ((<usize>i32x4.extract_lane(bins, 2)) << 1));
    return (slotA & 255) | (slotB << 8) | ((slotA & MIXED) << 9);
  }
}

/** Pixels on a side of a widened cubic kernel. */
function wideCount(wideCols: f64, wideRows: f64): i32 {
  return 2 * <i32>Math.ceil(2 * max(wideCols, wideRows));
}

/** As `Pair.cubic`, of any even `count` of pixels on a side; the weights across are laid down at `weights`. */
function wideCubic(
  weights: usize,
  a: usize,
  b: usize,
  down: usize,
  u: v128,
  v: v128,
  fallCols: v128,
  fallRows: v128,
  count: i32,
): v128 {
  // from the first pixel's middle
  const offset = f64x2.splat(<f64>(count - 1) / 2);
  const half = f64x2.splat(0.5);
  const right = f64x2.sub(f64x2.add(u, offset), half);
  const below = f64x2.sub(f64x2.add(v, offset), half);
  let acrossSum = f64x2.splat(0);
  for (let k = 0; k < count; k++) {
    const distance = f64x2.abs(f64x2.sub(f64x2.splat(<f64>k), right));
    const weight = Pair.cubicWeight(f64x2.mul(distance, fallCols));
    acrossSum = f64x2.add(acrossSum, weight);
    v128.store(weights + ((<usize>k) << 4), weight);
  }
  let sum = f64x2.splat(0);
  let downSum = f64x2.splat(0);
  for (let j = 0; j < count; j++) {
    const distance = f64x2.abs(f64x2.sub(f64x2.splat(<f64>j), below));
    const weight = Pair.cubicWeight(f64x2.mul(distance, fallRows));
    let rowSum = f64x2.splat(0);
    for (let k = 0; k < count; k += 2) {
      const two = v128.load64_lane(b + ((<usize>k) << 2), v128.load64_zero(a + ((<usize>k) << 2)), 1);
      const first = f64x2.promote_low_f32x4(v128.shuffle<f32>(two, two, 0, 2, 0, 2));
      const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(two, two, 1, 3, 1, 3));
      const at = weights + ((<usize>k) << 4);
      rowSum = f64x2.add(rowSum, f64x2.mul(v128.load(at), first));
      rowSum = f64x2.add(rowSum, f64x2.mul(v128.load(at, 16), second));
    }
    sum = f64x2.add(sum, f64x2.mul(weight, rowSum));
    downSum = f64x2.add(downSum, weight);
    a += down;
    b += down;
  }
  return f64x2.div(sum, f64x2.mul(acrossSum, downSum));
}

/** As `Pair.slots`, but told in any case: of what there is where not all pixels have a value. */
function askedSlots(
  isCubic: bool,
  painting: Painting,
  means: v128,
  col: v128,
  row: v128,
  wideCols: f64,
  wideRows: f64,
): u32 {
  let a = f64x2.extract_lane(means, 0);
  let b = f64x2.extract_lane(means, 1);
  if (a - a != 0)
    a = mixed(isCubic, painting, f64x2.extract_lane(col, 0), f64x2.extract_lane(row, 0), wideCols, wideRows);
  if (b - b != 0)
    b = mixed(isCubic, painting, f64x2.extract_lane(col, 1), f64x2.extract_lane(row, 1), wideCols, wideRows);
  return exactSlot(painting, <f64>(<f32>a)) | (exactSlot(painting, <f64>(<f32>b)) << 8);
}

/** The mean of what there is around a position; NaN where the pixel that holds it has no value. */
function mixed(isCubic: bool, painting: Painting, col: f64, row: f64, wideCols: f64, wideRows: f64): f64 {
  const nearest = (<i32>(row + EDGE_PX) - painting.top) * painting.stride + <i32>(col + EDGE_PX) - painting.left;
  const held = load<f32>(painting.values + ((<usize>nearest) << 2));
  if (held - held != 0) return NaN;
  if (!isCubic) return weighted(painting, col, row, wideCols, wideRows);
  const mean = max(wideCols, wideRows) == 1 ? NaN : weightedCubic(painting, col, row, wideCols, wideRows);
  return mean == mean ? mean : bilinear(painting, col, row, wideCols, wideRows);
}

/** What bilinear sampling gives at one position that a pixel with a value holds. */
function bilinear(painting: Painting, col: f64, row: f64, wideCols: f64, wideRows: f64): f64 {
  const taps = bilinearFor(wideCols, wideRows);
  const x = col - <f64>(taps - 1) / 2;
  const y = row - <f64>(taps - 1) / 2;
  const fromLeft = <i32>Math.floor(x) - painting.left;
  const fromTop = <i32>Math.floor(y) - painting.top;
  const isThere =
    fromLeft >= 0 && fromTop >= 0 && fromLeft + taps <= painting.stride && fromTop + taps <= painting.rows;
  if (taps != ANY && isThere) {
    const a = painting.values + ((<usize>(fromTop * painting.stride + fromLeft)) << 2);
    const down = (<usize>painting.stride) << 2;
    const u = f64x2.splat(x - Math.floor(x));
    const v = f64x2.splat(y - Math.floor(y));
    const fallCols = f64x2.splat(1 / wideCols);
    const fallRows = f64x2.splat(1 / wideRows);
    let means = f64x2.splat(NaN);
    if (taps == TWO) means = Pair.ofTwo(a, a, down, u, v);
    else if (taps == THREE) means = Pair.ofThree(a, a, down, u, v, fallCols, fallRows);
    else means = Pair.ofFour(a, a, down, u, v, fallCols, fallRows);
    const mean = f64x2.extract_lane(means, 0);
    if (mean - mean == 0) return mean;
  }
  return weighted(painting, col, row, wideCols, wideRows);
}

/** The bilinear mean of what there is around a position. */
function weighted(painting: Painting, col: f64, row: f64, wideCols: f64, wideRows: f64): f64 {
  const fallCols = 1 / wideCols;
  const fallRows = 1 / wideRows;
  const x = col - 0.5;
  const y = row - 0.5;
  const col0 = max<i32>(0, <i32>Math.ceil(x - wideCols));
  const col1 = min<i32>(painting.width - 1, <i32>Math.floor(x + wideCols));
  const row0 = max<i32>(0, <i32>Math.ceil(y - wideRows));
  const row1 = min<i32>(painting.height - 1, <i32>Math.floor(y + wideRows));
  let sum: f64 = 0;
  let weight: f64 = 0;
  for (let j = row0; j <= row1; j++) {
    const down = 1 - Math.abs(<f64>j - y) * fallRows;
    let at = addressOf(painting, col0, j);
    for (let k = col0; k <= col1; k++, at += 4) {
      const value = load<f32>(at);
      if (value - value != 0) continue;
      const share = down * (1 - Math.abs(<f64>k - x) * fallCols);
      sum += share * value;
      weight += share;
    }
  }
  return sum / weight;
}

/** The widened cubic mean of what there is around a position; NaN where too little of it is. */
function weightedCubic(painting: Painting, col: f64, row: f64, wideCols: f64, wideRows: f64): f64 {
  const x = col - 0.5;
  const y = row - 0.5;
  const col0 = max<i32>(0, <i32>Math.ceil(x - 2 * wideCols));
  const col1 = min<i32>(painting.width - 1, <i32>Math.floor(x + 2 * wideCols));
  const row0 = max<i32>(0, <i32>Math.ceil(y - 2 * wideRows));
  const row1 = min<i32>(painting.height - 1, <i32>Math.floor(y + 2 * wideRows));
  let sum: f64 = 0;
  let weight: f64 = 0;
  for (let j = row0; j <= row1; j++) {
    const down = cubicWeight(Math.abs(<f64>j - y) / wideRows) / wideRows;
    let at = addressOf(painting, col0, j);
    for (let k = col0; k <= col1; k++, at += 4) {
      const value = load<f32>(at);
      if (value - value != 0) continue;
      const share = (down * cubicWeight(Math.abs(<f64>k - x) / wideCols)) / wideCols;
      sum += share * value;
      weight += share;
    }
  }
  return weight < LEAST_WEIGHT ? NaN : sum / weight;
}

/** As in `raster/resample-cubic.ts`. */
function cubicWeight(distance: f64): f64 {
  if (distance >= 2) return 0;
  return distance < 1
    ? (1.5 * distance - 2.5) * distance * distance + 1
    : ((2.5 - 0.5 * distance) * distance - 4) * distance + 2;
}

/** The address of a pixel of the level. */
function addressOf(painting: Painting, col: i32, row: i32): usize {
  return painting.values + ((<usize>((row - painting.top) * painting.stride + col - painting.left)) << 2);
}
