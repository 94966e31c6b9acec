import { z } from 'zod';
import type { PublishedMap } from '../../operations/published-maps.ts';
import type { Mode } from '../../style/style.ts';
import type { Link } from '../links.ts';
import { legendAddress, mapAddress, pathOf, visualizationPath } from './addresses.ts';
import { describeCollection, mapOfCollection, STYLE_TITLES } from './collection.ts';
import { counted, spanOf } from './collections.ts';
import { datetime } from './datetime.ts';
import { documentEndpoint } from './document.ts';
import { markup, type Markup } from './markup.ts';
import { address, factList } from './page.ts';
import { dateOf, styleOf } from './picture.ts';
import { collection } from './schemas.ts';
import { styleFiles } from './styles.ts';

const query = z.object({
  datetime: datetime.optional().meta({ description: 'The date that the page shows; the newest unless given.' }),
  style: z.string().optional().meta({ description: 'The style that the page shows; the first unless given.' }),
});

/** What the page shows of a map. */
interface Shown {
  readonly map: PublishedMap;
  readonly date: string;
  readonly mode: Mode;
}

/** `GET /ogc/collections/{collectionId}` */
export const readCollection = documentEndpoint<z.output<typeof query>, z.output<typeof collection>>({
  name: 'readOgcCollection',
  summary: 'One visualization as a collection',
  query,
  reply: collection,
  refusals: [404],
  handle: async (request) => {
    const { link, params, query: asked } = request;
    const map = await mapOfCollection(request, params.collectionId);
    const shown = { map, date: dateOf(map, asked.datetime), mode: styleOf(map, asked.style) };
    const described = describeCollection(map, link);
    // the document's own links take the place of the one that lists show
    const links = described.links.filter(({ rel }) => rel !== 'self');
    return {
      reply: { ...described, links },
      title: map.title,
      crumbs: [
        { text: 'Maps', href: link('/ogc') },
        { text: 'Collections', href: link('/ogc/collections') },
      ],
      main: markup`<p class="lead">${map.abstract}</p>
${choices(shown, link)}
${picture(shown, link)}
${facts(map, link)}
${map.modes.length > 0 && files(shown, link)}
${addresses(shown, link)}`,
    };
  },
});

/** The dates and the styles, each a link to the same page about it. */
function choices({ map, date, mode }: Shown, link: Link): Markup {
  const chip = (text: string, chosen: boolean, asked: Readonly<Record<string, string>>): Markup => {
    const href = link(pathOf(map), { f: 'html', ...asked });
    return chosen
      ? markup`<li><a href="${href}" aria-current="true">${text}</a></li>`
      : markup`<li><a href="${href}">${text}</a></li>`;
  };
  const dates = map.dates.map((each) => chip(each, each === date, { datetime: each, style: mode }));
  const styles = map.modes.map((each) => chip(each, each === mode, { datetime: date, style: each }));
  return markup`<nav aria-label="Dates"><ul class="chips">${dates}</ul></nav>
${map.modes.length > 1 && markup`<nav aria-label="Styles"><ul class="chips">${styles}</ul></nav>`}`;
}

function picture({ map, date, mode }: Shown, link: Link): Markup {
  const hasLegend = map.modes.length > 0;
  const src = mapAddress(map, link, { width: '1200', datetime: date, ...(hasLegend && { mode }) });
  const figure = markup`<figure class="panel"><img src="${src}" alt="Map of ${map.title} on ${date}">
<figcaption>${date}${hasLegend && `. ${STYLE_TITLES[mode]}.`}</figcaption></figure>`;
  if (!hasLegend) return figure;
  const legend = (theme: 'light' | 'dark'): string =>
    legendAddress(map, link, { mode, date, format: 'svg', theme, background: 'transparent' });
  return markup`<div class="split">${figure}
<figure class="panel"><picture><source media="(prefers-color-scheme: dark)" srcset="${legend('dark')}">
<img src="${legend('light')}" alt="Legend of ${map.title} on ${date}"></picture></figure></div>`;
}

function facts(map: PublishedMap, link: Link): Markup {
  const [west, south, east, north] = map.bounds.map((degrees) => degrees.toFixed(4));
  return markup`<h2>Facts</h2>
${factList([
  ['Index', `${map.index.title} (${map.index.name})`],
  ['Area', map.aoiName],
  ['Satellite', map.satelliteName],
  ['Dates', `${counted(map.dates.length, 'date')}, ${spanOf(map.dates)}`],
  ['Bounds', `${west}, ${south} to ${east}, ${north}`],
  ['Own CRS', `${map.crsName}, ${Number(map.resolutionM.toPrecision(3))} m a pixel`],
  ['Tiles', markup`<a href="${link(`${pathOf(map)}/map/tiles`)}">${counted(map.tileMatrixSets.length, 'grid')}</a>`],
  [
    'Styles',
    markup`<a href="${link(`${pathOf(map)}/styles`)}">${map.modes.join(', ') || 'none: its colours are its own'}</a>`,
  ],
  ['Collection', map.visualizationId],
])}`;
}

function files({ map, date, mode }: Shown, link: Link): Markup {
  return markup`<h2>The style as a file</h2>
<p>The same classes and colours for the raster itself, in the program that you work with: ${mode}, ${date}.</p>
${styleFiles(map, mode, date, link)}`;
}

function addresses({ map, date, mode }: Shown, link: Link): Markup {
  const tiles = `${visualizationPath(map)}/tiles/WebMercatorQuad/{z}/{x}/{y}.png`;
  return markup`<h2>In your program</h2>
${address('Web maps: XYZ tiles', link(tiles, { date, visualization_mode: mode }), 'MapLibre, OpenLayers, Leaflet, and QGIS as an XYZ layer.')}
${address('WMTS', link('/wmts/1.0.0/WMTSCapabilities.xml', { visualization: map.visualizationId }), 'QGIS and ArcGIS: all dates and styles, on the grids above.')}
${address('WMS', link('/wms', { visualization: map.visualizationId }), 'The same as pictures in any CRS.')}
${address('OGC API', link('/ogc'), 'QGIS, GDAL and other clients of OGC API Maps and Tiles; the collection is the one above.')}
${address('A picture in any size', link(`${pathOf(map)}/map`, { f: 'png', width: '1600', datetime: date }))}`;
}
