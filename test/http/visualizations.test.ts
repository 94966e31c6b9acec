import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { SENTINEL_2 } from '../database.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { DATES, expectedStats, makeMap, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

interface Item {
  min: number;
  max: number;
  label: string;
  color: string;
  area: number;
  area_percentage: number;
}
type Metadata = { legend: Record<string, { dynamic?: Item[]; theoretical?: Item[] }> };
interface Visualization {
  id: string;
  index_id: string;
  index_name: string;
  status: string;
  progress: number;
  assets: { date: string; visualization_id: string }[];
  metadata: Metadata;
}

const UNKNOWN = '44444444-4444-4444-8444-444444444444';
const LABELS = ['Very Low', 'Low', 'Moderate', 'High', 'Very High'];

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

const near = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

const read = async () => (await ask(world.ada.read, 'GET', map.path)) as Visualization;

const custom = (change: Record<string, unknown>) =>
  ask(world.ada.call, 'POST', '/v0/indices', {
    description: '',
    rescale: [-1, 1],
    expression: 'B08 - B04',
    colormap: 'viridis',
    satellite_id: SENTINEL_2,
    expression_type: 'index',
    ...change,
  }) as Promise<{ id: string }>;

suite('creating a visualization', () => {
  test('of a preset gives legends of every date in both modes, at once', async () => {
    const made = await read();
    assert.equal(made.status, 'success');
    assert.equal(made.progress, 100);
    assert.deepEqual(Object.keys(made.metadata.legend), [...DATES]);
    assert.equal(made.assets.length, DATES.length);
    assert.ok(made.assets.every((asset) => asset.visualization_id === made.id));
    const theoretical = made.metadata.legend[DATES[0]].theoretical?.map(({ min, max }) => [min, max]);
    for (const date of DATES) {
      const { dynamic = [], theoretical: fixed = [] } = made.metadata.legend[date];
      const { min, max } = expectedStats(date);
      assert.deepEqual(
        dynamic.map(({ label }) => label),
        LABELS,
      );
      near(dynamic[0].min, min);
      near(dynamic[4].max, max);
      near(dynamic[1].max, min + ((max - min) * 2) / 5);
      near(
        dynamic.reduce((sum, item) => sum + item.area_percentage, 0),
        100,
        1e-6,
      );
      assert.ok(dynamic.every(({ color }) => /^#[0-9a-f]{6}$/.test(color)));
      assert.deepEqual(
        fixed.map((item) => [item.min, item.max]),
        theoretical,
      );
      near(
        fixed.reduce((sum, item) => sum + item.area, 0),
        dynamic.reduce((sum, item) => sum + item.area, 0),
        1,
      );
    }
  });

  test('twice is 409; an unknown AOI, index or asset is refused', async () => {
    const { ada } = world;
    const list = `/v0/aois/${map.ids.aoi_id}/visualizations`;
    const post = (body: unknown, path = list) => ada.call(path, { method: 'POST', body });
    refuses(await post({ index_id: map.indexId }), 409, 'conflict');
    refuses(await post({ index_id: map.indexId }, `/v0/aois/${UNKNOWN}/visualizations`), 404, 'not_found');
    for (const id of [UNKNOWN, 'ndvi']) assert.ok([400, 404].includes((await post({ index_id: id })).status));
    const assets = await post({ index_id: map.indexId, src_asset_ids: [UNKNOWN] });
    assert.ok([400, 404].includes(assets.status), assets.text);
    refuses(await post({ index_id: map.indexId, dynamic_method: 'magic' }), 400, 'bad_request');
    refuses(await post({ index_id: map.indexId, dynamic_bins: 16 }), 400, 'bad_request');
    refuses(await post({ index_id: map.indexId, resolution: -1 }), 400, 'bad_request');
  });

  test('with a list stays with it; its recipe is kept', async () => {
    const made = (await ask(world.ada.call, 'POST', `/v0/aois/${map.ids.aoi_id}/visualizations`, {
      index_id: map.indexId,
      src_asset_ids: [map.ids.asset_id],
      dynamic_method: 'quantile',
      dynamic_range: [2, 98],
      dynamic_bins: 3,
      ramp: 'continuous',
    })) as Visualization & Record<string, unknown>;
    assert.deepEqual(Object.keys(made.metadata.legend), [DATES[0]]);
    assert.equal(made.metadata.legend[DATES[0]].dynamic?.length, 3);
    assert.equal(made.dynamic_method, 'quantile');
    assert.deepEqual(made.dynamic_range, [2, 98]);
    assert.equal(made.ramp, 'continuous');
  });
});

suite('listing visualizations', () => {
  test('gives them in full, and filters', async () => {
    const { ada } = world;
    const path = `/v0/aois/${map.ids.aoi_id}/visualizations`;
    const list = async (query: string) =>
      (await ask(ada.read, 'GET', `${path}?${query}`)) as { visualization: Visualization[]; pagination: unknown };
    const one = await list(`visualization_id=${map.ids.visualization_id}`);
    assert.deepEqual(one.visualization, [await read()]);
    assert.deepEqual(one.pagination, { total: 1, offset: 0, limit: 10 });
    assert.ok((await list('type=preset')).visualization.length >= 1);
    for (const none of ['type=custom', 'user_id=nobody', 'expression_type=composite', 'index_id=nobody']) {
      assert.deepEqual((await list(none)).visualization, [], none);
    }
    refuses(await ada.read(`${path}?type=other`), 400, 'bad_request');
    refuses(await ada.read(`/v0/aois/${UNKNOWN}/visualizations`), 404, 'not_found');
    refuses(await ada.read(`${path}/${UNKNOWN}`), 404, 'not_found');
  });
});

suite('editing legends', () => {
  const put = (body: unknown) => ask(world.ada.call, 'PUT', `${map.path}/metadata`, body) as Promise<Metadata>;
  const patch = (body: unknown) => ask(world.ada.call, 'PATCH', `${map.path}/metadata`, body) as Promise<Visualization>;

  test('PUT of null rebins one date of one mode; PATCH brings it back', async () => {
    const before = await read();
    const [first, second] = DATES;
    const metadata = await put({ visualization_mode: 'dynamic', dynamic_bins: 7, legend: { [first]: null } });
    assert.equal(metadata.legend[first].dynamic?.length, 7);
    assert.deepEqual(metadata.legend[first].theoretical, before.metadata.legend[first].theoretical);
    assert.deepEqual(metadata.legend[second], before.metadata.legend[second]);
    assert.deepEqual((await read()).metadata, metadata);
    const back = await patch({ index_id: map.indexId, dates: [first, first], visualization_mode: 'dynamic' });
    assert.deepEqual(back.metadata, before.metadata);
  });

  test('an empty legend rebins every date, dynamic only', async () => {
    const metadata = await put({ visualization_mode: 'dynamic', dynamic_bins: 2, legend: {} });
    for (const date of DATES) assert.equal(metadata.legend[date].dynamic?.length, 2);
    const same = await put({ visualization_mode: 'theoretical', legend: {} });
    assert.deepEqual(same, metadata);
    await patch({ index_id: map.indexId, dates: [...DATES], visualization_mode: 'dynamic' });
  });

  test('PUT of classes takes them as they are, areas computed, dates with hyphens accepted', async () => {
    const [date] = DATES;
    const classes = [
      { min: 0.5, max: 1, label: 'green', color: '#00FF00', area: 12 },
      { min: -1, max: 0.5, label: 'not', color: '#ff0000' },
    ];
    const legend = { [date.replaceAll('_', '-')]: classes };
    const metadata = await put({ visualization_mode: 'theoretical', dynamic_bins: 99, legend });
    const items = metadata.legend[date].theoretical ?? [];
    assert.deepEqual(
      items.map(({ min, max, label, color }) => [min, max, label, color.toLowerCase()]),
      [
        [-1, 0.5, 'not', '#ff0000'],
        [0.5, 1, 'green', '#00ff00'],
      ],
    );
    near(items[0].area_percentage + items[1].area_percentage, 100, 1e-6);
    await patch({ index_id: map.indexId, dates: [date], visualization_mode: 'theoretical' });
  });

  test('what cannot be is refused, and nothing is changed', async () => {
    const before = await read();
    const [date] = DATES;
    const item = { min: 0, max: 1, label: 'a', color: '#000000' };
    const refused = async (method: string, body: unknown, status = 400) => {
      const answer = await world.ada.call(`${map.path}/metadata`, { method, body });
      refuses(answer, status, status === 404 ? 'not_found' : 'bad_request');
    };
    await refused('PUT', { visualization_mode: 'dynamic', legend: { [date]: null } });
    await refused('PUT', { visualization_mode: 'dynamic', dynamic_bins: 16, legend: {} });
    await refused('PUT', { visualization_mode: 'both', dynamic_bins: 5, legend: {} });
    await refused('PUT', { visualization_mode: 'dynamic', dynamic_bins: 2, legend: { [date]: [item] } });
    await refused('PUT', { visualization_mode: 'theoretical', legend: { [date]: null } });
    await refused('PUT', { visualization_mode: 'theoretical', legend: { [date]: [item, { ...item, min: 0.5 }] } });
    await refused('PUT', { visualization_mode: 'theoretical', legend: { [date]: [{ ...item, min: 2 }] } });
    await refused('PUT', { visualization_mode: 'theoretical', legend: { '2024_02_30': [item] } });
    await refused('PUT', { visualization_mode: 'theoretical', legend: { [date]: [item], '1999_01_01': [item] } }, 404);
    await refused('PATCH', { index_id: map.indexId, dates: [], visualization_mode: 'dynamic' });
    await refused('PATCH', { index_id: map.indexId, dates: [date, '1999_01_01'], visualization_mode: 'dynamic' }, 404);
    await refused('PATCH', { index_id: UNKNOWN, dates: [date], visualization_mode: 'dynamic' });
    await refused('PATCH', { index_id: map.indexId, dates: ['2024_13_01'], visualization_mode: 'dynamic' });
    assert.deepEqual(await read(), before);
  });

  test('a mode that the visualization does not have is 400', async () => {
    const { id: indexId } = await custom({ name: 'Difference' });
    const assets = [map.ids.asset_id];
    const list = `/v0/aois/${map.ids.aoi_id}/visualizations`;
    const answer = await world.ada.call(list, { method: 'POST', body: { index_id: indexId, src_asset_ids: assets } });
    // its expression needs band imagery, which the AOI does not have
    refuses(answer, 400, 'bad_request');
  });
});
