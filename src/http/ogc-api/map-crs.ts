import { z } from 'zod';
import { findCrs, type MapCrs } from '../../operations/find-crs.ts';
import type { PublishedMap } from '../../operations/published-maps.ts';

/** WGS 84, longitude before latitude. */
export const CRS84_URI = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

/** A CRS by its URI, its safe CURIE such as `[EPSG:3857]`, or that without brackets. */
export const crsName = z
  .string()
  .transform((text, context): MapCrs => {
    const found = findCrs(text.replace(/^\[(.*)\]$/, '$1'));
    if (found !== undefined) return found;
    context.addIssue({
      code: 'custom',
      message: `"${text.slice(0, 100)}" is no CRS that is known here; a URI such as ${CRS84_URI}, or [EPSG:3857]`,
    });
    return z.NEVER;
  })
  .meta({ override: { type: 'string' }, example: '[EPSG:3857]' });

/** WGS 84, longitude first: what coordinates are in unless it is said. */
export const CRS84: MapCrs = crsName.parse(CRS84_URI);

/** URI of a CRS, whose axes are in the order that its authority states. */
export function crsUri({ crs, isNorthFirst }: MapCrs): string {
  const [, code] = /^EPSG:(\d+)$/.exec(crs.name) ?? [];
  return (code as string | undefined) === undefined || (code === '4326' && !isNorthFirst)
    ? CRS84_URI
    : `http://www.opengis.net/def/crs/EPSG/0/${code}`;
}

/** The CRS of a map's own pixels: what it comes in unless another is asked for. */
export function storageCrs({ crsName: name }: Pick<PublishedMap, 'crsName'>): MapCrs {
  return findCrs(name) ?? CRS84;
}

/** URIs of what a map is offered in: its own CRS, the usual ones, and those of its tiles. Others are drawn too. */
export function offeredCrsUris(map: Pick<PublishedMap, 'crsName' | 'tileMatrixSets'>): string[] {
  const names = ['EPSG:4326', 'EPSG:3857', ...map.tileMatrixSets.map(({ mapCrs }) => mapCrs.name)];
  const offered = [storageCrs(map), CRS84, ...names.flatMap((name) => findCrs(name) ?? [])];
  return [...new Set(offered.map(crsUri))];
}
