import { applyAffine, invertAffine, type Affine } from '../grid/affine.ts';

/** A grid's place among all pixels of its lattice, which are counted from a point that no request chooses. */
export interface LatticePlace {
  /** Lattice pixels to CRS coordinates. */
  readonly affine: Affine;
  /** Lattice pixel that the grid begins with. */
  readonly col: number;
  readonly row: number;
  /** Where lattice pixel 0, 0 lies from the anchor: 0 to 1 of a pixel. */
  readonly phaseCol: number;
  readonly phaseRow: number;
}

/**
 * Parts of a pixel in which the lattice's phase is counted: halves, thirds, fifths and the like are whole numbers of
 * them, and two windows of one grid, whose corners were computed with some 1e-9 px of error, get the same phase.
 */
const PHASES = 110_880;
/** Rounds at a place between two phases where no simple fraction of a pixel lies: a corner on it could fall either way. */
const ROUNDING = 0.618;

/**
 * Counts the pixels of a grid from `anchor` along its own pixel vectors, rotated ones included: windows of one grid
 * number a pixel alike, bit by bit. Moves the grid by 6e-6 of its pixels at most.
 *
 * @param anchor CRS coordinates of a point that is the same for all windows
 * @throws RangeError if the affine has no inverse
 */
export function placeOnLattice(affine: Affine, anchor: readonly [x: number, y: number]): LatticePlace {
  const [a, b, c, d, e, f] = affine;
  const toPixels = invertAffine([a, b, 0, d, e, 0]);
  const [col, row] = applyAffine(toPixels, c - anchor[0], f - anchor[1]);
  const [phasesAcross, phasesDown] = [Math.floor(col * PHASES + ROUNDING), Math.floor(row * PHASES + ROUNDING)];
  const [firstCol, firstRow] = [Math.floor(phasesAcross / PHASES), Math.floor(phasesDown / PHASES)];
  const phaseCol = (phasesAcross - firstCol * PHASES) / PHASES;
  const phaseRow = (phasesDown - firstRow * PHASES) / PHASES;
  const [x, y] = applyAffine([a, b, anchor[0], d, e, anchor[1]], phaseCol, phaseRow);
  return { affine: [a, b, x, d, e, y], col: firstCol, row: firstRow, phaseCol, phaseRow };
}
