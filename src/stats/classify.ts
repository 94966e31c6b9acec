/**
 * Where a legend's classes begin and end in the numbers that a file stores. `thresholds` ascend strictly; a stored
 * number v with `thresholds[i - 1] <= v < thresholds[i]` falls into `slots[i]`, so `slots` is one longer than
 * `thresholds`. Slot 0 means no class (a gap, or outside a closed legend); slot k is the k-th painted interval,
 * counted from 1. Painter, class areas and style files all read this one table.
 */
export interface Cuts {
  readonly thresholds: Float64Array;
  readonly slots: Uint8Array;
}

/** The slot of one stored number. */
export function slotOf(cuts: Cuts, stored: number): number {
  const { thresholds } = cuts;
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stored < thresholds[middle]) high = middle;
    else low = middle + 1;
  }
  return cuts.slots[low];
}
