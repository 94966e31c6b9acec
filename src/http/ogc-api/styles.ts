import { z } from 'zod';
import { exportStyleFile, STYLE_FORMATS, type StyleFormatId } from '../../operations/export-style.ts';
import type { PublishedMap } from '../../operations/published-maps.ts';
import type { Mode } from '../../style/style.ts';
import { contentEndpoint, type Content } from '../endpoint.ts';
import type { Link } from '../links.ts';
import { legendAddress, newestOf, pathOf } from './addresses.ts';
import { mapLinks, mapOfCollection, mapsOf, STYLE_TITLES } from './collection.ts';
import { datetime } from './datetime.ts';
import { documentEndpoint } from './document.ts';
import { markup, type Markup } from './markup.ts';
import { table, type Crumb } from './page.ts';
import { dateOf, styleOf } from './picture.ts';
import { REL } from './relations.ts';
import { link, links, type OgcLink } from './schemas.ts';

const entry = z.object({ id: z.string(), title: z.string(), links: z.array(link) });

const list = z
  .object({ default: z.string().optional(), styles: z.array(entry), links: links.optional() })
  .meta({ id: 'OgcStyles' });

const metadata = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    scope: z.literal('style'),
    stylesheets: z.array(z.object({ title: z.string(), specification: z.string(), native: z.literal(false), link })),
    layers: z.array(z.object({ id: z.string(), type: z.literal('raster') })),
    links: links.optional(),
  })
  .meta({ id: 'OgcStyleMetadata' });

/** Media type of a style file, without its charset. */
const typeOf = ({ contentType }: { readonly contentType: string }): string => contentType.replace(/;.*/, '');

/** Where each format of style files is described. */
const SPECIFICATIONS: Readonly<Record<StyleFormatId, string>> = {
  sld: 'https://portal.ogc.org/files/?artifact_id=1188',
  qml: 'https://docs.qgis.org/latest/en/docs/user_manual/appendices/qgis_file_formats.html',
  mapserver: 'https://mapserver.org/mapfile/layer.html',
  'sld-mapserver': 'https://mapserver.org/ogc/sld.html',
  clr: 'https://desktop.arcgis.com/en/arcmap/latest/manage-data/raster-and-images/colormap-function.htm',
  gdal: 'https://gdal.org/programs/gdaldem.html',
  maplibre: 'https://maplibre.org/maplibre-style-spec/',
  csv: 'https://www.rfc-editor.org/rfc/rfc4180',
  zip: 'https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT',
};

/** `GET /ogc/styles` */
export const listAllStyles = documentEndpoint<unknown, z.output<typeof list>>({
  name: 'listOgcStyles',
  summary: 'The styles of all collections',
  reply: list,
  handle: async (request) => {
    const { link: linkTo } = request;
    const maps = await mapsOf(request);
    const styles = maps.flatMap((map) =>
      map.modes.map((mode) => ({
        id: `${map.visualizationId}.${mode}`,
        title: `${map.title}, ${mode}`,
        links: styleLinks(map, mode, linkTo),
      })),
    );
    return {
      reply: { styles },
      title: 'Styles',
      crumbs: [{ text: 'Maps', href: linkTo('/ogc') }],
      main: markup`<p class="lead">The legends of every collection, as pictures and as style files of GIS programs.</p>
${table(
  ['Collection', 'Styles'],
  maps.map((map) => [
    markup`<a href="${linkTo(pathOf(map))}">${map.title}</a>`,
    map.modes.length === 0 ? 'its colours are its own' : markup`${map.modes.map((mode) => nameOf(map, mode, linkTo))}`,
  ]),
)}`,
    };
  },
});

function nameOf(map: PublishedMap, mode: Mode, linkTo: Link): Markup {
  return markup`<a href="${linkTo(metadataPath(map, mode))}">${mode}</a> `;
}

/** `GET /ogc/collections/{collectionId}/styles` */
export const listStyles = documentEndpoint<unknown, z.output<typeof list>>({
  name: 'listOgcCollectionStyles',
  summary: 'The styles of a collection: one for each mode of its legends',
  reply: list,
  refusals: [404],
  handle: async (request) => {
    const { link: linkTo, params } = request;
    const map = await mapOfCollection(request, params.collectionId);
    const styles = map.modes.map((mode) => ({
      id: mode,
      title: STYLE_TITLES[mode],
      links: styleLinks(map, mode, linkTo),
    }));
    return {
      reply: { ...(map.modes.length > 0 ? { default: map.modes[0] } : {}), styles },
      title: 'Styles',
      crumbs: crumbsOf(map, linkTo),
      main: markup`<ul class="cards">${map.modes.map(
        (
          mode,
        ) => markup`<li class="card"><div class="text"><h2>${markup`<a href="${linkTo(metadataPath(map, mode))}">${mode}</a>`}</h2>
<p class="muted small">${STYLE_TITLES[mode]}</p></div>
<img class="legend" src="${legendAddress(map, linkTo, { mode, date: newestOf(map), format: 'svg', background: 'white' })}" alt="Legend of ${newestOf(map)}" loading="lazy"></li>`,
      )}</ul>`,
    };
  },
});

/** `GET /ogc/collections/{collectionId}/styles/{styleId}/metadata` */
export const readStyleMetadata = documentEndpoint<unknown, z.output<typeof metadata>>({
  name: 'readOgcStyleMetadata',
  summary: 'A style: its legend, and its files for GIS programs',
  reply: metadata,
  refusals: [404],
  handle: async (request) => {
    const { link: linkTo, params } = request;
    const map = await mapOfCollection(request, params.collectionId);
    const mode = styleOf(map, params.styleId);
    const date = newestOf(map);
    return {
      reply: {
        id: mode,
        title: STYLE_TITLES[mode],
        description: `How ${map.title} is coloured. Files are of ${date} unless datetime names another date.`,
        scope: 'style',
        stylesheets: STYLE_FORMATS.map((format) => ({
          title: format.use,
          specification: SPECIFICATIONS[format.id],
          native: false,
          link: stylesheetLink(map, mode, format, linkTo),
        })),
        layers: [{ id: map.visualizationId, type: 'raster' }],
        links: [...legendLinks(map, mode, linkTo), ...mapLinks(`${stylePath(map, mode)}/map`, linkTo)],
      },
      title: `Style ${mode}`,
      crumbs: [...crumbsOf(map, linkTo), { text: 'Styles', href: linkTo(`${pathOf(map)}/styles`) }],
      main: markup`<p class="lead">${STYLE_TITLES[mode]}.</p>
<div class="split">
<section><h2 class="first">Files for programs</h2>
${styleFiles(map, mode, date, linkTo)}</section>
<figure class="panel"><img src="${legendAddress(map, linkTo, { mode, date, format: 'svg', background: 'white' })}" alt="Legend of ${date}">
<figcaption>Legend of ${date}</figcaption></figure>
</div>`,
    };
  },
});

/** A table of the files of a style, each for one program. */
export function styleFiles(map: PublishedMap, mode: Mode, date: string, linkTo: Link): Markup {
  return table(
    ['File', 'For'],
    STYLE_FORMATS.map(({ id, use }) => [
      markup`<a href="${linkTo(stylePath(map, mode), { f: id, datetime: date })}">${id}</a>`,
      use,
    ]),
  );
}

const fileQuery = z.object({
  f: z
    .enum(STYLE_FORMATS.map(({ id }) => id) as [StyleFormatId, ...StyleFormatId[]])
    .optional()
    .meta({ description: 'Which file; instead of the header Accept. An SLD unless said.' }),
  datetime: datetime.optional().meta({ description: 'The newest date of that time; the newest of all unless given.' }),
});

/** `GET /ogc/collections/{collectionId}/styles/{styleId}` */
export const readStylesheet = contentEndpoint<z.output<typeof fileQuery>>({
  name: 'readOgcStylesheet',
  tag: 'OGC API',
  summary: 'A style as a file for a GIS program',
  query: fileQuery,
  media: [...new Set(STYLE_FORMATS.map(typeOf))],
  refusals: [404],
  handle: async (request): Promise<Content> => {
    const { services, caller, params, query, ctx, link: linkTo } = request;
    const map = await mapOfCollection(request, params.collectionId);
    const file = await exportStyleFile(services, caller, map.aoiId, map.visualizationId, {
      date: dateOf(map, query.datetime),
      mode: styleOf(map, params.styleId),
      format: query.f ?? acceptedFormat(ctx),
      link: linkTo,
    });
    return {
      kind: 'content',
      type: file.contentType,
      etag: file.etag,
      fileName: file.fileName,
      read: () => Promise.resolve({ bytes: file.bytes }),
    };
  },
});

function acceptedFormat(ctx: Parameters<Parameters<typeof contentEndpoint>[0]['handle']>[0]['ctx']): StyleFormatId {
  ctx.vary('Accept');
  const accepted = ctx.accepts(STYLE_FORMATS.map(typeOf));
  return STYLE_FORMATS.find((format) => typeOf(format) === accepted)?.id ?? STYLE_FORMATS[0].id;
}

function stylePath(map: PublishedMap, mode: Mode): string {
  return `${pathOf(map)}/styles/${mode}`;
}

function metadataPath(map: PublishedMap, mode: Mode): string {
  return `${stylePath(map, mode)}/metadata`;
}

function crumbsOf(map: PublishedMap, linkTo: Link): Crumb[] {
  return [
    { text: 'Maps', href: linkTo('/ogc') },
    { text: 'Collections', href: linkTo('/ogc/collections') },
    { text: map.title, href: linkTo(pathOf(map)) },
  ];
}

function styleLinks(map: PublishedMap, mode: Mode, linkTo: Link): OgcLink[] {
  return [
    ...STYLE_FORMATS.map((format) => stylesheetLink(map, mode, format, linkTo)),
    { href: linkTo(metadataPath(map, mode)), rel: 'describedby', type: 'application/json', title: STYLE_TITLES[mode] },
    ...legendLinks(map, mode, linkTo),
  ];
}

function stylesheetLink(map: PublishedMap, mode: Mode, format: (typeof STYLE_FORMATS)[number], linkTo: Link): OgcLink {
  const href = linkTo(stylePath(map, mode), { f: format.id });
  return { href, rel: REL.stylesheet, type: typeOf(format), title: format.use };
}

/** Links to the legend of the newest date in every format. */
function legendLinks(map: PublishedMap, mode: Mode, linkTo: Link): OgcLink[] {
  const types = { png: 'image/png', svg: 'image/svg+xml', json: 'application/json' };
  return Object.entries(types).map(([format, type]) => ({
    href: legendAddress(map, linkTo, { mode, date: newestOf(map), format }),
    rel: REL.legend,
    type,
    title: `Legend of ${newestOf(map)}`,
  }));
}
