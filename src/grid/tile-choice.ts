import { areaBbox, type AreaGeometry, type Position } from './geometry.ts';
import { applyAffine, invertAffine } from './affine.ts';
import type { Bounds } from './bounds.ts';
import type { Grid } from './grid.ts';
import { WGS84, projector, sameCrs } from './projection.ts';
import { requireTileMatrixSet, tileLevels, tileMatrixSetIds, type TileMatrixSet } from './tile-matrix-set.ts';

/** Where EPSG:3035 is meant to be used, and the Arctic beyond its north: its registry entry, longitude and latitude. */
const LAEA_USE: Bounds = [-35.58, 24.6, 44.83, 84.73];
/** UPS begins here, and UTM ends 4 degrees before. */
const POLAR_LATITUDE = 80;
/** Web mercator ends here. */
const MERCATOR_LATITUDE = 85.0511;
const ZONE_DEGREES = 6;

/** A place of an area to measure at: the middle of the box around it. */
export function middleOf(geometry: AreaGeometry): Position {
  const [west, south, east, north] = areaBbox(geometry);
  const width = east - west + (west > east ? 360 : 0);
  return [west + width / 2, (south + north) / 2];
}

/**
 * The set that shows a raster with the least change: the one in its own CRS, or else that of the UTM zone, near a pole
 * the UPS set, in which the place lies.
 */
export function nativeTileMatrixSet({ crs }: Grid, [lon, lat]: Position): TileMatrixSet {
  const sets = tileMatrixSetIds().map(requireTileMatrixSet);
  // sets of the northern zones go on south of the equator, only with other northings
  const northern = /^EPSG:327(\d\d)$/.exec(crs.name)?.[1];
  const own = sets.find(({ mapCrs }) => mapCrs.name === `EPSG:326${northern}` || sameCrs(mapCrs, crs));
  if (own !== undefined) return own;
  if (lat > POLAR_LATITUDE + 4) return requireTileMatrixSet('UPSArcticWGS84Quad');
  if (lat < -POLAR_LATITUDE) return requireTileMatrixSet('UPSAntarcticWGS84Quad');
  return utmSet(lon);
}

function utmSet(lon: number): TileMatrixSet {
  const zone = (((Math.floor((lon + 180) / ZONE_DEGREES) % 60) + 60) % 60) + 1;
  return requireTileMatrixSet(`UTM${String(zone).padStart(2, '0')}WGS84Quad`);
}

/** The sets that are meant for the place of an area, its native one included. All others show it too, far off or not at all. */
export function tileMatrixSetsFor(geometry: AreaGeometry, native: TileMatrixSet): TileMatrixSet[] {
  const [, south, , north] = areaBbox(geometry);
  const [lon, lat] = middleOf(geometry);
  const [west, least, east, most] = LAEA_USE;
  const meant: Readonly<Partial<Record<string, boolean>>> = {
    WebMercatorQuad: south < MERCATOR_LATITUDE && north > -MERCATOR_LATITUDE,
    WorldCRS84Quad: true,
    WorldMercatorWGS84Quad: south < MERCATOR_LATITUDE && north > -MERCATOR_LATITUDE,
    UPSArcticWGS84Quad: north > POLAR_LATITUDE,
    UPSAntarcticWGS84Quad: south < -POLAR_LATITUDE,
    EuropeanETRS89_LAEAQuad: lon > west && lon < east && lat > least && lat < most,
  };
  const ids = tileMatrixSetIds().filter((id) => meant[id] === true || id === native.id);
  const zone = utmSet(lon).id;
  if (!ids.includes(zone) && Math.abs(lat) < MERCATOR_LATITUDE) ids.push(zone);
  return ids.map(requireTileMatrixSet);
}

/**
 * The level of a set from which on tiles show a raster's own pixels: the first whose pixels are not larger there.
 * The last of the set if none is, or if the place has none in the set.
 */
export function nativeLevel(set: TileMatrixSet, raster: Grid, place: Position): number {
  const [first, last] = tileLevels(set);
  const pixel = pixelIn(set, raster, place);
  if (Number.isNaN(pixel)) return last;
  const rounding = 1e-6;
  const level = first + Math.ceil(Math.log2(set.tileMatrices[0].cellSize / pixel) - rounding);
  return Math.max(first, Math.min(last, level));
}

/** Shorter side of a raster's pixel at a place, in the set's units. */
function pixelIn({ mapCrs }: TileMatrixSet, { crs, affine }: Grid, [lon, lat]: Position): number {
  const toMap = projector(crs, mapCrs);
  const [col, row] = applyAffine(invertAffine(affine), ...projector(WGS84, crs)(lon, lat));
  const at = (across: number, down: number) => toMap(...applyAffine(affine, col + across, row + down));
  const side = ([x0, y0]: Position, [x1, y1]: Position) => Math.hypot(x1 - x0, y1 - y0);
  return Math.min(side(at(-0.5, 0), at(0.5, 0)), side(at(0, -0.5), at(0, 0.5)));
}

/** The finest level at which bounds in the set's CRS take at most so many pixels a side, within the set. */
export function levelFitting(set: TileMatrixSet, [minX, minY, maxX, maxY]: Bounds, pixels: number): number {
  const [first, last] = tileLevels(set);
  const side = Math.max(maxX - minX, maxY - minY);
  const level = first + Math.floor(Math.log2((set.tileMatrices[0].cellSize * pixels) / side));
  return Number.isNaN(level) ? first : Math.max(first, Math.min(last, level));
}
