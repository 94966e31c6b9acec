import type { Affine } from '../grid/affine.ts';
import type { Crs } from '../grid/projection.ts';
import type { Dtype } from '../raster/raster.ts';
import type { FileVersion } from './version.ts';

/** One band as the file describes it. */
export interface BandInfo {
  /** The name that the file gives it, such as `NDVI`. */
  readonly description?: string;
  /** Stored number that means "no value", as the tag says; not rounded to the sample type. */
  readonly nodata?: number;
  /** `value = stored * scale + offset`; 1 and 0 where the file says nothing. */
  readonly scale: number;
  readonly offset: number;
  /** True when the band holds opacity: 0 makes the other bands' pixel nodata. */
  readonly isAlpha: boolean;
}

/** Size of one level, pixels. */
export interface Level {
  readonly width: number;
  readonly height: number;
}

/** What a file says about itself. Nothing in it is a path. */
export interface CogInfo {
  /** Base name: what messages and people call the asset. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly crs: Crs;
  /** Pixel to CRS of level 0. Rows of a south-up file are turned, so `e` is negative unless the raster is rotated. */
  readonly affine: Affine;
  readonly bands: readonly BandInfo[];
  readonly dtype: Dtype;
  /** `none`, `deflate`, `lzw`, `zstd`, `packbits`, `lerc`, `lerc_deflate`, `lerc_zstd`, `jpeg` or `webp` */
  readonly compression: string;
  /** Whether the samples of a pixel lie together, or each band in blocks of its own. */
  readonly interleave: 'pixel' | 'band';
  /** Width and height of a block. */
  readonly block: readonly [width: number, height: number];
  readonly isTiled: boolean;
  /** Colours rather than measurements: RGB, YCbCr, CMYK or Lab. */
  readonly isPicture: boolean;
  /** Where nodata is told from data besides the nodata value. */
  readonly hasMask: boolean;
  /** Largest first; 0 is the full image. */
  readonly levels: readonly Level[];
  /** True when a COG validator passes the file. */
  readonly isCog: boolean;
  /** What makes the file slow to read, or no COG; empty for a good one. */
  readonly cogFaults: readonly string[];
  readonly version: FileVersion;
  /** TIFF tag 306 as written, `YYYY:MM:DD HH:MM:SS`. */
  readonly dateTime?: string;
}
