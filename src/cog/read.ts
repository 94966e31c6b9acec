import type { Grid } from '../grid/grid.ts';
import { latticeOffset } from '../grid/lattice.ts';
import type { Kernel, LevelPixels } from '../raster/kernel.ts';
import { planWarp, type WarpPlan } from '../raster/plan.ts';
import type { Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import { WarpedRaster, levelPixels, visitCopy, visitRuns } from '../raster/warp.ts';
import type { CogInfo } from './info.ts';
import { levelGrid } from './level-grid.ts';
import type { Cog, WindowOptions } from './open.ts';
import { makeValues } from './samples.ts';
import { withScratch, type Scratch } from './scratch.ts';

/**
 * One band on any grid: the coarsest level that is fine enough, only the blocks that the target touches, warped.
 * Pixels outside the raster are invalid; on the raster's own lattice the stored numbers are copied bit by bit. A
 * pixel is the same in every window of one grid.
 *
 * @param band from 1
 * @throws Failure `unreadable` if pixels are missing or damaged
 */
export async function readGrid(cog: Cog, band: number, target: Grid, resampling: Resampling): Promise<Raster> {
  const { info } = cog;
  const { scale, offset } = info.bands[band - 1];
  const plan = planOf(info, target, resampling);
  const warped = new WarpedRaster(plan, { dtype: info.dtype, scale, offset }, (length) =>
    makeValues(info.dtype, length),
  );
  for (const copy of plan.copies) {
    warped.copy(copy, await cog.readWindow(copy.window, { band, level: copy.level }));
  }
  // one after the other: most requests have one read, and those that have many are large
  await withScratch(async (scratch) => {
    for (const read of plan.reads) {
      warped.fill(read, await cog.readWindow(read.window, { band, level: read.level, scratch }));
    }
  });
  return warped.raster();
}

/** How what is read is handed on instead of being laid out. */
export interface Sampling {
  readonly target: Grid;
  readonly resampling: Resampling;
  /** Where windows are laid; a kernel may change them. */
  readonly scratch: Scratch;
  /**
   * Makes a kernel for each window that is read: `resampling` is `nearest` where the target lies on the raster's own
   * lattice. `valid` is empty where only the numbers themselves tell nodata (`storedNodata`).
   */
  readonly kernelOf: (source: LevelPixels, resampling: Resampling) => Kernel;
}

/** What `readGrid` would sample, handed to kernels. */
export async function sampleGrid(cog: Cog, band: number, sampling: Sampling): Promise<void> {
  const { target, resampling, scratch, kernelOf } = sampling;
  const plan = planOf(cog.info, target, resampling);
  for (const read of [...plan.copies, ...plan.reads]) {
    const raster = await cog.readWindow(read.window, { band, level: read.level, scratch, isUnchecked: true });
    const kernel = kernelOf(levelPixels(plan, read, raster), plan.resampling);
    if ('to' in read) visitCopy(plan, read, kernel);
    else visitRuns(plan, read, kernel);
  }
}

/**
 * As `readGrid` by `nearest`, but laid where the caller wants it if the target is a window of the raster's own lattice.
 *
 * @param memory where it may lie, and whether `valid` may be left empty where only the numbers themselves tell nodata
 * (`storedNodata`)
 */
export async function readOwnPixels(
  cog: Cog,
  band: number,
  target: Grid,
  memory: Pick<WindowOptions, 'scratch' | 'isUnchecked'>,
): Promise<Raster> {
  const { info } = cog;
  const { width, height } = target;
  const offset = latticeOffset(levelGrid(info), target);
  const isInside =
    offset !== undefined &&
    Math.min(offset.col, offset.row) >= 0 &&
    Math.max(offset.col + width - info.width, offset.row + height - info.height) <= 0;
  if (!isInside) return readGrid(cog, band, target, 'nearest');
  return cog.readWindow({ ...offset, width, height }, { band, ...memory });
}

/** Plans of small targets, which are mostly tiles: the same ones are asked for again, on other dates too. */
const plans = new Map<string, WarpPlan>();
/** Some 20 kB each. */
const MAX_PLANS = 512;
const MAX_PLANNED_PIXELS = 512 * 512;

function planOf(info: CogInfo, target: Grid, resampling: Resampling): WarpPlan {
  const grid = levelGrid(info);
  if (target.width * target.height > MAX_PLANNED_PIXELS) return planWarp(info.levels, grid, target, resampling);
  const key = JSON.stringify([target, grid, info.levels, resampling]);
  const known = plans.get(key);
  plans.delete(key); // to the young end of the map's insertion order
  const plan = known ?? planWarp(info.levels, grid, target, resampling);
  plans.set(key, plan);
  const oldest = plans.keys().next().value;
  if (plans.size > MAX_PLANS && oldest !== undefined) plans.delete(oldest);
  return plan;
}
