import type { Kernel, LevelPixels } from '../raster/kernel.ts';
import { makeKernel, type Resampling } from '../raster/resample.ts';
import { EDGE_PX, emptyRun } from '../raster/run.ts';
import { slotOf, type Cuts } from '../stats/classify.ts';
import { BINS, MIXED, binTable, numberTable, type BinTable, type NumberTable } from './paint.ts';

/**
 * A kernel that takes the pixel which holds each position, as `nearest` does, and writes its slot: the same picture as
 * sampling first and painting then, without the numbers and their validity being laid out in between.
 *
 * @param source its `valid` may be empty: then every finite number but `absent` is a value
 * @param absent the stored number that is nodata
 * @param slots row-major, as long as the target; what no kernel reaches stays as it is
 */
export function paintingKernel(source: LevelPixels, absent: number | undefined, cuts: Cuts, slots: Uint8Array): Kernel {
  const numbers = numberTable(source.values, cuts);
  if (numbers === undefined) return paintFloats(source, absent, cuts, slots);
  if (absent !== undefined) numbers.table[absent & numbers.bits] = 0;
  return paintNumbers(source, numbers, slots);
}

/**
 * A kernel that samples as `resampling` says and writes slots; what is sampled is laid out in between.
 *
 * @param slots as of `paintingKernel`
 */
export function mixingKernel(resampling: Resampling, source: LevelPixels, cuts: Cuts, slots: Uint8Array): Kernel {
  const { length } = slots;
  const isWide = source.values.BYTES_PER_ELEMENT >= 4 && !(source.values instanceof Float32Array);
  const values = isWide ? new Float64Array(length) : new Float32Array(length);
  const canvas = { values, valid: new Uint8Array(length) };
  const sample = makeKernel(resampling, source, canvas);
  const level = { ...canvas, col: 0, row: 0, stride: length, width: length, height: 1 };
  const paintSampled = paintingKernel(level, undefined, cuts, slots);
  const sampled = { ...emptyRun(), row: 0.5, stepCol: 1 };
  return (run) => {
    sample(run);
    sampled.start = run.start;
    sampled.first = run.first;
    sampled.end = run.end;
    sampled.col = run.start + 0.5;
    paintSampled(sampled);
  };
}

function paintNumbers(
  { values, valid, stride, col: left, row: top }: LevelPixels,
  { table, bits }: NumberTable,
  slots: Uint8Array,
): Kernel {
  const isChecked = valid.length > 0;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow }) => {
    const [fromCol, fromRow] = [col + EDGE_PX, row + EDGE_PX];
    for (let i = first; i < end; i++) {
      // positions inside the source are not negative: | 0 is their floor
      const atRow = ((fromRow + i * (stepRow + i * bendRow)) | 0) - top;
      const at = atRow * stride + ((fromCol + i * (stepCol + i * bendCol)) | 0) - left;
      if (isChecked && valid[at] === 0) continue;
      slots[start + i] = table[values[at] & bits];
    }
  };
}

function paintFloats(
  { values, valid, stride, col: left, row: top }: LevelPixels,
  absent: number | undefined,
  cuts: Cuts,
  slots: Uint8Array,
): Kernel {
  const isChecked = valid.length > 0;
  const { table, low, binsPerUnit } = withAbsent(binTable(cuts), absent);
  /** The slot of a number that its bin does not tell; 0 of what is no value. */
  const exactSlot = (value: number): number => (value - value === 0 && value !== absent ? slotOf(cuts, value) : 0);
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow }) => {
    const [fromCol, fromRow] = [col + EDGE_PX, row + EDGE_PX];
    for (let i = first; i < end; i++) {
      const atRow = ((fromRow + i * (stepRow + i * bendRow)) | 0) - top;
      const at = atRow * stride + ((fromCol + i * (stepCol + i * bendCol)) | 0) - left;
      if (isChecked && valid[at] === 0) continue;
      const value = values[at];
      const bin = (value - low) * binsPerUnit;
      const slot = bin >= 0 && bin < BINS ? table[bin | 0] : MIXED;
      slots[start + i] = slot === MIXED ? exactSlot(value) : slot;
    }
  };
}

/** The table with nodata, where it lies between the thresholds, to be looked at. */
function withAbsent(bins: BinTable, absent: number | undefined): BinTable {
  const bin = ((absent ?? NaN) - bins.low) * bins.binsPerUnit;
  if (bin >= 0 && bin < BINS) bins.table[bin | 0] = MIXED;
  return bins;
}
