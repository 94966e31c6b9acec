import { applyAffine, invertAffine } from '../grid/affine.ts';
import type { Grid, Window } from '../grid/grid.ts';
import type { ProjectedArea } from '../grid/project-area.ts';
import { sameCrs } from '../grid/projection.ts';

/**
 * 1 for every pixel of the grid whose centre lies inside the area, else 0; row-major. Even-odd over all rings, the
 * rule of GDAL's rasterize without all_touched, its treatment of centres exactly on an edge included.
 *
 * @throws RangeError if area and grid are in different CRSs
 */
export function maskArea(area: ProjectedArea, grid: Grid): Uint8Array {
  const { width } = grid;
  const { firstRow, starts, crossings } = scan(area, grid);
  const mask = new Uint8Array(width * grid.height);
  for (let i = 0; i + 1 < starts.length; i++) {
    const rowStart = (firstRow + i) * width;
    for (let k = starts[i]; k < starts[i + 1]; k += 2) {
      const from = firstColumn(crossings[k], width);
      const to = firstColumn(crossings[k + 1], width);
      mask.fill(1, rowStart + from, rowStart + to);
    }
  }
  return mask;
}

/**
 * The smallest window that holds every pixel whose centre lies inside the area; undefined when there is none.
 *
 * @throws RangeError if area and grid are in different CRSs
 */
export function maskWindow(area: ProjectedArea, grid: Grid): Window | undefined {
  const { width } = grid;
  const { firstRow, starts, crossings } = scan(area, grid);
  let [minCol, maxCol, minRow, maxRow] = [width, 0, grid.height, -1];
  for (let i = 0; i + 1 < starts.length; i++) {
    for (let k = starts[i]; k < starts[i + 1]; k += 2) {
      const from = firstColumn(crossings[k], width);
      const to = firstColumn(crossings[k + 1], width);
      if (from >= to) continue;
      minCol = Math.min(minCol, from);
      maxCol = Math.max(maxCol, to);
      minRow = Math.min(minRow, firstRow + i);
      maxRow = firstRow + i;
    }
  }
  if (maxRow < 0) return undefined;
  return { col: minCol, row: minRow, width: maxCol - minCol, height: maxRow - minRow + 1 };
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

function scan(area: ProjectedArea, grid: Grid): Scan {
  if (!sameCrs(area.crs, grid.crs)) {
    throw new RangeError(`area in ${area.crs.name} cannot mask a grid in ${grid.crs.name}`);
  }
  const rings = area.rings.map((ring) => toPixels(ring, grid));
  const [firstRow, lastRow] = rowSpan(rings, grid.height);
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
