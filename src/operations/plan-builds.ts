import { join, resolve } from 'node:path';
import type { AoiRecord } from '../catalogue/aois.ts';
import { assetsOfAoi, type AssetRecord } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';
import { findIndex, getIndex, type IndexRecord } from '../catalogue/indices.ts';
import { listVisualizations } from '../catalogue/visualizations.ts';
import type { Layer } from '../engine/layer.ts';
import { Failure } from '../failure.ts';
import { layersOf } from './layers.ts';

/** An index raster that can be computed from imagery. */
export interface RasterBuild {
  readonly aoi: AoiRecord;
  readonly index: IndexRecord;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Newest on top, at least one. */
  readonly imagery: readonly AssetRecord[];
  /** Those of the imagery. */
  readonly layers: readonly Layer[];
  /** Where the raster goes. */
  readonly path: string;
  /** True when the catalogue has it already. */
  readonly isBuilt: boolean;
}

export interface BuildFilter {
  /** Without names, the indices that each AOI's visualizations show. */
  readonly indexNames?: readonly string[] | undefined;
  /** `YYYY-MM-DD` */
  readonly date?: string | undefined;
}

const ALL = { offset: 0, limit: 1_000_000 };

/**
 * The index rasters of AOIs that are computed from imagery today, or were built into the same folder before. Dates
 * with another raster of the index need none; a composite is no raster of one value and is left out.
 *
 * @param folder where rasters go: each AOI has a folder of its own in it
 * @throws Failure `missing` if a named index is none of any AOI's satellite, `invalid` if it is a composite
 */
export async function planBuilds(
  db: Queryable,
  aois: readonly AoiRecord[],
  folder: string,
  filter: BuildFilter,
): Promise<RasterBuild[]> {
  const builds: RasterBuild[] = [];
  const known = new Set<string>();
  for (const aoi of aois) {
    const indices = await (filter.indexNames === undefined
      ? shownIndices(db, aoi)
      : namedIndices(db, aoi, filter.indexNames, known));
    for (const index of indices) builds.push(...(await buildsOf(db, aoi, index, folder, filter.date)));
  }
  const unknown = filter.indexNames?.find((name) => aois.length > 0 && !known.has(name));
  if (unknown !== undefined) throw new Failure('missing', `"${unknown}" is no index of the satellites of these AOIs`);
  return builds;
}

async function shownIndices(db: Queryable, aoi: AoiRecord): Promise<IndexRecord[]> {
  const { visualizations } = await listVisualizations(db, aoi.tenantId, aoi.id, {}, ALL);
  const ids = new Set(visualizations.map(({ indexId }) => indexId));
  const indices = await Promise.all([...ids].map((id) => getIndex(db, aoi.tenantId, id)));
  return indices.filter((index) => index !== undefined).filter((index) => index.expressionType !== 'composite');
}

async function namedIndices(
  db: Queryable,
  aoi: AoiRecord,
  names: readonly string[],
  known: Set<string>,
): Promise<IndexRecord[]> {
  const indices: IndexRecord[] = [];
  for (const name of names) {
    const index = await findIndex(db, aoi.tenantId, aoi.satelliteId, name);
    if (index === undefined) continue;
    if (index.expressionType === 'composite') {
      throw new Failure('invalid', `"${index.name}" is a composite of three expressions, which no index raster holds`);
    }
    known.add(name);
    indices.push(index);
  }
  return indices;
}

async function buildsOf(
  db: Queryable,
  aoi: AoiRecord,
  index: IndexRecord,
  folder: string,
  date: string | undefined,
): Promise<RasterBuild[]> {
  const assets = await assetsOfAoi(db, aoi.id, { showing: index.id, date });
  const byDate = new Map<string, AssetRecord[]>();
  for (const asset of assets) byDate.set(asset.date, [...(byDate.get(asset.date) ?? []), asset]);
  return [...byDate].flatMap(([day, sameDay]) => {
    const path = pathOf(folder, aoi, index, day);
    const imagery = sameDay.filter(({ indexId }) => indexId === null);
    const rasters = sameDay.filter(({ indexId }) => indexId !== null);
    if (imagery.length === 0 || rasters.some((raster) => raster.path !== path)) return [];
    const layers = layersOf(index, imagery);
    return [{ aoi, index, date: day, imagery, layers, path, isBuilt: rasters.length > 0 }];
  });
}

/** `north-field-1a2b3c4d/ndvi_2024_06_25.tif`, as `assets scan` reads names. Names of areas may occur twice, ids not. */
function pathOf(folder: string, aoi: AoiRecord, index: IndexRecord, date: string): string {
  const area = [fileWord(aoi.name), aoi.id.slice(0, 8)].filter((part) => part !== '').join('-');
  const word = fileWord(index.name);
  // a name that letters and digits cannot say is told from others by its id
  const name = word === index.name.toLowerCase() ? word : `${word}-${index.id.slice(0, 8)}`;
  return resolve(join(folder, area, `${name}_${date.replaceAll('-', '_')}.tif`));
}

function fileWord(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
}
