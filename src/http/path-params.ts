import { isUuid } from '../catalogue/ids.ts';
import { Failure } from '../failure.ts';
import type { MapId } from '../operations/services.ts';

interface PathParam {
  /** What the parameter names, as messages call it. */
  readonly noun: string;
  readonly isUuid: boolean;
  /** Set for what a link to a map has to fit. */
  readonly of?: keyof MapId;
}

/** Every parameter that a path may hold. */
export const PATH_PARAMS: Readonly<Record<string, PathParam>> = {
  aoi_id: { noun: 'AOI', isUuid: true, of: 'aoiId' },
  asset_id: { noun: 'asset', isUuid: true },
  project_id: { noun: 'project', isUuid: true },
  visualization_id: { noun: 'visualization', isUuid: true, of: 'visualizationId' },
  collectionId: { noun: 'collection', isUuid: true, of: 'visualizationId' },
  share_id: { noun: 'link', isUuid: true },
  styleId: { noun: 'style', isUuid: false },
  tileMatrixSetId: { noun: 'tile matrix set', isUuid: false },
  tileMatrix: { noun: 'level', isUuid: false },
  tileRow: { noun: 'row', isUuid: false },
  tileCol: { noun: 'column', isUuid: false },
  file: { noun: 'file', isUuid: false },
  format: { noun: 'format', isUuid: false },
  tile_matrix_set: { noun: 'tile matrix set', isUuid: false },
  layer: { noun: 'layer', isUuid: false, of: 'visualizationId' },
  style: { noun: 'style', isUuid: false },
  time: { noun: 'date', isUuid: false },
  tile_matrix: { noun: 'tile matrix', isUuid: false },
  tile_row: { noun: 'row', isUuid: false },
  tile_col: { noun: 'column', isUuid: false },
  i: { noun: 'pixel column', isUuid: false },
  j: { noun: 'pixel row', isUuid: false },
  z: { noun: 'level', isUuid: false },
  x: { noun: 'column', isUuid: false },
  y: { noun: 'row', isUuid: false },
};

/**
 * Path parameters, ids in lower case. An id that cannot be one is an unknown id, not a bad request.
 *
 * @throws Failure 'missing'
 */
export function checkPathParams(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, text]) => {
      const param = PATH_PARAMS[name];
      if (!param.isUuid) return [name, text];
      if (!isUuid(text)) throw missing(param.noun, text);
      return [name, text.toLowerCase()];
    }),
  );
}

/** Whether path parameters name nothing but one map, in any form; what they do not name is not asked. */
export function isWithin(map: MapId, params: Readonly<Record<string, string>>): boolean {
  return Object.entries(params).every(([name, text]) => {
    const { of } = PATH_PARAMS[name];
    return of === undefined || text.toLowerCase() === map[of];
  });
}

/** The failure of a thing that the caller's tenant does not have, which is all that is ever said about it. */
export function missing(noun: string, id: string): Failure {
  return new Failure('missing', `no ${noun} "${id.slice(0, 100)}"`);
}

/** `found`, or the failure that it is missing. */
export function found<T>(record: T | undefined, noun: string, id: string): T {
  if (record === undefined) throw missing(noun, id);
  return record;
}
