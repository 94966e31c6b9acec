import { isOnEarth } from '../../grid/on-earth.ts';
import { queryPoint } from '../../operations/query-point.ts';
import type { Request } from '../endpoint.ts';
import type { LayerInfo } from './feature-info.ts';
import type { ShownLayer } from './layers.ts';

/** What a layer has at a place; undefined where the place is nowhere on earth. */
export async function pointOf(
  request: Request<unknown, unknown>,
  layer: ShownLayer,
  lon: number,
  lat: number,
): Promise<LayerInfo | undefined> {
  if (!isOnEarth(lon, lat)) return undefined;
  const { services, caller, signal } = request;
  const { aoiId, visualizationId } = layer.map;
  const place = { lon, lat, dates: [layer.date], modes: [layer.mode] };
  const { points } = await queryPoint(services, caller, aoiId, visualizationId, place, signal());
  return { layer, lon, lat, point: points[0] };
}
