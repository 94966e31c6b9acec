import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAoi, getAoi, type AoiRecord } from '../../src/catalogue/aois.ts';
import { assetsOfAoi } from '../../src/catalogue/assets.ts';
import { getSummary, sceneKey } from '../../src/catalogue/scenes.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import type { Summary } from '../../src/stats/summary.ts';
import { run } from '../cli/run.ts';
import { presetIndex, SENTINEL_2 } from '../database.ts';
import { ask } from './contract.ts';
import { DATES, forest, makeMap, rasterOf, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

/*
 * An area that is loaded again with another border shows what a new area with that border shows: an AOI made from
 * nothing is the oracle.
 */

const EDITED = [
  { min: 0, max: 0.5, color: '#112233', label: 'bare' },
  { min: 0.5, max: 0.9, color: '#00aa55', label: 'green' },
];
const [CLOUDED, LATER] = DATES;

let world: World;
let map: MapOfAda;
let aoi: AoiRecord;

before(async () => {
  world = await openWorld();
  map = await makeMap(world);
  aoi = (await getAoi(world.database, world.ada.tenantId, map.ids.aoi_id)) ?? assert.fail();
  await edit(map.path);
});
after(() => world.close());

/** Classes of an operator's own on one date of a visualization. */
async function edit(path: string): Promise<void> {
  const legend = { [LATER]: EDITED };
  await ask(world.ada.call, 'PUT', `${path}/metadata`, { visualization_mode: 'theoretical', legend });
}

/** Loads the area again with another border, as an operator does. */
async function reshape(geometry: AreaGeometry): Promise<unknown> {
  const feature = { type: 'Feature', properties: { name: aoi.name }, geometry };
  const { project } = world.ada;
  const args = ['aois', 'load', '-', '--tenant', 'ada', '--project', project.name, '--satellite', 'Sentinel-2'];
  const open = () => Promise.resolve({ ...world.services, close: () => Promise.resolve() });
  const { code, stdout, stderr } = await run([...args, '--json'], {}, Buffer.from(JSON.stringify(feature)), open);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** What an area shows: statistics, legends with their areas, pictures. */
interface Shown {
  readonly summaries: (Summary | undefined)[];
  readonly visualization: { readonly status: string; readonly legend: unknown };
  readonly pictures: Buffer[];
}

async function shownBy(id: string, path: string): Promise<Shown> {
  const index = await presetIndex(world.database);
  const assets = await assetsOfAoi(world.database, id);
  const summaries = await Promise.all(assets.map((asset) => getSummary(world.database, sceneKey(index, [asset]))));
  const { status, metadata } = (await ask(world.ada.read, 'GET', path)) as {
    status: string;
    metadata: { legend: unknown };
  };
  const pictures: Buffer[] = [];
  for (const date of DATES) {
    for (const mode of ['dynamic', 'theoretical']) {
      const query = `date=${date}&visualization_mode=${mode}&legend=false`;
      const picture = await world.ada.read(`${path}/png?${query}`);
      assert.equal(picture.status, 200, picture.text);
      pictures.push(pixelsOf(picture.bytes));
    }
  }
  return { summaries, visualization: { status, legend: metadata.legend }, pictures };
}

/** Without the text chunks, which name the area. */
function pixelsOf(png: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const chunk = png.subarray(at, at + 12 + png.readUInt32BE(at));
    if (!/^[it](EXt|TXt)/.test(chunk.toString('latin1', 4, 8))) kept.push(chunk);
  }
  return Buffer.concat(kept);
}

let twins = 0;

/** What a new area with that border shows, its legend edited in the same way. */
async function shownAnew(geometry: AreaGeometry): Promise<Shown> {
  const { database, services, ada } = world;
  const { projectId, userId, description, provider } = aoi;
  const owner = { tenantId: ada.tenantId, projectId, satelliteId: SENTINEL_2, userId, description, provider };
  const twin = await createAoi(database, { ...owner, name: `twin ${++twins}`, geometry });
  for (const date of DATES) {
    const input = { tenantId: ada.tenantId, aoiId: twin.id, path: rasterOf(date), indexName: 'NDVI' };
    await registerAsset(services, { ...input, date: date.replaceAll('_', '-') });
  }
  const list = `/v0/aois/${twin.id}/visualizations`;
  const { id } = (await ask(ada.call, 'POST', list, { index_id: map.indexId })) as { id: string };
  await edit(`${list}/${id}`);
  return shownBy(twin.id, `${list}/${id}`);
}

/** A triangle within the bounds of the forest. */
function part(): AreaGeometry {
  const points = forest().coordinates.flat(forest().type === 'Polygon' ? 1 : 2) as [number, number][];
  const [west, east] = [Math.min(...points.map(([lon]) => lon)), Math.max(...points.map(([lon]) => lon))];
  const [south, north] = [Math.min(...points.map(([, lat]) => lat)), Math.max(...points.map(([, lat]) => lat))];
  const ring = [
    [west, south],
    [(west + east) / 2, south],
    [west, north],
    [west, south],
  ] as [number, number][];
  return { type: 'Polygon', coordinates: [ring] };
}

const countsOf = ({ summaries }: Shown) => summaries.map((summary) => summary?.count);

test('a smaller border gives statistics, legends, areas and pictures of what lies in it', async () => {
  const before = await shownBy(aoi.id, map.path);
  const etag = (await world.ada.read(`${map.path}/png?date=${LATER}&visualization_mode=dynamic`)).headers.etag ?? '';
  assert.deepEqual(await reshape(part()), {
    added: [],
    updated: [aoi.name],
    unchanged: [],
    faults: [],
    written: true,
  });
  const now = await shownBy(aoi.id, map.path);
  assert.deepEqual(now, await shownAnew(part()));
  countsOf(now).forEach((count, i) => assert.ok(count !== undefined && count < (countsOf(before)[i] ?? 0)));

  const asked = { headers: { 'if-none-match': etag } };
  const again = await world.ada.read(`${map.path}/png?date=${LATER}&visualization_mode=dynamic`, asked);
  assert.equal(again.status, 200, 'a picture of the old border is not current any more');
});

test('a border beside the rasters leaves empty legends, and says so', async () => {
  const away: AreaGeometry = {
    type: 'Polygon',
    coordinates: [
      [
        [11, 48],
        [11.01, 48],
        [11, 48.01],
        [11, 48],
      ],
    ],
  };
  await reshape(away);
  const { visualization, summaries } = await shownBy(aoi.id, map.path);
  assert.equal(visualization.status, 'partial_success');
  assert.deepEqual(countsOf({ summaries } as Shown), [0, 0, 0]);
});

test('the first border again shows what it showed, the edited classes with it', async () => {
  await reshape(forest());
  const now = await shownBy(aoi.id, map.path);
  assert.deepEqual(now, await shownAnew(forest()));
  const { legend } = now.visualization as {
    legend: Record<string, { theoretical: { label: string; area: number }[] }>;
  };
  assert.deepEqual(
    legend[LATER].theoretical.map(({ label }) => label),
    ['bare', 'green'],
  );
  assert.ok(legend[CLOUDED].theoretical.length > 2);
});
