import type { PublishedMap } from '../../operations/published-maps.ts';
import type { Mode } from '../../style/style.ts';
import { dateKeyOf } from '../dates.ts';
import type { Link } from '../links.ts';

/** Path of a collection. */
export function pathOf({ visualizationId }: Pick<PublishedMap, 'visualizationId'>): string {
  return `/ogc/collections/${visualizationId}`;
}

/** Path of the visualization that a collection is. */
export function visualizationPath({ aoiId, visualizationId }: Pick<PublishedMap, 'aoiId' | 'visualizationId'>): string {
  return `/v0/aois/${aoiId}/visualizations/${visualizationId}`;
}

/** The newest date of a map. */
export function newestOf({ dates }: Pick<PublishedMap, 'dates'>): string {
  return dates[dates.length - 1];
}

/** Address of the legend of a date in a style. */
export function legendAddress(
  map: PublishedMap,
  link: Link,
  {
    mode,
    date,
    format,
    ...options
  }: { readonly mode: Mode; readonly date: string; readonly format: string } & Readonly<Record<string, string>>,
): string {
  const query = { date: dateKeyOf(date), visualization_mode: mode, ...options };
  return link(`${visualizationPath(map)}/legend.${format}`, query);
}

/** Address of a map as browsers show it: with pixels that are square on a web map. */
export function mapAddress(
  map: PublishedMap,
  link: Link,
  { mode, ...options }: { readonly mode?: Mode } & Readonly<Record<string, string>>,
): string {
  const path = mode === undefined ? pathOf(map) : `${pathOf(map)}/styles/${mode}`;
  return link(`${path}/map`, { f: 'png', crs: '[EPSG:3857]', ...options });
}
