import { z } from 'zod';
import {
  requireTileMatrixSet,
  tileMatrixSet,
  tileMatrixSetDefinition,
  tileMatrixSetIds,
  type TileMatrixSet,
  type TileMatrixSetDefinition,
} from '../../grid/tile-matrix-set.ts';
import type { Link } from '../links.ts';
import { listedTileMatrixSet, tileMatrix, tileMatrixSetSchema } from '../tile-matrix-set-schema.ts';
import { documentEndpoint } from './document.ts';
import { markup } from './markup.ts';
import { factList, table } from './page.ts';
import { link, links } from './schemas.ts';

/** Members of the encoding's version 1, which GDAL to 3.6 and QGIS with it need beside those of version 2. */
const OLDER = 'As in version 1 of the encoding, for older clients.';

const matrix = tileMatrix.extend({
  identifier: z.string().meta({ description: OLDER }),
  topLeftCorner: z.array(z.number()).readonly().meta({ description: OLDER }),
});

/** The OGC's JSON encoding, with links as every document of an OGC API has them. */
const definition = tileMatrixSetSchema
  .extend({
    type: z.literal('TileMatrixSetType').meta({ description: OLDER }),
    identifier: z.string().meta({ description: OLDER }),
    supportedCRS: z.string().meta({ description: OLDER }),
    tileMatrices: z.array(matrix).readonly(),
    links: links.optional(),
  })
  .meta({ id: 'OgcTileMatrixSet' });

const list = z
  .object({
    tileMatrixSets: z.array(listedTileMatrixSet.extend({ links: z.array(link) })),
    links: links.optional(),
  })
  .meta({ id: 'OgcTileMatrixSets' });

const PATH = '/ogc/tileMatrixSets';

/** Path of a set's definition. */
export function pathOfSet({ id }: Pick<TileMatrixSet, 'id'>): string {
  return `${PATH}/${id}`;
}

/** `GET /ogc/tileMatrixSets` */
export const listTileMatrixSets = documentEndpoint<unknown, z.output<typeof list>>({
  name: 'listOgcTileMatrixSets',
  summary: 'Tile matrix sets that tiles can be asked for in',
  reply: list,
  handle: ({ link: linkTo }) => {
    const sets = tileMatrixSetIds().flatMap((id) => tileMatrixSet(id) ?? []);
    return {
      reply: {
        tileMatrixSets: sets.map((set) => ({
          id: set.id,
          title: set.title,
          uri: set.uri,
          crs: set.crs,
          links: [{ href: linkTo(pathOfSet(set)), rel: 'self', type: 'application/json', title: set.title }],
        })),
      },
      title: 'Tile matrix sets',
      crumbs: [{ text: 'Maps', href: linkTo('/ogc') }],
      main: markup`<p class="lead">Grids that tiles lie on, of the registry of the OGC.</p>
${setTable(sets, linkTo)}`,
    };
  },
});

/** `GET /ogc/tileMatrixSets/{tileMatrixSetId}` */
export const readTileMatrixSet = documentEndpoint<unknown, z.output<typeof definition>>({
  name: 'readOgcTileMatrixSet',
  summary: 'A tile matrix set in the JSON encoding of the OGC',
  reply: definition,
  refusals: [404],
  handle: ({ link: linkTo, params }) => {
    const set = requireTileMatrixSet(params.tileMatrixSetId);
    return {
      reply: bothVersions(tileMatrixSetDefinition(set)),
      title: set.id,
      crumbs: [
        { text: 'Maps', href: linkTo('/ogc') },
        { text: 'Tile matrix sets', href: linkTo(PATH) },
      ],
      main: markup`<p class="lead">${set.title}</p>
${factList([
  ['CRS', set.crs],
  ['Name in the registry', set.uri],
  ['Axes', set.orderedAxes.join(', ')],
  ['Corner of origin', `${set.tileMatrices[0].cornerOfOrigin}, ${set.tileMatrices[0].pointOfOrigin.join(', ')}`],
])}
<h2>Levels</h2>
${table(
  ['Level', 'Scale 1 :', 'Side of a pixel', 'Tiles across', 'Tiles down', 'Pixels a tile'],
  set.tileMatrices.map((each) => [
    each.id,
    count(each.scaleDenominator),
    String(each.cellSize),
    count(each.matrixWidth),
    count(each.matrixHeight),
    `${each.tileWidth} × ${each.tileHeight}`,
  ]),
)}`,
    };
  },
});

/** A definition that readers of either version of the encoding understand. */
function bothVersions({ tileMatrices, ...set }: TileMatrixSetDefinition): z.output<typeof definition> {
  return {
    type: 'TileMatrixSetType',
    identifier: set.id,
    supportedCRS: set.crs,
    ...set,
    tileMatrices: tileMatrices.map((each) => ({
      ...each,
      identifier: each.id,
      topLeftCorner: each.pointOfOrigin,
    })),
  };
}

function setTable(sets: readonly TileMatrixSet[], linkTo: Link) {
  return table(
    ['Set', 'Title', 'CRS', 'Levels'],
    sets.map((set) => [
      markup`<a href="${linkTo(pathOfSet(set))}">${set.id}</a>`,
      set.title,
      set.mapCrs.name,
      `${set.tileMatrices[0].id} to ${set.tileMatrices[set.tileMatrices.length - 1].id}`,
    ]),
  );
}

/** `559,082,264` */
function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
