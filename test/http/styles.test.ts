import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { createKey } from '../../src/catalogue/api-keys.ts';
import { STYLE_FORMATS } from '../../src/operations/export-style.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { DATES, makeMap, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

const [, DATE] = DATES;
const QUERY = `?date=${DATE}&visualization_mode=dynamic`;

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

interface Listed {
  styles: { format: string; use: string; content_type: string; url: string }[];
}

suite('style files', () => {
  test('are listed, each with an address that answers it', async () => {
    const { styles } = (await ask(world.ada.read, 'GET', `${map.path}/styles${QUERY}`)) as Listed;
    assert.deepEqual(
      styles.map(({ format }) => format),
      STYLE_FORMATS.map(({ id }) => id),
    );
    for (const { url, content_type: contentType } of styles) {
      const { pathname, search } = new URL(url);
      const answer = await world.ada.read(pathname + search);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers['content-type'], contentType);
      assert.ok(answer.bytes.length > 40, url);
      const again = { headers: { 'if-none-match': answer.headers.etag ?? '' } };
      assert.equal((await world.ada.read(pathname + search, again)).status, 304);
    }
  });

  test('have names that say what they are', async () => {
    const { headers } = await world.ada.read(`${map.path}/styles/gdal${QUERY}`);
    assert.match(headers['content-disposition'] ?? '', new RegExp(`filename="NDVI_${DATE}_dynamic\\.gdal\\.txt"`));
  });

  test('the SLD is the one of its own address', async () => {
    const one = await world.ada.read(`${map.path}/sld${QUERY}`);
    assert.equal((await world.ada.read(`${map.path}/styles/sld${QUERY}`)).text, one.text);
  });

  test('the MapLibre style’s tiles can be had with the key that it was asked with', async () => {
    const { key } = await createKey(world.database, { tenantId: world.ada.tenantId, name: 'map', rights: 'read' });
    const answer = await world.call(`${map.path}/styles/maplibre${QUERY}&key=${key}`);
    assert.equal(answer.status, 200, answer.text);
    const { sources, center } = answer.json as {
      sources: Record<string, { tiles: string[]; maxzoom: number }>;
      center: [number, number];
    };
    const [{ tiles, maxzoom }] = Object.values(sources);
    const { pathname, search } = new URL(tiles[0].replace(/[{}]/g, ''));
    const side = 2 ** maxzoom;
    const column = Math.floor(((center[0] + 180) / 360) * side);
    const latitude = (center[1] * Math.PI) / 180;
    const row = Math.floor(((1 - Math.asinh(Math.tan(latitude)) / Math.PI) / 2) * side);
    const path = pathname.replace('/z/x/y.', `/${maxzoom}/${column}/${row}.`);
    const tile = await world.call(path + search);
    assert.equal(tile.status, 200, tile.text.slice(0, 200));
    assert.match(tile.headers['cache-control'] ?? '', /immutable/);
    assert.ok(tile.bytes.length > 200, 'the tile shows nothing');
  });

  test('of an unknown format, date or mode, or of another tenant, are refused', async () => {
    const { ada, bob } = world;
    const unknown = refuses(await ada.read(`${map.path}/styles/lyrx${QUERY}`), 404, 'not_found');
    assert.match(unknown.message, /there are sld, qml/);
    for (const path of [`${map.path}/styles`, `${map.path}/styles/qml`]) {
      refuses(await ada.read(`${path}?date=2020_01_01&visualization_mode=dynamic`), 404, 'not_found');
      refuses(await ada.read(`${path}?date=${DATE}&visualization_mode=both`), 400, 'bad_request');
      refuses(await ada.read(path), 400, 'bad_request');
      refuses(await bob.read(path + QUERY), 404, 'not_found');
    }
  });

  test('blend where that is asked for and the legend does', async () => {
    const of = (format: string) => world.ada.read(`${map.path}/styles/${format}${QUERY}&smooth=true`);
    assert.match(refuses(await of('qml'), 400, 'bad_request').message, /paints classes, which do not blend/);
    assert.match(refuses(await of('csv'), 400, 'bad_request').message, /csv cannot blend; .* sld, qml, gdal/);
    const body = { visualization_mode: 'dynamic', dynamic_bins: 5, ramp: 'continuous', legend: { [DATE]: null } };
    const put = await world.ada.call(`${map.path}/metadata`, { method: 'PUT', body });
    if (put.status !== 200) assert.fail(put.text);
    for (const [format, sign] of [
      ['sld', /type="ramp" extended="true"/],
      ['qml', /colorRampType="INTERPOLATED"/],
      ['gdal', /^# /],
    ] as const) {
      const answer = await of(format);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.text, sign);
      const steps = await world.ada.read(`${map.path}/styles/${format}${QUERY}`);
      assert.notEqual(steps.text, answer.text, format);
      assert.notEqual(steps.headers.etag, answer.headers.etag, format);
    }
  });
});
