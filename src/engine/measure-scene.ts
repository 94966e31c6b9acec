import { withScratch, type Scratch } from '../cog/scratch.ts';
import type { CogStore } from '../cog/store.ts';
import { windowGrid, type Window } from '../grid/grid.ts';
import { pixelAreas } from '../raster/area.ts';
import type { Dtype } from '../raster/raster.ts';
import { SlotTally, type SlotAreas } from '../stats/class-areas.ts';
import type { Cuts } from '../stats/classify.ts';
import { keyTally } from '../stats/key-tally.ts';
import { rowAreas, spannedPixels, visitRuns } from '../stats/runs.ts';
import { AreaSum, emptySummary, summaryOf, type Summary } from '../stats/summary.ts';
import { plainTally, type Tally } from '../stats/tally.ts';
import { isComposite } from './layer.ts';
import { pixelsOf, readPiece, type PiecePixels, type ScenePixels } from './read-scene.ts';
import type { SceneSource } from './scene-source.ts';
import { hasSimdKeyCounter, simdKeyCounter } from './tally-simd.ts';

/** The statistics of a scene's valid pixels; of a composite, which has no one value, only how many and how large. */
export async function takeSummary(cogs: CogStore, { scene }: { readonly scene: SceneSource }): Promise<Summary> {
  const pixels = pixelsOf(scene);
  if (pixels === undefined) return emptySummary(0);
  const summary = await withScratch((scratch) => summarisePieces(cogs, scene, pixels, scratch));
  const { count, inside, areaM2 } = summary;
  return scene.layers.some(isComposite) ? { ...emptySummary(inside), count, areaM2 } : summary;
}

/** Piece by piece, twice where need be: all of a scene's pixels at once can be gigabytes. */
async function summarisePieces(
  cogs: CogStore,
  scene: SceneSource,
  { grid, spans, pieces }: ScenePixels,
  scratch: Scratch,
): Promise<Summary> {
  const isCompiled = (dtype: Dtype) => KEY_COUNTED.has(dtype) && hasSimdKeyCounter(scratch);
  const kept = new KeptPieces();
  const read = async (piece: Window) =>
    kept.get(piece) ?? kept.keep(piece, await readPiece(cogs, scene, windowGrid(grid, piece), scratch, isCompiled));
  const areas = pixelAreas(grid);
  const area = new AreaSum();
  let tally: Tally | undefined;
  for (const piece of pieces) {
    const pixels = await read(piece);
    const taking = (tally ??= tallyOf(pixels, scratch));
    taking.use(pixels.raster.values, pixels.raster.valid);
    visitRuns(piece, spans, areas, (from, to, areaM2, stepM2) => {
      area.add(taking.add(from, to), taking.places, areaM2, stepM2);
    });
  }
  if (tally === undefined) return emptySummary(0);
  const taking = tally;
  // the last blocks first: where they are too many to be kept, these still are
  for (const piece of taking.endLook() ? [...pieces].reverse() : []) {
    const { values, valid } = (await read(piece)).raster;
    taking.use(values, valid);
    visitRuns(piece, spans, NO_AREAS, (from, to) => taking.addAgain(from, to));
  }
  return summaryOf(taking, spannedPixels(spans), area);
}

/** Types whose numbers are laid out as float32. */
const KEY_COUNTED: ReadonlySet<Dtype> = new Set(['float32', 'float16']);
const NO_AREAS = rowAreas(() => 0);

function tallyOf({ raster: { values, encoding }, absent }: PiecePixels, scratch: Scratch): Tally {
  const { scale, offset } = encoding;
  const counter = KEY_COUNTED.has(encoding.dtype) ? simdKeyCounter(scratch, { scale, offset, absent }) : undefined;
  return counter === undefined ? plainTally(values, scale, offset) : keyTally(counter, scale, offset);
}

/**
 * Pieces for the second look: the last one, which still lies where it was read to, and as many as fit of those in memory
 * of their own, which were computed or laid over each other, and so are dear.
 */
class KeptPieces {
  readonly #pieces = new Map<Window, PiecePixels>();
  #bytes = 0;
  #last: { readonly piece: Window; readonly pixels: PiecePixels } | undefined;

  get(piece: Window): PiecePixels | undefined {
    return this.#last?.piece === piece ? this.#last.pixels : this.#pieces.get(piece);
  }

  keep(piece: Window, pixels: PiecePixels): PiecePixels {
    this.#last = { piece, pixels };
    const { values, valid } = pixels.raster;
    const bytes = values.byteLength + valid.byteLength;
    if (pixels.isOwn && this.#bytes + bytes <= KEPT_BYTES) {
      this.#pieces.set(piece, pixels);
      this.#bytes += bytes;
    }
    return pixels;
  }
}

const KEPT_BYTES = 64 << 20;

export interface ClassAreasTask {
  readonly scene: SceneSource;
  readonly cuts: Cuts;
  /** Slots of the cuts, 0 included. */
  readonly slots: number;
}

/** Pixels and ground area in each slot of a legend's cuts. */
export async function measureClasses(cogs: CogStore, { scene, cuts, slots }: ClassAreasTask): Promise<SlotAreas> {
  const tally = new SlotTally(cuts, slots);
  const pixels = pixelsOf(scene);
  if (pixels === undefined) return tally.areas();
  const { grid, spans, pieces } = pixels;
  const areas = pixelAreas(grid);
  await withScratch(async (scratch) => {
    for (const piece of pieces) {
      const { values, valid } = (await readPiece(cogs, scene, windowGrid(grid, piece), scratch)).raster;
      tally.add(values, valid, piece, spans, areas);
    }
  });
  return tally.areas();
}
