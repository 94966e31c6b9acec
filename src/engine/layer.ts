import { readGrid } from '../cog/read.ts';
import type { CogStore } from '../cog/store.ts';
import type { FileVersion } from '../cog/version.ts';
import type { Grid } from '../grid/grid.ts';
import { parseExpressions } from '../raster/band-math.ts';
import type { Encoding, Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import { readMath } from './read-math.ts';

/** One band of a raster file, as the catalogue knows it. */
export interface BandFile {
  readonly path: string;
  readonly version: FileVersion;
  /** From 1. */
  readonly band: number;
  readonly grid: Grid;
  readonly encoding: Encoding;
}

/** A raster that holds the index itself. */
export interface BandLayer {
  readonly kind: 'band';
  readonly file: BandFile;
  readonly grid: Grid;
  readonly encoding: Encoding;
}

/** An index computed from band imagery: on the grid of the finest band that it reads, as float32. */
export interface MathLayer {
  readonly kind: 'math';
  /** One, or the three of a composite separated by commas. */
  readonly expression: string;
  /** Files by the satellite's band names: at least those that the expression uses. */
  readonly bands: Readonly<Record<string, BandFile>>;
  readonly grid: Grid;
  readonly encoding: Encoding;
}

/** What gives a scene its pixels; plain data, so that a thread can be told of it. */
export type Layer = BandLayer | MathLayer;

/** Whether a layer has three values a pixel rather than one. */
export function isComposite(layer: Layer): boolean {
  return layer.kind === 'math' && parseExpressions(layer.expression, Object.keys(layer.bands)).length > 1;
}

/** The files that a layer is read from. */
export function filesOf(layer: Layer): readonly BandFile[] {
  return layer.kind === 'band' ? [layer.file] : Object.values(layer.bands);
}

/**
 * A layer on any grid; pixels outside it are invalid.
 *
 * @throws Failure `unreadable` if a file is missing, damaged or not the registered one
 */
export async function readLayer(cogs: CogStore, layer: Layer, target: Grid, resampling: Resampling): Promise<Raster> {
  if (layer.kind === 'math') return readMath(cogs, layer, target, resampling);
  const { path, version, band } = layer.file;
  return readGrid(await cogs.open(path, version), band, target, resampling);
}
