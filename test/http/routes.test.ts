import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROUTES, type Route } from '../../src/http/routes.ts';
import { refuses, startApp } from './client.ts';
import { fakeServices } from './fake-services.ts';

const ID = '22222222-2222-4222-8222-222222222222';
const GUARDED = ROUTES.filter(({ access }) => access !== 'open');

const label = ({ method, path }: Route) => `${method} ${path}`;
/** What a call needs in its query before its body is looked at. */
const queryOf = ({ endpoint }: Route) => (endpoint.name === 'importStyle' ? '?visualization_mode=dynamic' : '');
const pathOf = (route: Route) => route.path.replace(/\{\w+\}/g, ID) + queryOf(route);
const callOf = ({ method, endpoint }: Route) =>
  endpoint.body === undefined ? { method } : { method, body: endpoint.example };

test('no two routes are the same, and every path parameter is known', () => {
  const labels = ROUTES.map(label);
  assert.equal(new Set(labels).size, labels.length);
  for (const route of ROUTES) assert.doesNotThrow(() => new URL(pathOf(route), 'http://here'), label(route));
});

test('whatever changes something needs the right to write, and nothing else does', () => {
  const writing = ROUTES.filter(({ access }) => access === 'write').map(label);
  const readingByPost = ROUTES.filter(({ method, path }) => method === 'POST' && /\/(png|sld)$/.test(path)).map(label);
  const changing = ROUTES.filter(({ method }) => method !== 'GET').map(label);
  assert.deepEqual(
    writing,
    changing.filter((name) => !readingByPost.includes(name)),
  );
  const open = ROUTES.filter(({ access }) => access === 'open').map(({ path }) => path);
  assert.deepEqual(open, [
    '/ping',
    '/health',
    '/v0/tileMatrixSets',
    '/v0/tileMatrixSets/{tile_matrix_set}',
    '/openapi.json',
    '/docs',
    '/docs/{file}',
  ]);
});

for (const route of GUARDED) {
  test(`${label(route)} answers 401 without a key and with a wrong one`, async (t) => {
    const { call } = await startApp(t, fakeServices());
    refuses(await call(pathOf(route), callOf(route)), 401, 'unauthorized');
    const wrong = { ...callOf(route), headers: { authorization: 'Bearer nobody' } };
    refuses(await call(pathOf(route), wrong), 401, 'unauthorized');
  });
}

for (const route of GUARDED.filter(({ access }) => access === 'write')) {
  test(`${label(route)} answers 403 to a key that may read only`, async (t) => {
    const { call } = await startApp(t, fakeServices());
    const reading = { ...callOf(route), headers: { authorization: 'key-r' } };
    refuses(await call(pathOf(route), reading), 403, 'forbidden');
  });
}

for (const route of ROUTES.filter(({ endpoint }) => endpoint.body !== undefined)) {
  test(`${label(route)} answers 415 to a form, 400 to an empty body and to none`, async (t) => {
    const { call } = await startApp(t, fakeServices());
    const { method, endpoint } = route;
    const headers = { authorization: 'key-w' };
    const type = 'application/x-www-form-urlencoded';
    const form = { method, headers: { ...headers, 'content-type': type }, body: 'a=b' };
    refuses(await call(pathOf(route), form), 415, 'unsupported_media_type');
    // nothing of a link's body is required
    if (endpoint.body?.safeParse({}).success === true) return;
    refuses(await call(pathOf(route), { method, headers, body: {} }), 400, 'bad_request');
    refuses(await call(pathOf(route), { method, headers }), 400, 'bad_request');
  });
}
