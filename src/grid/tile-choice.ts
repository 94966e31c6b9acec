import { normalLongitude, type Position } from './geometry.ts';
import { applyAffine, invertAffine } from './affine.ts';
import type { Bounds } from './bounds.ts';
import type { Grid } from './grid.ts';
import { WGS84, projector, sameCrs, type Crs } from './projection.ts';
import { requireTileMatrixSet, tileLevels, tileMatrixSetIds, type TileMatrixSet } from './tile-matrix-set.ts';

/** Sets of the world. Mercator's end short of the poles. */
const WORLD = ['WebMercatorQuad', 'WorldCRS84Quad', 'WorldMercatorWGS84Quad'];
/** Latitude at which web mercator ends. */
const MERCATOR_LATITUDE = 85.0511;
/** Areas of use by the EPSG registry (3035, 32601 to 32660, 5041, 5042), longitude and latitude. */
const LAEA_USE: Bounds = [-35.58, 24.6, 44.83, 84.73];
const UTM_LATITUDES = [-80, 84] as const;
const UPS_LATITUDE = 60;
const ZONE_DEGREES = 6;

/** A place of an area to measure at: the middle of the bounds around it; `west > east` across the antimeridian. */
export function middleOf([west, south, east, north]: Bounds): Position {
  const width = east - west + (west > east ? 360 : 0);
  return [normalLongitude(west + width / 2, 180), (south + north) / 2];
}

/**
 * The set that shows a raster with the least change: the one in its own CRS, or else that of the UTM zone, near a pole
 * the UPS set, in which the place lies.
 */
export function nativeTileMatrixSet(crs: Crs, [lon, lat]: Position): TileMatrixSet {
  const sets = tileMatrixSetIds().map(requireTileMatrixSet);
  // sets of the northern zones go on south of the equator, only with other northings
  const northern = /^EPSG:327(\d\d)$/.exec(crs.name)?.[1];
  const own = sets.find(({ mapCrs }) => mapCrs.name === `EPSG:326${northern}` || sameCrs(mapCrs, crs));
  if (own !== undefined) return own;
  const [south, north] = UTM_LATITUDES;
  if (lat > north) return requireTileMatrixSet('UPSArcticWGS84Quad');
  if (lat < south) return requireTileMatrixSet('UPSAntarcticWGS84Quad');
  return requireTileMatrixSet(utmSetId(lon));
}

function utmSetId(lon: number): string {
  const zone = (((Math.floor((lon + 180) / ZONE_DEGREES) % 60) + 60) % 60) + 1;
  return `UTM${String(zone).padStart(2, '0')}WGS84Quad`;
}

/**
 * The sets that suit an area: those of the world, those whose CRS is meant for the place of its middle, and the native
 * one of its rasters. All others show it too, far off or not at all.
 *
 * @param bounds longitude and latitude; `west > east` across the antimeridian
 */
export function tileMatrixSetsOver(bounds: Bounds, native: TileMatrixSet): TileMatrixSet[] {
  const [, southEdge, , northEdge] = bounds;
  const [lon, lat] = middleOf(bounds);
  const [west, south, east, north] = LAEA_USE;
  const isOnMercator = southEdge < MERCATOR_LATITUDE && northEdge > -MERCATOR_LATITUDE;
  const ids = [
    ...WORLD.filter((id) => isOnMercator || id === 'WorldCRS84Quad'),
    ...(lon >= west && lon <= east && lat >= south && lat <= north ? ['EuropeanETRS89_LAEAQuad'] : []),
    ...(lat >= UTM_LATITUDES[0] && lat <= UTM_LATITUDES[1] ? [utmSetId(lon)] : []),
    ...(lat >= UPS_LATITUDE ? ['UPSArcticWGS84Quad'] : []),
    ...(lat <= -UPS_LATITUDE ? ['UPSAntarcticWGS84Quad'] : []),
    native.id,
  ];
  return [...new Set(ids)].map(requireTileMatrixSet);
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
