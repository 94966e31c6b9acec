import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROUTES } from '../../src/http/routes.ts';
import { startApp } from './client.ts';
import { fakeServices } from './fake-services.ts';

interface Operation {
  operationId: string;
  security: Record<string, string[]>[];
  parameters?: { in: string; name: string }[];
  requestBody?: { content: { 'application/json': { schema: unknown; example?: unknown } } };
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Document {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

/** Operations that wait for a thread, or for a host that rasters lie on. */
const DRAWING = new Set([
  ...['readTile', 'readPng', 'drawPng', 'readLegend', 'readAssetFile'],
  ...['createVisualization', 'replaceLegend', 'resetLegend'],
]);

test('every route of the API is described, and nothing else', async (t) => {
  const { call, origin } = await startApp(t, fakeServices());
  const answer = await call('/openapi.json');
  assert.equal(answer.status, 200);
  const document = answer.json as Document;
  assert.match(document.openapi, /^3\.1\./);
  assert.deepEqual(document.servers, [{ url: origin }]);
  const described = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const documents = ['/openapi.json', '/docs', '/docs/{file}'];
  const routes = ROUTES.filter(({ path }) => !documents.includes(path)).map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(described.sort(), routes.sort());
});

test('operations are named once, say who may call them, and describe their refusals', async (t) => {
  const { call } = await startApp(t, fakeServices());
  const document = (await call('/openapi.json')).json as Document;
  const names = new Set<string>();
  for (const { method, path, access, endpoint } of ROUTES.filter((route) => route.path in document.paths)) {
    const operation = document.paths[path][method.toLowerCase()];
    const label = `${method} ${path}`;
    assert.ok(!names.has(operation.operationId), label);
    names.add(operation.operationId);
    assert.equal(operation.security.length > 0, access !== 'open', label);
    for (const scheme of operation.security.flatMap((one) => Object.keys(one))) {
      assert.ok(scheme in document.components.securitySchemes, label);
    }
    const pathParams = (operation.parameters ?? []).filter((param) => param.in === 'path').map(({ name }) => name);
    assert.deepEqual(
      pathParams.map((name) => `{${name}}`),
      path.match(/\{\w+\}/g) ?? [],
      label,
    );
    if (path.includes('{')) assert.ok('404' in operation.responses, label);
    if (access !== 'open') assert.ok('401' in operation.responses, label);
    assert.equal('403' in operation.responses, access === 'write' || access === 'view', label);
    assert.equal(
      operation.security.some((one) => 'signature' in one),
      access === 'view',
      label,
    );
    if (DRAWING.has(operation.operationId)) assert.ok('503' in operation.responses, label);
    if (endpoint.body !== undefined) {
      for (const status of ['400', '413', '415']) assert.ok(status in operation.responses, `${label} ${status}`);
      assert.ok(operation.requestBody, label);
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      if (Number(status) < 400) continue;
      assert.deepEqual(response.content, { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } });
    }
  }
});

test('every example of a body passes its own schema', () => {
  for (const { method, path, endpoint } of ROUTES) {
    if (endpoint.body === undefined) continue;
    assert.notEqual(endpoint.example, undefined, `${method} ${path} has no example`);
    const result = endpoint.body.safeParse(endpoint.example);
    assert.ok(result.success, `${method} ${path}: ${JSON.stringify(result.error?.issues)}`);
  }
});

test('every reference in the document leads somewhere', async (t) => {
  const { call } = await startApp(t, fakeServices());
  const { text, json } = await call('/openapi.json');
  const { schemas } = (json as Document).components;
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) assert.ok(name in schemas, name);
  assert.ok(!/"\$ref":"(?!#\/components\/schemas\/)/.test(text));
});

test('query parameters carry their type, bounds and default', async (t) => {
  const { call } = await startApp(t, fakeServices());
  const document = (await call('/openapi.json')).json as Document;
  const limit = document.paths['/v0/indices'].get.parameters?.find(({ name }) => name === 'limit');
  assert.deepEqual((limit as unknown as { schema: unknown }).schema, {
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 10,
    description: 'Most items to answer.',
  });
});
