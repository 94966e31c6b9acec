import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { listAois, type AoiRecord } from '../../src/catalogue/aois.ts';
import { assetsOfAoi, type AssetRecord } from '../../src/catalogue/assets.ts';
import { authenticateKey } from '../../src/catalogue/api-keys.ts';
import type { IndexFormula } from '../../src/catalogue/scenes.ts';
import type { Services } from '../../src/operations/services.ts';
import { run } from '../cli/run.ts';
import { openTestDatabase } from '../database.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { openTestPixels } from '../pixels.ts';
import { startApp, type Client } from '../http/client.ts';
import { expectedFiles, readAreas, REAL, type ExpectedStats, type RealFeature } from './expected.ts';

/** Whose collection is whose: the satellite by the first part of its name. */
const SATELLITES = { s2: 'Sentinel-2', modis: 'MODIS Terra', naip: 'NAIP' } as const;

/** An index as far as the name of a scene of its own rasters depends on it. */
export function rasterOnly(indexId: string | null): IndexFormula {
  return { id: indexId ?? '', expression: '', bands: [] };
}

/** The same scene in other encodings, each shown by copies of its areas: they are one index and date. */
export const VARIANTS = 's2_cape_lookout_variants';
const SCENE_OF_VARIANTS = 's2_cape_lookout';

/** Room for every picture of a test, so that one asked for twice is drawn once. */
const PICTURES_BYTES = 100_000_000;

/** What one command printed with `--json`. */
export interface CommandAnswer {
  readonly code: number;
  readonly json: unknown;
}

/** A file shown for an area. */
export interface Showing {
  /** Such as `s2_slovenia/ndvi_2015_07_11.tif`. */
  readonly file: string;
  /** Id of the area's feature. */
  readonly area: string;
  readonly index: string;
  readonly aoi: AoiRecord;
  /** Undefined where the file was refused. */
  readonly asset: AssetRecord | undefined;
  readonly expected: ExpectedStats;
}

/** The real areas and rasters in a catalogue of their own, loaded by the operator's commands, behind the real app. */
export interface Job {
  readonly services: Services;
  readonly tenantId: string;
  /** Calls the app with a key that may write. */
  readonly call: Client;
  readonly showings: readonly Showing[];
  close(): Promise<void>;
}

/** A command line of the program on one database. */
export type Admin = (args: readonly string[], stdin?: string) => Promise<CommandAnswer>;

/** Loads both files of areas and every raster; `onScan` sees the answers of the scans, in order. */
export async function openJob(onScan: (answer: CommandAnswer) => void = () => undefined): Promise<Job> {
  const services = { database: await openTestDatabase(), ...openTestPixels(), memory: createMemory(PICTURES_BYTES) };
  const open = () => Promise.resolve({ ...services, close: () => Promise.resolve() });
  const admin: Admin = async (args, stdin = '') => {
    const { code, stdout, stderr } = await run([...args, '--json'], {}, Buffer.from(stdin), open);
    assert.notEqual(stdout, '', stderr);
    return { code, json: JSON.parse(stdout) as unknown };
  };
  await loadAll(admin, onScan);
  const { key } = (await admin(['keys', 'create', '--name', 'real', '--rights', 'write'])).json as { key: string };
  const { tenantId } = (await authenticateKey(services.database, key)) ?? assert.fail('the key is not known');
  const stops: (() => void)[] = [];
  const { call } = await startApp({ after: (stop: () => void) => stops.push(stop) }, services);
  const headers = { authorization: `Bearer ${key}` };
  return {
    services,
    tenantId,
    call: (path, options = {}) => call(path, { ...options, headers: { ...headers, ...options.headers } }),
    showings: await listShowings(services, tenantId),
    close: async () => {
      for (const stop of stops) stop();
      await services.cogs.close();
      await services.database.close();
    },
  };
}

async function loadAll(admin: Admin, onScan: (answer: CommandAnswer) => void): Promise<void> {
  assert.equal((await admin(['projects', 'create', 'real'])).code, 0);
  const areas = readAreas('aois.geojson');
  const edge = readAreas('aois_edge.geojson');
  const collections = [...new Set(areas.map(({ properties }) => properties.collection))];
  const folders = collections.map((collection) => `${REAL ?? ''}${collection}`);
  await loadAreas(admin, areas);
  onScan(await admin(['assets', 'scan', ...folders, '--match', 'collection']));
  await loadAreas(admin, edge);
  onScan(await admin(['assets', 'scan', ...folders, '--match', 'collection']));
  const ofScene = [...areas, ...edge].filter(({ properties }) => properties.collection === SCENE_OF_VARIANTS);
  for (const file of Object.keys(expectedFiles()).filter((name) => dirname(name) === VARIANTS)) {
    const copies = ofScene.map((feature) => copyFor(feature, file));
    await loadAreas(admin, copies);
    const aois = copies.flatMap(({ properties }) => ['--aoi', properties.name]);
    onScan(await admin(['assets', 'scan', `${REAL ?? ''}${file}`, ...aois]));
  }
}

function copyFor(feature: RealFeature, file: string): RealFeature {
  const { name } = feature.properties;
  return { ...feature, properties: { name: nameFor(name, file), collection: VARIANTS } };
}

/** Name of the AOI that shows a file: the area's own, except for encoding variants. */
function nameFor(name: string, file: string): string {
  return dirname(file) === VARIANTS ? `${name} (${basename(file)})` : name;
}

async function loadAreas(admin: Admin, features: readonly RealFeature[]): Promise<void> {
  for (const [prefix, satellite] of Object.entries(SATELLITES)) {
    const own = features.filter(({ properties }) => properties.collection.startsWith(`${prefix}_`));
    if (own.length === 0) continue;
    const collection = JSON.stringify({ type: 'FeatureCollection', features: own });
    const { code, json } = await admin(
      ['aois', 'load', '-', '--project', 'real', '--satellite', satellite],
      collection,
    );
    assert.equal(code, 0);
    assert.equal((json as { added: string[] }).added.length, own.length);
  }
}

async function listShowings({ database }: Services, tenantId: string): Promise<Showing[]> {
  const { aois } = await listAois(database, tenantId, {}, { offset: 0, limit: 1000 });
  const features = [...readAreas('aois.geojson'), ...readAreas('aois_edge.geojson')];
  const names = new Map(features.map(({ id, properties }) => [id, properties.name]));
  const assets = new Map<string, AssetRecord[]>();
  for (const { id } of aois) assets.set(id, await assetsOfAoi(database, id));
  return Object.entries(expectedFiles()).flatMap(([file, { index, aois: byArea }]) =>
    Object.entries(byArea).map(([area, expected]) => {
      const name = nameFor(names.get(area) ?? area, file);
      const aoi = aois.find((one) => one.name === name) ?? assert.fail(`no AOI ${name}`);
      const asset = assets.get(aoi.id)?.find(({ path }) => path === `${REAL ?? ''}${file}`);
      return { file, area, index, aoi, asset, expected };
    }),
  );
}
