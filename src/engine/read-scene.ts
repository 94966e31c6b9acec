import { readOwnPixels } from '../cog/read.ts';
import type { Scratch } from '../cog/scratch.ts';
import type { CogStore } from '../cog/store.ts';
import { storedNodata } from '../cog/validity.ts';
import type { Grid, Window } from '../grid/grid.ts';
import { latticeOffset } from '../grid/lattice.ts';
import { areaSpans } from '../raster/mask.ts';
import { mosaic } from '../raster/mosaic.ts';
import type { Dtype, Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import { wholeRows, type RowSpans } from '../stats/runs.ts';
import { statisticsGrid } from './aoi-grid.ts';
import { readLayer, type Layer } from './layer.ts';
import type { SceneSource } from './scene-source.ts';

/** Where the pixels lie that a scene's statistics are taken from, and parts of it that are read by themselves. */
export interface ScenePixels {
  readonly grid: Grid;
  /** Pixels whose centre lies inside the AOI and inside one of the rasters. */
  readonly spans: RowSpans;
  /** They cover the grid. */
  readonly pieces: readonly Window[];
}

/** A scene's pixels on its rasters' own lattice; undefined when no pixel centre lies inside. */
export function pixelsOf({ geometry, layers }: SceneSource): ScenePixels | undefined {
  const [{ grid: first }] = layers;
  if (geometry === undefined) {
    return { grid: first, spans: wholeRows(first.width, first.height), pieces: piecesOf(first, first) };
  }
  const grids = layers.map((layer) => layer.grid);
  const aoi = statisticsGrid(geometry, grids);
  if (aoi === undefined) return undefined;
  const { area, grid } = aoi;
  const windows = grids.flatMap((one) => {
    const offset = latticeOffset(grid, one);
    return offset === undefined ? [] : [{ ...offset, width: one.width, height: one.height }];
  });
  return { grid, spans: areaSpans(area, grid, windows), pieces: piecesOf(grid, first) };
}

/** Most pixels of a piece: those of eight blocks, and what a scratch holds. */
const PIECE_PIXELS = 1 << 21;
/** What pieces begin at multiples of, so that few blocks lie in two of them: COGs have blocks of 256, 512 or 1024 px. */
const BLOCK_PX = 512;

function piecesOf(grid: Grid, layer: Grid): Window[] {
  const origin = latticeOffset(layer, grid) ?? { col: 0, row: 0 };
  const widest = PIECE_PIXELS / BLOCK_PX;
  const cols = grid.width <= widest ? [[0, grid.width] as const] : cut(origin.col, grid.width, widest);
  const blocks = Math.floor(PIECE_PIXELS / (Math.min(grid.width, widest) * BLOCK_PX));
  return cut(origin.row, grid.height, blocks * BLOCK_PX).flatMap(([row, height]) =>
    cols.map(([col, width]) => ({ col, row, width, height })),
  );
}

/** Begins and lengths of parts of at most `step`, all but the first of which begin at a block where `origin` is the first's. */
function cut(origin: number, length: number, step: number): (readonly [from: number, length: number])[] {
  const before = origin - Math.floor(origin / BLOCK_PX) * BLOCK_PX;
  return Array.from({ length: Math.ceil((before + length) / step) }, (_, i) => {
    const from = Math.max(0, i * step - before);
    return [from, Math.min((i + 1) * step - before, length) - from] as const;
  });
}

/** Numbers of a piece, row-major. */
export interface PiecePixels {
  readonly raster: Raster;
  /** Where the raster's `valid` is empty: the number that is nodata, if one is. */
  readonly absent?: number | undefined;
  /** Whether they lie in memory of their own, and not in the scratch. */
  readonly isOwn: boolean;
}

/**
 * Reads a piece of a scene's pixels, wherever it lies by then: in the scratch too.
 *
 * @param isUnchecked of numbers of a type, whether `valid` may be left empty where the numbers themselves tell nodata
 * @throws Failure `unreadable` if a file is missing, damaged or not the registered one
 */
export async function readPiece(
  cogs: CogStore,
  { layers }: SceneSource,
  piece: Grid,
  scratch: Scratch,
  isUnchecked: (dtype: Dtype) => boolean = () => false,
): Promise<PiecePixels> {
  const [layer] = layers;
  if (layers.length > 1 || layer.kind !== 'band') {
    return { raster: await readOnto(cogs, layers, piece, 'nearest'), isOwn: true };
  }
  const { path, version, band } = layer.file;
  const cog = await cogs.open(path, version);
  const { dtype, bands } = cog.info;
  const raster = await readOwnPixels(cog, band, piece, { scratch, isUnchecked: isUnchecked(dtype) });
  return { raster, absent: storedNodata(bands[band - 1].nodata, dtype), isOwn: false };
}

/** Layers on any grid, the newest on top. */
export async function readOnto(
  cogs: CogStore,
  layers: readonly Layer[],
  target: Grid,
  resampling: Resampling,
): Promise<Raster> {
  const rasters: Raster[] = [];
  for (const layer of layers) rasters.push(await readLayer(cogs, layer, target, resampling));
  return mosaic(rasters);
}
