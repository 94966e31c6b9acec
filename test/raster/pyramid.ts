import { resizedGrid, type Grid, type Window } from '../../src/grid/grid.ts';
import { cropRaster, emptyLike } from '../../src/raster/crop.ts';
import { planWarp } from '../../src/raster/plan.ts';
import type { Raster, Values } from '../../src/raster/raster.ts';
import type { Resampling } from '../../src/raster/resample.ts';
import { WarpedRaster } from '../../src/raster/warp.ts';

/** A raster with overviews by the given factors, each of other numbers: a wrong level shows. */
export function pyramid(full: Raster, factors: readonly number[]): Raster[] {
  const overviews = factors.map((factor, i) => {
    const grid = resizedGrid(full.grid, Math.ceil(full.grid.width / factor), Math.ceil(full.grid.height / factor));
    const [values, valid] = [
      emptyLike(full.values, grid.width * grid.height),
      new Uint8Array(grid.width * grid.height),
    ];
    for (let at = 0; at < values.length; at++) {
      const row = Math.min(full.grid.height - 1, Math.floor(Math.floor(at / grid.width) * factor + factor / 2));
      const col = Math.min(full.grid.width - 1, Math.floor((at % grid.width) * factor + factor / 2));
      values[at] = full.values[row * full.grid.width + col] + 1000 * (i + 1);
      valid[at] = full.valid[row * full.grid.width + col];
    }
    return { ...full, grid, values, valid };
  });
  return [full, ...overviews];
}

/** What `readGrid` does with a file, done with rasters in memory. `read` hears of every window. */
export function readPyramid(
  levels: readonly Raster[],
  target: Grid,
  resampling: Resampling,
  read: (level: number, window: Window) => void = () => undefined,
): Raster {
  const [full] = levels;
  const plan = planWarp(
    levels.map(({ grid }) => grid),
    full.grid,
    target,
    resampling,
  );
  const warped = new WarpedRaster(plan, full.encoding, (length): Values => emptyLike(full.values, length));
  for (const copy of plan.copies) {
    read(copy.level, copy.window);
    warped.copy(copy, cropRaster(levels[copy.level], copy.window));
  }
  for (const part of plan.reads) {
    read(part.level, part.window);
    warped.fill(part, cropRaster(levels[part.level], part.window));
  }
  return warped.raster();
}
