import type { Resampling } from '../raster/resample.ts';
import type { FurnitureOptions } from './furniture-options.ts';

/** Where a legend stands: over a corner of the map, beside it, or where it hides nothing (`auto`). */
export const LEGEND_POSITIONS = [
  'auto',
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
  'left',
  'right',
  'top',
  'bottom',
] as const;
export type LegendPosition = (typeof LEGEND_POSITIONS)[number];

export const LEGEND_THEMES = ['auto', 'light', 'dark'] as const;
export const IMAGE_FORMATS = ['png', 'jpeg', 'webp'] as const;

/** Longest side of an image, image pixels. */
const MOST_PIXELS = 4096;

/** Smallest and largest number that may be asked for, by option; units as in the options themselves. */
export const IMAGE_LIMITS = {
  side: [16, MOST_PIXELS],
  scale: [0.5, 4],
  quality: [1, 100],
  decimals: [0, 10],
  lineWidth: [0.1, 50],
} as const;

export interface LegendOptions {
  readonly position: LegendPosition;
  /** `auto` is light, except beside a map on a dark `background`. */
  readonly theme: (typeof LEGEND_THEMES)[number];
  /** True: the index's name. A text: that instead. False: no heading at all. */
  readonly title: boolean | string;
  /** Unit of the index, shown behind the title. */
  readonly units?: string;
  /** Decimals of the numbers in the legend; without it they follow the breakpoints. */
  readonly decimals?: number;
  /** Whether hectares and percent of each class are shown. */
  readonly areas: boolean;
}

export interface OutlineOptions {
  /** CSS colour of the line; its halo is chosen to contrast with it. */
  readonly color: string;
  /** CSS pixels. */
  readonly width: number;
}

/**
 * How one image of an AOI is drawn.
 *
 * `width` and `height` are the size of the whole image in CSS pixels, legend included; the picture keeps its
 * proportions and is centred where both are given. Without them one raster pixel is one image pixel, a map below
 * 320 pixels is enlarged by a whole number when it has a legend, and the image grows by a legend that stands beside.
 */
export interface ImageOptions extends FurnitureOptions {
  readonly width?: number;
  readonly height?: number;
  /** Longest side of the map picture, image pixels, legend not counted. */
  readonly maxSize: number;
  /** Image pixels per CSS pixel (device pixel ratio). */
  readonly scale: number;
  readonly format: (typeof IMAGE_FORMATS)[number];
  /** 1 to 100, JPEG and WebP only; WebP at 100 is lossless. */
  readonly quality: number;
  /** CSS colour behind everything; transparent without it (white in a JPEG, which has no transparency). */
  readonly background?: string;
  /** Of the values, before they are coloured. */
  readonly resampling: Resampling;
  readonly legend: false | LegendOptions;
  /** The AOI's boundary. */
  readonly outline: boolean | OutlineOptions;
}

export const DEFAULT_LEGEND_OPTIONS: LegendOptions = { position: 'auto', theme: 'auto', title: true, areas: true };

/** What an image is when nothing is asked for: the contract's plain PNG with its legend. */
export const DEFAULT_IMAGE_OPTIONS: ImageOptions = {
  maxSize: 4096,
  scale: 1,
  format: 'png',
  quality: 90,
  resampling: 'nearest',
  legend: DEFAULT_LEGEND_OPTIONS,
  outline: false,
};

/** Line of an outline whose colour or width alone is given. */
export const DEFAULT_OUTLINE: OutlineOptions = { color: '#ffffff', width: 1.5 };

interface AskedSize {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly scale?: number | undefined;
}

/** Whether an image of that size is not of more pixels than may be asked for. */
export function isDrawable({ width = 0, height = 0, scale = 1 }: AskedSize): boolean {
  return Math.max(width, height) * scale <= MOST_PIXELS;
}

/** What is wrong with a size that is not drawable. */
export const UNDRAWABLE = `width and height times scale must not exceed ${MOST_PIXELS}`;
