import type { Bounds } from '../../grid/bounds.ts';
import { projectBounds } from '../../grid/project-bounds.ts';
import { findCrs } from '../../operations/find-crs.ts';
import type { PublishedMap } from '../../operations/published-maps.ts';

/** CRSs that every layer is offered in, by the names of WMS 1.3.0. */
export const COMMON_CRS_NAMES = ['CRS:84', 'EPSG:4326', 'EPSG:3857'] as const;

/** A CRS that a layer is offered in, and where the layer lies in it. */
export interface LayerCrs {
  readonly name: string;
  /** x first. */
  readonly bounds: Bounds;
  readonly isNorthFirst: boolean;
}

/** What a layer is offered in: the common CRSs, those of the tile matrix sets that suit its place, and its own. */
export function layerCrss({ bounds, crsName, tileMatrixSets }: PublishedMap): LayerCrs[] {
  const names = new Set<string>([...COMMON_CRS_NAMES, ...tileMatrixSets.map(({ mapCrs }) => mapCrs.name), crsName]);
  return [...names].flatMap((name) => {
    const found = findCrs(name);
    const within = found && projectBounds(bounds, found.crs);
    return found === undefined || within === undefined
      ? []
      : [{ name, bounds: within, isNorthFirst: found.isNorthFirst }];
  });
}
