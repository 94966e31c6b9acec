import { slotOf, type Cuts } from '../stats/classify.ts';
import type { Raster, Values } from '../raster/raster.ts';

/**
 * Slot of every pixel of a raster, row-major: 0 where it has no value or no class, else the painted interval that
 * `slotOf` names for its stored number.
 *
 * @param mask 0 for pixels that are left out, as long as the raster
 */
export function paint({ values, valid }: Raster, cuts: Cuts, mask = valid): Uint8Array {
  const numbers = numberTable(values, cuts);
  return numbers === undefined
    ? paintByBins(values, valid, mask, cuts)
    : paintByTable(values, valid, mask, numbers.table, numbers.bits);
}

/** The slot of every number of a small integer type, by its bits. */
export interface NumberTable {
  readonly table: Uint8Array;
  /** What of a number its place in the table is. */
  readonly bits: number;
}

/** Classifies every number that integers of at most 16 bits can be; undefined for other types. */
export function numberTable(values: Values, { thresholds, slots }: Cuts): NumberTable | undefined {
  if (values.BYTES_PER_ELEMENT > 2) return undefined;
  const bits = values.BYTES_PER_ELEMENT === 1 ? 0xff : 0xffff;
  const first = values instanceof Int8Array || values instanceof Int16Array ? -(bits + 1) / 2 : 0;
  const last = first + bits;
  const table = new Uint8Array(bits + 1);
  let from = first;
  for (let k = 0; k <= thresholds.length && from <= last; k++) {
    // between two thresholds the slot is the same
    const end = k < thresholds.length ? Math.min(Math.ceil(thresholds[k]), last + 1) : last + 1;
    for (let number = from; number < end; number++) table[number & bits] = slots[k];
    from = Math.max(from, end);
  }
  return { table, bits };
}

function paintByTable(
  values: Values,
  valid: Uint8Array,
  mask: Uint8Array,
  table: Uint8Array,
  bits: number,
): Uint8Array {
  const slots = new Uint8Array(values.length);
  for (let i = 0; i < slots.length; i++) if ((valid[i] & mask[i]) !== 0) slots[i] = table[values[i] & bits];
  return slots;
}

/** Bins between the first and the last threshold: of 250 steps fewer than 2 in 100 bins hold a threshold. */
export const BINS = 16_384;
/** In place of a slot: numbers of this bin have to be compared. */
export const MIXED = 256;

/** The slot of each of `BINS` equal bins from `low` on, or `MIXED` for those that hold a threshold. */
export interface BinTable {
  readonly table: Uint16Array;
  readonly low: number;
  /** NaN where there are no bins, so that no number has one. */
  readonly binsPerUnit: number;
}

/** The bin of a number never falls when the number grows, so bins without a threshold have one slot exactly. */
export function binTable({ thresholds, slots }: Cuts): BinTable {
  const table = new Uint16Array(BINS);
  const low = thresholds[0];
  const binsPerUnit = (BINS - 1) / (thresholds[thresholds.length - 1] - low);
  if (thresholds.length === 0 || !Number.isFinite(binsPerUnit) || !(binsPerUnit > 0)) {
    return { table, low: 0, binsPerUnit: NaN };
  }
  let from = 0;
  for (let k = 0; k < thresholds.length; k++) {
    const bin = Math.floor((thresholds[k] - low) * binsPerUnit);
    table.fill(slots[k], from, bin);
    table[bin] = MIXED;
    from = bin + 1;
  }
  table.fill(slots[thresholds.length], from);
  return { table, low, binsPerUnit };
}

/** Numbers of any kind: by their bin, or compared in 64 bit where that does not tell. */
function paintByBins(values: Values, valid: Uint8Array, mask: Uint8Array, cuts: Cuts): Uint8Array {
  const slots = new Uint8Array(values.length);
  const { table, low, binsPerUnit } = binTable(cuts);
  for (let i = 0; i < slots.length; i++) {
    if ((valid[i] & mask[i]) === 0) continue;
    const value = values[i];
    const bin = (value - low) * binsPerUnit;
    const slot = bin >= 0 && bin < BINS ? table[bin | 0] : MIXED;
    // what sampling overshoots can be too large for its type: no value, as in `paintFloats` of `paint-kernel.ts`
    slots[i] = slot !== MIXED ? slot : value - value === 0 ? slotOf(cuts, value) : 0;
  }
  return slots;
}
