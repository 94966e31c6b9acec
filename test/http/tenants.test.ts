import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ROUTES, type Route } from '../../src/http/routes.ts';
import { refuses } from './client.ts';
import { makeMap, type MapOfAda } from './map.ts';
import { openWorld, type Member, type World } from './world.ts';

const UNKNOWN = '33333333-3333-4333-8333-333333333333';
const QUERY = '?date=2024_05_06&visualization_mode=dynamic&lon=26&lat=63';

/** Routes that name something which belongs to a tenant. */
const OWNED = ROUTES.filter(({ path }) => /\{\w+_id\}/.test(path));

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

function ask(member: Member, { method, path, endpoint }: Route, ids: Readonly<Record<string, string>>) {
  const address =
    path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name]) + (endpoint.query === undefined ? '' : QUERY);
  return member.call(address, endpoint.body === undefined ? { method } : { method, body: endpoint.example });
}

for (const route of OWNED) {
  test(`${route.method} ${route.path}: another tenant's ids behave as unknown`, async () => {
    const { bob } = world;
    const unknown = Object.fromEntries(Object.keys(map.ids).map((name) => [name, UNKNOWN]));
    const foreign = await ask(bob, route, map.ids);
    const absent = await ask(bob, route, unknown);
    const told = refuses(foreign, 404, 'not_found');
    const expected = refuses(absent, 404, 'not_found');
    const withoutIds = (text: string) => text.replace(/[0-9a-f-]{36}/g, 'ID');
    assert.equal(withoutIds(told.message), withoutIds(expected.message));
  });
}

test("lists hold nothing of another tenant's, whatever they are filtered by", async () => {
  const { bob } = world;
  const { aoi_id: aoiId, project_id: projectId } = map.ids;
  for (const filter of ['', `?aoi_id=${aoiId}`, `?project_ids=${projectId}`]) {
    const { aois } = (await bob.read(`/v0/aois${filter}`)).json as { aois: unknown[] };
    assert.deepEqual(aois, [], filter);
  }
});

test("another tenant's project, index and assets are unknown in bodies too", async () => {
  const { bob } = world;
  const aoi = ROUTES.find(({ method, path }) => method === 'POST' && path === '/v0/aois')?.endpoint.example as object;
  const body = { ...aoi, project_id: map.ids.project_id };
  refuses(await bob.call('/v0/aois', { method: 'POST', body }), 400, 'bad_request');
});
