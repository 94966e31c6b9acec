import { randomBytes } from 'node:crypto';
import { link, mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AssetRecord } from '../catalogue/assets.ts';
import { writeCog, type CogContent } from '../cog/write/write-cog.ts';
import type { WrittenDtype, WrittenEncoding } from '../cog/write/stored-numbers.ts';
import { statisticsGrid, unionGrid } from '../engine/aoi-grid.ts';
import { readOnto } from '../engine/read-scene.ts';
import { Failure } from '../failure.ts';
import { windowGrid, type Grid, type Window } from '../grid/grid.ts';
import { intersectWindows, latticeOffset } from '../grid/lattice.ts';
import { parseExpression, type MathNode } from '../raster/band-math.ts';
import type { RasterBuild } from './plan-builds.ts';
import { registerAsset } from './register-asset.ts';
import type { Services } from './services.ts';

/** How index rasters are written. */
export interface BuildOptions {
  /** `float32` keeps the computed values; `int16` rounds them to 1/10,000 of a unit or so and takes half the bytes. */
  readonly dtype: WrittenDtype;
  /** All of the imagery rather than the part around the AOI. */
  readonly whole?: boolean;
  /** Replaces a file that is there. */
  readonly force?: boolean;
  /** Checks everything and writes nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface BuiltRaster {
  readonly width: number;
  readonly height: number;
  /** Absent after a dry run, as is `asset`. */
  readonly bytes?: number;
  readonly asset?: AssetRecord;
  readonly warnings: readonly string[];
}

/**
 * Pixels around the AOI that are written too: more than any kernel reaches, so that what is drawn from the built raster
 * at the AOI's border is what would be drawn from the imagery.
 */
const MARGIN_PX = 32;

/**
 * Computes an index of imagery, writes it as a COG on the imagery's own grid and registers that as the AOI's raster of
 * the index and date, which then shows in place of the computed one. What fails leaves no file behind, and a file that
 * was to be replaced as it was, except where registering fails on a file system without hard links.
 *
 * @throws Failure `conflict` if the file is there and may not be replaced, `forbidden` if rasters of its folder may not
 *   be read, `invalid` or `unreadable` if the raster cannot be computed, written or registered; the reason of `signal`
 *   when that aborts
 */
export async function buildRaster(services: Services, build: RasterBuild, options: BuildOptions): Promise<BuiltRaster> {
  const { path } = build;
  const isThere = await exists(path);
  if (isThere && options.force !== true) {
    throw new Failure('conflict', `${basename(path)} is there already; --force replaces it`);
  }
  const grid = buildGrid(build, options.whole === true);
  const { width, height } = grid;
  if (options.dryRun === true) return { width, height, warnings: [] };
  const folder = dirname(path);
  const isNew = await makeFolder(folder);
  try {
    await requireReadable(services.cogs, folder);
    const aside = isThere ? await linkAside(path) : undefined;
    try {
      return { width, height, ...(await writeAndRegister(services, build, grid, options, isThere, aside)) };
    } finally {
      if (aside !== undefined) await rm(aside, { force: true });
    }
  } catch (cause) {
    if (isNew) await rmdir(folder).catch(() => undefined); // another command may have put something there meanwhile
    throw cause;
  }
}

async function writeAndRegister(
  services: Services,
  build: RasterBuild,
  grid: Grid,
  { dtype, signal, onProgress }: BuildOptions,
  isThere: boolean,
  aside: string | undefined,
): Promise<Pick<BuiltRaster, 'bytes' | 'asset' | 'warnings'>> {
  const { path, aoi, index, date, layers } = build;
  const content = contentOf(build, grid, dtype);
  const read = async (window: Window) => [await readOnto(services.cogs, layers, windowGrid(grid, window), 'nearest')];
  const { size, clamped } = await writeCog(path, content, read, {
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done, total) => onProgress?.(done / total),
  });
  try {
    const input = { tenantId: aoi.tenantId, aoiId: aoi.id, path, indexName: index.name, date };
    const { asset, warnings } = await registerAsset(services, input);
    const cut = clamped > 0 ? [clampedText(clamped, content.encoding)] : [];
    return { bytes: size, ...(asset && { asset }), warnings: [...cut, ...warnings] };
  } catch (cause) {
    // the catalogue still describes the old file
    if (aside !== undefined) await rename(aside, path);
    else if (!isThere) await rm(path, { force: true });
    throw cause;
  }
}

/** A second name for a file that is about to be replaced; undefined where the file system has no such thing. */
async function linkAside(path: string): Promise<string | undefined> {
  const aside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.old`);
  return link(path, aside).then(
    () => aside,
    () => undefined,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** True when the folder was not there. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    return (await mkdir(path, { recursive: true })) !== undefined;
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new Failure('invalid', `the folder ${basename(path)} cannot be made (${code})`, { cause });
  }
}

/**
 * Opening a folder fails always, but in its own way where rasters in it may not be read: better now than when an hour
 * of computing is to be registered.
 *
 * @throws Failure `forbidden`
 */
async function requireReadable(cogs: Services['cogs'], folder: string): Promise<void> {
  await cogs.open(folder).catch((cause: unknown) => {
    if (cause instanceof Failure && cause.kind === 'forbidden') throw cause;
  });
}

/** @throws Failure `invalid` if no pixel of the imagery has its centre in the AOI */
function buildGrid({ aoi, layers }: RasterBuild, isWhole: boolean): Grid {
  const grids = layers.map((layer) => layer.grid);
  const union = unionGrid(grids);
  if (isWhole) return union;
  const inside = statisticsGrid(aoi.geometry, grids)?.grid;
  const at = inside && latticeOffset(union, inside);
  if (inside === undefined || at === undefined) {
    throw new Failure('invalid', `the imagery has no pixel centre inside the AOI "${aoi.name}"`);
  }
  const around = {
    col: at.col - MARGIN_PX,
    row: at.row - MARGIN_PX,
    width: inside.width + 2 * MARGIN_PX,
    height: inside.height + 2 * MARGIN_PX,
  };
  const window = intersectWindows(around, { col: 0, row: 0, width: union.width, height: union.height });
  return window === undefined ? inside : windowGrid(union, window);
}

function contentOf({ index, date, imagery, layers }: RasterBuild, grid: Grid, dtype: WrittenDtype): CogContent {
  const [layer] = layers;
  const { root } = parseExpression(index.expression, layer.kind === 'math' ? Object.keys(layer.bands) : index.bands);
  return {
    grid,
    bands: [index.name],
    encoding: encodingOf(dtype, index.rescale),
    nodata: dtype === 'int16' ? -(2 ** 15) : NaN,
    date,
    overviews: givesClasses(root) ? 'mode' : 'average',
    items: { EXPRESSION: index.expression, IMAGERY: imagery.map(({ name }) => name).join(', ') },
  };
}

/** Whole numbers as fine as a power of ten allows that leaves half as much room again beyond the valid range. */
function encodingOf(dtype: WrittenDtype, [low, high]: readonly [number, number]): WrittenEncoding {
  if (dtype === 'float32') return { dtype, scale: 1, offset: 0 };
  const farthest = Math.max(Math.abs(low), Math.abs(high)) * 1.5;
  const digits = Math.min(4, Math.floor(Math.log10(32_767 / farthest)));
  return { dtype, scale: Number(`1e${-digits}`), offset: 0 };
}

/** True for an expression that has a few values only, such as `B08 > 0.2 ? 1 : 0`: their means are no values of it. */
function givesClasses(node: MathNode): boolean {
  switch (node.kind) {
    case 'number':
    case 'comparison':
      return true;
    case 'negate':
      return givesClasses(node.operand);
    case 'conditional':
      return givesClasses(node.yes) && givesClasses(node.no);
    default:
      return false;
  }
}

function clampedText(count: number, { scale }: WrittenEncoding): string {
  const most = (32_767 * scale).toPrecision(5);
  return `${count} values beyond ${most} were cut off there: --dtype float32 keeps them`;
}
