import { basename, extname } from 'node:path';
import type { AoiRecord } from '../catalogue/aois.ts';
import { assetsOfAoi, type AssetBand, type AssetRecord, type AssetUpsert } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';
import { findImagery, upsertImagery, type NewImagery } from '../catalogue/imagery.ts';
import { getSatellite, type BandRecord, type SatelliteRecord } from '../catalogue/satellites.ts';
import type { CogInfo } from '../cog/info.ts';
import { levelGrid } from '../cog/level-grid.ts';
import { locationName } from '../cog/sources/location.ts';
import { overlapsRaster } from '../engine/aoi-grid.ts';
import { Failure } from '../failure.ts';
import { isNestedIn, sameLattice } from '../grid/lattice.ts';
import { sameCrs } from '../grid/projection.ts';
import { footprintOf, resolutionOf } from './footprint.ts';
import { requireAoi, requireLockedAoi } from './found.ts';
import { pairBands, type ImagerySource, type PairedBand, type PairedImagery } from './imagery-source.ts';
import { finestOf } from './layers.ts';
import { dateOf, finiteOrNull } from './register-asset.ts';
import type { Services } from './services.ts';
import type { Scaling } from './stac-item.ts';
import { scenesTouchedBy, updateScenes } from './update-scenes.ts';

/** Band imagery of an AOI of one date. */
export interface ImageryInput {
  readonly tenantId: string;
  readonly aoiId: string;
  readonly source: ImagerySource;
  /** `YYYY-MM-DD`; without it the STAC item's, else that in the files (TIFF tag 306). */
  readonly date?: string | undefined;
  /** Without it the STAC item's id, what the files' names have in common, or satellite and date. */
  readonly name?: string | undefined;
  /** Stored numbers to reflectance, for files that state neither; without them the STAC item's, else the satellite's. */
  readonly scale?: number | undefined;
  readonly offset?: number | undefined;
  /** Checks everything and writes nothing. */
  readonly dryRun?: boolean | undefined;
}

export type ImageryRegistration = Omit<AssetUpsert, 'asset'> & {
  /** Absent after a dry run. */
  readonly asset?: AssetRecord;
  readonly bands: readonly AssetBand[];
  readonly date: string;
  /** What makes files slow to read, or values doubtful; never a reason to refuse them. */
  readonly warnings: readonly string[];
};

/**
 * Registers band imagery for an AOI, from which indices are computed on dates without a raster of their own, and
 * brings the visualizations that it then shows in up to date. Imagery that shares a band file with it is updated.
 *
 * @throws Failure `unreadable`, `invalid` or `conflict` that says why it is refused; nothing is written then
 */
export async function registerImagery(services: Services, input: ImageryInput): Promise<ImageryRegistration> {
  const { database, cogs } = services;
  const aoi = await requireAoi(database, input.tenantId, input.aoiId);
  const satellite = await satelliteOf(database, aoi);
  const paired = await pairBands(cogs, satellite, input.source);
  const opened: OpenedBand[] = [];
  for (const band of paired.bands) opened.push(await openBand(services, satellite, band, input));
  requireOneGround(aoi, opened);
  const imagery = describe(aoi, satellite, paired, opened, input);
  await refuseOtherLattice(database, imagery);
  const described = { bands: imagery.bands, date: imagery.asset.date, warnings: warningsOf(opened) };
  if (input.dryRun === true) return { ...described, status: await tryOut(services, imagery) };
  const written = await database.transaction(async (tx) => {
    const current = await requireLockedAoi(tx, aoi.tenantId, aoi.id);
    const before = await findImagery(tx, aoi.id, imagery.bands);
    const upserted = await upsertImagery(tx, imagery);
    const touched = [upserted.asset, ...(before === undefined ? [] : [before])];
    if (upserted.status !== 'unchanged') {
      await updateScenes(services, tx, current, await scenesTouchedBy(tx, current, touched));
    }
    return upserted;
  });
  return { ...described, ...written };
}

async function satelliteOf(db: Queryable, aoi: AoiRecord): Promise<SatelliteRecord> {
  const satellite = await getSatellite(db, aoi.satelliteId);
  if (satellite === undefined) throw new Error(`the satellite ${aoi.satelliteId} of AOI ${aoi.id} is gone`);
  return satellite;
}

interface OpenedBand {
  readonly info: CogInfo;
  readonly band: AssetBand;
  /** Whether the satellite's scale and offset had to be taken, or none, for floats. */
  readonly isGuessed: boolean;
}

async function openBand(
  { cogs }: Services,
  satellite: SatelliteRecord,
  paired: PairedBand,
  input: ImageryInput,
): Promise<OpenedBand> {
  const { info } = await cogs.open(paired.path);
  const described = info.bands.at(paired.band - 1);
  if (described === undefined) {
    throw new Failure('invalid', `${info.name} has no band ${paired.band}: it has ${info.bands.length} bands`);
  }
  if (described.isAlpha) {
    throw new Failure('invalid', `band ${paired.band} of ${info.name} holds opacity, not ${paired.name}`);
  }
  const stated = statedScaling(described) ?? givenScaling(input) ?? paired.scaling;
  const { scale, offset } = stated ?? usualScaling(info, satellite.bands, paired.name);
  const { name, path, band } = paired;
  const encoding = { dtype: info.dtype, scale, offset, nodata: finiteOrNull(described.nodata) };
  return {
    info,
    band: { name, path, band, version: info.version, grid: levelGrid(info), encoding },
    isGuessed: stated === undefined,
  };
}

/** A file that says neither reads as 1 and 0, which no product of whole numbers means. */
function statedScaling({ scale, offset }: Scaling): Scaling | undefined {
  return scale === 1 && offset === 0 ? undefined : { scale, offset };
}

function givenScaling({ scale, offset }: ImageryInput): Scaling | undefined {
  return scale === undefined && offset === undefined ? undefined : { scale: scale ?? 1, offset: offset ?? 0 };
}

/** Whole numbers are the satellite's product; fractions are reflectance already. */
function usualScaling({ dtype }: CogInfo, bands: readonly BandRecord[], name: string): Scaling {
  const band = bands.find((each) => each.name === name);
  return dtype.startsWith('float') || band === undefined ? { scale: 1, offset: 0 } : band;
}

function requireOneGround(aoi: AoiRecord, opened: readonly OpenedBand[]): void {
  const [first] = opened;
  for (const { info, band } of opened) {
    if (!sameCrs(info.crs, first.info.crs)) {
      throw new Failure(
        'invalid',
        `${info.name} (${band.name}) is in ${info.crs.name} and ${first.info.name} (${first.band.name}) in ${first.info.crs.name}: bands of one image need one CRS`,
      );
    }
    if (!overlapsRaster(aoi.geometry, band.grid)) {
      throw new Failure('invalid', `${info.name} does not overlap the AOI "${aoi.name}"`);
    }
  }
}

function describe(
  aoi: AoiRecord,
  satellite: SatelliteRecord,
  paired: PairedImagery,
  opened: readonly OpenedBand[],
  { date = paired.date ?? dateOf(opened[0].info), name }: ImageryInput,
): NewImagery {
  const bands = opened.map(({ band }) => band);
  const finest = finestOf(bands);
  const isMosaic = !paired.isItem && new Set(bands.map(({ path }) => path)).size === 1;
  const names = bands.map((band) => band.name);
  return {
    asset: {
      ...finest,
      aoiId: aoi.id,
      indexId: null,
      kind: isMosaic ? 'mosaic' : 'stac_item',
      name: name ?? paired.name ?? commonName(opened.map(({ info }) => info.name)) ?? `${satellite.name} ${date}`,
      description: `Bands ${names.join(', ')} of ${aoi.name}`,
      date,
      bandList: names,
      resolutionM: resolutionOf(finest.grid),
      geometry: footprintOf(finest.grid),
    },
    bands,
  };
}

/** Shorter beginnings of file names say nothing. */
const MIN_COMMON = 4;

/**
 * What the files' names begin with alike, without what leads up to a band's name: `S2A_20240506_B04.tif` and `…_B08`
 * are `S2A_20240506`. Undefined when that is next to nothing.
 */
function commonName(files: readonly string[]): string | undefined {
  const [first, ...others] = files.map((file) => basename(file, extname(file)));
  if (others.every((other) => other === first)) return first;
  let { length } = first;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  const common = first.slice(0, length).replace(/[_\-. ]+[a-z]{0,2}0?$/i, '');
  return common.length < MIN_COMMON ? undefined : common;
}

function warningsOf(opened: readonly OpenedBand[]): string[] {
  const finest = finestOf(opened.map(({ band }) => band));
  const warnings = opened.flatMap(({ info, band }) => [
    ...info.cogFaults.map((fault) => `${info.name}: ${fault}`),
    ...(isNestedIn(band.grid, finest.grid)
      ? []
      : [`the pixels of ${band.name} do not line up with those of ${finest.name}: each takes the value at its centre`]),
  ]);
  const guessed = opened.filter(({ isGuessed }) => isGuessed).map(({ band }) => scalingText(band));
  if (guessed.length > 0) warnings.push(`files without scale and offset; taken are ${guessed.join(', ')}`);
  return [...new Set(warnings)];
}

function scalingText({ name, encoding: { scale, offset } }: AssetBand): string {
  return `${name} * ${scale} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
}

/** Imagery of one date is laid over each other, which takes one lattice a band. */
async function refuseOtherLattice(db: Queryable, { asset, bands }: NewImagery): Promise<void> {
  const known = await findImagery(db, asset.aoiId, bands);
  const others = (await assetsOfAoi(db, asset.aoiId, { date: asset.date })).filter(
    ({ id, indexId }) => indexId === null && id !== known?.id,
  );
  for (const other of others) {
    for (const band of bands) {
      const same = other.bands.find(({ name }) => name === band.name);
      if (same === undefined || sameLattice(band.grid, same.grid)) continue;
      throw new Failure(
        'invalid',
        `${locationName(band.path)} cannot be laid over ${band.name} of ${other.name}, the imagery of ${asset.date} already there: another pixel lattice`,
      );
    }
  }
}

/** Ends a transaction that was only tried out. */
class TakenBack extends Error {
  readonly status: AssetUpsert['status'];

  constructor(status: AssetUpsert['status']) {
    super('tried out and taken back');
    this.status = status;
  }
}

/** Carries the registration out as far as the catalogue goes, and takes it back. */
async function tryOut({ database }: Services, imagery: NewImagery): Promise<AssetUpsert['status']> {
  try {
    return await database.transaction<never>(async (tx) => {
      throw new TakenBack((await upsertImagery(tx, imagery)).status);
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.status;
    throw error;
  }
}
