import { applyAffine, invertAffine } from '../grid/affine.ts';
import { gridBounds, type Grid, type Window } from '../grid/grid.ts';
import type { ProjectedArea } from '../grid/project-area.ts';
import { sameCrs } from '../grid/projection.ts';

/**
 * 1 for every pixel of the grid whose centre lies inside the area, else 0; row-major. Even-odd over all rings, the
 * rule of GDAL's rasterize without all_touched, its treatment of centres exactly on an edge included: out on the
 * left, in on the right, above and below.
 *
 * @throws RangeError if area and grid are in different CRSs
 */
export function maskArea(area: ProjectedArea, grid: Grid): Uint8Array {
  const { width } = grid;
  const mask = new Uint8Array(width * grid.height);
  visitSpans(area, grid, (row, from, to) => mask.fill(1, row * width + from, row * width + to));
  return mask;
}

/** Columns of each row: of row r `[edges[2 * k], edges[2 * k + 1])` for k from `starts[r]` to `starts[r + 1]` (excluded). */
export interface RowSpans {
  readonly starts: Int32Array;
  readonly edges: Int32Array;
}

/**
 * What `maskArea` marks, as spans: ascending, with gaps between them. Of it only what lies in one of the windows.
 *
 * @throws RangeError if area and grid are in different CRSs
 */
export function areaSpans(area: ProjectedArea, grid: Grid, windows: readonly Window[]): RowSpans {
  const starts = new Int32Array(grid.height + 1);
  const found: number[] = [];
  visitSpans(area, grid, (row, from, to) => {
    for (const window of windows) {
      if (row < window.row || row >= window.row + window.height) continue;
      const [first, end] = [Math.max(from, window.col), Math.min(to, window.col + window.width)];
      if (first >= end) continue;
      starts[row + 1]++;
      found.push(row, first, end);
    }
  });
  for (let row = 0; row < grid.height; row++) starts[row + 1] += starts[row];
  const edges = new Int32Array(2 * starts[grid.height]);
  const next = starts.slice();
  for (let i = 0; i < found.length; i += 3) {
    const k = next[found[i]]++;
    edges[2 * k] = found[i + 1];
    edges[2 * k + 1] = found[i + 2];
  }
  return mergeSpans({ starts, edges });
}

/** The same columns in spans that ascend, with gaps between them. */
function mergeSpans({ starts, edges }: RowSpans): RowSpans {
  const mergedStarts = new Int32Array(starts.length);
  let end = 0;
  for (let row = 0; row + 1 < starts.length; row++) {
    const spans = edges.subarray(2 * starts[row], 2 * starts[row + 1]);
    if (spans.length > 2) sortSpans(spans);
    const first = end;
    for (let i = 0; i < spans.length; i += 2) {
      if (end > first && spans[i] <= edges[2 * end - 1]) {
        edges[2 * end - 1] = Math.max(edges[2 * end - 1], spans[i + 1]);
      } else {
        edges[2 * end] = spans[i];
        edges[2 * end + 1] = spans[i + 1];
        end++;
      }
    }
    mergedStarts[row + 1] = end;
  }
  return { starts: mergedStarts, edges: edges.slice(0, 2 * end) };
}

/** By where they begin; in place. */
function sortSpans(spans: Int32Array): void {
  const sorted = Array.from({ length: spans.length / 2 }, (_, i) => [spans[2 * i], spans[2 * i + 1]]);
  spans.set(sorted.sort((a, b) => a[0] - b[0]).flat());
}

/**
 * How much of the grid lies inside the area, as far as a look at the outline's edges tells, which costs a tile in the
 * middle of its AOI a hundredth of its mask: `part` where an edge comes near the grid.
 *
 * @throws RangeError if area and grid are in different CRSs
 */
export function coverageOf(area: ProjectedArea, grid: Grid): 'none' | 'part' | 'whole' {
  requireSameCrs(area, grid);
  const [minX, minY, maxX, maxY] = gridBounds(grid);
  const y = (minY + maxY) / 2;
  let isInside = false;
  for (const ring of area.rings) {
    for (let i = 2; i < ring.length; i += 2) {
      const fromX = ring[i - 2];
      const fromY = ring[i - 1];
      const toX = ring[i];
      const toY = ring[i + 1];
      if (fromY < minY && toY < minY) continue;
      if (fromY > maxY && toY > maxY) continue;
      if (fromX > maxX && toX > maxX) continue;
      if (!(fromX < minX && toX < minX)) return 'part';
      // all of it lies left of the grid: the middle's row crosses it there or not at all
      if (fromY <= y !== toY <= y) isInside = !isInside;
    }
  }
  return isInside ? 'whole' : 'none';
}

/**
 * The smallest window that holds every pixel whose centre lies inside the area; undefined when there is none.
 *
 * @throws RangeError if area and grid are in different CRSs
 */
export function maskWindow(area: ProjectedArea, grid: Grid): Window | undefined {
  let [minCol, maxCol, minRow, maxRow] = [grid.width, 0, grid.height, -1];
  visitSpans(area, grid, (row, from, to) => {
    minCol = Math.min(minCol, from);
    maxCol = Math.max(maxCol, to);
    minRow = Math.min(minRow, row);
    maxRow = Math.max(maxRow, row);
  });
  if (maxRow < 0) return undefined;
  return { col: minCol, row: minRow, width: maxCol - minCol, height: maxRow - minRow + 1 };
}

/** Calls `visit` for the columns `[from, to)` of a row that are inside; spans are never empty, and may repeat. */
function visitSpans(area: ProjectedArea, grid: Grid, visit: (row: number, from: number, to: number) => void): void {
  requireSameCrs(area, grid);
  const rings = area.rings.map((ring) => toPixels(ring, grid));
  const visitBetween = (row: number, left: number, right: number) => {
    const [from, to] = [firstColumn(left, grid.width), firstColumn(right, grid.width)];
    if (from < to) visit(row, from, to);
  };
  const { firstRow, starts, crossings } = scan(rings, grid.height);
  for (let i = 0; i + 1 < starts.length; i++) {
    for (let k = starts[i]; k < starts[i + 1]; k += 2) visitBetween(firstRow + i, crossings[k], crossings[k + 1]);
  }
  for (const ring of rings) visitSills(ring, grid.height, visitBetween);
}

function requireSameCrs(area: ProjectedArea, grid: Grid): void {
  if (sameCrs(area.crs, grid.crs)) return;
  throw new RangeError(`area in ${area.crs.name} cannot mask a grid in ${grid.crs.name}`);
}

/**
 * Level edges exactly on a row of centres with the ring above them: the scan, which takes a centre on an edge's
 * upper end and not on its lower, leaves these out, and GDAL fills them.
 */
function visitSills(
  ring: Float64Array,
  height: number,
  visitBetween: (row: number, left: number, right: number) => void,
): void {
  for (let i = 3; i < ring.length; i += 2) {
    const row = ring[i] - 0.5;
    if (ring[i - 2] !== ring[i] || !Number.isInteger(row) || row < 0 || row >= height) continue;
    const step = ring[i - 1] - ring[i - 3];
    // rows run down: a ring of positive area goes along its lower edges from right to left
    if (step * ringArea(ring) < 0)
      visitBetween(row, Math.min(ring[i - 3], ring[i - 1]), Math.max(ring[i - 3], ring[i - 1]));
  }
}

/** Twice the signed area of a ring. */
function ringArea(ring: Float64Array): number {
  let area = 0;
  for (let i = 2; i < ring.length; i += 2) {
    area += (ring[i - 2] - ring[0]) * (ring[i + 1] - ring[1]) - (ring[i] - ring[0]) * (ring[i - 1] - ring[1]);
  }
  return area;
}

/**
 * Where the outline crosses the centre line of each row: row `firstRow + i` has the pixel positions
 * `crossings[starts[i]]` up to `crossings[starts[i + 1]]`, ascending, even in number, inside between each pair.
 */
interface Scan {
  readonly firstRow: number;
  readonly starts: Int32Array;
  readonly crossings: Float64Array;
}

function scan(rings: readonly Float64Array[], height: number): Scan {
  const [firstRow, lastRow] = rowSpan(rings, height);
  if (lastRow < firstRow) return { firstRow: 0, starts: new Int32Array(1), crossings: new Float64Array(0) };
  const starts = countCrossings(rings, firstRow, lastRow);
  const crossings = new Float64Array(starts[starts.length - 1]);
  fillCrossings(rings, firstRow, lastRow, starts, crossings);
  for (let i = 0; i + 1 < starts.length; i++) {
    if (starts[i + 1] - starts[i] > 1) crossings.subarray(starts[i], starts[i + 1]).sort();
  }
  return { firstRow, starts, crossings };
}

function toPixels(ring: Float64Array, grid: Grid): Float64Array {
  const inverse = invertAffine(grid.affine);
  const pixels = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) {
    const [col, row] = applyAffine(inverse, ring[i], ring[i + 1]);
    pixels[i] = col;
    pixels[i + 1] = row;
  }
  return pixels;
}

function rowSpan(rings: readonly Float64Array[], height: number): [first: number, last: number] {
  let [top, bottom] = [Infinity, -Infinity];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 2) {
      top = Math.min(top, ring[i]);
      bottom = Math.max(bottom, ring[i]);
    }
  }
  return [Math.max(0, rowFrom(top)), Math.min(height, rowFrom(bottom)) - 1];
}

/** First row whose centre line is at or below `y`: a centre on an edge's upper end counts, on its lower end not. */
function rowFrom(y: number): number {
  return Math.ceil(y - 0.5);
}

/** First column whose centre lies right of `x`, within the grid: a centre exactly on the left edge is outside. */
function firstColumn(x: number, width: number): number {
  return Math.min(width, Math.max(0, Math.floor(x + 0.5)));
}

function countCrossings(rings: readonly Float64Array[], firstRow: number, lastRow: number): Int32Array {
  const starts = new Int32Array(lastRow - firstRow + 2);
  for (const ring of rings) {
    for (let i = 3; i < ring.length; i += 2) {
      const [upper, lower] = ring[i - 2] < ring[i] ? [ring[i - 2], ring[i]] : [ring[i], ring[i - 2]];
      const end = Math.min(rowFrom(lower), lastRow + 1);
      for (let row = Math.max(rowFrom(upper), firstRow); row < end; row++) starts[row - firstRow + 1]++;
    }
  }
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
  return starts;
}

function fillCrossings(
  rings: readonly Float64Array[],
  firstRow: number,
  lastRow: number,
  starts: Int32Array,
  crossings: Float64Array,
): void {
  const next = starts.slice(0, -1);
  for (const ring of rings) {
    for (let i = 3; i < ring.length; i += 2) {
      const isDown = ring[i - 2] < ring[i];
      const upper = isDown ? i - 3 : i - 1;
      const lower = isDown ? i - 1 : i - 3;
      const slope = (ring[lower] - ring[upper]) / (ring[lower + 1] - ring[upper + 1]);
      const end = Math.min(rowFrom(ring[lower + 1]), lastRow + 1);
      for (let row = Math.max(rowFrom(ring[upper + 1]), firstRow); row < end; row++) {
        crossings[next[row - firstRow]++] = ring[upper] + (row + 0.5 - ring[upper + 1]) * slope;
      }
    }
  }
}
