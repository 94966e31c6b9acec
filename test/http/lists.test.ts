import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { makeProject, SENTINEL_2 } from '../database.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { openWorld, type World } from './world.ts';

interface Index {
  id: string;
  name: string;
  type: string;
  satellite_id: string;
  bands: string[];
  colormap: string;
  rescale: number[];
  created_at: string;
}
interface IndexList {
  indices: Index[];
  pagination: { total: number };
}

const NEW_INDEX = {
  name: 'Red edge',
  description: 'made by a test',
  rescale: [-1, 1],
  expression: '(B08 - B05) / (B08 + B05)',
  colormap: 'rplumbho',
  satellite_id: SENTINEL_2,
  expression_type: 'index',
};

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

suite('projects', () => {
  test('are listed by page, newest first, the own ones only', async () => {
    const { ada, database } = world;
    const second = await makeProject(database, ada.tenantId, 'second');
    const list = (await ask(ada.read, 'GET', '/v0/projects')) as { count: number; projects: { id: string }[] };
    assert.equal(list.count, 2);
    assert.deepEqual(
      list.projects.map(({ id }) => id),
      [second.id, ada.project.id],
    );
    const page = (await ask(ada.read, 'GET', '/v0/projects?page_num=2&page_size=1')) as typeof list;
    assert.deepEqual(
      page.projects.map(({ id }) => id),
      [ada.project.id],
    );
    assert.equal(page.count, 2);
  });

  test('one by its id, in either case; nobody else’s', async () => {
    const { ada, bob } = world;
    const path = `/v0/projects/${ada.project.id.toUpperCase()}`;
    const { project } = (await ask(ada.read, 'GET', path)) as { project: Record<string, unknown> };
    assert.equal(project.name, 'fields');
    assert.equal(project.org_id, ada.tenantId);
    assert.match(project.created_at as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    refuses(await bob.read(path), 404, 'not_found');
  });
});

suite('satellites', () => {
  test('are listed with bands and collections', async () => {
    const { satellites } = (await ask(world.ada.read, 'GET', '/v0/satellites')) as {
      satellites: { id: string; bands: { name: string }[]; collections: { id: string }[] }[];
    };
    const sentinel = satellites.find(({ id }) => id === SENTINEL_2);
    assert.ok(sentinel);
    assert.ok(sentinel.bands.some(({ name }) => name === 'B08'));
    assert.ok(sentinel.collections.some(({ id }) => id === 'sentinel-2-l2a'));
  });

  test('have a band set each, and colour maps are published', async () => {
    const { bandsets } = (await ask(world.ada.read, 'GET', '/v0/bandsets')) as { bandsets: unknown[] };
    assert.ok(bandsets.length >= 4);
    const { colormaps } = (await ask(world.ada.read, 'GET', '/v0/colormaps')) as { colormaps: { name: string }[] };
    for (const name of ['viridis', 'Spectral_r', 'rplumbo']) assert.ok(colormaps.some((map) => map.name === name));
  });
});

suite('indices', () => {
  test('presets can be filtered and paged', async () => {
    const { ada } = world;
    const all = (await ask(ada.read, 'GET', `/v0/indices?limit=1000&satellite_id=${SENTINEL_2}`)) as IndexList;
    assert.ok(all.pagination.total >= 40);
    assert.ok(all.indices.every((index) => index.satellite_id === SENTINEL_2));
    const ndvi = all.indices.find(({ name }) => name.toLowerCase() === 'ndvi');
    assert.match(ndvi?.created_at ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    const one = (await ask(ada.read, 'GET', `/v0/indices?index_id=${ndvi?.id ?? ''}&type=preset`)) as IndexList;
    assert.deepEqual(one.indices, [ndvi]);
    const none = (await ask(ada.read, 'GET', '/v0/indices?index_id=no-such-id')) as IndexList;
    assert.equal(none.pagination.total, 0);
    const page = (await ask(ada.read, 'GET', `/v0/indices?offset=2&limit=3&satellite_id=${SENTINEL_2}`)) as IndexList;
    assert.deepEqual(page.indices, all.indices.slice(2, 5));
  });

  test('a custom one is created, listed for its tenant alone, and not twice', async () => {
    const { ada, bob } = world;
    const made = (await ask(ada.call, 'POST', '/v0/indices', NEW_INDEX)) as Index;
    assert.equal(made.type, 'custom');
    assert.deepEqual(made.bands, ['B08', 'B05']);
    assert.equal(made.colormap, 'rplumbo');
    const list = async (member: typeof ada) =>
      ((await ask(member.read, 'GET', '/v0/indices?type=custom')) as IndexList).indices.map(({ id }) => id);
    assert.deepEqual(await list(ada), [made.id]);
    assert.deepEqual(await list(bob), []);
    refuses(
      await ada.call('/v0/indices', { method: 'POST', body: { ...NEW_INDEX, name: 'RED EDGE' } }),
      409,
      'conflict',
    );
  });

  test('a composite has three expressions; colours may be listed; the older name of satellite_id works', async () => {
    const { satellite_id, ...rest } = NEW_INDEX;
    const made = (await ask(world.ada.call, 'POST', '/v0/indices', {
      ...rest,
      name: 'Natural colour',
      lens_satellite_id: satellite_id,
      expression: 'B04, B03, B02',
      expression_type: 'composite',
      colormap: ['#000', '#ffffff'],
    })) as Index;
    assert.deepEqual(made.bands, ['B04', 'B03', 'B02']);
    assert.equal(made.colormap, '#000000,#ffffff');
    const again = { ...NEW_INDEX, name: 'Grey', colormap: made.colormap };
    assert.equal(((await ask(world.ada.call, 'POST', '/v0/indices', again)) as Index).colormap, made.colormap);
  });

  test('what cannot be is refused with its field', async () => {
    const faults: [string, Record<string, unknown>][] = [
      ['satellite_id', { satellite_id: '11111111-1111-4111-8111-111111111111' }],
      ['satellite_id', { satellite_id: 'sentinel' }],
      ['expression', { expression: 'B99 + B08' }],
      ['expression', { expression: '(B08' }],
      ['expression', { expression: 'B08, B04' }],
      ['expression', { expression: 'B04, B03', expression_type: 'composite' }],
      ['colormap', { colormap: 'spektral' }],
      ['colormap', { colormap: ['#000'] }],
      ['rescale', { rescale: [1, -1] }],
      ['rescale', { rescale: [0, 0] }],
      ['rescale', { rescale: [0, 1, 2] }],
      ['expression_type', { expression_type: 'sum' }],
      ['name', { name: '  ' }],
    ];
    for (const [field, change] of faults) {
      const body = { ...NEW_INDEX, name: 'Faulty', ...change };
      const error = refuses(await world.ada.call('/v0/indices', { method: 'POST', body }), 400, 'bad_request');
      assert.equal(error.details?.[0].field, field, JSON.stringify(change));
    }
  });
});
