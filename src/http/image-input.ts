import { z } from 'zod';
import { RESAMPLINGS } from '../raster/resample.ts';
import {
  DEFAULT_IMAGE_OPTIONS,
  DEFAULT_LEGEND_OPTIONS,
  DEFAULT_OUTLINE,
  IMAGE_FORMATS,
  IMAGE_LIMITS,
  LEGEND_POSITIONS,
  LEGEND_THEMES,
  UNDRAWABLE,
  type ImageOptions,
} from '../render/image-options.ts';
import {
  DEFAULT_NORTH_ARROW,
  DEFAULT_SCALE_BAR,
  FURNITURE_POSITIONS,
  SCALE_BAR_UNITS,
  type FurnitureOptions,
} from '../render/furniture-options.ts';
import { queryBoolean, queryNumber } from './params.ts';

/** The forms that a CSS colour takes; which colour it is, is found out where it is drawn. */
export const color = z
  .string()
  .max(60)
  .regex(/^(?:#[0-9a-f]{3,8}|[a-z]+|(?:rgb|hsl)a?\([\d.,%/\s]+\))$/i, {
    error: 'expected a CSS colour: a name, #rrggbb, #rrggbbaa, rgb() or hsl()',
  });

const within = <T extends z.ZodNumber>(schema: T, [least, most]: readonly [number, number]): T =>
  schema.min(least).max(most);

export const side = within(z.int(), IMAGE_LIMITS.side);
export const scale = within(z.number(), IMAGE_LIMITS.scale);
const quality = within(z.int(), IMAGE_LIMITS.quality);
export const decimals = within(z.int(), IMAGE_LIMITS.decimals);
const lineWidth = within(z.number(), IMAGE_LIMITS.lineWidth);
const format = z.enum(IMAGE_FORMATS);
export const resampling = z.enum(RESAMPLINGS);
const position = z.enum(LEGEND_POSITIONS);
export const theme = z.enum(LEGEND_THEMES);
export const title = z.string().max(200);
export const units = z.string().max(40);

const MEANING = {
  width: 'Width of the whole image, CSS pixels; one raster pixel a pixel unless width or height is given.',
  height: 'Height of the whole image, CSS pixels.',
  max_size: 'Longest side of the map picture, image pixels.',
  scale: 'Image pixels per CSS pixel: 2 for a high-density screen.',
  format: 'Of the image; png unless given.',
  quality: 'For jpeg and webp; webp at 100 is lossless.',
  background: 'Colour behind everything; transparent unless given.',
  resampling: 'How an enlarged or reduced picture takes its values.',
  outline: "The AOI's boundary.",
  scale_bar: 'A bar of a round length, true in the middle of the map.',
  north_arrow: 'An arrow to true north, as it is in the middle of the map.',
  attribution: 'A text on the map: who made the data.',
};

const describe = <T extends z.ZodType>(name: keyof typeof MEANING, schema: T): z.ZodOptional<T> =>
  schema.optional().meta({ description: MEANING[name] });

const legend = z.object({
  position: position.optional(),
  theme: theme.optional(),
  title: z.union([z.boolean(), title], { error: 'expected a text, or false for none' }).optional(),
  units: units.optional(),
  decimals: decimals.optional(),
  areas: z.boolean().optional(),
});

const outline = z.object({ color, width: lineWidth });
const furniturePosition = z.enum(FURNITURE_POSITIONS);
const scaleBarUnits = z.enum(SCALE_BAR_UNITS);
const attributionText = z.string().max(500);

/** Optional fields of a body that asks for an image. */
export const imageBodyShape = {
  width: describe('width', side),
  height: describe('height', side),
  max_size: describe('max_size', side),
  scale: describe('scale', scale),
  format: describe('format', format),
  quality: describe('quality', quality),
  background: describe('background', color),
  resampling: describe('resampling', resampling),
  legend: z
    .union([z.boolean(), legend], { error: 'expected false, or {position, theme, title, units, decimals, areas}' })
    .optional()
    .meta({ description: 'False leaves it out; an object places and names it.' }),
  outline: z
    .union([z.boolean(), outline], { error: 'expected true, false or {color, width}' })
    .optional()
    .meta({ description: MEANING.outline }),
  scale_bar: describe(
    'scale_bar',
    z.union([z.boolean(), z.object({ position: furniturePosition.optional(), units: scaleBarUnits.optional() })], {
      error: 'expected true, false or {position, units}',
    }),
  ),
  north_arrow: describe(
    'north_arrow',
    z.union([z.boolean(), z.object({ position: furniturePosition.optional() })], {
      error: 'expected true, false or {position}',
    }),
  ),
  attribution: describe(
    'attribution',
    z.union([attributionText, z.object({ text: attributionText, position: furniturePosition.optional() })], {
      error: 'expected a text of at most 500 characters, or {text, position}',
    }),
  ),
};

/** What stands on a map besides its legend, as query parameters. */
export const furnitureQueryShape = {
  scale_bar: describe('scale_bar', queryBoolean),
  scale_bar_units: scaleBarUnits.optional(),
  scale_bar_position: furniturePosition.optional(),
  north_arrow: describe('north_arrow', queryBoolean),
  north_arrow_position: furniturePosition.optional(),
  attribution: describe('attribution', attributionText),
  attribution_position: furniturePosition.optional(),
};

/** The same as query parameters; the members of `legend` and `outline` have a parameter each. */
export const imageQueryShape = {
  width: describe('width', queryNumber(side)),
  height: describe('height', queryNumber(side)),
  max_size: describe('max_size', queryNumber(side)),
  scale: describe('scale', queryNumber(scale)),
  format: describe('format', format),
  quality: describe('quality', queryNumber(quality)),
  background: describe('background', color),
  resampling: describe('resampling', resampling),
  legend: queryBoolean.optional().meta({ description: 'false leaves the legend out.' }),
  legend_position: position.optional(),
  legend_theme: theme.optional(),
  legend_title: title.optional().meta({ description: 'A text, or false for none.' }),
  legend_units: units.optional(),
  legend_decimals: queryNumber(decimals).optional(),
  legend_areas: queryBoolean.optional(),
  outline: describe('outline', queryBoolean),
  outline_color: color.optional(),
  outline_width: queryNumber(lineWidth).optional(),
  ...furnitureQueryShape,
};

type ImageBody = z.output<z.ZodObject<typeof imageBodyShape>>;
type ImageQuery = z.output<z.ZodObject<typeof imageQueryShape>>;

/** What is wrong with an image that `isDrawable` says no to. */
export const TOO_LARGE = { path: ['scale'], error: UNDRAWABLE };

/** How a body wants its image; its other members, such as the date, do not become options. */
export function imageOptions(given: ImageBody): ImageOptions {
  const { width, height, max_size: maxSize, scale, format, quality, background, resampling, outline } = given;
  const { legend: asked = true } = given;
  const wanted = asked === true ? {} : asked;
  return {
    ...DEFAULT_IMAGE_OPTIONS,
    ...present({ width, height, maxSize, scale, format, quality, background, resampling, outline }),
    legend: wanted && { ...DEFAULT_LEGEND_OPTIONS, ...present(wanted) },
    ...furnitureOptions(given),
  };
}

function furnitureOptions({ scale_bar, north_arrow, attribution }: ImageBody): FurnitureOptions {
  const bar = scale_bar === true ? {} : scale_bar;
  const arrow = north_arrow === true ? {} : north_arrow;
  const credit = typeof attribution === 'string' ? { text: attribution } : attribution;
  return {
    ...(bar && { scaleBar: { ...DEFAULT_SCALE_BAR, ...present(bar) } }),
    ...(arrow && { northArrow: { ...DEFAULT_NORTH_ARROW, ...present(arrow) } }),
    ...(credit && { attribution: { text: credit.text, position: credit.position ?? 'auto' } }),
  };
}

/** How a query wants its image: the same as a body that says the same. */
export function imageOptionsOfQuery(query: ImageQuery): ImageOptions {
  const { legend: isShown, outline: isOutlined, outline_color, outline_width, ...rest } = query;
  const { legend_position, legend_theme, legend_title, legend_units, legend_decimals, legend_areas, ...others } = rest;
  const { scale_bar, scale_bar_units, scale_bar_position, north_arrow, north_arrow_position, ...credited } = others;
  const { attribution, attribution_position, ...sizes } = credited;
  const line = present({ color: outline_color, width: outline_width });
  const hasLine = isOutlined ?? Object.keys(line).length > 0;
  return imageOptions({
    ...sizes,
    legend: (isShown ?? true) && {
      position: legend_position,
      theme: legend_theme,
      title: legend_title === 'false' ? false : legend_title,
      units: legend_units,
      decimals: legend_decimals,
      areas: legend_areas,
    },
    outline: hasLine && Object.keys(line).length > 0 ? { ...DEFAULT_OUTLINE, ...line } : hasLine,
    // one that is told how it is to be is wanted
    scale_bar: asked(scale_bar, { units: scale_bar_units, position: scale_bar_position }),
    north_arrow: asked(north_arrow, { position: north_arrow_position }),
    attribution: attribution === undefined ? undefined : { text: attribution, position: attribution_position },
  });
}

/** What a query wants to stand on its map; undefined for nothing. */
export function furnitureOfQuery(
  query: z.output<z.ZodObject<typeof furnitureQueryShape>>,
): FurnitureOptions | undefined {
  const { scaleBar, northArrow, attribution } = imageOptionsOfQuery(query);
  const furniture = present({ scaleBar, northArrow, attribution });
  return Object.keys(furniture).length > 0 ? furniture : undefined;
}

/** False where it is not wanted, its members where it is: by a parameter of its own, or by one of its members'. */
function asked<T extends object>(isWanted: boolean | undefined, members: T): false | T {
  return (isWanted ?? Object.values(members).some((member) => member !== undefined)) && members;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined, so that they do not hide a default. */
export function present<T extends object>(given: T): Present<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Present<T>;
}
