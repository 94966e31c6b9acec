import { slotOf, type Cuts } from '../stats/classify.ts';
import type { Raster, Values } from '../raster/raster.ts';

/**
 * Slot of every pixel of a raster, row-major: 0 where it has no value or no class, else the painted interval that
 * `slotOf` names for its stored number.
 */
export function paint(raster: Raster, cuts: Cuts): Uint8Array {
  const { values, valid } = raster;
  if (values instanceof Int8Array || values instanceof Uint8Array) return paintByTable(values, valid, cuts, 0xff);
  if (values instanceof Int16Array || values instanceof Uint16Array) return paintByTable(values, valid, cuts, 0xffff);
  return paintByBins(values, valid, cuts);
}

/** Small integers: every stored number is classified once, then looked up by its bits. */
function paintByTable(
  values: Int8Array | Uint8Array | Int16Array | Uint16Array,
  valid: Uint8Array,
  cuts: Cuts,
  bits: number,
): Uint8Array {
  const first = values instanceof Int8Array || values instanceof Int16Array ? -(bits + 1) / 2 : 0;
  const table = new Uint8Array(bits + 1);
  for (let i = 0; i <= bits; i++) table[(first + i) & bits] = slotOf(cuts, first + i);
  const slots = new Uint8Array(values.length);
  for (let i = 0; i < slots.length; i++) if (valid[i] !== 0) slots[i] = table[values[i] & bits];
  return slots;
}

/** Bins between the first and the last threshold: at 250 steps most bins hold no threshold. */
const BINS = 4096;

/**
 * Numbers of any kind: equal bins tell how many thresholds lie in lower bins, and only those of the number's own bin
 * are compared, in 64 bit. The bin of a number never falls when the number grows, so this is exact.
 */
function paintByBins(values: Values, valid: Uint8Array, cuts: Cuts): Uint8Array {
  const finite = cuts.thresholds.filter(Number.isFinite);
  const low = finite[0];
  const high = finite[finite.length - 1];
  const binsPerUnit = (BINS - 1) / (high - low);
  const slots = new Uint8Array(values.length);
  if (finite.length !== cuts.thresholds.length || !(binsPerUnit > 0 && Number.isFinite(binsPerUnit))) {
    for (let i = 0; i < slots.length; i++) if (valid[i] !== 0) slots[i] = slotOf(cuts, values[i]);
    return slots;
  }

  const { thresholds } = cuts;
  const below = new Uint16Array(BINS + 1); // below[bin]: thresholds in bins lower than that one
  for (const threshold of thresholds) below[Math.floor((threshold - low) * binsPerUnit) + 1]++;
  for (let bin = 1; bin <= BINS; bin++) below[bin] += below[bin - 1];

  const count = thresholds.length;
  for (let i = 0; i < slots.length; i++) {
    if (valid[i] === 0) continue;
    const value = values[i];
    let passed = 0;
    if (value >= high) passed = count;
    else if (value >= low) {
      passed = below[Math.floor((value - low) * binsPerUnit)];
      while (value >= thresholds[passed]) passed++;
    }
    slots[i] = cuts.slots[passed];
  }
  return slots;
}
