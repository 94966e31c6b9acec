import { isInvertible } from '../../grid/affine.ts';
import type { Bounds } from '../../grid/bounds.ts';
import type { Grid } from '../../grid/grid.ts';
import { findCrs } from '../../operations/find-crs.ts';
import { ServiceException } from './service-exception.ts';
import type { MapWindow, WmsVersion } from './wms-request.ts';

/**
 * The pixels of a GetMap window. 1.3.0 writes bounds in the axis order of the CRS's authority, 1.1.1 x first always.
 *
 * @throws ServiceException InvalidCRS (InvalidSRS) for what is no CRS that can be computed with, InvalidParameterValue for
 *   bounds whose pixels cannot be computed with
 */
export function windowGrid({ crsName, bbox, width, height }: MapWindow, version: WmsVersion): Grid {
  const found = findCrs(crsName);
  const isForeign = version === '1.1.1' && crsName.toUpperCase() === 'CRS:84';
  if (found === undefined || isForeign) {
    const [code, field] = version === '1.3.0' ? (['InvalidCRS', 'crs'] as const) : (['InvalidSRS', 'srs'] as const);
    const message = `"${crsName.slice(0, 60)}" is no coordinate reference system that maps can be drawn in`;
    throw new ServiceException(code, `${message}; expected an EPSG code such as EPSG:3857`, field);
  }
  const [minX, minY, maxX, maxY] = version === '1.3.0' && found.isNorthFirst ? eastFirst(bbox) : bbox;
  const affine = [(maxX - minX) / width, 0, minX, 0, (minY - maxY) / height, maxY] as const;
  if (!isInvertible(affine)) {
    const message = 'BBOX makes pixels too large or too small to be computed with';
    throw new ServiceException('InvalidParameterValue', message, 'bbox');
  }
  return { crs: found.crs, affine, width, height };
}

function eastFirst([minY, minX, maxY, maxX]: Bounds): Bounds {
  return [minX, minY, maxX, maxY];
}
