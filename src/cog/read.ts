import type { Grid } from '../grid/grid.ts';
import { planRead } from '../raster/plan.ts';
import type { Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import { warp } from '../raster/warp.ts';
import { levelGrid } from './level-grid.ts';
import type { Cog } from './open.ts';
import { makeValues } from './samples.ts';

/**
 * One band on any grid: the coarsest level that is fine enough, only the blocks that the target touches, warped.
 * Pixels outside the raster are invalid; on the raster's own lattice the stored numbers are copied bit by bit.
 *
 * @param band from 1
 * @throws Failure `unreadable` if pixels are missing or damaged
 */
export async function readGrid(cog: Cog, band: number, target: Grid, resampling: Resampling): Promise<Raster> {
  const { info } = cog;
  const plan = planRead(info.levels, levelGrid(info), target, resampling);
  if (plan === undefined) {
    const pixels = target.width * target.height;
    const { scale, offset } = info.bands[band - 1];
    return {
      grid: target,
      values: makeValues(info.dtype, pixels),
      valid: new Uint8Array(pixels),
      encoding: { dtype: info.dtype, scale, offset },
    };
  }
  return warp(await cog.readWindow(plan.window, { band, level: plan.level }), target, resampling);
}
