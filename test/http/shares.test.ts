import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import type { Database } from '../../src/catalogue/database.ts';
import { readShareSecret, replaceShareSecret } from '../../src/catalogue/shares.ts';
import { ROUTES, type Route } from '../../src/http/routes.ts';
import { createMemory } from '../../src/operations/memory.ts';
import type { Services } from '../../src/operations/services.ts';
import { signShare } from '../../src/operations/share-signature.ts';
import { refuses, startApp, type Answer, type Client } from './client.ts';
import { makeAoi, makeVisualization } from '../database.ts';
import { ask } from './contract.ts';
import { makeMap, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

const UNKNOWN = '33333333-3333-4333-8333-333333333333';
const SHOWN = 'date=2024_06_14&visualization_mode=dynamic';
const TILE = {
  ...{ tile_matrix_set: 'WebMercatorQuad', z: '10', x: '576', y: '286', tile_matrix: '10', tile_col: '576' },
  ...{ tile_row: '286', i: '1', j: '1', style: 'dynamic', time: '2024-06-14' },
};
/** Requests that name a layer in their query. */
const LAYER_QUERIES = [
  '/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=ID&STYLES=dynamic&CRS=EPSG:3857&WIDTH=64&HEIGHT=64&' +
    'BBOX=2900000,8800000,2910000,8810000&FORMAT=image/png&TIME=2024-06-14',
  '/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=OWN,ID&STYLES=,&CRS=EPSG:3857&WIDTH=64&HEIGHT=64&' +
    'BBOX=2900000,8800000,2910000,8810000&FORMAT=image/png&TIME=2024-06-14&EXCEPTIONS=INIMAGE',
  '/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=ID&FORMAT=image/png',
  '/wms?SERVICE=WMS&REQUEST=GetCapabilities&visualization=ID',
  '/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile&LAYER=ID&STYLE=dynamic&TIME=2024-06-14&FORMAT=image/png&' +
    'TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=10&TILEROW=286&TILECOL=576',
  '/wmts?SERVICE=WMTS&REQUEST=GetCapabilities&visualization=ID',
];
const DAY_S = 86_400;
/** How long a link may be good after it was revoked, ms: what the catalogue said is kept for half of it, and answers. */
const BITES_MS = 2000;

interface Shared {
  readonly id: string;
  readonly sig: string;
  readonly status: string;
  readonly expires_at: string;
  readonly urls: { readonly styles: Record<string, string> } & Record<string, string>;
}

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

async function share(body: object = {}): Promise<Shared> {
  return (await ask(world.ada.call, 'POST', `${map.path}/share`, body)) as Shared;
}

/** Path and query of a URL that was handed out. */
function local(url: string): string {
  assert.ok(url.startsWith(world.origin), url);
  return url.slice(world.origin.length);
}

/** The path of a route with what the tests know, and what every map needs in its query. */
function pathOf({ path }: Route, ids: Readonly<Record<string, string>> = map.ids, query = SHOWN): string {
  const { visualization_id: named } = ids;
  const known: Readonly<Record<string, string>> = { ...TILE, format: 'png', collectionId: named, layer: named, ...ids };
  return `${path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? name)}?${query}`;
}

const label = ({ method, path }: Route): string => `${method} ${path}`;
const VIEWS = ROUTES.filter(({ access }) => access === 'view');
const OTHERS = ROUTES.filter(({ access }) => access === 'read' || access === 'write');

/** Another process on the same database: nothing shared but that. */
function replica(t: TestContext, more: Partial<Services> = {}) {
  return startApp(t, { ...world.services, memory: createMemory(10_000_000), ...more });
}

/** The database, with how often it was asked. */
function counted(database: Database): { database: Database; asked: () => number } {
  let asked = 0;
  const query: Database['query'] = (text, params) => {
    asked++;
    return database.query(text, params);
  };
  return { database: { ...database, query }, asked: () => asked };
}

/** A clock that stands until it is moved. */
function stopClock(t: TestContext): (ms: number) => void {
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  return (ms) => (now += ms);
}

suite('a link', () => {
  test('opens every address it comes with, without a key, for its holder alone', async () => {
    const { id, sig, urls, status } = await share({ name: 'Report of May', expires_in: DAY_S, date: '2024_06_14' });
    assert.equal(status, 'valid');
    assert.match(sig, /^[\w-]{96}$/);
    const { styles, ...single } = urls;
    for (const [name, template] of Object.entries({ ...single, ...styles })) {
      const url = template.replace('{z}', '10').replace('{x}', '576').replace('{y}', '286');
      assert.ok(url.includes(`sig=${sig}`), name);
      const answer = await world.call(local(url));
      assert.equal(answer.status, 200, `${name}: ${answer.text.slice(0, 300)}`);
      assert.match(answer.headers['cache-control'] ?? '', /^private\b/, name);
      assert.doesNotMatch(answer.headers['cache-control'] ?? '', /public|s-maxage/, name);
      assert.equal(answer.headers['referrer-policy'], 'no-referrer', name);
    }
    assert.ok(urls.png.includes('date=2024_06_14&visualization_mode=dynamic'), urls.png);
    const listed = (await ask(world.ada.read, 'GET', `${map.path}/shares`)) as { shares: Shared[] };
    assert.equal(listed.shares[0].id, id);
    assert.ok(!JSON.stringify(listed).includes(sig));
  });

  test('is good for a week, a chosen time or until a chosen day, and at most for 366 days', async () => {
    const leftS = ({ expires_at: at }: Shared): number => (Date.parse(at.replace(' ', 'T')) - Date.now()) / 1000;
    const near = (s: number, expected: number): void => {
      assert.ok(Math.abs(s - expected) < 60, `${s} s, not ${expected}`);
    };
    near(leftS(await share()), 7 * DAY_S);
    near(leftS(await share({ expires_in: 90 })), 90);
    const at = new Date(Date.now() + 100 * DAY_S * 1000).toISOString();
    near(leftS(await share({ expires_at: at })), 100 * DAY_S);
    const late = new Date(Date.now() + 367 * DAY_S * 1000).toISOString();
    for (const body of [
      ...[{ expires_in: 59 }, { expires_in: 367 * DAY_S }, { expires_in: 90, expires_at: at }, { expires_at: late }],
      ...[{ expires_at: '2020-01-01T00:00:00Z' }, { expires_at: '2999-01-01' }, { name: ' ' }, { date: '2024_02_30' }],
    ]) {
      refuses(await world.ada.call(`${map.path}/share`, { method: 'POST', body }), 400, 'bad_request');
    }
    const unknown = { method: 'POST', body: { date: '2024_01_01' } };
    refuses(await world.ada.call(`${map.path}/share`, unknown), 404, 'not_found');
  });

  test('is made and revoked by a key that may write only, and listed by any', async () => {
    const { id } = await share();
    refuses(await world.ada.read(`${map.path}/share`, { method: 'POST', body: {} }), 403, 'forbidden');
    refuses(await world.ada.read(`${map.path}/shares/${id}`, { method: 'DELETE' }), 403, 'forbidden');
    const one = (await ask(world.ada.call, 'DELETE', `${map.path}/shares/${id}`)) as Shared;
    assert.equal(one.status, 'revoked');
    assert.deepEqual(await ask(world.ada.call, 'DELETE', `${map.path}/shares/${id}`), one);
    const path = map.path.replace(map.ids.visualization_id, UNKNOWN);
    refuses(await world.ada.call(`${path}/shares/${id}`, { method: 'DELETE' }), 404, 'not_found');
    refuses(await world.ada.call(`${path}/shares`), 404, 'not_found');
  });

  test('lets a browser keep what it saw, no longer than the link lasts', async () => {
    const { urls } = await share({ expires_in: 3600 });
    const { headers } = await world.call(local(urls.png));
    assert.equal(headers['cache-control'], 'private, no-cache');
    assert.equal(headers.vary, 'Origin');
    const keyed = await world.ada.read(local(urls.png).replace(/&sig=.*/, ''));
    assert.equal(keyed.headers.vary, 'Origin, Authorization, X-API-Key');
    assert.equal(keyed.headers['referrer-policy'], undefined);

    const { tiles } = (await world.call(local(urls.tilejson))).json as { tiles: string[] };
    assert.match(tiles[0], /rev=.*sig=/);
    const tile = await world.call(local(tiles[0].replace('{z}', '10').replace('{x}', '576').replace('{y}', '286')));
    const [, seconds] = /^private, max-age=(\d+), immutable$/.exec(tile.headers['cache-control'] ?? '') ?? [];
    assert.ok(Number(seconds) > 3000 && Number(seconds) <= 3600, tile.headers['cache-control']);
  });
});

suite('every link that is not good gets the same answer', () => {
  /** Signatures, and paths that they are good for otherwise. */
  let bad: Record<string, { query: string; ids?: Record<string, string> }>;
  let good: Shared;
  /** A second visualization of Ada's area, and Bob's. */
  let other: Record<'visualization_id', string>;
  let bobs: Readonly<Record<string, string>>;
  let expected: Buffer;

  before(async () => {
    good = await share();
    const { database, bob } = world;
    const secret = await readShareSecret(database);
    const far = Date.now() + DAY_S * 1000;
    const sign = (shareId: string, visualizationId: string, expiresAtMs = far, key = secret): string =>
      signShare({ shareId, visualizationId, expiresAtMs }, key);

    const revoked = await share();
    await world.ada.call(`${map.path}/shares/${revoked.id}`, { method: 'DELETE' });
    const ended = await share();
    await database.query(`UPDATE shares SET expires_at = now() WHERE id = $1`, [ended.id]);
    const area = await makeAoi(database, bob.project);
    const { id: visualization_id } = await makeVisualization(database, area);
    bobs = { ...map.ids, aoi_id: area.id, visualization_id };
    const list = map.path.slice(0, map.path.lastIndexOf('/'));
    const body = { index_id: map.indexId, src_asset_ids: [map.ids.asset_id] };
    const { id } = (await ask(world.ada.call, 'POST', list, body)) as { id: string };
    other = { visualization_id: id };
    const ofBob = (await ask(
      bob.call,
      'POST',
      `/v0/aois/${area.id}/visualizations/${visualization_id}/share`,
      {},
    )) as Shared;
    const flipped = `${good.sig.slice(0, -1)}${good.sig.endsWith('A') ? 'B' : 'A'}`;
    const ownIds = { ...map.ids };
    const sig = (text: string) => ({ query: `${SHOWN}&sig=${encodeURIComponent(text)}` });

    bad = {
      revoked: sig(revoked.sig),
      'expired, as the catalogue says': sig(ended.sig),
      'expired, as it says itself': sig(sign(good.id, map.ids.visualization_id, Date.now() - 1)),
      'changed by a bit': sig(flipped),
      'signed with another secret': sig(sign(good.id, map.ids.visualization_id, far, Buffer.alloc(32, 1))),
      'signed for a link that is not there': sig(sign(UNKNOWN, map.ids.visualization_id)),
      'signed for another visualization than its own': sig(sign(good.id, UNKNOWN)),
      empty: sig(''),
      'too short': sig(good.sig.slice(1)),
      'too long': sig(`${good.sig}A`),
      'no signature at all': sig('../../etc/passwd\0'),
      'given twice': { query: `${SHOWN}&sig=${good.sig}&sig=${good.sig}` },
    };
    const elsewhere: typeof bad = {
      "another tenant's": sig(ofBob.sig),
      "at another tenant's map": { ...sig(good.sig), ids: { ...bobs } },
      'at another visualization of the area': { ...sig(good.sig), ids: { ...ownIds, ...other } },
      'at an unknown visualization': { ...sig(good.sig), ids: { ...ownIds, visualization_id: UNKNOWN } },
      'at an unknown area': { ...sig(good.sig), ids: { ...ownIds, aoi_id: UNKNOWN } },
      'at what is no id': { ...sig(good.sig), ids: { ...ownIds, visualization_id: 'x' } },
    };
    for (const [name, one] of Object.entries(elsewhere)) bad[name] = { ids: ownIds, ...one };
    expected = (await world.call(`${map.path}/png?sig=`)).bytes;
  });

  const refusesLink = (answer: Answer, what: string): void => {
    assert.equal(answer.status, 403, `${what}: ${answer.text.slice(0, 300)}`);
    assert.deepEqual(answer.bytes, expected, what);
    assert.equal(answer.headers['cache-control'], 'no-store', what);
    assert.equal(answer.headers.etag, undefined, what);
  };

  test('an error body that names neither what was asked nor what is wrong', () => {
    assert.deepEqual(JSON.parse(expected.toString()), {
      error: {
        code: 'forbidden',
        message: 'this link is not valid: it may have ended, or it is not for what was asked',
        details: null,
      },
    });
  });

  for (const route of VIEWS) {
    const isOfMap = /\{(visualization_id|collectionId|layer)\}/.test(route.path);
    test(`${label(route)} refuses them all, and not the good one`, async () => {
      assert.equal(route.method, 'GET', 'a link only reads');
      for (const [what, { query, ids }] of Object.entries(bad)) {
        // a route that names no map shows the link's own, whichever that is
        if (ids !== undefined && !isOfMap) continue;
        // and a collection names no area
        if (what === 'at an unknown area' && !route.path.includes('{aoi_id}')) continue;
        refusesLink(await world.call(pathOf(route, ids, query)), `${label(route)} ${what}`);
      }
      const head = await world.call(pathOf(route, map.ids, bad.revoked.query), { method: 'HEAD' });
      assert.equal(head.status, 403, 'HEAD');
      const answer = await world.call(pathOf(route, map.ids, `${SHOWN}&sig=${good.sig}`));
      assert.ok(![401, 403, 500].includes(answer.status), `${answer.status} ${answer.text.slice(0, 300)}`);
    });
  }

  for (const route of VIEWS.filter(({ path }) => !path.includes('{'))) {
    test(`${label(route)} tells a link of its own map only`, async () => {
      const path = (sig: string): string => `${route.path}?sig=${sig}`;
      const { text } = await world.call(path(good.sig));
      for (const id of [other.visualization_id, bobs.visualization_id]) assert.ok(!text.includes(id), text);
      assert.doesNotMatch((await world.call(`${path(good.sig)}&f=html`)).text, new RegExp(other.visualization_id));
    });
  }

  for (const query of LAYER_QUERIES) {
    test(`${query.slice(0, 80)} shows its own layer, and no other, there or not`, async () => {
      const named = (id: string): string =>
        `${query.replaceAll('OWN', map.ids.visualization_id).replace('ID&', `${id}&`).replace(/ID$/, id)}&sig=${good.sig}`;
      const own = await world.call(named(map.ids.visualization_id));
      assert.equal(own.status, 200, own.text.slice(0, 500));
      for (const id of [other.visualization_id, bobs.visualization_id, UNKNOWN, 'x']) {
        refusesLink(await world.call(named(id)), id);
      }
    });
  }

  for (const route of VIEWS) {
    test(`${label(route)} hands nobody the credential of another`, async () => {
      const [one, two] = [good, await share()];
      const ask = (sig: string): Promise<Answer> => world.call(pathOf(route, map.ids, `${SHOWN}&sig=${sig}`));
      for (const [mine, theirs] of [
        [one, two],
        [two, one],
      ]) {
        const { bytes, headers } = await ask(mine.sig);
        assert.ok(!bytes.includes(theirs.sig), 'the signature of another link');
        assert.ok(!JSON.stringify(headers).includes(theirs.sig), 'the signature of another link');
      }
      const keyed = await world.ada.read(pathOf(route));
      for (const { sig } of [one, two]) assert.ok(!keyed.bytes.includes(sig), 'a signature for a key');
    });
  }

  for (const route of OTHERS) {
    test(`${label(route)} refuses even the good one, whatever is asked of it`, async () => {
      const { method, endpoint } = route;
      const call = endpoint.body === undefined ? { method } : { method, body: endpoint.example };
      refusesLink(await world.call(pathOf(route, map.ids, `${SHOWN}&sig=${good.sig}`), call), label(route));
      refusesLink(await world.call(pathOf(route, map.ids, `${SHOWN}&sig=x`), call), label(route));
    });
  }

  test('a date that the visualization lacks is 404: only its own are told of', async () => {
    const path = `${map.path}/png?date=2024_01_01&visualization_mode=dynamic&sig=${good.sig}`;
    const { message } = refuses(await world.call(path), 404, 'not_found');
    assert.match(message, /no image of 2024_01_01/);
  });

  test('a key decides where both are given, and a signature is none', async () => {
    const path = `${map.path}/png?${SHOWN}`;
    assert.equal((await world.ada.read(`${path}&sig=x`)).status, 200);
    refuses(await world.call(`${path}&key=x&sig=${good.sig}`), 401, 'unauthorized');
    refuses(await world.call(`${path}&key=${good.sig}`), 401, 'unauthorized');
    refuses(await world.call(path, { headers: { authorization: good.sig } }), 401, 'unauthorized');
  });

  test('removing the visualization ends its links', async () => {
    const { database, ada } = world;
    const id = other.visualization_id;
    const { urls } = (await ask(ada.call, 'POST', `${map.path.replace(/[^/]+$/, id)}/share`, {})) as Shared;
    assert.equal((await world.call(local(urls.png))).status, 200);
    await database.query(`DELETE FROM visualizations WHERE id = $1`, [id]);
    world.services.memory.shares.forget();
    refusesLink(await world.call(local(urls.png)), 'removed');
  });
});

suite('processes on one database', () => {
  const tile = (urls: Shared['urls']): string =>
    local(urls.tiles).replace('{z}', '10').replace('{x}', '576').replace('{y}', '286');

  test('a link made at one opens the other, asks for nothing meanwhile, and ends there within two seconds', async (t) => {
    const move = stopClock(t);
    const { database, asked } = counted(world.database);
    const other = await replica(t, { database });
    const { id, urls } = await share({ date: '2024_06_14' });
    const path = tile(urls);
    assert.equal((await other.call(path)).status, 200);

    const first = asked();
    assert.ok(first > 0, 'the first request asks');
    for (let i = 0; i < 5; i++) assert.equal((await other.call(path)).status, 200);
    const neighbour = path.replace('/576/', '/577/');
    assert.equal((await other.call(neighbour)).status, 200);
    assert.equal(asked(), first, 'no query within the second');

    move(BITES_MS / 2 - 1);
    // answered anew from what was looked up a moment ago, and remembered for as long again
    assert.equal((await other.call(path.replace('/576/', '/575/'))).status, 200);
    await world.ada.call(`${map.path}/shares/${id}`, { method: 'DELETE' });
    refuses(await world.call(path), 403, 'forbidden');
    move(BITES_MS);
    for (const x of ['575', '576', '577']) {
      refuses(await other.call(path.replace('/576/', `/${x}/`)), 403, 'forbidden');
    }
    const refused = asked();
    for (let i = 0; i < 5; i++) refuses(await other.call(path), 403, 'forbidden');
    assert.equal(asked(), refused, 'nor is a link that has ended asked for again within the second');
  });

  test('a revoked key ends within two seconds, and is asked for once a second until then', async (t) => {
    const move = stopClock(t);
    const { database, asked } = counted(world.database);
    const other = await replica(t, { database });
    const [{ id }] = (await world.database.query(
      `INSERT INTO api_keys (tenant_id, user_id, name, rights, key_hash)
       VALUES ($1, 'ada', 'short', 'read', sha256('short')) RETURNING id`,
      [world.ada.tenantId],
    )) as { id: string }[];
    const path = `${tile((await share({ date: '2024_06_14' })).urls).replace(/&sig=.*/, '')}&key=short`;
    assert.equal((await other.call(path)).status, 200);
    const first = asked();
    assert.equal((await other.call(path.replace('/576/', '/577/'))).status, 200);
    assert.equal(asked(), first);
    await world.database.query(`UPDATE api_keys SET revoked_at = now() WHERE id = $1`, [id]);
    move(BITES_MS);
    refuses(await other.call(path), 401, 'unauthorized');
  });

  test('what nobody signed is not looked up', async (t) => {
    const { database, asked } = counted(world.database);
    const other = await replica(t, { database });
    const { sig } = await share();
    const path = `${map.path}/png?${SHOWN}&sig=`;
    assert.equal((await other.call(path + sig)).status, 200);
    const before = asked();
    for (let i = 0; i < 20; i++) {
      const forged = `${sig.slice(0, 20)}${String(i).padStart(4, '0')}${sig.slice(24)}`;
      refuses(await other.call(path + forged), 403, 'forbidden');
    }
    assert.equal(asked(), before);
  });

  test('another secret ends every link everywhere, and new ones are good', async (t) => {
    const move = stopClock(t);
    const other = await replica(t);
    const before = tile((await share({ date: '2024_06_14' })).urls);
    for (const call of [world.call, other.call]) assert.equal((await call(before)).status, 200);
    await replaceShareSecret(world.database);
    move(BITES_MS);
    for (const call of [world.call, other.call]) refuses(await call(before), 403, 'forbidden');
    const later = tile((await share({ date: '2024_06_14' })).urls);
    for (const call of [world.call, other.call]) assert.equal((await call(later)).status, 200);
  });

  test('secrets of the environment: the first signs, each is good, and the catalogue has no part in it', async (t) => {
    const [one, two] = [Buffer.alloc(32, 'one'), Buffer.alloc(32, 'two')];
    const old = await replica(t, { shareSecrets: [one] });
    const both = await replica(t, { shareSecrets: [two, one] });
    const next = await replica(t, { shareSecrets: [two] });
    const make = async (call: Client): Promise<string> => {
      const body = { date: '2024_06_14' };
      const headers = { authorization: 'writer-of-secrets' };
      const { json } = await call(`${map.path}/share`, { method: 'POST', body, headers });
      return new URL((json as Shared).urls.png).pathname + new URL((json as Shared).urls.png).search;
    };
    await world.database.query(
      `INSERT INTO api_keys (tenant_id, user_id, name, rights, key_hash)
       VALUES ($1, 'ada', 'w', 'write', sha256('writer-of-secrets'))`,
      [world.ada.tenantId],
    );
    const [early, late] = [await make(old.call), await make(both.call)];
    const opens = async (client: { call: Client }): Promise<number[]> => [
      (await client.call(early)).status,
      (await client.call(late)).status,
    ];
    assert.deepEqual(await opens(old), [200, 403]);
    assert.deepEqual(await opens(both), [200, 200]);
    assert.deepEqual(await opens(next), [403, 200]);
    assert.deepEqual(await opens(world), [403, 403]);
  });
});

test('no log line holds a key or a signature, and each names the link', async (t) => {
  const { call, log } = await replica(t);
  const { id, sig } = await share();
  const path = `${map.path}/png?${SHOWN}`;
  const secrets = [sig, 'my-secret-key'];
  await call(`${path}&sig=${sig}`, { headers: { referer: `http://here/?sig=${sig}` } });
  await call(`${path}&sig=${sig}&width=x`);
  await call(`${path}&key=my-secret-key`);
  await call(`${path}&key=my-secret-key&key=my-secret-key&sig=${sig}`);
  await call(path, { headers: { authorization: 'Bearer my-secret-key' } });
  await call(`${map.path}/sld?${SHOWN}&sig=${sig}%`);
  await call(`${map.path}/nothing?sig=${sig}`);
  const capabilities = await call(`/wms?SERVICE=WMS&REQUEST=GetCapabilities&SIG=${sig}`);
  assert.equal(capabilities.status, 200, capabilities.text);
  assert.match(capabilities.text, new RegExp(`sig=${sig}`));
  await call(`/wmts?SERVICE=WMTS&REQUEST=Nothing&KEY=my-secret-key`);
  const lines = log.map((line) => JSON.stringify(line));
  assert.ok(lines.length >= 9, `${lines.length} lines`);
  for (const line of lines) for (const secret of secrets) assert.ok(!line.includes(secret), line);
  assert.equal(log.at(0)?.share, id);
  assert.equal(log.at(0)?.tenant, world.ada.tenantId);
});
