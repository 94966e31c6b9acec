import { z } from 'zod';
import { projectBounds } from '../../grid/project-bounds.ts';
import { requireTileMatrixSet, tileRange, type TileMatrixSet } from '../../grid/tile-matrix-set.ts';
import { nativeLevelOf, type PublishedMap } from '../../operations/published-maps.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Link } from '../links.ts';
import { dateKeyOf } from '../dates.ts';
import { newestOf, pathOf, visualizationPath } from './addresses.ts';
import { mapOfCollection, STYLE_TITLES } from './collection.ts';
import { documentEndpoint } from './document.ts';
import { markup } from './markup.ts';
import { address, factList, table, type Crumb } from './page.ts';
import { PICTURE_FORMATS, styleOf } from './picture.ts';
import { REL } from './relations.ts';
import { link, links, type OgcLink } from './schemas.ts';
import { pathOfSet } from './tile-matrix-sets.ts';

const limits = z.object({
  tileMatrix: z.string(),
  minTileRow: z.int(),
  maxTileRow: z.int(),
  minTileCol: z.int(),
  maxTileCol: z.int(),
});

const entry = z.object({
  title: z.string(),
  dataType: z.literal('map'),
  crs: z.string(),
  tileMatrixSetURI: z.string(),
  links: z.array(link),
});

const list = z.object({ tilesets: z.array(entry), links: links.optional() }).meta({ id: 'OgcTilesets' });

const tileset = entry
  .extend({
    tileMatrixSetLimits: z.array(limits),
    boundingBox: z
      .object({ lowerLeft: z.array(z.number()), upperRight: z.array(z.number()), crs: z.string() })
      .optional(),
    attribution: z.string(),
    style: z.object({ id: z.string(), title: z.string() }).optional(),
    layers: z.array(z.object({ id: z.string(), title: z.string(), dataType: z.literal('map'), crs: z.string() })),
  })
  .meta({ id: 'OgcTileset' });

/** `GET /ogc/collections/{collectionId}/map/tiles` */
export const listTilesets = listEndpoint('listOgcTilesets', 'Tiles of a map: one tileset for each tile matrix set');
/** `GET /ogc/collections/{collectionId}/styles/{styleId}/map/tiles` */
export const listStyledTilesets = listEndpoint('listOgcStyledTilesets', 'The same in a style');
/** `GET /ogc/collections/{collectionId}/map/tiles/{tileMatrixSetId}` */
export const readTileset = tilesetEndpoint('readOgcTileset', 'Where the tiles of a map lie in a tile matrix set');
/** `GET /ogc/collections/{collectionId}/styles/{styleId}/map/tiles/{tileMatrixSetId}` */
export const readStyledTileset = tilesetEndpoint('readOgcStyledTileset', 'The same in a style');

/** A map, in a style if the path names one, and where its tiles are. */
interface Tiled {
  readonly map: PublishedMap;
  readonly styleId: string | undefined;
  readonly path: string;
}

async function tiledOf(
  request: Parameters<Parameters<typeof documentEndpoint<unknown, z.output<typeof list>>>[0]['handle']>[0],
): Promise<Tiled> {
  const { params } = request;
  const map = await mapOfCollection(request, params.collectionId);
  const styleId = params.styleId as string | undefined;
  if (styleId === undefined) return { map, styleId, path: `${pathOf(map)}/map/tiles` };
  return { map, styleId: styleOf(map, styleId), path: `${pathOf(map)}/styles/${styleId}/map/tiles` };
}

function listEndpoint(name: string, summary: string): Endpoint {
  return documentEndpoint<unknown, z.output<typeof list>>({
    name,
    summary,
    reply: list,
    refusals: [404],
    handle: async (request) => {
      const tiled = await tiledOf(request);
      const { link: linkTo } = request;
      const sets = tiled.map.tileMatrixSets;
      return {
        reply: { tilesets: sets.map((set) => entryOf(tiled, set, linkTo)) },
        title: 'Tiles',
        crumbs: crumbsOf(tiled, linkTo),
        main: markup`<p class="lead">${tiled.map.title} as tiles on these grids${styleNote(tiled)}.</p>
${table(
  ['Tile matrix set', 'Title', 'CRS'],
  sets.map((set) => [markup`<a href="${linkTo(`${tiled.path}/${set.id}`)}">${set.id}</a>`, set.title, set.mapCrs.name]),
)}`,
      };
    },
  });
}

function tilesetEndpoint(name: string, summary: string): Endpoint {
  return documentEndpoint<unknown, z.output<typeof tileset>>({
    name,
    summary,
    reply: tileset,
    refusals: [404],
    handle: async (request) => {
      const tiled = await tiledOf(request);
      const { link: linkTo, params } = request;
      const set = requireTileMatrixSet(params.tileMatrixSetId);
      const described = describeTileset(tiled, set, linkTo);
      return {
        reply: { ...described, links: described.links.filter(({ rel }) => rel !== 'self') },
        title: set.id,
        crumbs: [...crumbsOf(tiled, linkTo), { text: 'Tiles', href: linkTo(tiled.path) }],
        main: markup`<p class="lead">Tiles of ${tiled.map.title} in ${set.title}${styleNote(tiled)}.</p>
<h2>Address</h2>
${address('Tiles', templateOf(tiled, set, linkTo, 'png'), 'Levels, rows and columns take the place of the names in braces; f may be png, webp or jpeg, and datetime one of the dates.')}
${factList([
  ['CRS', set.crs],
  ['Tile matrix set', markup`<a href="${linkTo(pathOfSet(set))}">${set.id}</a>`],
  ['Dates', tiled.map.dates.join(', ')],
])}
<h2>Tiles that there are</h2>
${table(
  ['Level', 'Columns', 'Rows', 'Tiles'],
  described.tileMatrixSetLimits.map((each) => [
    each.tileMatrix,
    span(each.minTileCol, each.maxTileCol),
    span(each.minTileRow, each.maxTileRow),
    ((each.maxTileCol - each.minTileCol + 1) * (each.maxTileRow - each.minTileRow + 1)).toLocaleString('en-GB'),
  ]),
)}`,
      };
    },
  });
}

function span(from: number, to: number): string {
  return from === to ? String(from) : `${from} to ${to}`;
}

function styleNote({ styleId }: Tiled): string {
  return styleId === undefined ? '' : `, style ${styleId}`;
}

function crumbsOf({ map, styleId }: Tiled, linkTo: Link): Crumb[] {
  return [
    { text: 'Maps', href: linkTo('/ogc') },
    { text: 'Collections', href: linkTo('/ogc/collections') },
    { text: map.title, href: linkTo(pathOf(map)) },
    ...(styleId === undefined
      ? []
      : [
          {
            text: STYLE_TITLES[styleId as keyof typeof STYLE_TITLES],
            href: linkTo(`${pathOf(map)}/styles/${styleId}`),
          },
        ]),
  ];
}

function entryOf(tiled: Tiled, set: TileMatrixSet, linkTo: Link): z.output<typeof entry> {
  const self = linkTo(`${tiled.path}/${set.id}`);
  return {
    title: `${tiled.map.title}, ${set.title}`,
    dataType: 'map',
    crs: set.crs,
    tileMatrixSetURI: set.uri,
    links: [
      { href: self, rel: 'self', type: 'application/json', title: 'The tileset' },
      { href: linkTo(pathOfSet(set)), rel: REL.tilingScheme, type: 'application/json', title: set.title },
      ...itemLinks(tiled, set, linkTo),
    ],
  };
}

/** Links to the tiles themselves. */
function itemLinks(tiled: Tiled, set: TileMatrixSet, linkTo: Link): OgcLink[] {
  return PICTURE_FORMATS.map((format) => ({
    href: templateOf(tiled, set, linkTo, format),
    rel: 'item',
    type: `image/${format}`,
    title: `Tiles as ${format.toUpperCase()}`,
    templated: true,
  }));
}

/** TileJSON of the newest date, in the style or else the first. */
function tileJsonLink({ map, styleId }: Tiled, { id }: TileMatrixSet, linkTo: Link): OgcLink {
  const date = newestOf(map);
  const path = `${visualizationPath(map)}/tiles/${id}/tilejson.json`;
  return {
    href: linkTo(path, { date: dateKeyOf(date), visualization_mode: styleOf(map, styleId) }),
    rel: 'describedby',
    type: 'application/json',
    title: `TileJSON of ${date}`,
  };
}

function templateOf({ path }: Tiled, { id }: TileMatrixSet, linkTo: Link, format: string): string {
  return linkTo(`${path}/${id}/{tileMatrix}/{tileRow}/{tileCol}`, { f: format });
}

function describeTileset(tiled: Tiled, set: TileMatrixSet, linkTo: Link): z.output<typeof tileset> {
  const { map, styleId } = tiled;
  const style = styleId as keyof typeof STYLE_TITLES | undefined;
  const described = entryOf(tiled, set, linkTo);
  return {
    ...described,
    links: [...described.links, tileJsonLink(tiled, set, linkTo)],
    tileMatrixSetLimits: limitsOf(map, set),
    ...boxOf(map, set),
    attribution: map.satelliteName,
    ...(style === undefined ? {} : { style: { id: style, title: STYLE_TITLES[style] } }),
    layers: [{ id: map.visualizationId, title: map.title, dataType: 'map', crs: set.crs }],
  };
}

/** Around the map, in the CRS of the set and the order of its axes. */
function boxOf({ bounds }: PublishedMap, set: TileMatrixSet): Pick<z.output<typeof tileset>, 'boundingBox'> {
  const within = projectBounds(bounds, set.mapCrs);
  if (within === undefined) return {};
  const [minX, minY, maxX, maxY] = within;
  const corners = [
    [minX, minY],
    [maxX, maxY],
  ].map(([x, y]) => (isNorthFirstSet(set) ? [y, x] : [x, y]));
  return { boundingBox: { lowerLeft: corners[0], upperRight: corners[1], crs: set.crs } };
}

function isNorthFirstSet({ orderedAxes: [first] }: TileMatrixSet): boolean {
  return /^(y|n|lat)/i.test(first);
}

/** Least pixels of a map a side at the coarsest level that is told of: GDAL refuses levels at which it would vanish. */
const LEAST_PIXELS = 4;

/**
 * Tiles that the map touches of the levels between that at which it is a speck and that which shows its own pixels.
 * Tiles of other levels are drawn too. None where the map has no place in the set's CRS.
 */
function limitsOf(map: PublishedMap, set: TileMatrixSet): z.output<typeof limits>[] {
  const within = projectBounds(map.bounds, set.mapCrs);
  if (within === undefined) return [];
  const [minX, minY, maxX, maxY] = within;
  const last = nativeLevelOf(map, set);
  const side = Math.min(maxX - minX, maxY - minY);
  return set.tileMatrices
    .filter(({ id, cellSize }) => side >= LEAST_PIXELS * cellSize && Number(id) <= last)
    .map(({ id }) => {
      const { minCol, minRow, maxCol, maxRow } = tileRange(set, Number(id), within);
      return { tileMatrix: id, minTileRow: minRow, maxTileRow: maxRow, minTileCol: minCol, maxTileCol: maxCol };
    });
}
