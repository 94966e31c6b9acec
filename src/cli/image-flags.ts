import { Option, type Command } from 'commander';
import { Failure } from '../failure.ts';
import { RESAMPLINGS } from '../raster/resample.ts';
import {
  DEFAULT_IMAGE_OPTIONS,
  DEFAULT_LEGEND_OPTIONS,
  DEFAULT_OUTLINE,
  IMAGE_FORMATS,
  IMAGE_LIMITS,
  isDrawable,
  LEGEND_POSITIONS,
  LEGEND_THEMES,
  UNDRAWABLE,
  type ImageOptions,
  type LegendOptions,
} from '../render/image-options.ts';
import {
  DEFAULT_NORTH_ARROW,
  DEFAULT_SCALE_BAR,
  FURNITURE_POSITIONS,
  SCALE_BAR_UNITS,
  type FurnitureOptions,
  type FurniturePosition,
  type ScaleBarUnits,
} from '../render/furniture-options.ts';
import { numberWithin, wholeNumber } from './values.ts';

/** How an image is asked for at the command line. */
export interface ImageFlags {
  readonly width?: number;
  readonly height?: number;
  readonly maxSize?: number;
  readonly scale?: number;
  readonly format?: ImageOptions['format'];
  readonly quality?: number;
  readonly background?: string;
  readonly resampling?: ImageOptions['resampling'];
  /** False with `--no-legend`. */
  readonly legend: boolean;
  readonly legendPosition?: LegendOptions['position'];
  readonly legendTheme?: LegendOptions['theme'];
  /** False with `--no-title`. */
  readonly title?: string | boolean;
  readonly units?: string;
  readonly decimals?: number;
  /** False with `--no-areas`. */
  readonly areas: boolean;
  readonly outline?: boolean;
  readonly outlineColor?: string;
  readonly outlineWidth?: number;
  readonly scaleBar?: boolean;
  readonly scaleBarUnits?: ScaleBarUnits;
  readonly scaleBarPosition?: FurniturePosition;
  readonly northArrow?: boolean;
  readonly northArrowPosition?: FurniturePosition;
  readonly attribution?: string;
  readonly attributionPosition?: FurniturePosition;
}

/** Adds a flag for every image option. */
export function withImageFlags(command: Command): Command {
  const { side, scale, quality, decimals, lineWidth } = IMAGE_LIMITS;
  return command
    .option('--width <pixels>', 'width of the whole image, CSS pixels', wholeNumber(...side))
    .option('--height <pixels>', 'height of the whole image, CSS pixels', wholeNumber(...side))
    .option('--max-size <pixels>', 'longest side of the map picture', wholeNumber(...side))
    .option('--scale <number>', `image pixels per CSS pixel, ${scale.join(' to ')}`, numberWithin(...scale))
    .addOption(new Option('--format <name>', 'of the image').choices(IMAGE_FORMATS))
    .option('--quality <number>', `of jpeg and webp, ${quality.join(' to ')}`, wholeNumber(...quality))
    .option('--background <color>', 'CSS colour behind everything (default: transparent)')
    .addOption(new Option('--resampling <name>', 'of a picture not at its own size').choices(RESAMPLINGS))
    .option('--no-legend', 'the map alone')
    .addOption(new Option('--legend-position <place>', 'where the legend stands').choices(LEGEND_POSITIONS))
    .addOption(new Option('--legend-theme <name>', 'colours of the legend').choices(LEGEND_THEMES))
    .option('--title <text>', 'heading of the legend (default: the name of the index)')
    .option('--no-title', 'no heading')
    .option('--units <text>', 'unit of the index')
    .option('--decimals <number>', 'of the numbers in the legend', wholeNumber(...decimals))
    .option('--no-areas', 'no hectares and percent')
    .option('--outline', 'draw the boundary of the area')
    .option('--outline-color <color>', 'CSS colour of the boundary')
    .option('--outline-width <pixels>', 'CSS pixels', numberWithin(...lineWidth))
    .option('--scale-bar', 'a scale bar, true in the middle of the map')
    .addOption(new Option('--scale-bar-units <name>', 'metres or feet').choices(SCALE_BAR_UNITS))
    .addOption(new Option('--scale-bar-position <place>', 'where it stands').choices(FURNITURE_POSITIONS))
    .option('--north-arrow', 'an arrow to true north in the middle of the map')
    .addOption(new Option('--north-arrow-position <place>', 'where it stands').choices(FURNITURE_POSITIONS))
    .option('--attribution <text>', 'who made the data, on the map')
    .addOption(new Option('--attribution-position <place>', 'where it stands').choices(FURNITURE_POSITIONS));
}

/**
 * The image options that flags amount to.
 *
 * @throws Failure invalid if the image would be larger than may be asked for
 */
export function imageOptionsOf(flags: ImageFlags, format: ImageOptions['format']): ImageOptions {
  const { width, height, background, maxSize, scale, quality, resampling } = flags;
  if (!isDrawable(flags)) throw new Failure('invalid', UNDRAWABLE);
  const defaults = DEFAULT_IMAGE_OPTIONS;
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(background === undefined ? {} : { background }),
    maxSize: maxSize ?? defaults.maxSize,
    scale: scale ?? defaults.scale,
    quality: quality ?? defaults.quality,
    resampling: resampling ?? defaults.resampling,
    format,
    legend: flags.legend && legendOptionsOf(flags),
    outline: outlineOf(flags),
    ...furnitureOf(flags),
  };
}

function furnitureOf(flags: ImageFlags): FurnitureOptions {
  const { scaleBar, scaleBarUnits: units, scaleBarPosition, northArrow, northArrowPosition, attribution } = flags;
  const bar = { units: units ?? DEFAULT_SCALE_BAR.units, position: scaleBarPosition ?? DEFAULT_SCALE_BAR.position };
  const hasBar = scaleBar ?? (units !== undefined || scaleBarPosition !== undefined);
  const hasArrow = northArrow ?? northArrowPosition !== undefined;
  return {
    ...(hasBar && { scaleBar: bar }),
    ...(hasArrow && { northArrow: { position: northArrowPosition ?? DEFAULT_NORTH_ARROW.position } }),
    ...(attribution !== undefined && {
      attribution: { text: attribution, position: flags.attributionPosition ?? 'auto' },
    }),
  };
}

function legendOptionsOf({ legendPosition, legendTheme, title, units, decimals, areas }: ImageFlags): LegendOptions {
  const { position, theme, title: byName } = DEFAULT_LEGEND_OPTIONS;
  return {
    position: legendPosition ?? position,
    theme: legendTheme ?? theme,
    title: title ?? byName,
    ...(units === undefined ? {} : { units }),
    ...(decimals === undefined ? {} : { decimals }),
    areas,
  };
}

function outlineOf({ outline, outlineColor, outlineWidth }: ImageFlags): ImageOptions['outline'] {
  if (outlineColor === undefined && outlineWidth === undefined) return outline === true;
  return { color: outlineColor ?? DEFAULT_OUTLINE.color, width: outlineWidth ?? DEFAULT_OUTLINE.width };
}
