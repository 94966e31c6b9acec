import { Failure } from '../../failure.ts';
import { listPublishedMaps, type PublishedMap } from '../../operations/published-maps.ts';
import type { Mode } from '../../style/style.ts';
import type { Request } from '../endpoint.ts';
import type { Link } from '../links.ts';
import { legendAddress, newestOf, pathOf, visualizationPath } from './addresses.ts';
import { CRS84_URI, crsUri, offeredCrsUris, storageCrs } from './map-crs.ts';
import { REL } from './relations.ts';
import type { OgcCollection, OgcLink, StyleEntry } from './schemas.ts';

type Asked = Pick<Request<unknown, unknown>, 'services' | 'caller'>;

/** The maps that the caller may see: all of its tenant's, or the one of a link. */
export function mapsOf({ services, caller }: Asked): Promise<readonly PublishedMap[]> {
  return listPublishedMaps(services, caller);
}

/**
 * The map that a collection is.
 *
 * @throws Failure `missing` for an unknown collection, `forbidden` for one that the caller's link does not show
 */
export async function mapOfCollection({ services, caller }: Asked, collectionId: string): Promise<PublishedMap> {
  const maps = await listPublishedMaps(services, caller, { visualizationId: collectionId });
  const map = maps.at(0);
  if (map === undefined) throw new Failure('missing', `no collection "${collectionId.slice(0, 100)}"`);
  return map;
}

/** What a style is called by people. */
export const STYLE_TITLES: Readonly<Record<Mode, string>> = {
  dynamic: 'Dynamic: classes over the values of each date',
  theoretical: 'Theoretical: the same classes on every date',
};

/** A visualization as an OGC API describes it. */
export function describeCollection(map: PublishedMap, link: Link): OgcCollection {
  const { visualizationId, title, abstract, dates, modes, bounds, satelliteName } = map;
  const [first, last] = [dates[0], dates[dates.length - 1]];
  return {
    id: visualizationId,
    title,
    description: abstract,
    attribution: satelliteName,
    dataType: 'map',
    extent: {
      spatial: { bbox: [[...bounds]], crs: CRS84_URI },
      temporal: {
        interval: [[`${first}T00:00:00Z`, `${last}T23:59:59Z`]],
        trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian',
        grid: { cellsCount: dates.length, coordinates: [...dates] },
      },
    },
    crs: offeredCrsUris(map),
    storageCrs: crsUri(storageCrs(map)),
    styles: modes.map((mode) => describeStyle(map, mode, link)),
    ...(modes.length > 0 ? { defaultStyle: modes[0] } : {}),
    links: collectionLinks(map, link),
  };
}

function collectionLinks(map: PublishedMap, link: Link): OgcLink[] {
  const path = pathOf(map);
  return [
    { href: link(path), rel: 'self', type: 'application/json', title: map.title },
    ...mapLinks(`${path}/map`, link),
    {
      href: link(`${path}/map/tiles`),
      rel: REL.mapTilesets,
      type: 'application/json',
      title: 'Tiles of the map',
    },
    { href: link(`${path}/styles`), rel: REL.styles, type: 'application/json', title: 'Styles of the map' },
    ...map.modes.slice(0, 1).map((mode) => ({
      href: legendAddress(map, link, { mode, date: newestOf(map), format: 'png' }),
      rel: REL.legend,
      type: 'image/png',
      title: `Legend of ${newestOf(map)}`,
    })),
    {
      href: link(visualizationPath(map)),
      rel: 'related',
      type: 'application/json',
      title: 'The visualization with its legends',
    },
  ];
}

/** Links to a map in every format. */
export function mapLinks(path: string, link: Link): OgcLink[] {
  return (['png', 'webp', 'jpeg'] as const).map((format) => ({
    href: link(path, { f: format }),
    rel: REL.map,
    type: `image/${format}`,
    title: `The map as ${format.toUpperCase()}`,
  }));
}

function describeStyle(map: PublishedMap, mode: Mode, link: Link): StyleEntry {
  const path = `${pathOf(map)}/styles/${mode}`;
  return {
    id: mode,
    title: STYLE_TITLES[mode],
    links: [
      ...mapLinks(`${path}/map`, link),
      { href: link(`${path}/map/tiles`), rel: REL.mapTilesets, type: 'application/json', title: 'Tiles in this style' },
      {
        href: link(`${path}/metadata`),
        rel: 'describedby',
        type: 'application/json',
        title: 'The style, its legend and its files',
      },
    ],
  };
}
