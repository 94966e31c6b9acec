import { readFileSync } from 'node:fs';
import { sharedData } from '../shared-data.ts';

/** Folder of the real rasters, or undefined where they are not laid beside the checkout. */
export const REAL = sharedData('real/');

/** What numpy found among the pixels of an area; null where there are none. */
export interface ExpectedStats {
  readonly pixels_inside: number;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  readonly p2: number | null;
  readonly p50: number | null;
  readonly p98: number | null;
}

export interface ExpectedFile {
  readonly index: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** By the id of the area's feature. */
  readonly aois: Readonly<Record<string, ExpectedStats>>;
}

/** The reference numbers by file, such as `s2_slovenia/ndvi_2015_07_11.tif`. */
export function expectedFiles(): Readonly<Record<string, ExpectedFile>> {
  const { files } = JSON.parse(readReal('expected.json')) as { files: Record<string, ExpectedFile> };
  return files;
}

/** A feature of one of the two files of areas. */
export interface RealFeature {
  readonly type: 'Feature';
  readonly id: string;
  readonly properties: { readonly name: string; readonly collection: string };
  readonly geometry: object;
}

export function readAreas(file: 'aois.geojson' | 'aois_edge.geojson'): RealFeature[] {
  return (JSON.parse(readReal(file)) as { features: RealFeature[] }).features;
}

function readReal(name: string): string {
  return readFileSync(`${REAL ?? ''}${name}`, 'utf8');
}
