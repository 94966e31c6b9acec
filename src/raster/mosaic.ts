import { Failure } from '../failure.ts';
import { applyAffine } from '../grid/affine.ts';
import type { Grid } from '../grid/grid.ts';
import { latticeOffset } from '../grid/lattice.ts';
import { cropRaster } from './crop.ts';
import type { Encoding, Raster } from './raster.ts';

/** Scenes of one date are neighbours; a union larger than this is two places on one lattice. 1 GiB as float32. */
const MAX_PIXELS = 2 ** 28;

/**
 * Rasters of one lattice and encoding laid over each other, newest first: each pixel is taken from the first raster
 * in which it is valid. Covers the union of their grids, on the first one's lattice.
 *
 * @param rasters newest first, at least one
 * @throws Failure `invalid` if lattices or encodings differ, or the union is absurdly large
 */
export function mosaic(rasters: readonly Raster[]): Raster {
  const [newest, ...older] = rasters;
  if (older.length === 0) return newest;
  const offsets = rasters.map((raster) => offsetIn(newest, raster));
  const left = Math.min(...offsets.map(({ col }) => col));
  const top = Math.min(...offsets.map(({ row }) => row));
  const width = Math.max(...offsets.map(({ col }, i) => col + rasters[i].grid.width)) - left;
  const height = Math.max(...offsets.map(({ row }, i) => row + rasters[i].grid.height)) - top;
  if (width * height > MAX_PIXELS) {
    throw new Failure('invalid', `a mosaic of ${width} x ${height} pixels is larger than ${MAX_PIXELS} pixels`);
  }
  const united = cropRaster(newest, { col: left, row: top, width, height });
  for (let i = 1; i < rasters.length; i++) {
    layUnder(united, rasters[i], offsets[i].col - left, offsets[i].row - top);
  }
  return united;
}

function offsetIn(newest: Raster, raster: Raster): { col: number; row: number } {
  const offset = latticeOffset(newest.grid, raster.grid);
  if (offset === undefined) {
    const [found, wanted] = [describeLattice(raster.grid), describeLattice(newest.grid)];
    throw new Failure('invalid', `rasters of one mosaic need one pixel lattice: ${found} does not lie on ${wanted}`);
  }
  if (!sameEncoding(newest.encoding, raster.encoding)) {
    const [found, wanted] = [describeEncoding(raster.encoding), describeEncoding(newest.encoding)];
    throw new Failure('invalid', `rasters of one mosaic need one encoding: found ${found} beside ${wanted}`);
  }
  return offset;
}

/** Fills the pixels that are still invalid in `united`, a raster this module made itself. */
function layUnder(united: Raster, older: Raster, col: number, row: number): void {
  const { width, height } = older.grid;
  for (let sourceRow = 0; sourceRow < height; sourceRow++) {
    const from = sourceRow * width;
    const to = (sourceRow + row) * united.grid.width + col;
    for (let i = 0; i < width; i++) {
      if (united.valid[to + i] === 1 || older.valid[from + i] === 0) continue;
      united.values[to + i] = older.values[from + i];
      united.valid[to + i] = 1;
    }
  }
}

function sameEncoding(a: Encoding, b: Encoding): boolean {
  return a.dtype === b.dtype && a.scale === b.scale && a.offset === b.offset;
}

function describeEncoding({ dtype, scale, offset }: Encoding): string {
  return `${dtype} with scale ${scale} and offset ${offset}`;
}

function describeLattice({ crs, affine }: Grid): string {
  const [x, y] = applyAffine(affine, 0, 0);
  const [a, b, , d, e] = affine;
  return `${crs.name} at ${x}, ${y} with pixels ${Math.hypot(a, d)} x ${Math.hypot(b, e)}`;
}
