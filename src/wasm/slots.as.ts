/**
 * What painting in WebAssembly has in common, however a number is sampled: where a run's pixels lie, and the slots of
 * numbers. AssemblyScript, not TypeScript; other files take it in.
 */

/** Bins of a table of floats; one more at either end stands for numbers beyond it. */
export const BINS: f64 = 16384;
/** In place of a slot: numbers of this bin have to be compared. */
export const MIXED: u32 = 256;
/** Added to a whole number that is not negative, its lowest bits are the number's. */
export const WHOLE: f64 = 4503599627370496;

/** What all runs of a window have in common; where things lie is in bytes, from the memory's beginning. */
export class Painting {
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
  /** Rows of the window. */
  rows: i32;
  /** Size of the level. */
  width: i32;
  height: i32;
  /** Room for weights. */
  weights: usize;
}

/** In the order of operations that `raster/run.ts` gives, so that the last digits are the same. */
export function parabola(x: v128, at: f64, step: f64, bend: f64): v128 {
  return f64x2.add(f64x2.splat(at), f64x2.mul(x, f64x2.add(f64x2.splat(step), f64x2.mul(x, f64x2.splat(bend)))));
}

/** Bins of the lower two of four floats, in lanes 0 and 2: 0 for what lies below all, the last for what lies above, or is NaN. */
export function binsOf(painting: Painting, values: v128): v128 {
  const above = f64x2.sub(f64x2.promote_low_f32x4(values), f64x2.splat(painting.low));
  const bins = f64x2.mul(above, f64x2.splat(painting.binsPerUnit));
  const bounded = f64x2.pmax(f64x2.splat(-1), f64x2.pmin(f64x2.splat(BINS), bins));
  return f64x2.add(f64x2.floor(bounded), f64x2.splat(WHOLE + 1));
}

export function slotOfBin(painting: Painting, bin: i32): u32 {
  return load<u16>(painting.table + ((<usize>bin) << 1));
}

/** As `slotOf` of `stats/classify.ts` has it; 0 of what is no value. */
export function exactSlot(painting: Painting, value: f64): u32 {
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
