import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createKey } from '../../src/catalogue/api-keys.ts';
import { requireTileMatrixSet, tileMatrixSetIds } from '../../src/grid/tile-matrix-set.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { DATES, makeMap, type MapOfAda } from './map.ts';
import { elements, rootOf, texts } from './ogc/xml-tree.ts';
import { openWorld, type World } from './world.ts';

const [, DATE] = DATES;
const QUERY = `date=${DATE}&visualization_mode=dynamic`;

interface TileJson {
  tiles: string[];
  bounds: number[];
  center: number[];
  minzoom: number;
  maxzoom: number;
  revision: string;
  legend: string;
  legend_json: string;
  scale_id: string;
  dates: string[];
  native_tile_matrix_set: string;
  tile_matrix_set: string;
  crs: string;
}

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

const tileJson = (set = 'WebMercatorQuad', query = QUERY) =>
  ask(world.ada.read, 'GET', `${map.path}/tiles/${set}/tilejson.json?${query}`) as Promise<TileJson>;

/** Where an address of the answer leads in the app under test. */
const local = (url: string): string => url.replace(/^https?:\/\/[^/]+/, '');

test('TileJSON says where the tiles are, and they are there', async () => {
  const found = await tileJson();
  // its pixels are 10 m at 62.95 degrees north: 22 m of web mercator, which has 19.1 m at level 13
  assert.deepEqual([found.minzoom, found.maxzoom], [0, 13]);
  const [west, south, east, north] = found.bounds;
  const [lon, lat, level] = found.center;
  assert.equal(west < lon && lon < east && south < lat && lat < north, true);
  assert.equal(level >= found.minzoom && level <= found.maxzoom, true);
  assert.deepEqual(found.dates, [...DATES]);
  assert.equal(found.native_tile_matrix_set, 'UTM35WGS84Quad');
  const side = 360 / 2 ** level;
  const x = Math.floor((lon + 180) / side);
  const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** level);
  const [template] = found.tiles;
  assert.match(template, new RegExp(`rev=${found.revision}`));
  const tile = await world.ada.read(
    local(template.replace('{z}', String(level)).replace('{x}', String(x)).replace('{y}', String(y))),
  );
  assert.equal(tile.status, 200);
  assert.equal(tile.headers['cache-control'], 'private, max-age=31536000, immutable');
  assert.equal(tile.bytes.length > 300, true, 'not an empty one');
  const legend = (await world.ada.read(local(found.legend_json))).json as { scale_id?: string };
  assert.equal(legend.scale_id ?? found.scale_id, found.scale_id);
  assert.equal((await world.ada.read(local(found.legend))).headers['content-type'], 'image/png');
});

test('TileJSON repeats the key it was asked with, and how tiles are wanted', async () => {
  const { tenantId } = world.ada;
  const { key } = await createKey(world.database, { tenantId, name: 'for a map', rights: 'read' });
  const query = `${QUERY}&size=512&format=webp&mask=false&resampling=bilinear`;
  assert.equal((await tileJson('WebMercatorQuad', query)).tiles[0].includes('key='), false);
  const address = `${map.path}/tiles/WebMercatorQuad/tilejson.json?${query}&key=${key}`;
  const { tiles, legend } = (await ask(world.call, 'GET', address)) as TileJson;
  assert.match(tiles[0], /\/\{z\}\/\{x\}\/\{y\}@2x\.webp\?.*mask=false&resampling=bilinear&rev=.*&key=/);
  const tile = await world.call(local(tiles[0].replace('{z}/{x}/{y}', '0/0/0')));
  assert.deepEqual([tile.status, tile.headers['content-type']], [200, 'image/webp']);
  assert.equal((await world.call(local(legend))).status, 200);
});

test('each set has its own levels in its TileJSON', async () => {
  for (const [set, levels] of [
    ['WorldCRS84Quad', [0, 13]],
    ['EuropeanETRS89_LAEAQuad', [0, 11]],
    ['UTM35WGS84Quad', [1, 14]],
    ['UPSArcticWGS84Quad', [0, 14]],
  ] as const) {
    const found = await tileJson(set);
    assert.equal(found.tile_matrix_set, set);
    assert.equal(found.crs, requireTileMatrixSet(set).crs);
    assert.deepEqual([found.minzoom, found.maxzoom], levels, set);
  }
});

test('the sets meant for a place are listed, the native one marked', async () => {
  const { tilesets } = (await ask(world.ada.read, 'GET', `${map.path}/tiles?${QUERY}`)) as {
    tilesets: { tile_matrix_set: string; is_native: boolean; tilejson: string }[];
  };
  assert.deepEqual(
    tilesets.map(({ tile_matrix_set, is_native }) => [tile_matrix_set, is_native]),
    [
      ['WebMercatorQuad', false],
      ['WorldCRS84Quad', false],
      ['WorldMercatorWGS84Quad', false],
      ['EuropeanETRS89_LAEAQuad', false],
      ['UTM35WGS84Quad', true],
      ['UPSArcticWGS84Quad', false],
    ],
  );
  for (const { tilejson } of tilesets) assert.equal((await world.ada.read(local(tilejson))).status, 200, tilejson);
});

test('TileJSON, WMTS and OGC API offer the same sets down to the same levels', async () => {
  const { tilesets } = (await ask(world.ada.read, 'GET', `${map.path}/tiles?${QUERY}`)) as {
    tilesets: { tile_matrix_set: string; maxzoom: number }[];
  };
  const listed = tilesets.map(({ tile_matrix_set, maxzoom }) => [tile_matrix_set, maxzoom]);
  const capabilities = rootOf((await world.ada.read('/wmts/1.0.0/WMTSCapabilities.xml')).text);
  const wmts = elements(capabilities, 'TileMatrixSetLink').map((link) => [
    texts(link, 'TileMatrixSet')[0],
    Number(texts(link, 'TileMatrix').at(-1)),
  ]);
  assert.deepEqual(wmts, listed);
  const tiles = `/ogc/collections/${map.ids.visualization_id}/map/tiles`;
  const ogc = (await world.ada.read(tiles)).json as { tilesets: { tileMatrixSetURI: string }[] };
  for (const [i, { tileMatrixSetURI }] of ogc.tilesets.entries()) {
    const id = tileMatrixSetURI.split('/').at(-1) ?? '';
    const { tileMatrixSetLimits } = (await world.ada.read(`${tiles}/${id}`)).json as {
      tileMatrixSetLimits: { tileMatrix: string }[];
    };
    assert.deepEqual([id, Number(tileMatrixSetLimits.at(-1)?.tileMatrix)], listed[i]);
  }
  assert.equal(ogc.tilesets.length, listed.length);
});

test('every set is listed and described to anybody', async () => {
  const { tileMatrixSets } = (await ask(world.call, 'GET', '/v0/tileMatrixSets')) as {
    tileMatrixSets: { id: string; links: { href: string }[] }[];
  };
  assert.deepEqual(
    tileMatrixSets.map(({ id }) => id),
    tileMatrixSetIds(),
  );
  for (const { id, links } of tileMatrixSets.slice(0, 8)) {
    const found = (await ask(world.call, 'GET', local(links[0].href))) as { id: string; tileMatrices: unknown[] };
    assert.equal(found.id, id);
    assert.equal(found.tileMatrices.length, requireTileMatrixSet(id).tileMatrices.length);
  }
  refuses(await world.call('/v0/tileMatrixSets/Nowhere'), 404, 'not_found');
});

test('what is no TileJSON is refused with its reason', async () => {
  const path = `${map.path}/tiles`;
  for (const [address, status, code, reason] of [
    [`${path}/GoogleMaps/tilejson.json?${QUERY}`, 404, 'not_found', /WebMercatorQuad/],
    [`${path}/WebMercatorQuad/tilejson.json?date=${DATE}`, 400, 'bad_request', /visualization_mode/],
    [`${path}/WebMercatorQuad/tilejson.json?date=1999_01_01&visualization_mode=dynamic`, 404, 'not_found', /1999/],
    [`${path}?date=${DATE}&visualization_mode=best`, 400, 'bad_request', /visualization_mode/],
  ] as const) {
    assert.match(refuses(await world.ada.read(address), status, code).message, reason);
  }
  assert.equal((await world.bob.read(`${path}/WebMercatorQuad/tilejson.json?${QUERY}`)).status, 404);
});
