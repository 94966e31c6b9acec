/**
 * Nearest sampling and painting in one pass, four pixels at a time. AssemblyScript, not TypeScript: `npm run build`
 * makes `dist/wasm/paint.wasm` of it. What it has to compute, to the last bit, is defined by the plain loops of
 * `../../render/paint-kernel.ts`. The memory is the caller's, who lays out everything in it.
 */
import { Painting, WHOLE, MIXED, binsOf, exactSlot, parabola, slotOfBin } from './slots.as';

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

/** The address of 32 bits at an offset. */
function at4(values: usize, offset: i32): usize {
  return values + ((<usize>offset) << 2);
}
