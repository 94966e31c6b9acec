import assert from 'node:assert/strict';
import { request as open } from 'node:http';
import { after, before, suite, test, type TestContext } from 'node:test';
import Koa from 'koa';
import { createMemory } from '../../src/operations/memory.ts';
import { startApp } from './client.ts';
import { ask } from './contract.ts';
import { DATES, makeMap, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

const KEY = 'reader of replays';
const BY_HEADER = { authorization: `Bearer ${KEY}` };
const ORIGIN = 'https://map.example';
const ID = 'X-Request-Id';

/** An answer as it came over the wire: headers as they were written, in their order. */
interface WireAnswer {
  readonly status: number | undefined;
  readonly message: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}
type Asked = Readonly<{ path: string; headers?: Readonly<Record<string, string>>; method?: string }>;

let world: World;
let map: MapOfAda;
let tile: string;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
  tile = `${map.path}/tiles/WebMercatorQuad/10/576/286.png?date=${DATES[1]}&visualization_mode=theoretical`;
  await world.database.query(
    `INSERT INTO api_keys (tenant_id, user_id, name, rights, key_hash)
     VALUES ($1, 'ada', 'replays', 'read', sha256($2))`,
    [world.ada.tenantId, KEY],
  );
});
after(() => world.close());

function send(origin: string, { path, headers = {}, method = 'GET' }: Asked): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const call = open(origin + path, { headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status, statusMessage: message, rawHeaders: raw } = response;
        const pairs = raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1]] as const] : []));
        resolve({ status, message, headers: pairs, text: Buffer.concat(chunks).toString('latin1') });
      });
    });
    call.on('error', reject);
    call.end();
  });
}

/** The app on memory of its own, at a stopped clock, and how many requests have come to Koa. */
async function start(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  let nowMs = performance.now();
  t.mock.method(performance, 'now', () => nowMs);
  const handled = t.mock.method(Koa.prototype as unknown as { handleRequest: () => void }, 'handleRequest').mock;
  const { origin, log } = await startApp(t, { ...world.services, memory: createMemory(10_000_000) }, env);
  return {
    log,
    move: (ms: number) => (nowMs += ms),
    send: (asked: Asked) => send(origin, asked),
    inKoa: () => handled.callCount(),
  };
}

/** Without what is of one request or one second alone; both must be there. */
function lasting({ headers, ...rest }: WireAnswer): object {
  const names = headers.map(([name]) => name);
  assert.deepEqual([names[0], names.includes('Date')], [ID, true]);
  return { ...rest, headers: headers.map(([name, value]) => [name, [ID, 'Date'].includes(name) ? '' : value]) };
}

function valueOf({ headers }: WireAnswer, wanted: string): string {
  return headers.find(([name]) => name === wanted)?.[1] ?? '';
}

suite('an answer in front of Koa is the one that Koa gave, header by header', () => {
  const address = (path: string, more: string): string => `${path}${path.includes('?') ? '&' : '?'}${more}`;
  const picture = (): string =>
    `/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=${map.ids.visualization_id}&STYLES=theoretical&` +
    'CRS=EPSG:3857&WIDTH=64&HEIGHT=64&BBOX=2900000,8800000,2910000,8810000&FORMAT=image/png';
  const ways: Readonly<Record<string, () => Asked | Promise<Asked>>> = {
    'a key in a header': () => ({ path: tile, headers: BY_HEADER }),
    'a bare key': () => ({ path: tile, headers: { authorization: KEY } }),
    'a key in another header': () => ({ path: tile, headers: { 'x-api-key': KEY } }),
    'a key in the address': () => ({ path: address(tile, `key=${encodeURIComponent(KEY)}`) }),
    'a listed origin': () => ({ path: tile, headers: { ...BY_HEADER, origin: ORIGIN } }),
    'another origin': () => ({ path: tile, headers: { ...BY_HEADER, origin: 'https://other.example' } }),
    'a tile that says its revision': async () => {
      const tileJson = tile.replace(/10\/576\/286\.png/, 'tilejson.json');
      const { revision } = (await ask(world.ada.call, 'GET', tileJson)) as { revision: string };
      return { path: address(tile, `rev=${revision}`), headers: BY_HEADER };
    },
    'a link': async () => {
      const share = (await ask(world.ada.call, 'POST', `${map.path}/share`, {})) as { sig: string };
      return { path: address(tile, `sig=${share.sig}`) };
    },
    'a tile that the area does not touch': () => ({ path: tile.replace('/576/', '/1/'), headers: BY_HEADER }),
    'a tile of WMTS': () => ({
      path:
        `/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile&LAYER=${map.ids.visualization_id}&STYLE=theoretical&` +
        'TIME=2024-06-14&FORMAT=image/png&TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=10&TILEROW=286&TILECOL=576',
      headers: BY_HEADER,
    }),
    'a picture of WMS': () => ({ path: `${picture()}&TIME=2024-06-14`, headers: BY_HEADER }),
    'a picture of WMS that tells its time': () => ({ path: picture(), headers: BY_HEADER }),
  };
  for (const [name, way] of Object.entries(ways)) {
    test(name, async (t) => {
      // the end of a link is told in whole seconds of this clock, of which none may begin meanwhile
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
      const asked = await way();
      t.mock.timers.tick(500);
      const app = await start(t, { CORS_ORIGINS: ORIGIN });
      const first = await app.send(asked);
      assert.equal(first.status, 200, first.text.slice(0, 300));
      assert.ok(first.text.length > 60, 'there is a picture');
      assert.deepEqual(lasting(await app.send(asked)), lasting(first));
      assert.equal(app.inKoa(), 1);

      const conditional = { ...asked, headers: { ...asked.headers, 'if-none-match': `W/${valueOf(first, 'ETag')}` } };
      const unchanged = await app.send(conditional);
      assert.deepEqual([unchanged.status, unchanged.text], [304, '']);
      assert.deepEqual(lasting(await app.send(conditional)), lasting(unchanged));
      assert.deepEqual(lasting(await app.send(asked)), lasting(first));
      assert.equal(app.inKoa(), 2);
    });
  }
});

suite('answers in front of Koa', () => {
  test('are logged as those of Koa are', async (t) => {
    const app = await start(t);
    const headers = { ...BY_HEADER, 'x-request-id': 'mine-1' };
    const first = await app.send({ path: tile, headers });
    const second = await app.send({ path: tile, headers });
    assert.deepEqual([valueOf(first, ID), valueOf(second, ID), app.inKoa()], ['mine-1', 'mine-1', 1]);
    await app.send({ path: tile, headers: { ...headers, 'x-request-id': 'not sane' } });
    const [a, b, c] = app.log.map(({ time, ...line }) => [typeof time, line] as const);
    assert.deepEqual(b, a);
    assert.match(String(c[1].requestId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(Object.keys(b[1]), Object.keys(a[1]));
  });

  test('stand for a second, and for the same caller, address and method alone', async (t) => {
    const app = await start(t);
    const asked = { path: tile, headers: BY_HEADER };
    const others: readonly Asked[] = [
      { path: tile },
      { path: tile, headers: { authorization: 'somebody else' } },
      { path: tile, headers: { ...BY_HEADER, authorization: 'somebody else', 'x-api-key': KEY } },
      { path: `${tile}&mask=false`, headers: BY_HEADER },
      { ...asked, method: 'HEAD' },
      { ...asked, method: 'POST' },
    ];
    assert.equal((await app.send(asked)).status, 200);
    const statuses: (number | undefined)[] = [];
    for (const other of others) statuses.push((await app.send(other)).status);
    assert.deepEqual(statuses, [401, 401, 401, 200, 200, 405]);
    assert.equal(app.inKoa(), 1 + others.length);
    await app.send(asked);
    assert.equal(app.inKoa(), 1 + others.length);
    app.move(1000);
    await app.send(asked);
    assert.equal(app.inKoa(), 2 + others.length);
  });

  test('are not remembered when they refuse', async (t) => {
    const app = await start(t);
    const asked = { path: tile.replace(DATES[1], '1999_01_01'), headers: BY_HEADER };
    for (let i = 0; i < 2; i++) assert.equal((await app.send(asked)).status, 404);
    assert.equal(app.inKoa(), 2);
  });
});
