import { basename, extname } from 'node:path';
import type { AoiRecord } from '../catalogue/aois.ts';
import { assetsOfAoi, upsertAsset, type AssetRecord, type AssetUpsert, type NewAsset } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';
import { findIndex, type IndexRecord } from '../catalogue/indices.ts';
import { indexBand } from '../cog/index-band.ts';
import type { CogInfo } from '../cog/info.ts';
import { levelGrid } from '../cog/level-grid.ts';
import { normalLocation } from '../cog/sources/location.ts';
import { sameVersion } from '../cog/version.ts';
import { overlapsRaster } from '../engine/aoi-grid.ts';
import { Failure } from '../failure.ts';
import { sameLattice } from '../grid/lattice.ts';
import { footprintOf, resolutionOf } from './footprint.ts';
import { requireAoi, requireLockedAoi } from './found.ts';
import type { Services } from './services.ts';
import { updateScenes } from './update-scenes.ts';

/** A raster file to be shown as one AOI's image of one index and date. */
export interface AssetInput {
  readonly tenantId: string;
  readonly aoiId: string;
  /** A path, or a URL that the sources settings allow. */
  readonly path: string;
  /** Without it, the description of the file's only data band. */
  readonly indexName?: string | undefined;
  /** `YYYY-MM-DD`; without it, the acquisition date in the file (TIFF tag 306). */
  readonly date?: string | undefined;
  /** From 1; without it, the only data band or the one described as the index. */
  readonly band?: number | undefined;
  /** The file's base name unless given. */
  readonly name?: string | undefined;
  /** Checks everything and writes nothing. */
  readonly dryRun?: boolean | undefined;
}

export type AssetRegistration = Omit<AssetUpsert, 'asset'> & {
  /** Absent after a dry run. */
  readonly asset?: AssetRecord;
  readonly indexName: string;
  readonly date: string;
  /** What makes the file slow to read or no COG; never a reason to refuse it. */
  readonly warnings: readonly string[];
};

/**
 * Registers a raster for an AOI, takes its statistics there, and adds its date to the visualizations that follow
 * the AOI. The same file again updates its row.
 *
 * @throws Failure `unreadable` or `invalid` that says why the file is refused; nothing is written then
 */
export async function registerAsset(services: Services, input: AssetInput): Promise<AssetRegistration> {
  const { database, cogs } = services;
  const aoi = await requireAoi(database, input.tenantId, input.aoiId);
  const path = normalLocation(input.path);
  const { info } = await cogs.open(path);
  const { index, asset } = await describeAsset(database, aoi, info, path, input);
  const described = { indexName: index.name, date: asset.date, warnings: info.cogFaults };
  await refuseOtherLattice(database, asset);
  if (input.dryRun === true) return { ...described, status: await statusOf(database, asset) };
  const written = await database.transaction(async (tx) => {
    const current = await requireLockedAoi(tx, aoi.tenantId, aoi.id);
    const before = (await assetsOfAoi(tx, aoi.id)).find((old) => old.path === path && old.band === asset.band);
    const upserted = await upsertAsset(tx, asset);
    const scenes = [asset, ...(before === undefined ? [] : [before])];
    if (upserted.status !== 'unchanged') await updateScenes(services, tx, current, scenes.flatMap(sceneName));
    return upserted;
  });
  return { ...described, ...written };
}

function sceneName({ indexId, date }: Pick<AssetRecord, 'indexId' | 'date'>): { indexId: string; date: string }[] {
  return indexId === null ? [] : [{ indexId, date }];
}

async function describeAsset(
  db: Queryable,
  aoi: AoiRecord,
  info: CogInfo,
  path: string,
  input: AssetInput,
): Promise<{ index: IndexRecord; asset: NewAsset & { readonly indexId: string } }> {
  const band = input.band ?? indexBand(info, input.indexName);
  const described = info.bands.at(band - 1);
  if (described === undefined || described.isAlpha) {
    throw new Failure('invalid', `${info.name} has no data band ${band}: it has ${info.bands.length} bands`);
  }
  const index = await requireIndex(db, aoi, info, input.indexName ?? described.description);
  const grid = levelGrid(info);
  if (!overlapsRaster(aoi.geometry, grid)) {
    throw new Failure('invalid', `${info.name} does not overlap the AOI "${aoi.name}"`);
  }
  const { scale, offset, nodata } = described;
  const asset = {
    aoiId: aoi.id,
    indexId: index.id,
    kind: 'visualization' as const,
    name: input.name ?? basename(info.name, extname(info.name)),
    description: `${index.name} of ${aoi.name}`,
    date: input.date ?? dateOf(info),
    path,
    band,
    bandList: [index.name],
    version: info.version,
    grid,
    encoding: { dtype: info.dtype, scale, offset, nodata: finiteOrNull(nodata) },
    resolutionM: resolutionOf(grid),
    geometry: footprintOf(grid),
  };
  return { index, asset };
}

/** NaN is never a value, tagged or not, and JSON cannot say it. */
export function finiteOrNull(nodata: number | undefined): number | null {
  return nodata !== undefined && Number.isFinite(nodata) ? nodata : null;
}

async function requireIndex(
  db: Queryable,
  aoi: AoiRecord,
  info: CogInfo,
  name: string | undefined,
): Promise<IndexRecord> {
  if (name === undefined || name === '') {
    throw new Failure('invalid', `${info.name} does not say which index it holds: name it, or describe its band`);
  }
  const index = await findIndex(db, aoi.tenantId, aoi.satelliteId, name);
  if (index === undefined) {
    throw new Failure('invalid', `${info.name} holds "${name}", which is no index of the AOI's satellite`);
  }
  if (index.expressionType === 'composite') {
    throw new Failure(
      'invalid',
      `${index.name} is a composite of three bands, which one raster cannot be: register its imagery`,
    );
  }
  return index;
}

/** The acquisition date in the file. @throws Failure `invalid` if it does not say */
export function dateOf(info: CogInfo): string {
  const match = /^(\d{4}):(\d{2}):(\d{2})/.exec(info.dateTime ?? '');
  if (match === null) {
    throw new Failure('invalid', `${info.name} does not say its date: give it, or write TIFF tag 306 (DateTime)`);
  }
  return match.slice(1, 4).join('-');
}

/** A second file of one scene is laid over the first, which takes one lattice and one encoding. */
async function refuseOtherLattice(db: Queryable, asset: NewAsset & { readonly indexId: string }): Promise<void> {
  const others = await assetsOfAoi(db, asset.aoiId, { indexId: asset.indexId, date: asset.date });
  for (const other of others.filter(({ path, band }) => path !== asset.path || band !== asset.band)) {
    const [a, b] = [asset.encoding, other.encoding];
    const isSameEncoding = a.dtype === b.dtype && a.scale === b.scale && a.offset === b.offset;
    if (sameLattice(asset.grid, other.grid) && isSameEncoding) continue;
    const what = isSameEncoding ? 'pixel lattice' : 'encoding';
    throw new Failure(
      'invalid',
      `${asset.name} cannot be laid over ${other.name}, the raster of ${asset.date} already there: another ${what}`,
    );
  }
}

/** What registering would do, without doing it. */
async function statusOf(db: Queryable, asset: NewAsset): Promise<AssetUpsert['status']> {
  const { aoiId, path, band, indexId, date, name, version } = asset;
  const known = (await assetsOfAoi(db, aoiId)).find((old) => old.path === path && old.band === band);
  if (known === undefined) return 'added';
  const isSame = known.indexId === indexId && known.date === date && known.name === name;
  return isSame && sameVersion(known.version, version) ? 'unchanged' : 'updated';
}
