import { z } from 'zod';
import type { Bounds } from '../../grid/bounds.ts';
import { IMAGE_LIMITS } from '../../render/image-options.ts';
import { furnitureOfQuery, furnitureQueryShape, resampling } from '../image-input.ts';
import { queryBoolean, queryNumber } from '../params.ts';
import type { KeyValues } from './key-values.ts';
import { parseKeyValues } from './key-values.ts';
import { ServiceException, type ExceptionCode } from './service-exception.ts';

/** The newest last. */
export const WMS_VERSIONS = ['1.1.1', '1.3.0'] as const;
export type WmsVersion = (typeof WMS_VERSIONS)[number];

/** Most layers that one map is put together from. */
export const LAYER_LIMIT = 8;
/** Most pixels a side of a map. */
export const [, MOST_PIXELS] = IMAGE_LIMITS.side;

/** Media types of maps by our names of the formats. */
export const MAP_FORMATS = { 'image/png': 'png', 'image/webp': 'webp', 'image/jpeg': 'jpeg' } as const;
type MapMedia = keyof typeof MAP_FORMATS;

/** Media types of answers about a point. */
export const INFO_FORMATS = [
  'application/json',
  'text/xml',
  'application/vnd.ogc.gml',
  'text/html',
  'text/plain',
] as const;
export type InfoFormat = (typeof INFO_FORMATS)[number];

export const LEGEND_MEDIA = { 'image/png': 'png', 'image/svg+xml': 'svg', 'application/json': 'json' } as const;
type LegendMedia = keyof typeof LEGEND_MEDIA;

const oneOf = <T extends string>(values: readonly [T, ...T[]]) =>
  z.enum(values, { error: ({ input }) => `is "${String(input).slice(0, 60)}", not one of ${values.join(', ')}` });

const mediaOf = <T extends string>(formats: Readonly<Record<T, string>>) => oneOf(Object.keys(formats) as [T, ...T[]]);

const names = z.string().transform((text) => text.split(',').map((name) => name.trim()));

const yesNo = z
  .string()
  .regex(/^(?:true|false)$/i, { error: 'must be TRUE or FALSE' })
  .transform((text) => text.toLowerCase() === 'true');

const hexColor = z
  .string()
  .regex(/^(?:0x|#)[0-9a-f]{6}$/i, { error: 'must be a colour such as 0xFFFFFF' })
  .transform((text) => `#${text.slice(-6).toLowerCase()}`);

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const bbox = z.string().transform((text, context): Bounds => {
  const parts = text.split(',').map((part) => part.trim());
  const [minX, minY, maxX, maxY] = parts.map(Number);
  if (parts.length !== 4 || !parts.every((part) => NUMBER.test(part))) {
    context.addIssue({ code: 'custom', message: 'must be four numbers: minx,miny,maxx,maxy' });
    return z.NEVER;
  }
  if (minX >= maxX || minY >= maxY) {
    context.addIssue({ code: 'custom', message: 'is of no area: its minima must be smaller than its maxima' });
    return z.NEVER;
  }
  return [minX, minY, maxX, maxY];
});

const side = queryNumber(
  z
    .int({ error: 'must be a whole number' })
    .min(1)
    .max(MOST_PIXELS, { error: `must be at most ${MOST_PIXELS}` }),
);

/** Parameters that say which map is meant. */
const window = {
  layers: names.meta({ description: 'Ids of visualizations, the one below first.' }),
  styles: names
    .optional()
    .meta({ description: 'A mode for each layer: dynamic or theoretical; empty is the default.' }),
  crs: z.string().optional().meta({ description: 'Of BBOX, in 1.3.0: CRS:84 or any EPSG code.' }),
  srs: z.string().optional().meta({ description: 'The same in 1.1.1.' }),
  bbox,
  width: side,
  height: side,
  time: z.string().optional().meta({ description: 'A date of the layer, or an interval: its newest date is shown.' }),
  mask: queryBoolean.optional().meta({ description: 'Ours: false shows the raster beyond the AOI too.' }),
};

/** What clients send that we could only ignore, which would show another map than was asked for. */
const refused = z
  .undefined({ error: 'is not supported: the styles are those of the visualization, by their names in STYLES' })
  .optional();

const mapSchema = z.object({
  ...window,
  format: mediaOf(MAP_FORMATS),
  transparent: yesNo.optional(),
  bgcolor: hexColor.optional(),
  exceptions: z.string().optional(),
  ...furnitureQueryShape,
  sld: refused,
  sld_body: refused,
  resampling: resampling.optional().meta({ description: 'Ours: how pixels take their values.' }),
});

const infoSchema = z.object({
  ...window,
  query_layers: names,
  info_format: oneOf(INFO_FORMATS).optional(),
  i: queryNumber(z.int()).optional(),
  j: queryNumber(z.int()).optional(),
  x: queryNumber(z.int()).optional(),
  y: queryNumber(z.int()).optional(),
  feature_count: queryNumber(z.int().min(1)).optional(),
});

const legendSchema = z.object({
  layer: z.string(),
  style: z.string().optional(),
  format: mediaOf(LEGEND_MEDIA),
  time: z.string().optional(),
  transparent: yesNo.optional(),
  bgcolor: hexColor.optional(),
  sld: refused,
  sld_body: refused,
});

/** Every parameter of the service, for the API documents. */
export const WMS_KEY_VALUES = z
  .object({
    service: z.string().meta({ description: 'WMS' }),
    version: z.enum(WMS_VERSIONS),
    request: z.enum(['GetCapabilities', 'GetMap', 'GetFeatureInfo', 'GetLegendGraphic']),
    aoi: z.string().meta({ description: 'Ours: lists the layers of one AOI only.' }),
    visualization: z.string().meta({ description: 'Ours: lists one layer only.' }),
    ...mapSchema.shape,
    ...infoSchema.shape,
    ...legendSchema.shape,
    format: z.string().meta({ description: 'Media type of the map or the legend.' }),
  })
  .omit({ sld: true, sld_body: true })
  .partial();

const CODES: Readonly<Partial<Record<string, ExceptionCode>>> = {
  format: 'InvalidFormat',
  info_format: 'InvalidFormat',
  i: 'InvalidPoint',
  j: 'InvalidPoint',
  x: 'InvalidPoint',
  y: 'InvalidPoint',
  sld: 'OperationNotSupported',
  sld_body: 'OperationNotSupported',
};

/** A layer in a style; the style is empty for the layer's own. */
export interface StyledLayer {
  readonly name: string;
  readonly style: string;
}

/** The window of a GetMap request. */
export interface MapWindow {
  /** The one below first. */
  readonly layers: readonly StyledLayer[];
  /** As given. */
  readonly crsName: string;
  /** As given: in the axis order of the version. */
  readonly bbox: Bounds;
  readonly width: number;
  readonly height: number;
  readonly time: string | undefined;
  /** Whether nothing is shown beyond the AOI. */
  readonly isMasked: boolean;
}

export interface MapRequest extends MapWindow {
  readonly format: (typeof MAP_FORMATS)[MapMedia];
  readonly isTransparent: boolean;
  /** `#rrggbb` */
  readonly background: string;
  readonly resampling: z.output<typeof resampling>;
  readonly furniture: ReturnType<typeof furnitureOfQuery>;
}

export interface InfoRequest extends MapWindow {
  readonly queryLayers: readonly string[];
  readonly infoFormat: InfoFormat;
  readonly col: number;
  readonly row: number;
}

export interface LegendRequest {
  readonly layer: StyledLayer;
  readonly format: (typeof LEGEND_MEDIA)[LegendMedia];
  readonly time: string | undefined;
  /** `#rrggbb`, or `transparent`; the legend's own panel without it. */
  readonly background: string | undefined;
}

/** @throws ServiceException about the first parameter that is wrong or missing */
export function mapRequest(given: KeyValues, version: WmsVersion): MapRequest {
  const parsed = parseKeyValues(mapSchema, given, CODES);
  return {
    ...windowOf(parsed, version),
    format: MAP_FORMATS[parsed.format],
    isTransparent: parsed.transparent ?? false,
    background: parsed.bgcolor ?? '#ffffff',
    resampling: parsed.resampling ?? 'nearest',
    furniture: furnitureOfQuery(parsed),
  };
}

/** @throws ServiceException about the first parameter that is wrong or missing */
export function infoRequest(given: KeyValues, version: WmsVersion): InfoRequest {
  const parsed = parseKeyValues(infoSchema, given, CODES);
  const { query_layers: queryLayers, info_format: infoFormat = 'application/json', width, height } = parsed;
  const [colName, rowName] = version === '1.3.0' ? (['i', 'j'] as const) : (['x', 'y'] as const);
  const { [colName]: col, [rowName]: row } = parsed;
  for (const [name, at, pixels] of [
    [colName, col, width],
    [rowName, row, height],
  ] as const) {
    if (at === undefined) throw missingParameter(name);
    if (at < 0 || at >= pixels) {
      throw new ServiceException('InvalidPoint', `${name.toUpperCase()} is ${at}, of 0 to ${pixels - 1}`, name);
    }
  }
  return { ...windowOf(parsed, version), queryLayers, infoFormat, col: col ?? 0, row: row ?? 0 };
}

/** @throws ServiceException about the first parameter that is wrong or missing */
export function legendRequest(given: KeyValues): LegendRequest {
  const { layer: name, style = '', format, time, transparent, bgcolor } = parseKeyValues(legendSchema, given, CODES);
  const background = transparent === true ? 'transparent' : bgcolor;
  return { layer: { name, style }, format: LEGEND_MEDIA[format], time, background };
}

function windowOf(parsed: z.output<z.ZodObject<typeof window>>, version: WmsVersion): MapWindow {
  const { layers, styles = [], bbox, width, height, time } = parsed;
  const crsField = version === '1.3.0' ? 'crs' : 'srs';
  const { [crsField]: crsName } = parsed;
  if (crsName === undefined) throw missingParameter(crsField);
  if (styles.length > 0 && styles.length !== layers.length) {
    const reason = `STYLES names ${styles.length} styles for ${layers.length} layers`;
    throw new ServiceException('StyleNotDefined', reason, 'styles');
  }
  if (layers.length > LAYER_LIMIT) {
    const reason = `LAYERS names ${layers.length} layers, of ${LAYER_LIMIT} at most`;
    throw new ServiceException('InvalidParameterValue', reason, 'layers');
  }
  return {
    layers: layers.map((name, i) => ({ name, style: styles.at(i) ?? '' })),
    crsName,
    bbox,
    width,
    height,
    time,
    isMasked: parsed.mask ?? true,
  };
}

function missingParameter(name: string): ServiceException {
  return new ServiceException('MissingParameterValue', `${name.toUpperCase()} is required`, name);
}
