import { epsg } from '../../src/cog/epsg.ts';
import { WEB_MERCATOR, WEB_MERCATOR_QUAD, tileGrid } from '../../src/grid/tile-matrix-set.ts';
import { projector } from '../../src/grid/projection.ts';
import { uniformStream } from '../random.ts';

/** Address of a map tile in WebMercatorQuad. */
export interface Tile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** A square raster's place in EPSG:32633, m. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Where the comparison's raster lies, as `make-raster.py` makes it: 8192 pixels of 10 m a side. */
export const RASTER_SQUARE: Square = { left: 499_980, top: 5_500_020, side: 81_920 };

/** How many tiles of each level: z13 needs the raster's own pixels, z12 its first overview, z11 the second. */
const SHARES: readonly (readonly [z: number, count: number])[] = [
  [13, 120],
  [12, 60],
  [11, 20],
];

/** The 200 tiles that every server is asked for: the same each time, neighbours in the list none on the map. */
export function benchTiles(): Tile[] {
  const random = uniformStream(12_345);
  const chosen = SHARES.flatMap(([z, count]) => shuffled(tilesOver(z, RASTER_SQUARE), random).slice(0, count));
  return shuffled(chosen, random);
}

/** Every tile of a level whose middle lies on the square, row by row. */
export function tilesOver(z: number, { left, top, side }: Square): Tile[] {
  const utm = epsg(32_633);
  if (utm === undefined) throw new Error('EPSG:32633 is not known');
  const toMap = projector(utm, WEB_MERCATOR);
  const toRaster = projector(WEB_MERCATOR, utm);
  const corners = [toMap(left, top), toMap(left + side, top), toMap(left, top - side), toMap(left + side, top - side)];
  const [pixel, , originX, , , originY] = tileGrid(WEB_MERCATOR_QUAD, z, 0, 0, 1).affine;
  const columns = corners.map(([x]) => Math.floor((x - originX) / pixel));
  const rows = corners.map(([, y]) => Math.floor((originY - y) / pixel));
  const tiles: Tile[] = [];
  for (let y = Math.min(...rows); y <= Math.max(...rows); y++) {
    for (let x = Math.min(...columns); x <= Math.max(...columns); x++) {
      const [east, north] = toRaster(originX + (x + 0.5) * pixel, originY - (y + 0.5) * pixel);
      if (east > left && east < left + side && north < top && north > top - side) tiles.push({ z, x, y });
    }
  }
  return tiles;
}

/** Outer edge in web mercator as WMS writes it. */
export function tileBox({ z, x, y }: Tile): string {
  const [side, , left, , , top] = tileGrid(WEB_MERCATOR_QUAD, z, x, y, 1).affine;
  return [left, top - side, left + side, top].map((edge) => edge.toFixed(6)).join(',');
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
