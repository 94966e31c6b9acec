import type { FullSubject } from '../../../src/style/export/style-file.ts';
import type { Raster } from '../../../src/raster/raster.ts';
import type { Style } from '../../../src/style/style.ts';
import type { TestRaster } from '../raster.ts';

/** A raster with the style that it is to be drawn in. */
export interface Job {
  readonly raster: TestRaster;
  readonly style: Style;
  readonly subject: FullSubject;
  /** A folder for the job's own files. */
  readonly folder: string;
  /** Stored numbers of the raster's pixels. */
  readonly pixels: Raster;
  /** Whether the style is to blend instead of painting its steps. */
  readonly isSmooth: boolean;
}

/** A program that draws rasters with style files. */
export interface Program {
  readonly name: string;
  readonly version: string;
  /** Whether there are style files for it that blend. */
  readonly blends: boolean;
  /** @returns RGBA at the raster's own resolution, row by row */
  render(job: Job): Promise<Uint8Array>;
  /** Whether the value of a wrong pixel is one of those that stay different (docs/style-files.md). */
  isExcused(stored: number, job: Job): boolean;
  close(): Promise<void>;
}
