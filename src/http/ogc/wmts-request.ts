import { z } from 'zod';
import { tileMatrixSet, type TileMatrixSet } from '../../grid/tile-matrix-set.ts';
import { resampling } from '../image-input.ts';
import { queryBoolean } from '../params.ts';
import { parseKeyValues, type KeyValues } from './key-values.ts';
import { ServiceException } from './service-exception.ts';
import { INFO_FORMATS, MAP_FORMATS, type InfoFormat } from './wms-request.ts';

export const WMTS_VERSION = '1.0.0';

const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, { error: 'must be a whole number' })
  .transform(Number);

const tileShape = {
  layer: z.string().meta({ description: 'Id of a visualization.' }),
  style: z.string().optional().meta({ description: 'A mode: dynamic or theoretical.' }),
  tilematrixset: z.string(),
  tilematrix: z.string(),
  tilerow: wholeNumber,
  tilecol: wholeNumber,
  time: z.string().optional().meta({ description: 'A date of the layer; the newest unless given.' }),
  rev: z.string().max(100).optional().meta({ description: 'Ours: the revision, as capabilities have it.' }),
  mask: queryBoolean.optional().meta({ description: 'Ours: false shows the raster beyond the AOI too.' }),
};

const tileSchema = z.object({
  ...tileShape,
  format: z.string().refine((format) => Object.hasOwn(MAP_FORMATS, format), {
    error: ({ input }) => `is "${String(input).slice(0, 60)}", not one of ${Object.keys(MAP_FORMATS).join(', ')}`,
  }),
  resampling: resampling.optional().meta({ description: 'Ours: how pixels take their values.' }),
});

const infoSchema = z.object({ ...tileShape, infoformat: z.enum(INFO_FORMATS), i: wholeNumber, j: wholeNumber });

/** Every parameter of the service, for the API documents. */
export const WMTS_KEY_VALUES = z
  .object({
    service: z.string().meta({ description: 'WMTS' }),
    version: z.literal(WMTS_VERSION),
    request: z.enum(['GetCapabilities', 'GetTile', 'GetFeatureInfo']),
    acceptversions: z.string().meta({ description: 'Of GetCapabilities: versions that the client knows, by comma.' }),
    aoi: z.string().meta({ description: 'Ours: lists the layers of one AOI only.' }),
    visualization: z.string().meta({ description: 'Ours: lists one layer only.' }),
    ...tileSchema.shape,
    ...infoSchema.shape,
  })
  .partial();

/** A tile of a layer. */
export interface TileAddress {
  readonly layer: string;
  readonly style: string;
  readonly time: string | undefined;
  readonly set: TileMatrixSet;
  readonly level: number;
  readonly row: number;
  readonly col: number;
  readonly isMasked: boolean;
}

export interface TileRequest extends TileAddress {
  readonly format: (typeof MAP_FORMATS)[keyof typeof MAP_FORMATS];
  readonly resampling: z.output<typeof resampling>;
  readonly revision: string | undefined;
}

export interface TileInfoRequest extends TileAddress {
  readonly infoFormat: InfoFormat;
  /** Pixels from the tile's west and north edge. */
  readonly i: number;
  readonly j: number;
}

/** @throws ServiceException about the first parameter that is wrong or missing, or a tile beyond its set */
export function tileRequest(given: KeyValues): TileRequest {
  const parsed = parseKeyValues(tileSchema, given, {});
  return {
    ...addressOf(parsed),
    format: MAP_FORMATS[parsed.format as keyof typeof MAP_FORMATS],
    resampling: parsed.resampling ?? 'nearest',
    revision: parsed.rev,
  };
}

/** @throws ServiceException as `tileRequest`, and PointIJOutOfRange */
export function tileInfoRequest(given: KeyValues): TileInfoRequest {
  const { infoformat: infoFormat, i, j, ...parsed } = parseKeyValues(infoSchema, given, {});
  const address = addressOf(parsed);
  const { tileWidth, tileHeight } = address.set.tileMatrices[0];
  for (const [name, at, pixels] of [
    ['i', i, tileWidth],
    ['j', j, tileHeight],
  ] as const) {
    if (at >= pixels) {
      throw new ServiceException('PointIJOutOfRange', `${name.toUpperCase()} is ${at}, of 0 to ${pixels - 1}`, name);
    }
  }
  return { ...address, infoFormat, i, j };
}

function addressOf(parsed: z.output<z.ZodObject<typeof tileShape>>): TileAddress {
  const { layer, style = '', tilematrixset, tilematrix, tilerow: row, tilecol: col, time, mask = true } = parsed;
  const set = tileMatrixSet(tilematrixset);
  if (set === undefined) {
    const message = `no tile matrix set "${tilematrixset.slice(0, 60)}"`;
    throw new ServiceException('InvalidParameterValue', message, 'tilematrixset');
  }
  const matrix = set.tileMatrices.find(({ id }) => id === tilematrix);
  if (matrix === undefined) {
    const [first, last] = [set.tileMatrices[0].id, set.tileMatrices[set.tileMatrices.length - 1].id];
    const message = `${set.id} has tile matrices ${first} to ${last}, not "${tilematrix.slice(0, 60)}"`;
    throw new ServiceException('InvalidParameterValue', message, 'tilematrix');
  }
  for (const [name, at, tiles] of [
    ['tilerow', row, matrix.matrixHeight],
    ['tilecol', col, matrix.matrixWidth],
  ] as const) {
    if (at >= tiles) {
      const message = `${name.toUpperCase()} is ${at}, of 0 to ${tiles - 1}`;
      throw new ServiceException('TileOutOfRange', message, name);
    }
  }
  return { layer, style, time, set, level: Number(matrix.id), row, col, isMasked: mask };
}
