import { Option, type Command } from 'commander';
import { RESAMPLINGS } from '../raster/resample.ts';
import {
  DEFAULT_IMAGE_OPTIONS,
  DEFAULT_LEGEND_OPTIONS,
  type ImageOptions,
  type LegendOptions,
} from '../render/image-options.ts';
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
}

/** Longest side of an image, image pixels. */
const MOST_PIXELS = 4096;
/** Line of an outline whose colour or width alone is given, CSS. */
const OUTLINE = { color: '#ffffff', width: 1.5 };
const POSITIONS = ['auto', 'top-left', 'top-right', 'bottom-left', 'bottom-right', 'left', 'right', 'top', 'bottom'];

/** Adds a flag for every image option. */
export function withImageFlags(command: Command): Command {
  return command
    .option('--width <pixels>', 'width of the whole image, CSS pixels', wholeNumber(16, MOST_PIXELS))
    .option('--height <pixels>', 'height of the whole image, CSS pixels', wholeNumber(16, MOST_PIXELS))
    .option('--max-size <pixels>', 'longest side of the map picture', wholeNumber(16, MOST_PIXELS))
    .option('--scale <number>', 'image pixels per CSS pixel, 0.5 to 4', numberWithin(0.5, 4))
    .addOption(new Option('--format <name>', 'of the image').choices(['png', 'jpeg', 'webp']))
    .option('--quality <number>', 'of jpeg and webp, 1 to 100', wholeNumber(1, 100))
    .option('--background <color>', 'CSS colour behind everything (default: transparent)')
    .addOption(new Option('--resampling <name>', 'of a picture not at its own size').choices(RESAMPLINGS))
    .option('--no-legend', 'the map alone')
    .addOption(new Option('--legend-position <place>', 'where the legend stands').choices(POSITIONS))
    .addOption(new Option('--legend-theme <name>', 'colours of the legend').choices(['auto', 'light', 'dark']))
    .option('--title <text>', 'heading of the legend (default: the name of the index)')
    .option('--no-title', 'no heading')
    .option('--units <text>', 'unit of the index')
    .option('--decimals <number>', 'of the numbers in the legend', wholeNumber(0, 10))
    .option('--no-areas', 'no hectares and percent')
    .option('--outline', 'draw the boundary of the area')
    .option('--outline-color <color>', 'CSS colour of the boundary')
    .option('--outline-width <pixels>', 'CSS pixels', numberWithin(0.1, 50));
}

/** The image options that flags amount to. */
export function imageOptionsOf(flags: ImageFlags, format: ImageOptions['format']): ImageOptions {
  const { width, height, background, maxSize, scale, quality, resampling } = flags;
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
  return { color: outlineColor ?? OUTLINE.color, width: outlineWidth ?? OUTLINE.width };
}
