import { applyAffine } from '../grid/affine.ts';
import type { Polygon, Position } from '../grid/geometry.ts';
import type { Grid } from '../grid/grid.ts';
import { WGS84, projector } from '../grid/projection.ts';
import { pixelAreas } from '../raster/area.ts';
import { Failure } from '../failure.ts';

/** Points along each edge of a footprint: enough for straight edges to bow as the projection does. */
const EDGE_POINTS = 8;

/**
 * Outline of a grid in EPSG:4326, longitudes continuous (beyond 180 where it crosses the antimeridian).
 *
 * @throws Failure `unreadable` if part of it lies nowhere on earth
 */
export function footprintOf(grid: Grid): Polygon {
  const project = projector(grid.crs, WGS84);
  const ring: Position[] = [];
  for (const [col, row] of edge(grid)) {
    const [x, y] = project(...applyAffine(grid.affine, col, row));
    if (Number.isNaN(x)) throw new Failure('unreadable', `pixel ${col}, ${row} of the raster lies nowhere on earth`);
    const previous = ring.at(-1)?.[0] ?? x;
    ring.push([x - 360 * Math.round((x - previous) / 360), y]);
  }
  return { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
}

function edge({ width, height }: Grid): [col: number, row: number][] {
  const corners = [
    [0, 0],
    [0, height],
    [width, height],
    [width, 0],
  ];
  return corners.flatMap(([col, row], side) => {
    const [toCol, toRow] = corners[(side + 1) % 4];
    return Array.from({ length: EDGE_POINTS }, (_, i): [number, number] => {
      const t = i / EDGE_POINTS;
      return [col + t * (toCol - col), row + t * (toRow - row)];
    });
  });
}

/** Side of a square as large as the grid's middle pixel on the ground, m. */
export function resolutionOf(grid: Grid): number {
  const row = new Float64Array(grid.width);
  pixelAreas(grid).fillRow(Math.floor(grid.height / 2), row);
  return Math.sqrt(row[Math.floor(grid.width / 2)]);
}
