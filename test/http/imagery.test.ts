import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { AoiRecord } from '../../src/catalogue/aois.ts';
import { findIndex } from '../../src/catalogue/indices.ts';
import { WGS84, projector } from '../../src/grid/projection.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import { refreshAsset } from '../../src/operations/refresh-asset.ts';
import { registerImagery } from '../../src/operations/register-imagery.ts';
import { removeAsset } from '../../src/operations/remove-asset.ts';
import { makeAoi, SENTINEL_2 } from '../database.ts';
import { AREA, AREA_WINDOW, expectedIndex, imagery, type ExpectedIndex } from '../imagery/expected.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { openWorld, type World } from './world.ts';

interface Item {
  min: number;
  max: number;
  color: string;
  area: number;
  area_percentage: number;
}
interface Visualization {
  id: string;
  status: string;
  assets: { id: string; asset_type: string; band_list: string[] }[];
  metadata: { legend: Record<string, { dynamic?: Item[]; theoretical?: Item[] }> };
}

const NDVI = '(B08 - B04) / (B08 + B04)';
const DAY = '2024_05_06';

let world: World;
let aoi: AoiRecord;
let path: string;
before(async () => {
  world = await openWorld();
  aoi = await makeAoi(world.database, world.ada.project, { geometry: AREA });
  path = `/v0/aois/${aoi.id}`;
});
after(() => world.close());

const owner = () => ({ tenantId: world.ada.tenantId, aoiId: aoi.id });
const mosaic = (name: string, date = DAY) =>
  registerImagery(world.services, {
    ...owner(),
    source: { kind: 'file', location: imagery(name) },
    date: date.replaceAll('_', '-'),
  });

async function indexId(name: string): Promise<string> {
  return (await findIndex(world.database, world.ada.tenantId, SENTINEL_2, name))?.id ?? assert.fail(name);
}
const show = async (name: string, more: object = {}) =>
  (await ask(world.ada.call, 'POST', `${path}/visualizations`, {
    index_id: await indexId(name),
    ...more,
  })) as Visualization;
const read = async ({ id }: Visualization) =>
  (await ask(world.ada.read, 'GET', `${path}/visualizations/${id}`)) as Visualization;
const custom = (name: string, expression: string, type: string, rescale: number[]) =>
  ask(world.ada.call, 'POST', '/v0/indices', {
    name,
    description: '',
    rescale,
    expression,
    colormap: 'viridis',
    satellite_id: SENTINEL_2,
    expression_type: type,
  });

async function pixelsOf({ id }: Visualization, query = '', date = DAY): Promise<Uint8Array> {
  const url = `${path}/visualizations/${id}/png?date=${date}&visualization_mode=dynamic&legend=false&outline=false&scale=1`;
  const answer = await world.ada.read(`${url}${query}`);
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  const { data, info } = await sharp(answer.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [AREA_WINDOW.width, AREA_WINDOW.height]);
  return data;
}

/** Areas and bounds of a legend are those that numpy's values give. */
function assertLegend(items: readonly Item[], { values, count, min, max }: ExpectedIndex): void {
  assert.ok(items.length > 1);
  const shares = items.map((item, i) => {
    const isFirst = i === 0;
    const isLast = i === items.length - 1;
    const inside = values.filter((v) => (isFirst || v >= item.min) && (isLast ? !Number.isNaN(v) : v < item.max));
    return (inside.length / count) * 100;
  });
  for (const [i, { area_percentage: share }] of items.entries()) assert.ok(Math.abs(share - shares[i]) < 1e-3);
  assert.ok(Math.abs(items.reduce((sum, { area }) => sum + area, 0) / (count * 100) - 1) < 2e-3);
  assert.ok(Number.isFinite(min + max));
}

const near = (actual: number, expected: number) => assert.ok(Math.abs(actual / expected - 1) < 1e-6, `${actual}`);

// one world for the file: the tests below follow one another

test('without the bands there is nothing to show, and the refusal names them', async () => {
  const body = { index_id: await indexId('NDVI') };
  const answer = await world.ada.call(`${path}/visualizations`, { method: 'POST', body });
  const { message } = refuses(answer, 400, 'bad_request');
  assert.match(message, /no raster of NDVI: no asset overlaps it, and no imagery of it has B08, B04/);
});

test('imagery is listed as the contract says', async () => {
  const { asset } = await mosaic('mosaic.tif');
  const { assets } = (await ask(world.ada.read, 'GET', `${path}/assets`)) as { assets: Record<string, unknown>[] };
  assert.equal(assets.length, 1);
  const [listed] = assets;
  assert.deepEqual([listed.id, listed.asset_type, listed.date], [asset?.id, 'mosaic', '2024-05-06']);
  assert.deepEqual(listed.band_list, ['B02', 'B03', 'B04', 'B08']);
  assert.ok(!('index_id' in listed) && Math.abs((listed.resolution as number) - 10) < 0.01);
  assert.ok(!JSON.stringify(assets).includes('/test/'));
  const file = await world.ada.read(new URL(listed.path as string).pathname);
  assert.deepEqual([file.status, file.headers['content-type']?.slice(0, 10)], [200, 'image/tiff']);
});

test('an index is computed from it: legends, areas, picture and SLD', async () => {
  const made = await show('NDVI');
  assert.deepEqual([made.status, made.assets[0].asset_type], ['success', 'mosaic']);
  const expected = expectedIndex(NDVI);
  const { dynamic = [], theoretical = [] } = made.metadata.legend[DAY];
  near(dynamic[0].min, expected.min);
  near(dynamic[4].max, expected.max);
  assertLegend(dynamic, expected);
  assertLegend(theoretical, expected);

  const pixels = await pixelsOf(made);
  expected.values.forEach((value, i) => {
    const item = dynamic.find(({ max }) => value < max) ?? dynamic[4];
    const [r, g, b, alpha] = pixels.subarray(4 * i, 4 * i + 4);
    assert.equal(alpha, Number.isNaN(value) ? 0 : 255, `pixel ${i}`);
    if (alpha === 255) assert.equal(`#${Buffer.from([r, g, b]).toString('hex')}`, item.color, `pixel ${i}`);
  });

  const sld = await world.ada.read(`${path}/visualizations/${made.id}/sld?date=${DAY}&visualization_mode=dynamic`);
  assert.equal(sld.status, 200);
  assert.match(sld.text, new RegExp(`quantity="${dynamic[1].min}"`));
  const edit = { visualization_mode: 'dynamic', dynamic_bins: 3, legend: { [DAY]: null } };
  const edited = (await ask(world.ada.call, 'PUT', `${path}/visualizations/${made.id}/metadata`, edit)) as {
    legend: Record<string, { dynamic: Item[] }>;
  };
  assertLegend(edited.legend[DAY].dynamic, expected);
});

/** The tile in the middle of the area. */
async function tileOf({ id }: Visualization): Promise<{ alpha: number; isIndexed: boolean }> {
  const [lon, lat] = aoi.centroid;
  const z = 14;
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  const [col, row] = [((lon + 180) / 360) * 2 ** z, y * 2 ** z].map(Math.floor);
  const tiles = `${path}/visualizations/${id}/tiles/WebMercatorQuad`;
  const answer = await world.ada.read(`${tiles}/${z}/${col}/${row}.png?date=${DAY}&visualization_mode=dynamic`);
  assert.equal(answer.status, 200, answer.text.slice(0, 200));
  const { channels } = await sharp(answer.bytes).ensureAlpha().stats();
  return { alpha: channels[3].max, isIndexed: answer.bytes[25] === 3 };
}

test('a tile shows it', async () => {
  const { visualization } = (await ask(world.ada.read, 'GET', `${path}/visualizations`)) as {
    visualization: Visualization[];
  };
  assert.deepEqual(await tileOf(visualization[0]), { alpha: 255, isIndexed: true });
});

test('bands of other resolutions are read at the finest one used', async () => {
  const files = ['B04', 'B08', 'B8A', 'B11'].map((name) => ({ name, location: imagery(`${name}.tif`) }));
  await registerImagery(world.services, { ...owner(), source: { kind: 'files', files }, date: '2024-05-07' });
  await custom('moisture', '(B08 - B11) / (B08 + B11)', 'index', [-1, 1]);
  const made = await show('moisture');
  assert.deepEqual(Object.keys(made.metadata.legend), ['2024_05_07']);
  const { dynamic = [], theoretical } = made.metadata.legend['2024_05_07'];
  assert.equal(theoretical, undefined);
  assertLegend(dynamic, expectedIndex('(B08 - B11) / (B08 + B11)'));
  // the one that follows NDVI has got the date too
  const { visualization } = (await ask(world.ada.read, 'GET', `${path}/visualizations`)) as {
    visualization: Visualization[];
  };
  assert.deepEqual(Object.keys(visualization[1].metadata.legend), [DAY, '2024_05_07']);
  // bands of 20 m alone: a quarter of the pixels, the same area
  await custom('narrow', '(B8A - B11) / (B8A + B11)', 'index', [-1, 1]);
  const narrow = (await show('narrow')).metadata.legend['2024_05_07'].dynamic ?? [];
  assertLegend(narrow, expectedIndex('(B8A - B11) / (B8A + B11)'));
});

test('scenes of one date are laid over each other, the newest on top', async () => {
  await mosaic('west.tif', '2024_05_13');
  await mosaic('east.tif', '2024_05_13');
  const { visualization } = (await ask(
    world.ada.read,
    'GET',
    `${path}/visualizations?index_id=${await indexId('NDVI')}`,
  )) as {
    visualization: Visualization[];
  };
  const [made] = visualization;
  assertLegend(made.metadata.legend['2024_05_13'].dynamic ?? [], expectedIndex('two scenes'));
  assert.equal(made.assets.length, 4);
});

test('a raster of the index takes the place of what is computed, and gives it back', async () => {
  const before = (await show('EVI')).metadata.legend[DAY];
  assertLegend(before.dynamic ?? [], expectedIndex('2.5 * (B08 - B04) / (B08 + 6 * B04 - 7.5 * B02 + 1)'));
  const evi = (
    (await ask(world.ada.read, 'GET', `${path}/visualizations?index_id=${await indexId('EVI')}`)) as {
      visualization: Visualization[];
    }
  ).visualization[0];
  const input = { ...owner(), path: imagery('ndvi.tif'), indexName: 'EVI', date: '2024-05-06' };
  const { asset } = await registerAsset(world.services, input);
  const after = await read(evi);
  assert.deepEqual(
    after.metadata.legend[DAY].dynamic?.map(({ min, max, area_percentage: share }) => [min, max, share]),
    [[0.5, 0.5, 100]],
  );
  assert.ok(after.assets.some(({ id }) => id === asset?.id));
  await removeAsset(world.services, { ...owner(), assetId: asset?.id ?? '' });
  assert.deepEqual((await read(evi)).metadata.legend[DAY], before);
});

test('a list of assets may name imagery that has the bands, and no other', async () => {
  const { assets } = (await ask(world.ada.read, 'GET', `${path}/assets`)) as {
    assets: { id: string; band_list: string[]; date: string }[];
  };
  const of = (date: string) => assets.find((asset) => asset.date === date)?.id ?? assert.fail(date);
  const listed = await show('NDVI', { src_asset_ids: [of('2024-05-07')] });
  assert.deepEqual(Object.keys(listed.metadata.legend), ['2024_05_07']);
  const body = { index_id: await indexId('EVI'), src_asset_ids: [of('2024-05-07')] };
  const answer = await world.ada.call(`${path}/visualizations`, { method: 'POST', body });
  assert.match(refuses(answer, 400, 'bad_request').message, /is no raster of EVI, nor has it the bands B08, B04, B02/);
});

test('a composite is a picture in three colours, and nothing else', async () => {
  await custom('natural', 'B04, B03, B02', 'composite', [0, 0.2]);
  const made = await show('natural');
  assert.deepEqual([made.status, made.metadata.legend], ['success', {}]);
  const pixels = await pixelsOf(made);
  const bands = ['B04', 'B03', 'B02'].map((name) => expectedIndex(name).values);
  for (let i = 0; i < bands[0].length; i++) {
    const isValid = bands.every((values) => !Number.isNaN(values[i]));
    assert.equal(pixels[4 * i + 3], isValid ? 255 : 0, `pixel ${i}`);
    if (!isValid) continue;
    bands.forEach((values, k) => {
      const wanted = Math.min(255, Math.max(0, (values[i] / 0.2) * 255));
      assert.ok(Math.abs(pixels[4 * i + k] - wanted) <= 0.501, `pixel ${i}, ${k}`);
    });
  }
  assert.deepEqual(await tileOf(made), { alpha: 255, isIndexed: false });
  for (const format of ['jpeg', 'webp']) await pixelsOf(made, `&format=${format}`);
  const sld = { dates: [DAY], visualization_modes: ['dynamic'] };
  const refused = await world.ada.call(`${path}/visualizations/${made.id}/sld`, { method: 'POST', body: sld });
  assert.match(refuses(refused, 400, 'bad_request').message, /natural is composite: it has no legend to export/);
  const raster = { ...owner(), path: imagery('ndvi.tif'), indexName: 'natural', date: '2024-05-06' };
  await assert.rejects(registerAsset(world.services, raster), /natural is a composite of three bands/);
});

test('a grayscale index goes from black to white over its range', async () => {
  await custom('near infrared', 'B04', 'grayscale', [0, 0.2]);
  const made = await show('near infrared');
  assert.deepEqual(made.metadata.legend, {});
  const pixels = await pixelsOf(made);
  expectedIndex('B04').values.forEach((value, i) => {
    const [r, g, b, alpha] = pixels.subarray(4 * i, 4 * i + 4);
    assert.equal(alpha, Number.isNaN(value) ? 0 : 255);
    if (alpha === 0) return;
    assert.ok(r === g && g === b);
    assert.ok(Math.abs(r - Math.min(255, Math.max(0, (value / 0.2) * 255))) <= 1.1, `pixel ${i}: ${r}`);
  });
});

/** Longitude and latitude of a pixel's centre in the area's window. */
function centreOf(col: number, row: number): [lon: number, lat: number] {
  const utm = { name: 'EPSG:32632', definition: '+proj=utm +zone=32 +datum=WGS84 +units=m +no_defs' };
  const [x, y] = [AREA_WINDOW.col + col + 0.5, AREA_WINDOW.row + row + 0.5];
  return projector(utm, WGS84)(686_000 + 10 * x, 5_331_000 - 10 * y);
}

test('a place has the value that is computed there; of a composite its channels', async () => {
  const { visualization: listed } = (await ask(world.ada.read, 'GET', `${path}/visualizations?limit=100`)) as {
    visualization: (Visualization & { index_name: string })[];
  };
  const pointsOf = async (name: string, col: number, row: number) => {
    const { id } = listed.findLast((one) => one.index_name === name) ?? assert.fail(name);
    const [lon, lat] = centreOf(col, row);
    const url = `${path}/visualizations/${id}/point?lon=${lon}&lat=${lat}&date=${DAY}`;
    const { points } = (await ask(world.ada.read, 'GET', url)) as {
      points: { value: number | null; channels?: number[] | null; inside: boolean; classes: object }[];
    };
    return points[0];
  };
  const channels = ['B04', 'B03', 'B02'].map((name) => expectedIndex(name).values);
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  for (let i = 0; i < channels[0].length; i += 97) {
    const at = [i % AREA_WINDOW.width, Math.floor(i / AREA_WINDOW.width)] as const;
    const { value, inside, classes } = await pointsOf('NDVI', ...at);
    assert.deepEqual([value, inside], [orNull(expectedIndex(NDVI).values[i]), true], `pixel ${i}`);
    assert.deepEqual(Object.keys(classes), ['dynamic', 'theoretical']);
    const gray = await pointsOf('near infrared', ...at);
    assert.deepEqual([gray.value, gray.classes], [orNull(channels[0][i]), {}]);
    const natural = await pointsOf('natural', ...at);
    const wanted = channels.map((values) => values[i]);
    assert.deepEqual(natural.channels, wanted.some(Number.isNaN) ? null : wanted);
    assert.deepEqual([natural.value, natural.classes], [null, {}]);
  }
});

test('imagery that changed is not shown with old statistics until it is refreshed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'chromatile-test-'));
  t.after(() => rm(folder, { recursive: true }));
  const aside = await makeAoi(world.database, world.ada.project, { geometry: AREA });
  const own = { tenantId: world.ada.tenantId, aoiId: aside.id };
  const location = join(folder, 'bands.tif');
  await copyFile(imagery('mosaic.tif'), location);
  const { asset } = await registerImagery(world.services, { ...own, source: { kind: 'file', location } });
  const list = `/v0/aois/${aside.id}/visualizations`;
  const made = (await ask(world.ada.call, 'POST', list, { index_id: await indexId('NDVI') })) as Visualization;
  const picture = `${list}/${made.id}/png?date=${DAY}&visualization_mode=dynamic`;
  const tag = (await world.ada.read(picture)).headers.etag;
  await utimes(location, new Date(), new Date(Date.now() + 5000));
  await new Promise((resolve) => setTimeout(resolve, 1100)); // a file is looked at once a second
  const { message } = refuses(await world.ada.read(picture), 500, 'asset_unreadable');
  assert.match(message, /^bands\.tif has changed since it was registered; run `chromatile assets refresh bands\.tif`/);
  assert.equal((await refreshAsset(world.services, { ...own, assetId: asset?.id ?? '' })).status, 'updated');
  const again = await world.ada.read(picture);
  assert.equal(again.status, 200);
  assert.notEqual(again.headers.etag, tag);
});
