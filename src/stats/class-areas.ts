import { slotOf, type Cuts } from './classify.ts';
import type { PixelAreas, Samples } from './samples.ts';

/**
 * How much of the counted pixels each slot of some cuts holds, by slot: pixels, and ground area in m2. Slot 0 is
 * what no class holds, so the sums are always the valid pixels and their whole area.
 */
export interface SlotAreas {
  readonly counts: readonly number[];
  readonly areasM2: readonly number[];
}

/**
 * Sorts the counted pixels into the slots of `cuts`. `scale` and `offset` of the samples are not used: cuts are in
 * stored numbers.
 *
 * @param slotCount number of classes + 1
 */
export function classAreas(samples: Samples, cuts: Cuts, areas: PixelAreas, slotCount: number): SlotAreas {
  const { values, valid, inside, width } = samples;
  const counts = new Array<number>(slotCount).fill(0);
  const areasM2 = new Array<number>(slotCount).fill(0);
  const row = new Float64Array(width);
  const rowAreas = new Float64Array(slotCount);
  for (let y = 0, i = 0; i < values.length; y++) {
    areas.fillRow(y, row);
    rowAreas.fill(0);
    for (let x = 0; x < width; x++, i++) {
      if (valid[i] !== 1 || (inside !== undefined && inside[i] !== 1)) continue;
      const slot = slotOf(cuts, values[i]);
      counts[slot]++;
      rowAreas[slot] += row[x];
    }
    // row by row: short sums keep the rounding of millions of additions out of the total
    for (let slot = 0; slot < slotCount; slot++) areasM2[slot] += rowAreas[slot];
  }
  return { counts, areasM2 };
}
