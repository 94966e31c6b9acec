import { z } from 'zod';
import type { PublishedMap } from '../../operations/published-maps.ts';
import type { Link } from '../links.ts';
import { queryNumberOr } from '../params.ts';
import { mapAddress, pathOf } from './addresses.ts';
import { describeCollection, mapsOf } from './collection.ts';
import { documentEndpoint } from './document.ts';
import { markup, type Markup } from './markup.ts';
import { collections, type OgcLink } from './schemas.ts';
import { bbox, intersects } from './bbox.ts';
import { datetime, datesWithin } from './datetime.ts';

/** Collections a page, unless told otherwise. */
const PAGE_LENGTH = 50;

const listQuery = z.object({
  bbox: bbox
    .refine(([, south, , north]) => south <= north, { error: 'its second latitude is south of its first' })
    .optional()
    .meta({ description: 'Collections that reach into these bounds: west,south,east,north.' }),
  datetime: datetime.optional().meta({ description: 'Collections with a date at or within this time.' }),
  limit: queryNumberOr(PAGE_LENGTH, z.int().min(1).max(1000)),
  offset: queryNumberOr(0, z.int().min(0)),
});

/** `GET /ogc/collections` */
export const listCollections = documentEndpoint<z.output<typeof listQuery>, z.output<typeof collections>>({
  name: 'listOgcCollections',
  summary: 'Visualizations as collections, by AOI and index',
  query: listQuery,
  reply: collections,
  handle: async (request) => {
    const { link, query } = request;
    const all = (await mapsOf(request)).filter(
      (map) =>
        (query.bbox === undefined || intersects(map.bounds, query.bbox)) &&
        (query.datetime === undefined || datesWithin(map.dates, query.datetime).length > 0),
    );
    const shown = all.slice(query.offset, query.offset + query.limit);
    const steps = stepLinks(request.ctx.query, query, all.length, link);
    return {
      reply: {
        links: steps,
        numberMatched: all.length,
        numberReturned: shown.length,
        collections: shown.map((map) => describeCollection(map, link)),
      },
      title: 'Collections',
      crumbs: [{ text: 'Maps', href: link('/ogc') }],
      main: markup`<p class="lead">
          ${counted(all.length, 'map')}${shown.length < all.length && `, of which ${shown.length} are shown`}. A
          collection is one index over one area, with a map for each date.
        </p>
        ${mapCards(shown, link, 2)}
        ${
          steps.length > 0 &&
          markup`<ul class="chips">
            ${steps.map(({ href, rel }) => markup`<li><a rel="${rel}" href="${href}">${rel === 'next' ? 'Next' : 'Previous'}</a></li>`)}
          </ul>`
        }`,
    };
  },
});

/** Cards with a picture of each map, below a heading of the level above. */
export function mapCards(maps: readonly PublishedMap[], link: Link, level: 2 | 3): Markup {
  const cards = maps.map((map) => {
    const name = markup`<a href="${link(pathOf(map))}">${map.title}</a>`;
    return markup`<li class="card">
      <img class="thumb" src="${mapAddress(map, link, { width: '480' })}" alt="" width="480" height="320" loading="lazy" />
      <div class="text">
        ${level === 2 ? markup`<h2>${name}</h2>` : markup`<h3>${name}</h3>`}
        <p class="muted small">${map.index.title}<br />${counted(map.dates.length, 'date')}, ${spanOf(map.dates)}</p>
      </div>
    </li>`;
  });
  return markup`<ul class="cards">
    ${cards}
  </ul>`;
}

/** `3 maps`, `1 map`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2024-02-14 to 2024-09-13`. */
export function spanOf(dates: readonly string[]): string {
  const [first, last] = [dates[0], dates[dates.length - 1]];
  return first === last ? first : `${first} to ${last}`;
}

/** Links to the pages before and after. */
function stepLinks(
  given: Readonly<Record<string, unknown>>,
  { limit, offset }: { readonly limit: number; readonly offset: number },
  total: number,
  link: Link,
): OgcLink[] {
  const { bbox, datetime } = given as Readonly<Record<string, string | undefined>>;
  const step = (rel: string, from: number): OgcLink => ({
    href: link('/ogc/collections', { bbox, datetime, limit: String(limit), offset: String(from) }),
    rel,
    type: 'application/json',
  });
  return [
    ...(offset > 0 ? [step('prev', Math.max(0, offset - limit))] : []),
    ...(offset + limit < total ? [step('next', offset + limit)] : []),
  ];
}
