import { Failure, invalidField } from '../failure.ts';
import type { Bounds } from './bounds.ts';
import type { Grid } from './grid.ts';
import { WGS84, type Crs } from './projection.ts';
import laeaQuad from './tile-matrix-sets/european-etrs89-laea-quad.json' with { type: 'json' };
import upsAntarcticQuad from './tile-matrix-sets/ups-antarctic-wgs84-quad.json' with { type: 'json' };
import upsArcticQuad from './tile-matrix-sets/ups-arctic-wgs84-quad.json' with { type: 'json' };
import utm31Quad from './tile-matrix-sets/utm31-wgs84-quad.json' with { type: 'json' };
import webMercatorQuad from './tile-matrix-sets/web-mercator-quad.json' with { type: 'json' };
import worldCrs84Quad from './tile-matrix-sets/world-crs84-quad.json' with { type: 'json' };
import worldMercatorQuad from './tile-matrix-sets/world-mercator-wgs84-quad.json' with { type: 'json' };

/** One level of a set, in the members of the OGC's JSON encoding. */
export interface TileMatrix {
  /** Its level, as a text. */
  readonly id: string;
  /** With pixels of 0.28 mm. */
  readonly scaleDenominator: number;
  /** Side of a pixel of a tile of `tileWidth`, in units of the CRS. */
  readonly cellSize: number;
  readonly cornerOfOrigin: string;
  /** Corner of tile 0, 0, in the order of the set's axes. */
  readonly pointOfOrigin: readonly number[];
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly matrixWidth: number;
  readonly matrixHeight: number;
}

/** A set in the JSON encoding of OGC Two Dimensional Tile Matrix Set 2.0 (17-083r4). */
export interface TileMatrixSetDefinition {
  readonly id: string;
  readonly title: string;
  /** Its name in the OGC's registry. */
  readonly uri: string;
  /** URI of the CRS. */
  readonly crs: string;
  /** Axes in the order that the CRS's authority states: north may come first, which `mapCrs` never has. */
  readonly orderedAxes: readonly string[];
  readonly wellKnownScaleSet?: string;
  /** From the coarsest on, each level with half the cells of the one before and the same point of origin. */
  readonly tileMatrices: readonly TileMatrix[];
}

/** A set as we compute with it. */
export interface TileMatrixSet extends TileMatrixSetDefinition {
  /** Its CRS, x east or longitude. */
  readonly mapCrs: Crs;
}

/** Tiles of one level, both ends included. */
export interface TileRange {
  readonly minCol: number;
  readonly minRow: number;
  readonly maxCol: number;
  readonly maxRow: number;
}

/** Spherical mercator of web maps. */
export const WEB_MERCATOR: Crs = {
  name: 'EPSG:3857',
  definition:
    '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs',
};

/** What every web map shows. */
export const WEB_MERCATOR_QUAD: TileMatrixSet = { ...webMercatorQuad, mapCrs: WEB_MERCATOR };

const UTM_ZONES = 60;
const ON_WGS84 = '+datum=WGS84 +units=m +no_defs';
const POLAR = `+lon_0=0 +k=0.994 +x_0=2000000 +y_0=2000000 ${ON_WGS84}`;

const SETS: ReadonlyMap<string, TileMatrixSet> = new Map(
  [
    WEB_MERCATOR_QUAD,
    { ...worldCrs84Quad, mapCrs: WGS84 },
    { ...worldMercatorQuad, mapCrs: epsg(3395, `+proj=merc +lon_0=0 +k=1 +x_0=0 +y_0=0 ${ON_WGS84}`) },
    { ...upsArcticQuad, mapCrs: epsg(5041, `+proj=stere +lat_0=90 ${POLAR}`) },
    { ...upsAntarcticQuad, mapCrs: epsg(5042, `+proj=stere +lat_0=-90 ${POLAR}`) },
    {
      ...laeaQuad,
      mapCrs: epsg(3035, '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs'),
    },
    ...Array.from({ length: UTM_ZONES }, (_, i) => utmQuad(i + 1)),
  ].map((set) => [set.id, set]),
);

/**
 * The set of a UTM zone. The registry has sixty of them, equal but for the zone's number in four texts: they are made
 * of one, so that no number can be wrong in the other fifty-nine. Each is of the northern CRS and goes on south of the
 * equator, where northings are negative.
 */
function utmQuad(zone: number): TileMatrixSet {
  const number = String(zone).padStart(2, '0');
  const renumber = (text: string): string => text.replace('31', number);
  return {
    ...utm31Quad,
    id: renumber(utm31Quad.id),
    title: renumber(utm31Quad.title),
    uri: renumber(utm31Quad.uri),
    crs: utm31Quad.crs.replace(/31$/, number),
    mapCrs: epsg(32_600 + zone, `+proj=utm +zone=${zone} ${ON_WGS84}`),
  };
}

function epsg(code: number, definition: string): Crs {
  return { name: `EPSG:${code}`, definition };
}

/** The set of an id of the OGC's registry, such as `WebMercatorQuad`; undefined if it is none of ours. */
export function tileMatrixSet(id: string): TileMatrixSet | undefined {
  return SETS.get(id);
}

/** Ids of all sets: those of the world, of the poles, of Europe, then of the UTM zones. */
export function tileMatrixSetIds(): readonly string[] {
  return [...SETS.keys()];
}

/** What the OGC's JSON encoding says of a set, and nothing of ours. */
export function tileMatrixSetDefinition(set: TileMatrixSet): TileMatrixSetDefinition {
  const { id, title, uri, crs, orderedAxes, wellKnownScaleSet, tileMatrices } = set;
  return { id, title, uri, crs, orderedAxes, ...(wellKnownScaleSet && { wellKnownScaleSet }), tileMatrices };
}

/** Levels of a set, from the coarsest to the finest. */
export function tileLevels({ tileMatrices }: TileMatrixSet): readonly [first: number, last: number] {
  return [Number(tileMatrices[0].id), Number(tileMatrices[tileMatrices.length - 1].id)];
}

/** Corner where tile 0, 0 of every level begins, in `mapCrs`. */
export function pointOfOrigin({ orderedAxes, tileMatrices }: TileMatrixSet): readonly [x: number, y: number] {
  const [first, second] = tileMatrices[0].pointOfOrigin;
  return /^(y|n|lat)/i.test(orderedAxes[0]) ? [second, first] : [first, second];
}

/** Side of a pixel of a level, in units of `mapCrs`. @throws Failure `invalid` about a level that the set lacks */
export function cellSize(set: TileMatrixSet, z: number): number {
  return matrixOf(set, z).cellSize;
}

/**
 * Pixels of one tile.
 *
 * @param z level; the id of its matrix
 * @param x column, from the west
 * @param y row, from the north
 * @param size pixels a side; 512 are twice as many as 256 on the same ground
 * @throws Failure `invalid` about z, x or y beyond the set, saying what there is
 */
export function tileGrid(set: TileMatrixSet, z: number, x: number, y: number, size: number): Grid {
  const { cellSize, tileWidth, matrixWidth, matrixHeight } = matrixOf(set, z);
  for (const [field, at, tiles] of [
    ['x', x, matrixWidth],
    ['y', y, matrixHeight],
  ] as const) {
    if (at < 0 || at >= tiles) {
      throw invalidField(field, `level ${z} of ${set.id} has ${field} 0 to ${tiles - 1}, not ${at}`);
    }
  }
  const [left, top] = pointOfOrigin(set);
  const side = cellSize * tileWidth;
  const pixel = side / size;
  return {
    crs: set.mapCrs,
    affine: [pixel, 0, x * side + left, 0, -pixel, top - y * side],
    width: size,
    height: size,
  };
}

/**
 * Tiles of a level that meet bounds; beyond the set, those of its edge.
 *
 * @param bounds in `mapCrs`, x first
 * @throws Failure `invalid` about a level that the set lacks
 */
export function tileRange(set: TileMatrixSet, z: number, [minX, minY, maxX, maxY]: Bounds): TileRange {
  const { cellSize, tileWidth, matrixWidth, matrixHeight } = matrixOf(set, z);
  const [left, top] = pointOfOrigin(set);
  const side = cellSize * tileWidth;
  const within = (at: number, tiles: number): number => Math.max(0, Math.min(tiles - 1, at));
  return {
    minCol: within(Math.floor((minX - left) / side), matrixWidth),
    minRow: within(Math.floor((top - maxY) / side), matrixHeight),
    // bounds that end where a tile begins do not meet it
    maxCol: within(Math.ceil((maxX - left) / side) - 1, matrixWidth),
    maxRow: within(Math.ceil((top - minY) / side) - 1, matrixHeight),
  };
}

function matrixOf(set: TileMatrixSet, z: number): TileMatrix {
  const [first, last] = tileLevels(set);
  if (!Number.isInteger(z) || z < first || z > last) {
    throw invalidField('z', `${set.id} has levels ${first} to ${last}, not ${z}`);
  }
  return set.tileMatrices[z - first];
}

/** @throws Failure `missing` if there is no such set, naming those there are */
export function requireTileMatrixSet(id: string): TileMatrixSet {
  const set = SETS.get(id);
  if (set !== undefined) return set;
  const named = [...SETS.keys()].filter((known) => !known.startsWith('UTM')).join(', ');
  throw new Failure(
    'missing',
    `no tile matrix set "${id.slice(0, 100)}"; there are ${named} and UTM01WGS84Quad to UTM60WGS84Quad`,
  );
}
