import { resizedGrid, type Grid } from '../grid/grid.ts';
import type { CogInfo } from './info.ts';

/** The grid of one level. All levels cover the same ground, so an overview's pixel size follows from its dimensions. */
export function levelGrid({ crs, affine, levels }: Pick<CogInfo, 'crs' | 'affine' | 'levels'>, level = 0): Grid {
  const [full] = levels;
  const grid = { crs, affine, width: full.width, height: full.height };
  return level === 0 ? grid : resizedGrid(grid, levels[level].width, levels[level].height);
}
