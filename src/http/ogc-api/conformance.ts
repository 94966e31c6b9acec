import type { z } from 'zod';
import { documentEndpoint } from './document.ts';
import { markup } from './markup.ts';
import { conformance } from './schemas.ts';

/** Standards, each with the classes of conformance that the tests of this service hold it to. */
const STANDARDS: readonly {
  readonly name: string;
  readonly base: string;
  readonly classes: readonly string[];
}[] = [
  {
    name: 'OGC API Common, part 1: Core',
    base: 'http://www.opengis.net/spec/ogcapi-common-1/1.0/conf',
    classes: ['core', 'landing-page', 'json', 'html'],
  },
  {
    name: 'OGC API Common, part 2: Geospatial data',
    base: 'http://www.opengis.net/spec/ogcapi-common-2/1.0/conf',
    classes: ['collections', 'simple-query', 'json', 'html'],
  },
  {
    // not declared: background (no void-color), tilesets (tiles take no width or scale)
    name: 'OGC API Maps, part 1: Core',
    base: 'http://www.opengis.net/spec/ogcapi-maps-1/1.0/conf',
    classes: [
      ...['core', 'collection-map', 'styled-map', 'scaling', 'display-resolution', 'spatial-subsetting'],
      ...['datetime', 'crs', 'png', 'jpeg'],
    ],
  },
  {
    name: 'OGC API Tiles, part 1: Core',
    base: 'http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf',
    classes: ['core', 'tileset', 'tilesets-list', 'geodata-tilesets', 'datetime', 'png', 'jpeg'],
  },
  {
    name: 'Two Dimensional Tile Matrix Set and Tile Set Metadata',
    base: 'http://www.opengis.net/spec/tms/2.0/conf',
    classes: [
      ...['tilematrixset', 'tilematrixsetlimits', 'tilesetmetadata'],
      ...['json-tilematrixset', 'json-tilematrixsetlimits', 'json-tilesetmetadata'],
    ],
  },
  {
    name: 'OGC API Styles (draft)',
    base: 'http://www.opengis.net/spec/ogcapi-styles-1/0.0/conf',
    classes: ['core', 'sld-10', 'mapbox-styles'],
  },
];

/** URIs of every class of conformance that is declared. */
export const CONFORMANCE_CLASSES: readonly string[] = STANDARDS.flatMap(({ base, classes }) =>
  classes.map((name) => `${base}/${name}`),
);

/** `GET /ogc/conformance` */
export const readConformance = documentEndpoint<unknown, z.output<typeof conformance>>({
  name: 'readOgcConformance',
  summary: 'The classes of OGC API standards that hold here',
  reply: conformance,
  handle: ({ link }) => ({
    reply: { conformsTo: [...CONFORMANCE_CLASSES] },
    title: 'Conformance',
    crumbs: [{ text: 'Maps', href: link('/ogc') }],
    main: markup`<p class="lead">What is declared here is tested. Clients choose by these names what they ask for.</p>
      ${STANDARDS.map(
        ({ name, base, classes }) =>
          markup`<section>
            <h2>${name}</h2>
            <ul class="columns">
              ${classes.map(
                (each) =>
                  markup`<li>
                    <code>${base}/<wbr /><strong>${each}</strong></code>
                  </li>`,
              )}
            </ul>
          </section>`,
      )}`,
  }),
});
