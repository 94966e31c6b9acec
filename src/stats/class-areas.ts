import { slotOf, type Cuts } from './classify.ts';
import { visitRuns, wholeRows, type PixelAreas, type Rectangle, type RowSpans } from './runs.ts';
import type { Samples, StoredNumbers } from './samples.ts';

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
  const height = values.length / width;
  const tally = new SlotTally(cuts, slotCount);
  const counted = inside === undefined ? valid : valid.map((bit, i) => bit & inside[i]);
  tally.add(values, counted, { col: 0, row: 0, width, height }, wholeRows(width, height), areas);
  return tally.areas();
}

/** As `classAreas`, of pixels that come in pieces. */
export class SlotTally {
  readonly #cuts: Cuts;
  readonly #counts: Float64Array;
  readonly #areasM2: Float64Array;
  /** Of the present run. */
  readonly #runCounts: Float64Array;
  readonly #runPlaces: Float64Array;

  constructor(cuts: Cuts, slotCount: number) {
    this.#cuts = cuts;
    this.#counts = new Float64Array(slotCount);
    this.#areasM2 = new Float64Array(slotCount);
    this.#runCounts = new Float64Array(slotCount);
    this.#runPlaces = new Float64Array(slotCount);
  }

  /** Takes in the valid pixels of a rectangle of a grid that lie in its spans. */
  add(values: StoredNumbers, valid: Uint8Array, piece: Rectangle, spans: RowSpans, areas: PixelAreas): void {
    visitRuns(piece, spans, areas, (from, to, areaM2, stepM2) => {
      this.#countRun(values, valid, from, to);
      // run by run: short sums keep the rounding of millions of additions out of the total
      for (let slot = 0; slot < this.#counts.length; slot++) {
        this.#counts[slot] += this.#runCounts[slot];
        this.#areasM2[slot] += this.#runCounts[slot] * areaM2 + this.#runPlaces[slot] * stepM2;
      }
    });
  }

  areas(): SlotAreas {
    return { counts: [...this.#counts], areasM2: [...this.#areasM2] };
  }

  #countRun(values: StoredNumbers, valid: Uint8Array, from: number, to: number): void {
    const [cuts, counts, places] = [this.#cuts, this.#runCounts.fill(0), this.#runPlaces.fill(0)];
    for (let i = from; i < to; i++) {
      if (valid[i] === 0) continue;
      const slot = slotOf(cuts, values[i]);
      counts[slot]++;
      places[slot] += i - from;
    }
  }
}
