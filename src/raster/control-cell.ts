import type { Window } from '../grid/grid.ts';
import { intersectWindows } from '../grid/lattice.ts';
import { quadraticPatch, type Patch } from './patch.ts';
import type { PixelMap } from './pixel-map.ts';

/** Side of a cell in target pixels: a web tile of 256 px is one. */
export const CELL_PX = 256;
/** Target pixels between the nodes of a cell; four patches of twice that lie beside each other. */
const NODE_PX = 32;
const PATCHES = CELL_PX / NODE_PX / 2;
const STRIDE = 2 * PATCHES + 1;
/**
 * Distance from the exact position, source px, at which a patch is split. It is measured where a parabola is nearly
 * at its worst; the bound anywhere is 0.05. A UTM tile needs no split and is within 1e-5 px.
 */
const SPLIT_ABOVE_PX = 0.002;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Positions that a patch is made of and held to: nine at its corners and middles, four inside its quarters. */
interface Nodes {
  readonly cols: Float64Array;
  readonly rows: Float64Array;
}

/**
 * One cell of the target's lattice laid over a source: exact positions at 81 nodes, which say how fine the source is
 * asked for, and the patches through them. Nothing here depends on which part of the cell a request wants.
 */
export class ControlCell {
  readonly #map: PixelMap;
  readonly #source: Size;
  readonly #left: number;
  readonly #top: number;
  readonly #cols = new Float64Array(STRIDE * STRIDE);
  readonly #rows = new Float64Array(STRIDE * STRIDE);
  /** The patches that may touch the source: their columns and rows in the cell. */
  readonly #touching: (readonly [i: number, j: number])[] = [];

  /**
   * @param map lattice pixels to pixels of the full level
   * @param source the full level
   * @param col, row of the cell, in cells
   */
  constructor(map: PixelMap, source: Size, col: number, row: number) {
    this.#map = map;
    this.#source = source;
    this.#left = col * CELL_PX;
    this.#top = row * CELL_PX;
    for (let j = 0; j < STRIDE; j++) {
      for (let i = 0; i < STRIDE; i++) {
        const [atCol, atRow] = map(this.#left + i * NODE_PX, this.#top + j * NODE_PX);
        this.#cols[j * STRIDE + i] = atCol;
        this.#rows[j * STRIDE + i] = atRow;
      }
    }
    for (let j = 0; j < PATCHES; j++) {
      for (let i = 0; i < PATCHES; i++) if (mayTouch(this.#nodesOf(i, j), source)) this.#touching.push([i, j]);
    }
  }

  /**
   * Shortest distance, in pixels of a level, from one target pixel to the next across or down, near the source;
   * Infinity where the cell lies off it.
   *
   * @param scaleCols, scaleRows pixels of the level per pixel of the full one
   */
  finestStep(scaleCols: number, scaleRows: number): number {
    let finest = Infinity;
    for (const [i, j] of this.#touching) {
      for (let k = 0; k < 9; k++) {
        const at = nodeOf(i, j, k);
        if (k % 3 < 2) finest = Math.min(finest, this.#step(at, at + 1, scaleCols, scaleRows));
        if (k < 6) finest = Math.min(finest, this.#step(at, at + STRIDE, scaleCols, scaleRows));
      }
    }
    return finest;
  }

  /** The patches that the window touches, split until each is close enough in pixels of a level; none off the source. */
  patches(window: Window, scaleCols: number, scaleRows: number): Patch[] {
    const made: Patch[] = [];
    const mesh = new Mesh(this.#map, this.#source, scaleCols, scaleRows, window, made);
    for (const [i, j] of this.#touching) {
      const box = this.#boxOf(i, j);
      if (intersectWindows(box, window) !== undefined) mesh.add(box, this.#nodesOf(i, j));
    }
    return made;
  }

  #boxOf(i: number, j: number): Window {
    const side = 2 * NODE_PX;
    return { col: this.#left + i * side, row: this.#top + j * side, width: side, height: side };
  }

  #nodesOf(i: number, j: number): Nodes {
    const nodes = emptyNodes();
    for (let k = 0; k < 9; k++) {
      nodes.cols[k] = this.#cols[nodeOf(i, j, k)];
      nodes.rows[k] = this.#rows[nodeOf(i, j, k)];
    }
    return nodes;
  }

  /** Infinity where one of the nodes lies nowhere. */
  #step(from: number, to: number, scaleCols: number, scaleRows: number): number {
    const across = (this.#cols[to] - this.#cols[from]) * scaleCols;
    const down = (this.#rows[to] - this.#rows[from]) * scaleRows;
    const step = Math.sqrt(across * across + down * down) / NODE_PX;
    return Number.isNaN(step) ? Infinity : step;
  }
}

function nodeOf(i: number, j: number, k: number): number {
  return (2 * j + Math.floor(k / 3)) * STRIDE + 2 * i + (k % 3);
}

function emptyNodes(): Nodes {
  return { cols: new Float64Array(13).fill(NaN), rows: new Float64Array(13).fill(NaN) };
}

/** False when a patch lies nowhere, or so far off the source that it cannot bend back to it. */
function mayTouch({ cols, rows }: Nodes, { width, height }: Size): boolean {
  let [minCol, maxCol, minRow, maxRow] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let k = 0; k < 9; k++) {
    if (Number.isNaN(cols[k])) return cols.some((col) => !Number.isNaN(col));
    if (cols[k] < minCol) minCol = cols[k];
    if (cols[k] > maxCol) maxCol = cols[k];
    if (rows[k] < minRow) minRow = rows[k];
    if (rows[k] > maxRow) maxRow = rows[k];
  }
  const [aroundCols, aroundRows] = [maxCol - minCol, maxRow - minRow];
  return (
    minCol - aroundCols < width && maxCol + aroundCols > 0 && minRow - aroundRows < height && maxRow + aroundRows > 0
  );
}

/** Weights of a parabola's three nodes a quarter along it; three quarters along, the other way round. */
const AT_QUARTER = [0.375, 0.75, -0.125] as const;
const AT_THREE_QUARTERS = [-0.125, 0.75, 0.375] as const;
/** Corners of a patch's quarters among its nodes, and their middle: upper left, upper right, lower left, lower right. */
const QUARTERS = [
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [3, 4, 6, 7],
  [4, 5, 7, 8],
] as const;

/** Splits boxes into patches that are close enough. */
class Mesh {
  readonly #map: PixelMap;
  readonly #source: Size;
  readonly #scaleCols: number;
  readonly #scaleRows: number;
  readonly #window: Window;
  readonly #made: Patch[];

  constructor(map: PixelMap, source: Size, scaleCols: number, scaleRows: number, window: Window, made: Patch[]) {
    this.#map = map;
    this.#source = source;
    this.#scaleCols = scaleCols;
    this.#scaleRows = scaleRows;
    this.#window = window;
    this.#made = made;
  }

  /** Adds a box of which `nodes` holds the first nine positions. */
  add(box: Window, nodes: Nodes): void {
    if (box.width === 1) {
      if (!Number.isNaN(nodes.cols[4])) this.#made.push(this.#exactPatch(box, nodes));
      return;
    }
    for (let quarter = 0; quarter < 4; quarter++) {
      const right = quarter % 2 === 0 ? 0.25 : 0.75;
      const down = quarter < 2 ? 0.25 : 0.75;
      this.#locate(nodes, 9 + quarter, box.col + right * box.width, box.row + down * box.height);
    }
    if (!mayTouch(nodes, this.#source)) return;
    if (this.#isClose(nodes))
      this.#made.push(quadraticPatch(box, nodes.cols, nodes.rows, this.#scaleCols, this.#scaleRows));
    else this.#split(box, nodes);
  }

  #locate(nodes: Nodes, k: number, col: number, row: number): void {
    [nodes.cols[k], nodes.rows[k]] = this.#map(col, row);
  }

  #split(box: Window, nodes: Nodes): void {
    const side = box.width / 2;
    QUARTERS.forEach((corners, quarter) => {
      const [col, row] = [box.col + (quarter % 2) * side, box.row + Math.floor(quarter / 2) * side];
      const part = { col, row, width: side, height: side };
      if (intersectWindows(part, this.#window) === undefined) return;
      const its = emptyNodes();
      const known = [...corners, 9 + quarter];
      [0, 2, 6, 8, 4].forEach((k, i) => {
        its.cols[k] = nodes.cols[known[i]];
        its.rows[k] = nodes.rows[known[i]];
      });
      this.#locate(its, 1, col + side / 2, row);
      this.#locate(its, 3, col, row + side / 2);
      this.#locate(its, 5, col + side, row + side / 2);
      this.#locate(its, 7, col + side / 2, row + side);
      this.add(part, its);
    });
  }

  #isClose({ cols, rows }: Nodes): boolean {
    for (let quarter = 0; quarter < 4; quarter++) {
      const across = quarter % 2 === 0 ? AT_QUARTER : AT_THREE_QUARTERS;
      const down = quarter < 2 ? AT_QUARTER : AT_THREE_QUARTERS;
      let [col, row] = [0, 0];
      for (let k = 0; k < 9; k++) {
        const weight = across[k % 3] * down[Math.floor(k / 3)];
        col += weight * cols[k];
        row += weight * rows[k];
      }
      // written so that NaN is never close
      if (!(Math.abs(col - cols[9 + quarter]) * this.#scaleCols <= SPLIT_ABOVE_PX)) return false;
      if (!(Math.abs(row - rows[9 + quarter]) * this.#scaleRows <= SPLIT_ABOVE_PX)) return false;
    }
    return true;
  }

  /** A single pixel, perhaps beside a seam: the smaller half on either side of its centre is not torn. */
  #exactPatch(box: Window, { cols, rows }: Nodes): Patch {
    const half = (of: Float64Array, before: number, after: number): number => {
      const halves = [Math.abs(of[4] - of[before]), Math.abs(of[after] - of[4])].filter((size) => !Number.isNaN(size));
      return halves.length === 0 ? 0 : Math.min(...halves);
    };
    const span = (of: Float64Array, scale: number): number => 2 * scale * Math.hypot(half(of, 3, 5), half(of, 1, 7));
    const spans = { spanCols: span(cols, this.#scaleCols), spanRows: span(rows, this.#scaleRows) };
    const constant = (value: number): number[] => [value, 0, 0, 0, 0, 0, 0, 0, 0];
    return { box, cols: constant(cols[4] * this.#scaleCols), rows: constant(rows[4] * this.#scaleRows), ...spans };
  }
}
