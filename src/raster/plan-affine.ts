import { invertAffine } from '../grid/affine.ts';
import type { Grid, Window } from '../grid/grid.ts';
import { intersectWindows, TOLERANCE_PX } from '../grid/lattice.ts';
import { placeOnLattice, type LatticePlace } from './absolute-lattice.ts';
import { chooseLevel } from './choose-level.ts';
import { CELL_PX } from './control-cell.ts';
import { linearPatch, type Patch } from './patch.ts';
import { turnInPixels, turnsAt } from './pixel-map.ts';
import type { Copy, Level, WarpPlan } from './plan.ts';
import { groupReads, touchedParts, type Part } from './reads.ts';
import type { Resampling } from './resample.ts';

type Step = readonly [cols: number, rows: number];

/**
 * The plan for a target in the source's own CRS: one affine map, one level, and a plain copy where the target lies
 * on that level's lattice. Undefined where the CRS repeats around the world and the map is rotated, so that its
 * turns do not end at a column.
 *
 * Pixels are counted from the source's corner: on its own lattice, or on one that is a simple fraction of it, they
 * meet the source's pixels exactly.
 */
export function planAffine(
  levels: readonly Level[],
  grid: Grid,
  target: Grid,
  resampling: Resampling,
): WarpPlan | undefined {
  const [a, b, , d, e] = target.affine;
  const [ia, ib, , id, ie] = invertAffine(grid.affine);
  const place = placeOnLattice(target.affine, [grid.affine[2], grid.affine[5]]);
  const fullAlong: Step = [ia * a + ib * d, id * a + ie * d];
  const fullDown: Step = [ia * b + ib * e, id * b + ie * e];
  const { level, scaleCols, scaleRows } = chooseLevel(levels, (x, y) =>
    Math.min(Math.hypot(fullAlong[0] * x, fullAlong[1] * y), Math.hypot(fullDown[0] * x, fullDown[1] * y)),
  );
  const along: Step = [fullAlong[0] * scaleCols, fullAlong[1] * scaleRows];
  const down: Step = [fullDown[0] * scaleCols, fullDown[1] * scaleRows];
  const isOwn = isOwnLattice(place, along, down, levels[level]);
  const bands = bandsByTurn(grid, target, place, fullAlong, fullDown, isOwn);
  if (bands === undefined) return undefined;

  const kernel = isOwn ? 'nearest' : resampling;
  const copies: Copy[] = [];
  const parts: Part[] = [];
  for (const { box, shift } of bands) {
    const shiftInLevel = shift * scaleCols;
    const wholeShift = Math.round(shiftInLevel);
    if (isOwn && Math.abs(shiftInLevel - wholeShift) <= TOLERANCE_PX) {
      copies.push(...copyOf(box, wholeShift, place, level, levels[level]));
    } else {
      const patches = patchesOf(box, place, along, down, shiftInLevel);
      parts.push(...touchedParts(patches, box, levels[level], kernel));
    }
  }
  const reads = groupReads(level, parts, levels[level], kernel);
  return { target, col: place.col, row: place.row, levels, resampling: kernel, copies, reads };
}

/** True when lattice and level have the same pixels, over the whole of the level. */
function isOwnLattice({ phaseCol, phaseRow }: LatticePlace, along: Step, down: Step, level: Level): boolean {
  const drift = Math.max(
    Math.abs(along[0] - 1) * level.width,
    Math.abs(along[1]) * level.width,
    Math.abs(down[0]) * level.height,
    Math.abs(down[1] - 1) * level.height,
  );
  return phaseCol === 0 && phaseRow === 0 && drift <= TOLERANCE_PX;
}

/** A part of the target, in lattice pixels, and by how many full-level columns its positions are turned back. */
interface Band {
  readonly box: Window;
  readonly shift: number;
}

function bandsByTurn(
  grid: Grid,
  target: Grid,
  { col, row, phaseCol }: LatticePlace,
  along: Step,
  down: Step,
  isOwn: boolean,
): Band[] | undefined {
  const turn = turnInPixels(grid);
  const { width, height } = target;
  const all = { col, row, width, height };
  if (turn === undefined) return [{ box: all, shift: 0 }];
  // a raster on its own rotated lattice is seen from another turn by nobody
  if (turn[1] !== 0 || down[0] !== 0) return isOwn ? [{ box: all, shift: 0 }] : undefined;

  const turnsOf = (i: number): number => turnsAt((col + i + 0.5 + phaseCol) * along[0], grid.width, turn[0]);
  const bands: Band[] = [];
  for (let i = 0; i < width;) {
    const first = i;
    const turns = turnsOf(first);
    while (i < width && turnsOf(i) === turns) i++;
    bands.push({ box: { col: col + first, row, width: i - first, height }, shift: turns * turn[0] });
  }
  return bands;
}

function copyOf(
  box: Window,
  shift: number,
  { col, row }: LatticePlace,
  level: number,
  { width, height }: Level,
): Copy[] {
  const window = intersectWindows({ ...box, col: box.col - shift }, { col: 0, row: 0, width, height });
  return window === undefined ? [] : [{ level, window, to: { col: window.col + shift - col, row: window.row - row } }];
}

/** Patches of one cell each: a run is as long as those of a projected target, and begins at the same place in every window. */
function patchesOf(
  window: Window,
  { phaseCol, phaseRow }: LatticePlace,
  along: Step,
  down: Step,
  shift: number,
): Patch[] {
  const patches: Patch[] = [];
  const cell = { width: CELL_PX, height: CELL_PX };
  for (let row = CELL_PX * Math.floor(window.row / CELL_PX); row < window.row + window.height; row += CELL_PX) {
    for (let col = CELL_PX * Math.floor(window.col / CELL_PX); col < window.col + window.width; col += CELL_PX) {
      const [acrossPx, downPx] = [col + 0.5 + phaseCol, row + 0.5 + phaseRow];
      const sourceCol = along[0] * acrossPx + down[0] * downPx - shift;
      const sourceRow = along[1] * acrossPx + down[1] * downPx;
      patches.push(linearPatch({ col, row, ...cell }, [sourceCol, sourceRow], along, down));
    }
  }
  return patches;
}
