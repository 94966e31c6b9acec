import type { Bounds } from './bounds.ts';
import { tileMatrixSet, type TileMatrixSet } from './tile-matrix-set.ts';

/** Sets that reach everywhere, but for the poles. */
const WORLD = ['WebMercatorQuad', 'WorldCRS84Quad', 'WorldMercatorWGS84Quad'];
/** Where ETRS89-extended / LAEA Europe is for (EPSG area of use 2881), longitude and latitude. */
const EUROPE: Bounds = [-35.58, 24.6, 44.83, 84.73];
/** Latitudes that UTM is for. */
const UTM: readonly [south: number, north: number] = [-80, 84];
/** Where universal polar stereographic begins to be less distorted than maps of the world, degrees from the equator. */
const POLAR = 60;

/**
 * The sets that suit an area: those of the world, then those of its own place, of which the UTM zone is that of its
 * middle.
 *
 * @param bounds longitude and latitude; `west > east` across the antimeridian
 */
export function tileMatrixSetsOver([west, south, east, north]: Bounds): TileMatrixSet[] {
  const turn = west > east ? 360 : 0;
  const middle = ((west + east + turn) / 2 + 540) % 360;
  const zone = Math.min(60, Math.floor(middle / 6) + 1);
  const isInEurope = turn === 0 && west >= EUROPE[0] && east <= EUROPE[2] && south >= EUROPE[1] && north <= EUROPE[3];
  return [
    ...WORLD,
    ...(isInEurope ? ['EuropeanETRS89_LAEAQuad'] : []),
    ...(south >= UTM[0] && north <= UTM[1] ? [`UTM${String(zone).padStart(2, '0')}WGS84Quad`] : []),
    ...(south >= POLAR ? ['UPSArcticWGS84Quad'] : []),
    ...(north <= -POLAR ? ['UPSAntarcticWGS84Quad'] : []),
  ].flatMap((id) => tileMatrixSet(id) ?? []);
}
