import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { SENTINEL_2, square } from '../database.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { openWorld, type World } from './world.ts';

interface Aoi {
  aoi_id: string;
  name: string;
  status: string;
  progress: number;
  area_in_sq_m: number;
  centroid: number[];
  created_at: string;
  geometry: unknown;
  eo_bands: string[];
  user_id: string;
}
interface Aois {
  aois: Aoi[];
  pagination: { total: number };
}

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

const given = (change: Record<string, unknown> = {}) => ({
  name: 'North field',
  description: 'wheat',
  satellite_id: SENTINEL_2,
  provider: 'planetary',
  project_id: world.ada.project.id,
  geometry: square(11.5, 48.1),
  item_ids: [],
  ...change,
});

const ring = (...positions: [number, number][]) => ({ type: 'Polygon', coordinates: [positions] });

suite('creating an AOI', () => {
  test('answers it measured and done, and both spellings of its path read it', async () => {
    const { ada } = world;
    const made = (await ask(ada.call, 'POST', '/v0/aois', given())) as Aoi;
    assert.equal(made.status, 'success');
    assert.equal(made.progress, 100);
    assert.equal(made.user_id, 'ada');
    assert.ok(made.eo_bands.includes('B08'));
    assert.deepEqual(made.geometry, square(11.5, 48.1));
    // SELECT ST_Area(ST_GeogFromText('POLYGON((11.5 48.1,11.51 48.1,11.51 48.11,11.5 48.11,11.5 48.1))'))
    assert.ok(Math.abs(made.area_in_sq_m / 828_000 - 1) < 0.01, String(made.area_in_sq_m));
    assert.ok(Math.abs(made.centroid[0] - 11.505) < 1e-4 && Math.abs(made.centroid[1] - 48.105) < 1e-4);
    assert.match(made.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    assert.deepEqual(await ask(ada.read, 'GET', `/v0/aoi/${made.aoi_id}`), made);
    assert.deepEqual(await ask(ada.read, 'GET', `/v0/aois/${made.aoi_id}`), made);
  });

  test('takes a MultiPolygon with a hole, and the older name of satellite_id', async () => {
    const { satellite_id: lens_satellite_id, ...rest } = given({ name: 'Two parts' });
    const [outer] = square(11.5, 48.1, 0.03).coordinates;
    const [hole] = square(11.51, 48.11, 0.01).coordinates;
    const geometry = { type: 'MultiPolygon', coordinates: [[outer, hole], square(12, 48).coordinates] };
    const made = (await ask(world.ada.call, 'POST', '/v0/aois', { ...rest, lens_satellite_id, geometry })) as Aoi;
    assert.deepEqual(made.geometry, geometry);
  });

  test('refuses a name that the project has: 409', async () => {
    await ask(world.ada.call, 'POST', '/v0/aois', given({ name: 'Twice' }));
    const again = await world.ada.call('/v0/aois', { method: 'POST', body: given({ name: 'Twice' }) });
    refuses(again, 409, 'conflict');
  });

  test('refuses what cannot be, naming the field: 400, and nothing is written', async () => {
    const { ada } = world;
    const before = ((await ask(ada.read, 'GET', '/v0/aois')) as Aois).pagination.total;
    const unknown = '11111111-1111-4111-8111-111111111111';
    const faults: [string, Record<string, unknown>][] = [
      ['project_id', { project_id: unknown }],
      ['project_id', { project_id: 'fields' }],
      ['project_id', { project_id: world.bob.project.id }],
      ['satellite_id', { satellite_id: unknown }],
      ['provider', { provider: 'nasa' }],
      ['item_ids', { item_ids: ['S2A_item'] }],
      ['name', { name: ' ' }],
      ['geometry', { geometry: null }],
      ['geometry', { geometry: { type: 'Point', coordinates: [1, 2] } }],
      ['geometry', { geometry: { type: 'Polygon' } }],
      ['geometry', { geometry: ring([0, 0], [1, 0], [1, 1]) }],
      ['geometry', { geometry: ring([0, 0], [1, 0], [1, 1], [0, 1]) }],
      ['geometry', { geometry: ring([0, 0], [1, 0], [1, 95], [0, 0]) }],
      ['geometry', { geometry: ring([0, 0], [1, 1], [1, 0], [0, 1], [0, 0]) }],
    ];
    for (const [field, change] of faults) {
      const answer = await ada.call('/v0/aois', { method: 'POST', body: given({ name: 'Faulty', ...change }) });
      const error = refuses(answer, 400, 'bad_request');
      const named = error.details?.[0].field ?? '';
      assert.ok(named.startsWith(field), `${JSON.stringify(change)}: ${answer.text}`);
    }
    assert.equal(((await ask(ada.read, 'GET', '/v0/aois')) as Aois).pagination.total, before);
  });

  test('tells the place of a self-intersection', async () => {
    const bowTie = ring([0, 0], [1, 1], [1, 0], [0, 1], [0, 0]);
    const answer = await world.ada.call('/v0/aois', { method: 'POST', body: given({ name: 'Bow', geometry: bowTie }) });
    assert.match(refuses(answer, 400, 'bad_request').message, /0\.5/);
  });
});

suite('listing AOIs', () => {
  test('filters by name, id, project and day', async () => {
    const { ada } = world;
    const made = (await ask(ada.call, 'POST', '/v0/aois', given({ name: 'Listed' }))) as Aoi;
    const today = new Date().toISOString().slice(0, 10);
    const names = async (query: string) =>
      ((await ask(ada.read, 'GET', `/v0/aois?limit=1000&${query}`)) as Aois).aois.map(({ name }) => name);
    assert.deepEqual(await names('aoi_name=Listed'), ['Listed']);
    assert.deepEqual(await names('aoi_name=listed'), []);
    assert.deepEqual(await names(`aoi_id=${made.aoi_id}`), ['Listed']);
    assert.deepEqual(await names('aoi_id=nobody'), []);
    assert.ok((await names(`project_ids=nobody,%20${ada.project.id}`)).includes('Listed'));
    assert.deepEqual(await names(`project_ids=${world.bob.project.id}`), []);
    assert.ok((await names(`created_at=${encodeURIComponent(made.created_at)}`)).includes('Listed'));
    assert.ok((await names(`updated_at=${today}`)).includes('Listed'));
    assert.deepEqual(await names('created_at=2001-01-01'), []);
  });

  test('is by pages, newest first', async () => {
    const { ada } = world;
    const all = (await ask(ada.read, 'GET', '/v0/aois?limit=1000')) as Aois;
    const page = (await ask(ada.read, 'GET', '/v0/aois?offset=1&limit=2')) as Aois;
    assert.deepEqual(page.aois, all.aois.slice(1, 3));
    assert.equal(page.pagination.total, all.aois.length);
  });

  test('refuses a day that is none', async () => {
    const error = refuses(await world.ada.read('/v0/aois?created_at=2023-02-29'), 400, 'bad_request');
    assert.equal(error.details?.[0].field, 'created_at');
  });
});
