import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { refuses, startApp } from './client.ts';
import { fakeServices } from './fake-services.ts';

const KEY = { authorization: 'key-w' };
const NO_ROWS = { 'count(*)': () => [{ total: 0, count: 0 }], 'FROM projects': () => [], 'FROM indices': () => [] };

suite('service', () => {
  test('ping answers a JSON string, without a key', async (t) => {
    const { call } = await startApp(t, fakeServices());
    const answer = await call('/ping');
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'] ?? '', /^application\/json/);
    assert.equal(answer.text, '"pong"');
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  });

  test('health says what works, and 503 with Retry-After while the database is away', async (t) => {
    const up = await startApp(t, fakeServices());
    const healthy = (await up.call('/health')).json as { status: string; database: { kind: string } };
    assert.equal(healthy.status, 'ok');
    assert.equal(healthy.database.kind, 'embedded');

    const broken = fakeServices({
      'select 1': () => {
        throw new Error('ECONNREFUSED 10.1.2.3');
      },
    });
    const down = await startApp(t, broken);
    const answer = await down.call('/health');
    const error = refuses(answer, 503, 'unavailable');
    assert.ok(!error.message.includes('10.1.2.3'));
    assert.ok(Number(answer.headers['retry-after']) > 0);
  });
});

suite('keys', () => {
  test('every documented way to send a key works', async (t) => {
    const { call } = await startApp(t, fakeServices(NO_ROWS));
    const ways = [
      { headers: { authorization: 'key-r' } },
      { headers: { authorization: 'Bearer key-r' } },
      { headers: { authorization: 'bearer   key-r' } },
      { headers: { 'x-api-key': 'key-r' } },
    ];
    for (const way of ways) assert.equal((await call('/v0/projects', way)).status, 200, JSON.stringify(way));
    assert.equal((await call('/v0/projects?key=key-r')).status, 200);
  });

  test('no key, an unknown one, and one in the query of a POST: 401', async (t) => {
    const { call } = await startApp(t, fakeServices(NO_ROWS));
    const answer = await call('/v0/projects');
    refuses(answer, 401, 'unauthorized');
    assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer/);
    refuses(await call('/v0/projects', { headers: { authorization: 'Basic abc' } }), 401, 'unauthorized');
    refuses(await call('/v0/projects', { headers: { authorization: 'Bearer' } }), 401, 'unauthorized');
    refuses(await call('/v0/indices?key=key-w', { method: 'POST', body: {} }), 401, 'unauthorized');
  });

  test('a key that may read only is refused before its body is looked at: 403', async (t) => {
    const { call } = await startApp(t, fakeServices());
    const answer = await call('/v0/indices', { method: 'POST', headers: { 'x-api-key': 'key-r' }, body: '{{{' });
    refuses(answer, 403, 'forbidden');
  });
});

suite('paths and methods', () => {
  test('unknown paths are 404 with and without a key, and so is an id that cannot be one', async (t) => {
    const { call } = await startApp(t, fakeServices(NO_ROWS));
    refuses(await call('/v0/nothing'), 404, 'not_found');
    refuses(await call('/V0/projects'), 404, 'not_found');
    refuses(await call('/v0/projects/1', { headers: KEY }), 404, 'not_found');
    refuses(await call('/v0/projects/1'), 401, 'unauthorized');
  });

  test('a wrong method is 405 with Allow; OPTIONS lists the methods', async (t) => {
    const { call } = await startApp(t, fakeServices());
    const answer = await call('/v0/indices', { method: 'DELETE', headers: KEY });
    refuses(answer, 405, 'method_not_allowed');
    assert.deepEqual(answer.headers.allow?.split(', ').sort(), ['GET', 'HEAD', 'POST']);
    const options = await call('/v0/indices', { method: 'OPTIONS' });
    assert.equal(options.status, 204);
    assert.deepEqual(options.headers.allow, answer.headers.allow);
  });

  test('malformed percent-encoding is 400 in the path and in the query', async (t) => {
    const { call } = await startApp(t, fakeServices(NO_ROWS));
    refuses(await call('/v0/projects/%E0%A4%A', { headers: KEY }), 400, 'bad_request');
    refuses(await call('/v0/indices?type=%zz', { headers: KEY }), 400, 'bad_request');
  });

  test('HEAD answers as GET does, without a body', async (t) => {
    const { call } = await startApp(t, fakeServices(NO_ROWS));
    const head = await call('/v0/projects', { method: 'HEAD', headers: KEY });
    const get = await call('/v0/projects', { headers: KEY });
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
    assert.equal(head.headers['content-length'], get.headers['content-length']);
  });
});

suite('bodies', () => {
  test('malformed JSON, and JSON that is no object: 400', async (t) => {
    const { call } = await startApp(t, fakeServices());
    for (const body of ['{"name": ', '{"rescale": [NaN, 1]}', '"text"', '12', 'null', '{"__proto__": {}}']) {
      const answer = await call('/v0/indices', { method: 'POST', headers: KEY, body });
      assert.match(refuses(answer, 400, 'bad_request').message, /not valid JSON/, body);
    }
    const list = await call('/v0/indices', { method: 'POST', headers: KEY, body: '[]' });
    assert.equal(refuses(list, 400, 'bad_request').details?.[0].field, 'body');
  });

  test('another media type: 415', async (t) => {
    const { call } = await startApp(t, fakeServices());
    const headers = { ...KEY, 'content-type': 'application/x-www-form-urlencoded' };
    refuses(await call('/v0/indices', { method: 'POST', headers, body: 'name=a' }), 415, 'unsupported_media_type');
  });

  test('10 MB: 413, whether its length is told or not, and the connection goes on', async (t) => {
    const { call } = await startApp(t, fakeServices(NO_ROWS));
    const body = Buffer.alloc(10_000_000, ' ');
    refuses(await call('/v0/indices', { method: 'POST', headers: KEY, body }), 413, 'payload_too_large');
    const chunked = { ...KEY, 'transfer-encoding': 'chunked' };
    refuses(await call('/v0/indices', { method: 'POST', headers: chunked, body }), 413, 'payload_too_large');
    assert.equal((await call('/v0/projects', { headers: KEY })).status, 200);
  });

  test('every fault is listed with its field', async (t) => {
    const { call } = await startApp(t, fakeServices());
    const body = { name: ' ', rescale: [1], expression: 3, expression_type: 'sum' };
    const error = refuses(await call('/v0/indices', { method: 'POST', headers: KEY, body }), 400, 'bad_request');
    const fields = error.details?.map(({ field }) => field);
    assert.deepEqual(fields?.sort(), [
      'colormap',
      'description',
      'expression',
      'expression_type',
      'name',
      'rescale',
      'satellite_id',
    ]);
    assert.deepEqual(error.details?.find(({ field }) => field === 'description')?.reason, 'is required');
  });

  test('text that no database column can hold: 400', async (t) => {
    const { call } = await startApp(t, fakeServices());
    for (const name of ['a\\u0000b', 'a\\ud800b']) {
      const answer = await call('/v0/indices', { method: 'POST', headers: KEY, body: `{"name": "${name}"}` });
      assert.equal(refuses(answer, 400, 'bad_request').details?.[0].field, 'name');
    }
    refuses(await call('/v0/indices?index_id=%00', { headers: KEY }), 400, 'bad_request');
  });
});

suite('lists', () => {
  test('a page outside its bounds is 400 that names the parameter', async (t) => {
    const { call } = await startApp(t, fakeServices(NO_ROWS));
    for (const query of ['limit=0', 'limit=1001', 'limit=ten', 'limit=', 'limit=1.5', 'offset=-1', 'limit=1&limit=2']) {
      const error = refuses(await call(`/v0/indices?${query}`, { headers: KEY }), 400, 'bad_request');
      assert.equal(error.details?.[0].field, query.split('=')[0], query);
    }
    refuses(await call('/v0/projects?page_num=0', { headers: KEY }), 400, 'bad_request');
    refuses(await call('/v0/indices?type=none', { headers: KEY }), 400, 'bad_request');
  });

  test('defaults, and what an empty list looks like', async (t) => {
    const { call } = await startApp(t, fakeServices(NO_ROWS));
    assert.deepEqual((await call('/v0/indices?limit=1000&other=x', { headers: KEY })).json, {
      indices: [],
      pagination: { total: 0, offset: 0, limit: 1000 },
    });
    assert.deepEqual((await call('/v0/projects', { headers: KEY })).json, { count: 0, projects: [] });
  });
});

suite('failures', () => {
  test('an unexpected error is logged whole and answered with a fixed text', async (t) => {
    const { call, log } = await startApp(t, fakeServices());
    const answer = await call('/v0/projects', { headers: { ...KEY, 'x-request-id': 'mine-1' } });
    const error = refuses(answer, 500, 'internal_error');
    assert.ok(!answer.text.includes('secrets'));
    assert.equal(error.details, null);
    assert.equal(answer.headers['x-request-id'], 'mine-1');
    const lines = log.filter(({ level }) => level === 'error');
    assert.deepEqual(
      lines.map(({ requestId }) => requestId),
      ['mine-1'],
    );
    assert.match(JSON.stringify(lines), /secrets/);
  });

  test('an insane request id is replaced', async (t) => {
    const { call } = await startApp(t, fakeServices());
    const answer = await call('/ping', { headers: { 'x-request-id': 'a b'.repeat(100) } });
    assert.match(answer.headers['x-request-id'] as string, /^[0-9a-f-]{36}$/);
  });

  test('a raster that cannot be read is asset_unreadable', async (t) => {
    const broken = fakeServices({
      'FROM projects': () => {
        throw new Failure('unreadable', 'ndvi.tif has changed');
      },
    });
    const { call } = await startApp(t, broken);
    const error = refuses(await call('/v0/projects', { headers: KEY }), 500, 'asset_unreadable');
    assert.equal(error.message, 'ndvi.tif has changed');
  });

  test('no key is written to the log', async (t) => {
    const { call, log } = await startApp(t, fakeServices(NO_ROWS));
    await call('/v0/projects?key=key-w');
    const lines = log.filter(({ msg }) => msg === 'request');
    assert.deepEqual(
      lines.map(({ path, status }) => [path, status]),
      [['/v0/projects', 200]],
    );
    assert.ok(!JSON.stringify(log).includes('key-w'));
  });
});

suite('CORS', () => {
  test('every origin by default; preflight needs no key; headers are exposed, on errors too', async (t) => {
    const { call } = await startApp(t, fakeServices());
    const preflight = await call('/v0/aois', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://map.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers['access-control-allow-origin'], '*');
    assert.equal(preflight.headers['access-control-allow-headers'], 'authorization');
    assert.match(preflight.headers['access-control-allow-methods'] ?? '', /PATCH/);
    const refused = await call('/v0/projects', { headers: { origin: 'https://map.example' } });
    assert.equal(refused.status, 401);
    assert.equal(refused.headers['access-control-allow-origin'], '*');
    assert.match(refused.headers['access-control-expose-headers'] ?? '', /ETag.*X-Request-Id/);
  });

  test('configured origins only', async (t) => {
    const { call } = await startApp(t, fakeServices(), { CORS_ORIGINS: 'https://a.example,https://b.example' });
    const allowed = async (origin: string) =>
      (await call('/ping', { headers: { origin } })).headers['access-control-allow-origin'];
    assert.equal(await allowed('https://b.example'), 'https://b.example');
    assert.equal(await allowed('https://c.example'), undefined);
  });
});
