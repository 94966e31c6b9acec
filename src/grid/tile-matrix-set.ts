import { invalidField } from '../failure.ts';
import type { Grid } from './grid.ts';
import type { Crs } from './projection.ts';

/** Spherical mercator of web maps. */
export const WEB_MERCATOR: Crs = {
  name: 'EPSG:3857',
  definition:
    '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs',
};

/** Half the side of the world in web mercator, m: half the equator of a sphere of the WGS 84 major axis. */
const HALF_WORLD_M = Math.PI * 6_378_137;
/** Levels of the OGC's WebMercatorQuad, from 0: a pixel of the last is 9 mm. */
const LAST_LEVEL = 24;

/**
 * Pixels of one tile of WebMercatorQuad (OGC Two Dimensional Tile Matrix Set 2.0, annex D.1).
 *
 * @param size pixels a side; 512 are twice as many on the same ground
 * @throws Failure `invalid` about z, x or y beyond the set, saying what there is
 */
export function webMercatorTile(z: number, x: number, y: number, size: number): Grid {
  if (z < 0 || z > LAST_LEVEL) throw invalidField('z', `WebMercatorQuad has levels 0 to ${LAST_LEVEL}, not ${z}`);
  const tiles = 2 ** z;
  for (const [field, at] of [
    ['x', x],
    ['y', y],
  ] as const) {
    if (at < 0 || at >= tiles) throw invalidField(field, `level ${z} has ${field} 0 to ${tiles - 1}, not ${at}`);
  }
  const side = (2 * HALF_WORLD_M) / tiles;
  const pixel = side / size;
  return {
    crs: WEB_MERCATOR,
    affine: [pixel, 0, x * side - HALF_WORLD_M, 0, -pixel, HALF_WORLD_M - y * side],
    width: size,
    height: size,
  };
}
