import { z } from 'zod';
import type { Bounds } from '../grid/bounds.ts';
import {
  requireTileMatrixSet,
  tileMatrixSetDefinition,
  tileMatrixSetIds,
  WEB_MERCATOR_QUAD,
  type TileMatrixSet,
} from '../grid/tile-matrix-set.ts';
import { describeTiles, type TiledMap } from '../operations/describe-tiles.ts';
import { dateKeyOf } from './dates.ts';
import { jsonEndpoint, type Request } from './endpoint.ts';
import { resampling } from './image-input.ts';
import { dateKey, mode, queryBoolean } from './params.ts';
import { listedTileMatrixSet, tileMatrixSetSchema } from './tile-matrix-set-schema.ts';
import { TILE_FORMATS } from './tiles.ts';

const TAG = 'Tiles';

const setLink = z.object({ href: z.string(), rel: z.string(), type: z.string() });
const listedSet = listedTileMatrixSet.extend({ links: z.array(setLink) }).meta({ id: 'TileMatrixSetItem' });

/** `GET /v0/tileMatrixSets` */
export const listTileMatrixSets = jsonEndpoint({
  name: 'listTileMatrixSets',
  tag: TAG,
  summary: 'List the tile matrix sets that tiles are made in',
  status: 200,
  reply: z.object({ tileMatrixSets: z.array(listedSet) }),
  handle: ({ link }) => ({
    tileMatrixSets: tileMatrixSetIds()
      .map(requireTileMatrixSet)
      .map(({ id, title, uri, crs }) => ({
        ...{ id, title, uri, crs },
        links: [{ href: link(`/v0/tileMatrixSets/${id}`), rel: 'self', type: 'application/json' }],
      })),
  }),
});

/** `GET /v0/tileMatrixSets/{tile_matrix_set}` */
export const readTileMatrixSet = jsonEndpoint({
  name: 'readTileMatrixSet',
  tag: TAG,
  summary: 'One tile matrix set: where its tiles lie',
  status: 200,
  reply: tileMatrixSetSchema,
  refusals: [404],
  handle: ({ params }) => tileMatrixSetDefinition(requireTileMatrixSet(params.tile_matrix_set)),
});

const shown = { date: dateKey, visualization_mode: mode };

const tiledSet = z
  .object({
    tile_matrix_set: z.string(),
    title: z.string(),
    crs: z.string(),
    is_native: z.boolean().meta({ description: 'Whether its pixels lie as those of the rasters do.' }),
    minzoom: z.int(),
    maxzoom: z.int().meta({ description: "The first level that shows the rasters' own pixels." }),
    tilejson: z.string().meta({ description: 'Address of its TileJSON.' }),
  })
  .meta({ id: 'TileSet' });

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/tiles` */
export const listTileSets = jsonEndpoint({
  name: 'listTileSets',
  tag: TAG,
  summary: 'List the tile matrix sets that are meant for the place of an AOI',
  description: 'Tiles of all other sets can be asked for too.',
  query: z.object(shown),
  status: 200,
  reply: z.object({ tilesets: z.array(tiledSet) }),
  refusals: [404],
  handle: async (request) => {
    const { query, link } = request;
    const tiled = await tiledMap(request);
    const asked = { date: dateKeyOf(query.date), visualization_mode: query.visualization_mode };
    return {
      tilesets: tiled.map.tileMatrixSets.map((set) => {
        const { first, native } = tiled.describe(set);
        return {
          tile_matrix_set: set.id,
          title: set.title,
          crs: set.crs,
          is_native: set.id === tiled.map.nativeSet.id,
          minzoom: first,
          maxzoom: native,
          tilejson: link(`${pathOf(request)}/tiles/${set.id}/tilejson.json`, asked),
        };
      }),
    };
  },
});

const tileJson = z
  .object({
    tilejson: z.literal('3.0.0'),
    name: z.string(),
    description: z.string(),
    attribution: z.string(),
    scheme: z.literal('xyz'),
    tiles: z.array(z.string()).meta({ description: 'Address of every tile. It names the present revision.' }),
    minzoom: z.int(),
    maxzoom: z.int().meta({ description: "The first level that shows the rasters' own pixels." }),
    bounds: z.array(z.number()).readonly().meta({ description: 'west, south, east, north in degrees.' }),
    center: z.array(z.number()).readonly().meta({ description: 'Longitude, latitude, level.' }),
    legend: z.string().optional().meta({ description: 'Address of the legend as a picture.' }),
    legend_json: z.string().optional().meta({ description: 'Address of the legend as data.' }),
    scale_id: z
      .string()
      .optional()
      .meta({ description: 'Maps of equal ids show equal values in classes of equal bounds.' }),
    index: z.string(),
    date: z.string(),
    dates: z.array(z.string()).meta({ description: 'All that the visualization has.' }),
    visualization_mode: mode,
    revision: z.string(),
    tile_size: z.int(),
    tile_matrix_set: z.string(),
    tile_matrix_set_url: z.string(),
    crs: z.string(),
    native_tile_matrix_set: z.string().meta({ description: "The set whose pixels lie as the rasters' own do." }),
  })
  .meta({ id: 'TileJson', description: 'TileJSON 3.0 and members of ours.' });

const tileJsonQuery = z.object({
  ...shown,
  format: z.enum(TILE_FORMATS).optional().meta({ description: 'Of the tiles; png unless given.' }),
  size: z.enum(['256', '512']).optional().meta({ description: 'Pixels a side of the tiles.' }),
  mask: queryBoolean.optional().meta({ description: 'false shows the raster beyond the AOI too.' }),
  resampling: resampling.optional(),
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/tiles/{tile_matrix_set}/tilejson.json` */
export const readTileJson = jsonEndpoint({
  name: 'readTileJson',
  tag: TAG,
  summary: 'What a map client has to know of the tiles of a date',
  description:
    'TileJSON 3.0. Of WebMercatorQuad it is one that every client reads; of the other sets the members are the same, ' +
    'and `crs` and `tile_matrix_set` say what its levels, columns and rows are counted in.',
  query: tileJsonQuery,
  status: 200,
  reply: tileJson,
  refusals: [404],
  handle: async (request) => {
    const { query, params, link } = request;
    const set = requireTileMatrixSet(params.tile_matrix_set);
    const tiled = await tiledMap(request);
    const { map, revision, scaleId } = tiled;
    const { first, native: finest, center } = tiled.describe(set);
    const date = dateKeyOf(query.date);
    const asked = { date, visualization_mode: query.visualization_mode };
    const drawn = {
      ...(query.mask !== undefined && { mask: String(query.mask) }),
      ...(query.resampling !== undefined && { resampling: query.resampling }),
      rev: revision,
    };
    const path = pathOf(request);
    const name = `{z}/{x}/{y}${query.size === '512' ? '@2x' : ''}.${query.format ?? 'png'}`;
    return {
      tilejson: '3.0.0' as const,
      name: `${map.title}, ${date} (${query.visualization_mode})`,
      description: map.abstract,
      attribution: escaped(map.satelliteName),
      scheme: 'xyz' as const,
      tiles: [link(`${path}/tiles/${set.id}/${name}`, { ...asked, ...drawn })],
      minzoom: first,
      maxzoom: finest,
      bounds: plainBounds(map.bounds, set),
      center,
      ...(scaleId !== undefined && {
        legend: link(`${path}/legend.png`, asked),
        legend_json: link(`${path}/legend.json`, asked),
        scale_id: scaleId,
      }),
      index: map.index.name,
      date,
      dates: map.dates.map(dateKeyOf),
      visualization_mode: query.visualization_mode,
      revision,
      tile_size: query.size === '512' ? 512 : 256,
      tile_matrix_set: set.id,
      tile_matrix_set_url: link(`/v0/tileMatrixSets/${set.id}`),
      crs: set.crs,
      native_tile_matrix_set: map.nativeSet.id,
    };
  },
});

type MapRequest = Request<z.output<z.ZodObject<typeof shown>>, unknown>;

function tiledMap({ services, caller, params, query }: MapRequest): Promise<TiledMap> {
  const request = { date: query.date, mode: query.visualization_mode };
  return describeTiles(services, caller, params.aoi_id, params.visualization_id, request);
}

function pathOf({ params }: Pick<MapRequest, 'params'>): string {
  return `/v0/aois/${params.aoi_id}/visualizations/${params.visualization_id}`;
}

/** Clients show attributions as HTML. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** TileJSON has no bounds over the antimeridian, and clients take such for none at all; nor are there any beyond mercator's end. */
function plainBounds([west, south, east, north]: Bounds, set: TileMatrixSet): Bounds {
  const end = set.id === WEB_MERCATOR_QUAD.id ? 85.05112877980659 : 90;
  const [least, most] = [Math.max(-end, south), Math.min(end, north)];
  return west > east ? [-180, least, 180, most] : [west, least, east, most];
}
