import type { z } from 'zod';
import { mapsOf } from './collection.ts';
import { counted, mapCards } from './collections.ts';
import { documentEndpoint } from './document.ts';
import { markup } from './markup.ts';
import { address } from './page.ts';
import { REL } from './relations.ts';
import { landingPage, type OgcLink } from './schemas.ts';
import type { Link } from '../links.ts';

/** Maps that the landing page shows. */
const SHOWN = 6;

const DESCRIPTION =
  'Index maps of satellite images: one collection for each index over an area, with a map for each date, as pictures ' +
  'in any size and as tiles, in the colours of its legend.';

/** `GET /ogc` */
export const readLandingPage = documentEndpoint<unknown, z.output<typeof landingPage>>({
  name: 'readOgcLandingPage',
  summary: 'Where OGC API clients begin',
  reply: landingPage,
  handle: async (request) => {
    const { link } = request;
    const maps = await mapsOf(request);
    return {
      reply: { title: 'Chromatile', description: DESCRIPTION, links: landingLinks(link) },
      title: 'Chromatile',
      crumbs: [],
      main: markup`<p class="lead">${DESCRIPTION}</p>
        <ul class="chips">
          <li><a href="${link('/ogc/collections')}">${counted(maps.length, 'collection')}</a></li>
          <li><a href="${link('/ogc/styles')}">Styles</a></li>
<li><a href="${link('/ogc/tileMatrixSets')}">Tile matrix sets</a></li>
<li><a href="${link('/ogc/conformance')}">Conformance</a></li>
          <li><a href="${link('/ogc/api')}">API definition</a></li>
        </ul>
        ${
          maps.length > 0 &&
          markup`<section>
            <h2>Maps</h2>
            ${mapCards(maps.slice(0, SHOWN), link, 3)}
            ${maps.length > SHOWN && markup`<p><a href="${link('/ogc/collections')}">All ${maps.length} collections</a></p>`}
          </section>`
        }
        <section>
          <h2>In your program</h2>
          ${address('OGC API', link('/ogc'), 'The address that clients of OGC API Maps, Tiles and Styles ask for.')}
          ${address('WMTS', link('/wmts/1.0.0/WMTSCapabilities.xml'), 'QGIS and ArcGIS: all maps with their dates and styles.')}
          ${address('WMS', link('/wms'), 'The same as pictures in any CRS.')}
        </section>`,
    };
  },
});

function landingLinks(link: Link): OgcLink[] {
  const json = 'application/json';
  return [
    {
      href: link('/ogc/api'),
      rel: 'service-desc',
      type: 'application/vnd.oai.openapi+json;version=3.1',
      title: 'The API as OpenAPI 3.1',
    },
    { href: link('/docs'), rel: 'service-doc', type: 'text/html', title: 'The API documents' },
    { href: link('/ogc/conformance'), rel: 'conformance', type: json, title: 'Classes of conformance' },
    { href: link('/ogc/conformance'), rel: REL.conformance, type: json, title: 'Classes of conformance' },
    { href: link('/ogc/collections'), rel: 'data', type: json, title: 'Collections' },
    { href: link('/ogc/collections'), rel: REL.data, type: json, title: 'Collections' },
    { href: link('/ogc/styles'), rel: REL.styles, type: json, title: 'Styles' },
    { href: link('/ogc/styles'), rel: 'styles', type: json, title: 'Styles' },
    { href: link('/ogc/tileMatrixSets'), rel: REL.tilingSchemes, type: json, title: 'Tile matrix sets' },
  ];
}
