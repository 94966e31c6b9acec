import type { Grid } from '../grid/grid.ts';
import { intersectWindows } from '../grid/lattice.ts';
import { placeOnLattice } from './absolute-lattice.ts';
import { chooseLevel } from './choose-level.ts';
import { CELL_PX, ControlCell } from './control-cell.ts';
import { pixelMap } from './pixel-map.ts';
import type { Level, WarpPlan } from './plan.ts';
import { groupReads, touchedParts, type Part } from './reads.ts';
import type { Resampling } from './resample.ts';

/** Lattices of a CRS are counted from its own origin: there the corners of web tiles are whole cells. */
const ORIGIN = [0, 0] as const;

/** The plan for a target of which the map to the source is no affine one. */
export function planProjected(levels: readonly Level[], grid: Grid, target: Grid, resampling: Resampling): WarpPlan {
  const { affine, col, row } = placeOnLattice(target.affine, ORIGIN);
  const map = pixelMap({ crs: target.crs, affine }, grid);
  const wanted = { col, row, width: target.width, height: target.height };
  const partsOf: Part[][] = levels.map(() => []);
  for (let cellRow = Math.floor(row / CELL_PX); cellRow * CELL_PX < row + target.height; cellRow++) {
    for (let cellCol = Math.floor(col / CELL_PX); cellCol * CELL_PX < col + target.width; cellCol++) {
      const box = { col: cellCol * CELL_PX, row: cellRow * CELL_PX, width: CELL_PX, height: CELL_PX };
      const window = intersectWindows(box, wanted);
      if (window === undefined) continue;
      const cell = new ControlCell(map, grid, cellCol, cellRow);
      const { level, scaleCols, scaleRows } = chooseLevel(levels, (x, y) => cell.finestStep(x, y));
      const patches = cell.patches(window, scaleCols, scaleRows);
      partsOf[level].push(...touchedParts(patches, window, levels[level], resampling));
    }
  }
  const reads = partsOf.flatMap((parts, level) => groupReads(level, parts, levels[level], resampling));
  return { target, col, row, levels, resampling, copies: [], reads };
}
