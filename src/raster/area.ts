import { applyAffine } from '../grid/affine.ts';
import { AUTHALIC_RADIUS, authalicLatitude, zoneArea } from '../grid/ellipsoid.ts';
import type { Grid } from '../grid/grid.ts';
import { WGS84, isGeographic, projector } from '../grid/projection.ts';

/** Ground area of the pixels of a grid. */
export interface PixelAreas {
  /**
   * Writes the areas of a row's columns `[from, to)` as straight lines, which they are but for the rim of a world: a
   * pixel of column `col` before `ends[k]`, and from `ends[k - 1]` on, covers `bases[k] + slopes[k] * col` m2.
   */
  readonly fillLines: (row: number, from: number, to: number, lines: AreaLines) => void;
  /** Writes the area of each pixel of a row, m2, into the first `grid.width` elements of `out`. */
  readonly fillRow: (row: number, out: Float64Array) => void;
}

/** Straight lines, `count` of them; the arrays have room for one a column. */
export interface AreaLines {
  count: number;
  readonly ends: Int32Array;
  readonly bases: Float64Array;
  readonly slopes: Float64Array;
}

/**
 * Ground area of each pixel on the WGS 84 ellipsoid, whatever the CRS: of the cell between its meridians and
 * parallels in longitude and latitude, else of the quadrangle between its corners. Within 1e-4 of PostGIS's
 * geography (1e-6 of the quadrangle's own area). 0 for a pixel that lies nowhere on earth.
 *
 * @throws Failure `invalid` if the CRS cannot be computed with
 */
export function pixelAreas(grid: Grid): PixelAreas {
  const [, b, , d] = grid.affine;
  const fillLines = isGeographic(grid.crs) && b === 0 && d === 0 ? geographicAreas(grid) : latticeAreas(grid);
  return { fillLines, fillRow: (row, out) => fillRow(fillLines, grid.width, row, out) };
}

function fillRow(fillLines: PixelAreas['fillLines'], width: number, row: number, out: Float64Array): void {
  const [ends, bases, slopes] = [new Int32Array(width), new Float64Array(width), new Float64Array(width)];
  const lines = { count: 0, ends, bases, slopes };
  fillLines(row, 0, width, lines);
  for (let k = 0, col = 0; k < lines.count; k++) {
    for (; col < ends[k]; col++) out[col] = bases[k] + slopes[k] * col;
  }
}

function addLine(lines: AreaLines, end: number, base: number, slope: number): void {
  const k = lines.count++;
  lines.ends[k] = end;
  lines.bases[k] = base;
  lines.slopes[k] = slope;
}

/** Meridians and parallels: one number a row. A half pixel beyond a pole, as global grids have it, is no ground. */
function geographicAreas({ affine }: Grid): PixelAreas['fillLines'] {
  const [a, , , , e, f] = affine;
  const radians = (Math.abs(a) * Math.PI) / 180;
  const edge = (row: number) => zoneArea(Math.max(-90, Math.min(90, e * row + f)));
  return (row, _from, to, lines) => {
    lines.count = 0;
    addLine(lines, to, radians * Math.abs(edge(row) - edge(row + 1)), 0);
  };
}

/** Cells per side of the coarsest and the finest lattice of exact areas. */
const FEWEST_CELLS = 4;
const MOST_CELLS = 64;
/** Relative error in the middle of a cell below which linear interpolation will do. */
const CLOSE_ENOUGH = 1e-7;

/**
 * Areas change slowly over a projected grid: exact ones on a lattice, bilinear between, the lattice halved until
 * the middles of its cells agree. Cells that never do (a rim of the world runs through) are computed pixel by pixel.
 */
function latticeAreas(grid: Grid): PixelAreas['fillLines'] {
  const areaAt = exactArea(grid);
  let lattice = makeLattice(grid, areaAt, FEWEST_CELLS);
  while (lattice.cells < MOST_CELLS && lattice.isExact.includes(1)) {
    lattice = makeLattice(grid, areaAt, 2 * lattice.cells);
  }
  return (row, from, to, lines) => fillFromLattice(lattice, grid, areaAt, [row, from, to], lines);
}

/** Area of the pixel-sized quadrangle around a position, m2. */
type AreaAt = (col: number, row: number) => number;

interface Lattice {
  /** Cells per side; nodes are one more. */
  readonly cells: number;
  readonly nodes: Float64Array;
  /** 1 for each cell that linear interpolation does not serve. */
  readonly isExact: Uint8Array;
}

function makeLattice({ width, height }: Grid, areaAt: AreaAt, cells: number): Lattice {
  const stride = cells + 1;
  const nodes = new Float64Array(stride * stride);
  for (let j = 0; j <= cells; j++) {
    for (let i = 0; i <= cells; i++) nodes[j * stride + i] = areaAt((i * width) / cells, (j * height) / cells);
  }
  const isExact = new Uint8Array(cells * cells);
  for (let j = 0; j < cells; j++) {
    for (let i = 0; i < cells; i++) {
      const at = j * stride + i;
      const mean = (nodes[at] + nodes[at + 1] + nodes[at + stride] + nodes[at + stride + 1]) / 4;
      const middle = areaAt(((i + 0.5) * width) / cells, ((j + 0.5) * height) / cells);
      // written so that NaN, a place off the earth, is never close enough
      isExact[j * cells + i] = Math.abs(mean - middle) <= CLOSE_ENOUGH * middle ? 0 : 1;
    }
  }
  return { cells, nodes, isExact };
}

function fillFromLattice(
  { cells, nodes, isExact }: Lattice,
  { width, height }: Grid,
  areaAt: AreaAt,
  [row, from, to]: readonly [row: number, from: number, to: number],
  lines: AreaLines,
): void {
  const down = ((row + 0.5) * cells) / height;
  const j = Math.floor(down);
  const share = down - j;
  lines.count = 0;
  for (let i = 0; i < cells; i++) {
    const first = Math.max(Math.ceil((i * width) / cells - 0.5), from);
    const end = Math.min(Math.ceil(((i + 1) * width) / cells - 0.5), to);
    if (first >= end) continue;
    if (isExact[j * cells + i] === 1) {
      for (let col = first; col < end; col++) addLine(lines, col + 1, areaAt(col + 0.5, row + 0.5) || 0, 0);
      continue;
    }
    const at = j * (cells + 1) + i;
    const left = nodes[at] + (nodes[at + cells + 1] - nodes[at]) * share;
    const right = nodes[at + 1] + (nodes[at + cells + 2] - nodes[at + 1]) * share;
    const step = ((right - left) * cells) / width;
    addLine(lines, end, left + (0.5 - (i * width) / cells) * step, step);
  }
}

function exactArea({ crs, affine }: Grid): AreaAt {
  const project = projector(crs, WGS84);
  const corner = (col: number, row: number) => unitVector(...project(...applyAffine(affine, col, row)));
  return (col, row) =>
    quadrangleArea(
      corner(col - 0.5, row - 0.5),
      corner(col + 0.5, row - 0.5),
      corner(col + 0.5, row + 0.5),
      corner(col - 0.5, row + 0.5),
    );
}

type Vector = readonly [x: number, y: number, z: number];

/** The point of the unit sphere that stands for a place, areas kept (the authalic sphere). */
function unitVector(lon: number, lat: number): Vector {
  const [lambda, beta] = [(lon * Math.PI) / 180, authalicLatitude((lat * Math.PI) / 180)];
  return [Math.cos(beta) * Math.cos(lambda), Math.cos(beta) * Math.sin(lambda), Math.sin(beta)];
}

/** Two triangles; no longitudes, so neither the antimeridian nor a pole is special. */
function quadrangleArea(a: Vector, b: Vector, c: Vector, d: Vector): number {
  return AUTHALIC_RADIUS ** 2 * Math.abs(triangleExcess(a, b, c) + triangleExcess(a, c, d));
}

/**
 * Spherical excess of a triangle, radians, signed by its sense: Eriksson, On the measure of solid angles (1990).
 * Differences in the triple product keep the digits that a 10 m triangle has at all.
 */
function triangleExcess(a: Vector, b: Vector, c: Vector): number {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const triple = a[0] * (uy * vz - uz * vy) + a[1] * (uz * vx - ux * vz) + a[2] * (ux * vy - uy * vx);
  return 2 * Math.atan2(triple, 1 + dot(a, b) + dot(b, c) + dot(c, a));
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
