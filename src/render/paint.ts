import { slotOf, type Cuts } from '../stats/classify.ts';
import type { Raster, Values } from '../raster/raster.ts';

/**
 * Slot of every pixel of a raster, row-major: 0 where it has no value or no class, else the painted interval that
 * `slotOf` names for its stored number.
 *
 * @param mask 0 for pixels that are left out, as long as the raster
 */
export function paint(raster: Raster, cuts: Cuts, mask?: Uint8Array): Uint8Array {
  const { values, valid } = raster;
  const shown = mask ?? valid;
  if (values instanceof Int8Array || values instanceof Uint8Array)
    return paintByTable(values, valid, shown, cuts, 0xff);
  if (values instanceof Int16Array || values instanceof Uint16Array) {
    return paintByTable(values, valid, shown, cuts, 0xffff);
  }
  return paintByBins(values, valid, shown, cuts);
}

/** Small integers: every stored number is classified once, then looked up by its bits. */
function paintByTable(
  values: Int8Array | Uint8Array | Int16Array | Uint16Array,
  valid: Uint8Array,
  shown: Uint8Array,
  cuts: Cuts,
  bits: number,
): Uint8Array {
  const first = values instanceof Int8Array || values instanceof Int16Array ? -(bits + 1) / 2 : 0;
  const table = new Uint8Array(bits + 1);
  fillTable(table, cuts, first, bits);
  const slots = new Uint8Array(values.length);
  for (let i = 0; i < slots.length; i++) if ((valid[i] & shown[i]) !== 0) slots[i] = table[values[i] & bits];
  return slots;
}

/** Writes the slot of each number that the bits can hold: between two thresholds it is the same. */
function fillTable(table: Uint8Array, { thresholds, slots }: Cuts, first: number, bits: number): void {
  const last = first + bits;
  let from = first;
  for (let k = 0; k <= thresholds.length && from <= last; k++) {
    const end = k < thresholds.length ? Math.min(Math.ceil(thresholds[k]), last + 1) : last + 1;
    for (let number = from; number < end; number++) table[number & bits] = slots[k];
    from = Math.max(from, end);
  }
}

/** Bins between the first and the last threshold: of 250 steps fewer than 2 in 100 bins hold a threshold. */
const BINS = 16_384;
/** In place of a slot: numbers of this bin have to be compared. */
const MIXED = 256;

/**
 * Numbers of any kind: the slot of each of many equal bins, worked out once; only numbers in a bin that holds a
 * threshold are compared with it, in 64 bit. The bin of a number never falls when the number grows, so this is exact.
 */
function paintByBins(values: Values, valid: Uint8Array, shown: Uint8Array, cuts: Cuts): Uint8Array {
  const { thresholds } = cuts;
  const slots = new Uint8Array(values.length);
  const low = thresholds[0];
  const high = thresholds[thresholds.length - 1];
  const binsPerUnit = (BINS - 1) / (high - low);
  if (thresholds.length === 0 || !Number.isFinite(binsPerUnit) || !(binsPerUnit > 0)) {
    for (let i = 0; i < slots.length; i++) if ((valid[i] & shown[i]) !== 0) slots[i] = slotOf(cuts, values[i]);
    return slots;
  }
  const table = binTable(cuts, low, binsPerUnit);
  for (let i = 0; i < slots.length; i++) {
    if ((valid[i] & shown[i]) === 0) continue;
    const value = values[i];
    const at = (value - low) * binsPerUnit;
    const slot = at >= 0 && at < BINS ? table[at | 0] : MIXED;
    slots[i] = slot === MIXED ? slotOf(cuts, value) : slot;
  }
  return slots;
}

/** The slot of each bin, or `MIXED` for those that hold a threshold. */
function binTable({ thresholds, slots }: Cuts, low: number, binsPerUnit: number): Uint16Array {
  const table = new Uint16Array(BINS);
  let from = 0;
  for (let k = 0; k < thresholds.length; k++) {
    const bin = Math.floor((thresholds[k] - low) * binsPerUnit);
    table.fill(slots[k], from, bin);
    table[bin] = MIXED;
    from = bin + 1;
  }
  table.fill(slots[thresholds.length], from);
  return table;
}
