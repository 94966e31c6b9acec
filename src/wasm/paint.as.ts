/**
 * Nearest sampling and painting in one pass, four pixels at a time. AssemblyScript, not TypeScript: `npm run build`
 * makes `dist/wasm/paint.wasm` of it. What it has to compute, to the last bit, is defined by the plain loops of
 * `../../render/paint-kernel.ts`. The memory is the caller's, who lays out everything in it.
 */

/** Bins of a table of floats; one more at either end stands for numbers beyond it. */
const BINS: f64 = 16384;
/** In place of a slot: numbers of this bin have to be compared. */
const MIXED: u32 = 256;
/** Added to a whole number that is not negative, its lowest bits are the number's. */
const WHOLE: f64 = 4503599627370496;

/** What all runs of a window have in common; where things lie is in bytes, from the memory's beginning. */
class Painting {
  low: f64;
  binsPerUnit: f64;
  /** The number that is nodata, or NaN. */
  absent: f64;
  /** Numbers of the window, which begins at `left`, `top` of the level. */
  values: usize;
  stride: i32;
  left: i32;
  top: i32;
  /** Slots of bins, 16 bits each, or of integers by their bits, 8 bits each. */
  table: usize;
  thresholds: usize;
  thresholdCount: i32;
  /** Slots between thresholds, one more than there are. */
  slotsBetween: usize;
  /** The picture. */
  slots: usize;
}

/** The pixels `first` to `end` (excluded) of a run of floats; their positions as in `raster/run.ts`. */
export function paintFloats(
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
): void {
  const values = painting.values;
  const slots = painting.slots + start;
  let i = first;
  for (; i + 4 <= end; i += 4) {
    const a = offsets(painting, i, col, row, stepCol, stepRow, bendCol, bendRow);
    const b = offsets(painting, i + 2, col, row, stepCol, stepRow, bendCol, bendRow);
    const ab = v128.load32_lane(
      at4(values, i32x4.extract_lane(a, 2)),
      v128.load32_zero(at4(values, i32x4.extract_lane(a, 0))),
      1,
    );
    const cd = v128.load32_lane(
      at4(values, i32x4.extract_lane(b, 2)),
      v128.load32_zero(at4(values, i32x4.extract_lane(b, 0))),
      1,
    );
    const binsAb = binsOf(painting, ab);
    const binsCd = binsOf(painting, cd);
    let slotA = slotOfBin(painting, i32x4.extract_lane(binsAb, 0));
    let slotB = slotOfBin(painting, i32x4.extract_lane(binsAb, 2));
    let slotC = slotOfBin(painting, i32x4.extract_lane(binsCd, 0));
    let slotD = slotOfBin(painting, i32x4.extract_lane(binsCd, 2));
    if (((slotA | slotB | slotC | slotD) & MIXED) != 0) {
      if (slotA == MIXED) slotA = exactSlot(painting, f32x4.extract_lane(ab, 0));
      if (slotB == MIXED) slotB = exactSlot(painting, f32x4.extract_lane(ab, 1));
      if (slotC == MIXED) slotC = exactSlot(painting, f32x4.extract_lane(cd, 0));
      if (slotD == MIXED) slotD = exactSlot(painting, f32x4.extract_lane(cd, 1));
    }
    store<u32>(slots + i, slotA | (slotB << 8) | (slotC << 16) | (slotD << 24));
  }
  for (; i < end; i++) {
    const one = v128.load32_zero(
      at4(values, i32x4.extract_lane(offsets(painting, i, col, row, stepCol, stepRow, bendCol, bendRow), 0)),
    );
    let slot = slotOfBin(painting, i32x4.extract_lane(binsOf(painting, one), 0));
    if (slot == MIXED) slot = exactSlot(painting, f32x4.extract_lane(one, 0));
    store<u8>(slots + i, <u8>slot);
  }
}

/** As `paintFloats`, of integers of 8 bits. */
export function paintBytes(
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
): void {
  paintIntegers<u8>(painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow);
}

/** As `paintFloats`, of integers of 16 bits. */
export function paintShorts(
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
): void {
  paintIntegers<u16>(painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow);
}

function paintIntegers<T>(
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
): void {
  const values = painting.values;
  const table = painting.table;
  const slots = painting.slots + start;
  let i = first;
  for (; i + 2 <= end; i += 2) {
    const at = offsets(painting, i, col, row, stepCol, stepRow, bendCol, bendRow);
    store<u8>(slots + i, load<u8>(table + load<T>(values + <usize>i32x4.extract_lane(at, 0) * sizeof<T>())));
    store<u8>(slots + i, load<u8>(table + load<T>(values + <usize>i32x4.extract_lane(at, 2) * sizeof<T>())), 1);
  }
  if (i < end) {
    const at = offsets(painting, i, col, row, stepCol, stepRow, bendCol, bendRow);
    store<u8>(slots + i, load<u8>(table + load<T>(values + <usize>i32x4.extract_lane(at, 0) * sizeof<T>())));
  }
}

/** Where in the window the pixels lie that hold the positions of pixels `i` and `i + 1` of a run: lanes 0 and 2. */
function offsets(
  painting: Painting,
  i: i32,
  col: f64,
  row: f64,
  stepCol: f64,
  stepRow: f64,
  bendCol: f64,
  bendRow: f64,
): v128 {
  const x = f64x2.add(f64x2.splat(<f64>i), f64x2(0, 1));
  const atCol = f64x2.trunc(parabola(x, col, stepCol, bendCol));
  const atRow = f64x2.trunc(parabola(x, row, stepRow, bendRow));
  const stride = <f64>painting.stride;
  // all whole numbers below 2 ** 53, so that nothing is rounded
  const origin = f64x2.splat(WHOLE - (<f64>painting.top * stride + <f64>painting.left));
  return f64x2.add(f64x2.add(f64x2.mul(atRow, f64x2.splat(stride)), atCol), origin);
}

/** In the order of operations that `raster/run.ts` gives, so that the last digits are the same. */
function parabola(x: v128, at: f64, step: f64, bend: f64): v128 {
  return f64x2.add(f64x2.splat(at), f64x2.mul(x, f64x2.add(f64x2.splat(step), f64x2.mul(x, f64x2.splat(bend)))));
}

/** The address of 32 bits at an offset. */
function at4(values: usize, offset: i32): usize {
  return values + ((<usize>offset) << 2);
}

/** Bins of the lower two of four floats, in lanes 0 and 2: 0 for what lies below all, the last for what lies above, or is NaN. */
function binsOf(painting: Painting, values: v128): v128 {
  const above = f64x2.sub(f64x2.promote_low_f32x4(values), f64x2.splat(painting.low));
  const bins = f64x2.mul(above, f64x2.splat(painting.binsPerUnit));
  const bounded = f64x2.pmax(f64x2.splat(-1), f64x2.pmin(f64x2.splat(BINS), bins));
  return f64x2.add(f64x2.floor(bounded), f64x2.splat(WHOLE + 1));
}

function slotOfBin(painting: Painting, bin: i32): u32 {
  return load<u16>(painting.table + ((<usize>bin) << 1));
}

/** As `slotOf` of `stats/classify.ts` has it; 0 of what is no value. */
function exactSlot(painting: Painting, value: f64): u32 {
  if (!(value - value == 0) || value == painting.absent) return 0;
  let low = 0;
  let high = painting.thresholdCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value < load<f64>(painting.thresholds + ((<usize>middle) << 3))) high = middle;
    else low = middle + 1;
  }
  return load<u8>(painting.slotsBetween + low);
}
