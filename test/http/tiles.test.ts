import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createKey, listKeys, revokeKey, type KeyOwner } from '../../src/catalogue/api-keys.ts';
import type { Database } from '../../src/catalogue/database.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { BriefMemory } from '../../src/operations/brief-memory.ts';
import { createMemory, forgetWritten } from '../../src/operations/memory.ts';
import type { TilePlan } from '../../src/operations/tile-plan.ts';
import { requireAoi } from '../../src/operations/found.ts';
import { areaOnMap } from '../../src/grid/area-on-map.ts';
import { WEB_MERCATOR, WEB_MERCATOR_QUAD, tileGrid } from '../../src/grid/tile-matrix-set.ts';
import { maskArea } from '../../src/raster/mask.ts';
import { sharp } from '../../src/render/sharp.ts';
import { refuses, startApp } from './client.ts';
import { DATES, makeMap, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

const [, DATE] = DATES;
const LEVEL = 13;

let world: World;
let map: MapOfAda;
/** The tile that holds the first point of the AOI's border. */
let place: { x: number; y: number };
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
  const { geometry } = await requireAoi(world.database, world.ada.tenantId, map.ids.aoi_id);
  const [ring] = areaOnMap(geometry, WEB_MERCATOR).rings;
  const side = (2 * Math.PI * 6_378_137) / 2 ** LEVEL;
  place = { x: Math.floor(ring[0] / side) + 2 ** (LEVEL - 1), y: 2 ** (LEVEL - 1) - 1 - Math.floor(ring[1] / side) };
});
after(() => world.close());

const QUERY = `date=${DATE}&visualization_mode=theoretical`;

function path(
  x: number | string,
  y: number | string,
  query = QUERY,
  z: number | string = LEVEL,
  ending = 'png',
): string {
  return `${map.path}/tiles/WebMercatorQuad/${z}/${x}/${y}.${ending}?${query}`;
}

async function pixels(bytes: Buffer): Promise<{ data: Buffer; width: number }> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width };
}

test('a tile is an indexed PNG in the legend’s colours, transparent outside the AOI', async () => {
  const answer = await world.ada.read(path(place.x, place.y));
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  assert.equal(answer.headers['content-type'], 'image/png');
  assert.equal(answer.bytes[25], 3, 'colour type of an indexed PNG');
  const detail = (await world.ada.read(map.path)).json as {
    metadata: { legend: Record<string, { theoretical: { color: string }[] }> };
  };
  const colors = new Set(detail.metadata.legend[DATE].theoretical.map(({ color }) => color));
  const { data } = await pixels(answer.bytes);
  const { geometry } = await requireAoi(world.database, world.ada.tenantId, map.ids.aoi_id);
  const mask = maskArea(areaOnMap(geometry, WEB_MERCATOR), tileGrid(WEB_MERCATOR_QUAD, LEVEL, place.x, place.y, 256));
  let painted = 0;
  for (let i = 0; i < mask.length; i++) {
    if (data[4 * i + 3] === 0) continue;
    painted++;
    assert.equal(mask[i], 1, `pixel ${i} lies outside`);
    assert.ok(colors.has(`#${data.subarray(4 * i, 4 * i + 3).toString('hex')}`), `colour of pixel ${i}`);
  }
  assert.ok(painted > 1000, `${painted} painted`);
});

test('four tiles are the one of the level above at twice the pixels', async () => {
  const [x, y] = [place.x >> 1, place.y >> 1];
  const parent = await pixels((await world.ada.read(path(x, `${y}@2x`, QUERY, LEVEL - 1))).bytes);
  assert.equal(parent.width, 512);
  for (const [dx, dy] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]) {
    const { data } = await pixels((await world.ada.read(path(2 * x + dx, 2 * y + dy))).bytes);
    for (let row = 0; row < 256; row++) {
      const from = ((dy * 256 + row) * 512 + dx * 256) * 4;
      assert.ok(
        parent.data.subarray(from, from + 1024).equals(data.subarray(row * 1024, (row + 1) * 1024)),
        `row ${row} of quarter ${dx} ${dy}`,
      );
    }
  }
  const bySize = await world.ada.read(path(x, y, `${QUERY}&size=512`, LEVEL - 1));
  assert.ok((await pixels(bySize.bytes)).data.equals(parent.data));
});

test('without the mask the raster shows beyond the AOI', async () => {
  const count = async (query: string) => {
    const { data } = await pixels((await world.ada.read(path(place.x, place.y, query))).bytes);
    return data.filter((alpha, i) => i % 4 === 3 && alpha > 0).length;
  };
  assert.ok((await count(`${QUERY}&mask=false`)) > (await count(QUERY)));
});

test('who has a tile is told so, until its legend is another', async () => {
  const first = await world.ada.read(path(place.x, place.y));
  const headers = { 'if-none-match': first.headers.etag ?? '' };
  for (let i = 0; i < 2; i++) {
    const again = await world.ada.read(path(place.x, place.y), { headers });
    assert.equal(again.status, 304);
    assert.equal(again.bytes.length, 0);
  }
  const legend = { [DATE]: [{ min: -1, max: 1, label: 'all', color: '#123456' }] };
  const edit = { index_id: map.indexId, visualization_mode: 'theoretical', legend };
  assert.equal((await world.ada.call(`${map.path}/metadata`, { method: 'PUT', body: edit })).status, 200);
  const edited = await world.ada.read(path(place.x, place.y), { headers });
  assert.equal(edited.status, 200);
  const { data } = await pixels(edited.bytes);
  const painted = data.findIndex((alpha, i) => i % 4 === 3 && alpha > 0);
  assert.equal(data.subarray(painted - 3, painted).toString('hex'), '123456');
});

test('a tile that the AOI does not touch is one shared picture', async () => {
  const [one, two] = [await world.ada.read(path(0, 0)), await world.ada.read(path(7, 9))];
  assert.equal(one.status, 200);
  assert.equal(one.headers.etag, two.headers.etag);
  assert.ok(one.bytes.length < 300);
  assert.ok((await pixels(one.bytes)).data.every((byte) => byte === 0));
});

test('the whole world is a tile too', async () => {
  const { status, bytes } = await world.ada.read(path(0, 0, QUERY, 0));
  assert.equal(status, 200);
  assert.equal((await pixels(bytes)).width, 256);
});

test('WebP has the very pixels of the PNG, JPEG nearly, on white', async () => {
  const png = await pixels((await world.ada.read(path(place.x, place.y))).bytes);
  const webp = await world.ada.read(path(place.x, place.y, QUERY, LEVEL, 'webp'));
  assert.equal(webp.headers['content-type'], 'image/webp');
  const { data } = await pixels(webp.bytes);
  // what is transparent has no colour that matters
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 0) data.fill(0, i, i + 4);
  assert.equal(data.equals(png.data), true);
  const jpeg = await world.ada.read(path(place.x, place.y, QUERY, LEVEL, 'jpg'));
  assert.equal(jpeg.headers['content-type'], 'image/jpeg');
  const opaque = (await pixels(jpeg.bytes)).data;
  let far = 0;
  for (let i = 0; i < opaque.length; i++) {
    const wanted = png.data[i - (i % 4) + 3] === 0 ? 255 : png.data[i];
    if (Math.abs(opaque[i] - wanted) > 64) far++;
  }
  assert.equal(far < opaque.length / 50, true, `${far} of ${opaque.length} bytes are far off`);
});

test('formats and sizes have empty pictures of their own, each the same for all maps and sets', async () => {
  const etags = new Set<string | undefined>();
  for (const ending of ['png', 'webp', 'jpg']) {
    for (const size of ['', '@2x']) {
      const one = await world.ada.read(path(0, `0${size}`, QUERY, LEVEL, ending));
      const two = await world.ada.read(
        `${map.path}/tiles/UPSAntarcticWGS84Quad/9/256/255${size}.${ending}?${QUERY.replace('theoretical', 'dynamic')}`,
      );
      assert.deepEqual([one.status, two.status], [200, 200]);
      assert.equal(one.headers.etag, two.headers.etag);
      assert.equal(one.bytes.equals(two.bytes), true);
      const { data, width } = await pixels(one.bytes);
      assert.equal(width, size === '' ? 256 : 512);
      assert.equal(
        data.every((byte) => byte === (ending === 'jpg' ? 255 : 0)),
        true,
      );
      etags.add(one.headers.etag);
    }
  }
  assert.equal(etags.size, 6);
});

test('a tile that names the present revision stands for ever; any other is asked about again', async () => {
  const json = `${map.path}/tiles/WebMercatorQuad/tilejson.json?${QUERY}`;
  const { revision } = (await world.ada.read(json)).json as { revision: string };
  const named = () => world.ada.read(path(place.x, place.y, `${QUERY}&rev=${revision}`));
  const control = async (answer: Promise<{ headers: Record<string, unknown> }>) =>
    (await answer).headers['cache-control'];
  const first = await named();
  assert.equal(first.headers['cache-control'], 'private, max-age=31536000, immutable');
  assert.equal(await control(world.ada.read(path(place.x, place.y))), 'private, no-cache');
  assert.equal(
    await control(world.ada.read(path(place.x, place.y, `${QUERY}&rev=0123456789abcdef`))),
    'private, no-cache',
  );
  assert.equal(
    await control(world.ada.read(path(0, 0, `${QUERY}&rev=${revision}`))),
    'private, max-age=31536000, immutable',
  );
  const legend = { [DATE]: [{ min: -1, max: 1, label: 'all', color: '#654321' }] };
  const edit = { index_id: map.indexId, visualization_mode: 'theoretical', legend };
  assert.equal((await world.ada.call(`${map.path}/metadata`, { method: 'PUT', body: edit })).status, 200);
  const stale = await named();
  assert.equal(stale.headers['cache-control'], 'private, no-cache');
  assert.notEqual(stale.headers.etag, first.headers.etag);
  assert.notEqual(((await world.ada.read(json)).json as { revision: string }).revision, revision);
});

test('a tile of a visualization that is not finished stands for no time, whatever revision is named', async (t) => {
  const setStatus = async (status: string) => {
    await world.database.query('UPDATE visualizations SET status = $1 WHERE id = $2', [
      status,
      map.ids.visualization_id,
    ]);
    forgetWritten(world.services.memory);
  };
  t.after(() => setStatus('success'));
  await setStatus('creating');
  const { status, headers } = await world.ada.read(path(place.x, place.y, `${QUERY}&resampling=mode&rev=`));
  assert.deepEqual([status, headers['cache-control']], [200, 'private, no-cache']);
});

test('a tile that names its revision costs no query while what the catalogue said is fresh, and none is drawn twice', async (t) => {
  const counts = { queries: 0, drawings: 0 };
  const database: Database = {
    ...world.database,
    query: (text, params) => {
      counts.queries++;
      return world.database.query(text, params);
    },
  };
  const engine: Engine = {
    ...world.services.engine,
    run: (name, input, options) => {
      counts.drawings++;
      return world.services.engine.run(name, input, options);
    },
  };
  // fresh for as long as a slow machine takes
  const [keyOwners, tilePlans] = [new BriefMemory<KeyOwner | undefined>(60_000), new BriefMemory<TilePlan>(60_000)];
  const memory = { ...createMemory(10_000_000), keyOwners, tilePlans };
  const app = await startApp(t, { ...world.services, database, engine, memory });
  const { key } = await createKey(world.database, { tenantId: world.ada.tenantId, name: 'counted', rights: 'read' });
  const read = (address: string, headers = {}) => app.call(address, { headers: { 'x-api-key': key, ...headers } });
  const json = await read(`${map.path}/tiles/WebMercatorQuad/tilejson.json?${QUERY}`);
  const { revision } = json.json as { revision: string };
  const address = path(place.x, place.y, `${QUERY}&rev=${revision}`);
  assert.equal((await read(address)).headers['cache-control'], 'private, max-age=31536000, immutable');
  assert.equal(counts.queries > 0 && counts.drawings === 1, true);

  counts.queries = 0;
  const again = await read(address);
  assert.equal(again.status, 200);
  assert.equal((await read(address, { 'if-none-match': again.headers.etag })).status, 304);
  assert.deepEqual(counts, { queries: 0, drawings: 1 }, 'from memory');

  const beside = await read(path(place.x, `${place.y}@2x`, `${QUERY}&rev=${revision}`));
  assert.equal((await read(path(place.x, place.y, QUERY), { 'if-none-match': again.headers.etag })).status, 304);
  assert.equal(beside.status, 200);
  assert.deepEqual(
    counts,
    { queries: 0, drawings: 2 },
    'another tile of the same map, and the same by another address',
  );

  for (const ending of ['png', 'webp', 'jpg']) assert.equal((await read(path(1, 1, QUERY, LEVEL, ending))).status, 200);
  assert.deepEqual(counts, { queries: 0, drawings: 2 }, 'empty tiles are not drawn, and read no block');
});

test('what is no tile is refused with its reason', async () => {
  const cases = [
    [path(2 ** LEVEL, 0), 400, 'bad_request', /x 0 to 8191/],
    [path(0, 0, QUERY, 25), 400, 'bad_request', /levels 0 to 24/],
    [path(0, 0, QUERY, 0, 'gif'), 404, 'not_found', /png, webp, jpg/],
    [path(0, 0, QUERY, 0, 'constructor'), 404, 'not_found', /png, webp, jpg/],
    [path(0, 0).replace('WebMercatorQuad', 'GoogleMaps'), 404, 'not_found', /WebMercatorQuad, .*UTM60WGS84Quad/],
    [path(0, 0, QUERY, 0).replace('WebMercatorQuad', 'UTM35WGS84Quad'), 400, 'bad_request', /levels 1 to 24, not 0/],
    [path('left', 0), 404, 'not_found', /not a whole number/],
    [path(0, '0@3x'), 404, 'not_found', /not a whole number/],
    [path(0, 0, 'date=1999_01_01&visualization_mode=dynamic'), 404, 'not_found', /1999/],
    [path(0, 0, `date=${DATE}`), 400, 'bad_request', /visualization_mode/],
    [path(0, 0, `${QUERY}&size=300`), 400, 'bad_request', /size/],
  ] as const;
  for (const [address, status, code, reason] of cases) {
    assert.match(refuses(await world.ada.read(address), status, code).message, reason);
  }
});

test('another tenant’s tiles are unknown, and no key is refused, however warm the tile is', async () => {
  assert.equal((await world.ada.read(path(place.x, place.y))).status, 200);
  assert.equal((await world.bob.read(path(place.x, place.y))).status, 404);
  assert.equal((await world.call(path(place.x, place.y))).status, 401);
});

test('a revoked key is refused within two seconds', async () => {
  const keys = await listKeys(world.database, world.ada.tenantId);
  const reader = keys.find(({ name }) => name === 'ada-reads');
  assert.ok(reader);
  assert.equal((await world.ada.read(path(place.x, place.y))).status, 200);
  await revokeKey(world.database, reader.id);
  const revokedMs = performance.now();
  for (;;) {
    const { status } = await world.ada.read(path(place.x, place.y));
    if (status === 401) break;
    assert.equal(status, 200);
    assert.ok(performance.now() - revokedMs < 2000, 'it still works after two seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
