/**
 * Bilinear sampling and painting in one pass, two pixels at a time. AssemblyScript, not TypeScript: `npm run build`
 * makes `dist/wasm/mix.wasm` of it. What it has to compute, to the last bit, is defined by the plain loops of
 * `../raster/resample-bilinear.ts` and by painting what they make. The memory is the caller's, who lays out everything
 * in it.
 */
import { BINS, Painting, MIXED, WHOLE, exactSlot } from './slots.as';

/** Added to a whole number of either sign, its lowest bits are the number's. */
const SIGNED_WHOLE: f64 = 6755399441055744;
/** As in `raster/run.ts`. */
const EDGE_PX: f64 = 1e-7;
/** Beside two slots of 8 bits: those that are not told. */
const NOT_TOLD: u32 = 0x30000;

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
 * @param taps pixels on a side that reach far enough, as `bilinearTaps` says
 * @param wideCols, wideRows as `widening` gives them
 */
export function paintBilinear(
  painting: Painting,
  taps: i32,
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
  if (taps == 2)
    paintTwo(painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
  else if (taps == 3)
    paintThree(painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
  else if (taps == 4)
    paintFour(painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
  else paintAny(painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
}

/** Two by two pixels, whose weights add up to 1. */
function paintTwo(
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
  const stride = f64x2.splat(<f64>painting.stride);
  const down = (<usize>painting.stride) << 2;
  const left = f64x2.splat(<f64>painting.left);
  const top = f64x2.splat(<f64>painting.top);
  const right = f64x2.splat(<f64>(painting.left + painting.stride - 2));
  const bottom = f64x2.splat(<f64>(painting.top + painting.rows - 2));
  const origin = f64x2.splat(SIGNED_WHOLE - (<f64>painting.top * <f64>painting.stride + <f64>painting.left));
  const values = painting.values;
  for (let i = first; i < end; i += 2) {
    // an odd one out is sampled twice
    const along = f64x2.pmin(last, f64x2.add(f64x2.splat(<f64>i), f64x2(0, 1)));
    const atCol = Pair.parabola(along, col, stepCol, bendCol);
    const atRow = Pair.parabola(along, row, stepRow, bendRow);
    const x = f64x2.sub(atCol, f64x2.splat(0.5));
    const y = f64x2.sub(atRow, f64x2.splat(0.5));
    const before = f64x2.floor(x);
    const above = f64x2.floor(y);
    const far = f64x2.sub(x, before);
    const below = f64x2.sub(y, above);
    const near = f64x2.sub(f64x2.splat(1), far);
    const isThere = Pair.areInside(before, above, left, top, right, bottom);
    const at = v128.and(f64x2.add(f64x2.add(f64x2.mul(above, stride), before), origin), isThere);
    const a = values + ((<usize>i32x4.extract_lane(at, 0)) << 2);
    const b = values + ((<usize>i32x4.extract_lane(at, 2)) << 2);
    const upper = Pair.meanOfTwo(a, b, near, far);
    const lower = Pair.meanOfTwo(a + down, b + down, near, far);
    const mean = f64x2.add(f64x2.mul(upper, f64x2.sub(f64x2.splat(1), below)), f64x2.mul(lower, below));
    const sums = v128.or(mean, v128.not(isThere));
    let pair = Pair.slots(sums, low, binsPerUnit, table);
    if ((pair & NOT_TOLD) != 0) {
      pair = askedSlots(painting, sums, atCol, atRow, wideCols, wideRows);
    }
    if (i + 2 <= end) store<u16>(slots + i, pair);
    else store<u8>(slots + i, pair);
  }
}

/** Three by three pixels around the one that holds the position. */
function paintThree(
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
  const stride = f64x2.splat(<f64>painting.stride);
  const down = (<usize>painting.stride) << 2;
  const left = f64x2.splat(<f64>painting.left);
  const top = f64x2.splat(<f64>painting.top);
  const right = f64x2.splat(<f64>(painting.left + painting.stride - 3));
  const bottom = f64x2.splat(<f64>(painting.top + painting.rows - 3));
  const origin = f64x2.splat(SIGNED_WHOLE - (<f64>painting.top * <f64>painting.stride + <f64>painting.left));
  const values = painting.values;
  const fallCols = f64x2.splat(1 / wideCols);
  const fallRows = f64x2.splat(1 / wideRows);
  for (let i = first; i < end; i += 2) {
    // an odd one out is sampled twice
    const along = f64x2.pmin(last, f64x2.add(f64x2.splat(<f64>i), f64x2(0, 1)));
    const atCol = Pair.parabola(along, col, stepCol, bendCol);
    const atRow = Pair.parabola(along, row, stepRow, bendRow);
    const one = f64x2.splat(1);
    const x = f64x2.sub(atCol, f64x2.splat(1));
    const y = f64x2.sub(atRow, f64x2.splat(1));
    const before = f64x2.floor(x);
    const above = f64x2.floor(y);
    const u = f64x2.sub(f64x2.sub(x, before), f64x2.splat(0.5));
    const v = f64x2.sub(f64x2.sub(y, above), f64x2.splat(0.5));
    const a0 = Pair.fallen(f64x2.add(one, u), fallCols);
    const a1 = f64x2.sub(one, f64x2.mul(f64x2.abs(u), fallCols));
    const a2 = Pair.fallen(f64x2.sub(one, u), fallCols);
    const b0 = Pair.fallen(f64x2.add(one, v), fallRows);
    const b1 = f64x2.sub(one, f64x2.mul(f64x2.abs(v), fallRows));
    const b2 = Pair.fallen(f64x2.sub(one, v), fallRows);
    const isThere = Pair.areInside(before, above, left, top, right, bottom);
    const at = v128.and(f64x2.add(f64x2.add(f64x2.mul(above, stride), before), origin), isThere);
    let a = values + ((<usize>i32x4.extract_lane(at, 0)) << 2);
    let b = values + ((<usize>i32x4.extract_lane(at, 2)) << 2);
    let sum = f64x2.mul(b0, Pair.sumOfThree(a, b, a0, a1, a2));
    a += down;
    b += down;
    sum = f64x2.add(sum, f64x2.mul(b1, Pair.sumOfThree(a, b, a0, a1, a2)));
    a += down;
    b += down;
    sum = f64x2.add(sum, f64x2.mul(b2, Pair.sumOfThree(a, b, a0, a1, a2)));
    const weight = f64x2.mul(f64x2.add(f64x2.add(a0, a1), a2), f64x2.add(f64x2.add(b0, b1), b2));
    const sums = v128.or(f64x2.div(sum, weight), v128.not(isThere));
    let pair = Pair.slots(sums, low, binsPerUnit, table);
    if ((pair & NOT_TOLD) != 0) {
      pair = askedSlots(painting, sums, atCol, atRow, wideCols, wideRows);
    }
    if (i + 2 <= end) store<u16>(slots + i, pair);
    else store<u8>(slots + i, pair);
  }
}

/** Four by four pixels around the position. */
function paintFour(
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
  const stride = f64x2.splat(<f64>painting.stride);
  const down = (<usize>painting.stride) << 2;
  const left = f64x2.splat(<f64>painting.left);
  const top = f64x2.splat(<f64>painting.top);
  const right = f64x2.splat(<f64>(painting.left + painting.stride - 4));
  const bottom = f64x2.splat(<f64>(painting.top + painting.rows - 4));
  const origin = f64x2.splat(SIGNED_WHOLE - (<f64>painting.top * <f64>painting.stride + <f64>painting.left));
  const values = painting.values;
  const fallCols = f64x2.splat(1 / wideCols);
  const fallRows = f64x2.splat(1 / wideRows);
  for (let i = first; i < end; i += 2) {
    // an odd one out is sampled twice
    const along = f64x2.pmin(last, f64x2.add(f64x2.splat(<f64>i), f64x2(0, 1)));
    const atCol = Pair.parabola(along, col, stepCol, bendCol);
    const atRow = Pair.parabola(along, row, stepRow, bendRow);
    const one = f64x2.splat(1);
    const x = f64x2.sub(atCol, f64x2.splat(1.5));
    const y = f64x2.sub(atRow, f64x2.splat(1.5));
    const before = f64x2.floor(x);
    const above = f64x2.floor(y);
    const u = f64x2.sub(x, before);
    const v = f64x2.sub(y, above);
    const a0 = Pair.fallen(f64x2.add(one, u), fallCols);
    const a1 = Pair.fallen(u, fallCols);
    const a2 = Pair.fallen(f64x2.sub(one, u), fallCols);
    const a3 = Pair.fallen(f64x2.sub(f64x2.splat(2), u), fallCols);
    const b0 = Pair.fallen(f64x2.add(one, v), fallRows);
    const b1 = Pair.fallen(v, fallRows);
    const b2 = Pair.fallen(f64x2.sub(one, v), fallRows);
    const b3 = Pair.fallen(f64x2.sub(f64x2.splat(2), v), fallRows);
    const isThere = Pair.areInside(before, above, left, top, right, bottom);
    const at = v128.and(f64x2.add(f64x2.add(f64x2.mul(above, stride), before), origin), isThere);
    let a = values + ((<usize>i32x4.extract_lane(at, 0)) << 2);
    let b = values + ((<usize>i32x4.extract_lane(at, 2)) << 2);
    let sum = f64x2.mul(b0, Pair.sumOfFour(a, b, a0, a1, a2, a3));
    a += down;
    b += down;
    sum = f64x2.add(sum, f64x2.mul(b1, Pair.sumOfFour(a, b, a0, a1, a2, a3)));
    a += down;
    b += down;
    sum = f64x2.add(sum, f64x2.mul(b2, Pair.sumOfFour(a, b, a0, a1, a2, a3)));
    a += down;
    b += down;
    sum = f64x2.add(sum, f64x2.mul(b3, Pair.sumOfFour(a, b, a0, a1, a2, a3)));
    const weight = f64x2.mul(
      f64x2.add(f64x2.add(f64x2.add(a0, a1), a2), a3),
      f64x2.add(f64x2.add(f64x2.add(b0, b1), b2), b3),
    );
    const sums = v128.or(f64x2.div(sum, weight), v128.not(isThere));
    let pair = Pair.slots(sums, low, binsPerUnit, table);
    if ((pair & NOT_TOLD) != 0) {
      pair = askedSlots(painting, sums, atCol, atRow, wideCols, wideRows);
    }
    if (i + 2 <= end) store<u16>(slots + i, pair);
    else store<u8>(slots + i, pair);
  }
}

/** However many pixels. */
function paintAny(
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
  for (let i = first; i < end; i += 2) {
    // an odd one out is sampled twice
    const along = f64x2.pmin(last, f64x2.add(f64x2.splat(<f64>i), f64x2(0, 1)));
    const atCol = Pair.parabola(along, col, stepCol, bendCol);
    const atRow = Pair.parabola(along, row, stepRow, bendRow);
    const sums = f64x2.splat(NaN);
    let pair = Pair.slots(sums, low, binsPerUnit, table);
    if ((pair & NOT_TOLD) != 0) {
      pair = askedSlots(painting, sums, atCol, atRow, wideCols, wideRows);
    }
    if (i + 2 <= end) store<u16>(slots + i, pair);
    else store<u8>(slots + i, pair);
  }
}

/** Steps of the loops above, which the compiler lays out in each of them: methods, since only these can be told to be. */
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
  static slots(sums: v128, low: v128, binsPerUnit: v128, table: usize): u32 {
    const above = f64x2.sub(f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(sums)), low);
    const bounded = f64x2.pmax(f64x2.splat(-1), f64x2.pmin(f64x2.splat(BINS), f64x2.mul(above, binsPerUnit)));
    const bins = f64x2.add(f64x2.floor(bounded), f64x2.splat(WHOLE + 1));
    const slotA = <u32>load<u16>(table + ((<usize>i32x4.extract_lane(bins, 0)) << 1));
    const slotB = <u32>load<u16>(table + ((<usize>i32x4.extract_lane(bins, 2)) << 1));
    return (slotA & 255) | (slotB << 8) | ((slotA & MIXED) << 9);
  }
}

/** As `Pair.slots`, but told in any case: of what there is where not all pixels have a value. */
function askedSlots(painting: Painting, sums: v128, col: v128, row: v128, wideCols: f64, wideRows: f64): u32 {
  let a = f64x2.extract_lane(sums, 0);
  let b = f64x2.extract_lane(sums, 1);
  if (a - a != 0) a = weighted(painting, f64x2.extract_lane(col, 0), f64x2.extract_lane(row, 0), wideCols, wideRows);
  if (b - b != 0) b = weighted(painting, f64x2.extract_lane(col, 1), f64x2.extract_lane(row, 1), wideCols, wideRows);
  return exactSlot(painting, <f64>(<f32>a)) | (exactSlot(painting, <f64>(<f32>b)) << 8);
}

/** The mean of what there is around a position; NaN where the pixel that holds it has no value. */
function weighted(painting: Painting, atCol: f64, atRow: f64, wideCols: f64, wideRows: f64): f64 {
  const left = painting.left;
  const top = painting.top;
  const stride = painting.stride;
  const nearest = (<i32>(atRow + EDGE_PX) - top) * stride + <i32>(atCol + EDGE_PX) - left;
  const held = load<f32>(painting.values + ((<usize>nearest) << 2));
  if (held - held != 0) return NaN;
  const fallCols = 1 / wideCols;
  const fallRows = 1 / wideRows;
  const x = atCol - 0.5;
  const y = atRow - 0.5;
  const col0 = max<i32>(0, <i32>Math.ceil(x - wideCols));
  const col1 = min<i32>(painting.width - 1, <i32>Math.floor(x + wideCols));
  const row0 = max<i32>(0, <i32>Math.ceil(y - wideRows));
  const row1 = min<i32>(painting.height - 1, <i32>Math.floor(y + wideRows));
  let sum: f64 = 0;
  let weight: f64 = 0;
  for (let j = row0; j <= row1; j++) {
    const down = 1 - Math.abs(<f64>j - y) * fallRows;
    let at = painting.values + ((<usize>((j - top) * stride + col0 - left)) << 2);
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
