import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { XmlElement } from '@rgrove/parse-xml';
import { createKey } from '../../../src/catalogue/api-keys.ts';
import { refuses, type Answer } from '../client.ts';
import { DATES, makeMap, type MapOfAda } from '../map.ts';
import { openWorld, type World } from '../world.ts';
import { elements, rootOf, texts } from './xml-tree.ts';

const ISO_DATES = DATES.map((date) => date.replaceAll('_', '-'));
const [, DATE] = ISO_DATES;
/** A tile in the middle of the demo's forest. */
const [Z, X, Y] = [14, 9374, 4476];

let world: World;
let map: MapOfAda;
let layer: string;
let key: string;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
  layer = map.ids.visualization_id;
  ({ key } = await createKey(world.database, { tenantId: world.ada.tenantId, name: 'gis', rights: 'read' }));
});
after(() => world.close());

const wmts = (params: Record<string, string>, read = world.ada.read): Promise<Answer> =>
  read(`/wmts?${new URLSearchParams(params).toString()}`);
const tileParams = (params: Record<string, string> = {}): Record<string, string> => ({
  SERVICE: 'WMTS',
  VERSION: '1.0.0',
  REQUEST: 'GetTile',
  LAYER: layer,
  STYLE: 'theoretical',
  FORMAT: 'image/png',
  TILEMATRIXSET: 'WebMercatorQuad',
  TILEMATRIX: `${Z}`,
  TILEROW: `${Y}`,
  TILECOL: `${X}`,
  TIME: DATE,
  ...params,
});
const getTile = (params: Record<string, string> = {}): Promise<Answer> => wmts(tileParams(params));
const capabilities = async (call = world.ada.read, query = ''): Promise<XmlElement> =>
  rootOf((await call(`/wmts/1.0.0/WMTSCapabilities.xml${query}`)).text);

/** Asserts that an answer is an exception report of that code; returns its words. */
function exception(answer: Answer, code: string, locator: string | undefined, status = 400): string {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'] ?? '', /^text\/xml/);
  const [told] = elements(rootOf(answer.text), 'ows:Exception');
  const attributes = told.attributes as Record<string, string | undefined>;
  assert.deepEqual([attributes.exceptionCode, attributes.locator], [code, locator], answer.text);
  return texts(told, 'ows:ExceptionText')[0];
}

test('a tile is that of the REST API, by key-value pairs and by its address', async () => {
  const query = `date=${DATE}&visualization_mode=theoretical`;
  const { bytes } = await world.ada.read(`${map.path}/tiles/WebMercatorQuad/${Z}/${X}/${Y}.png?${query}`);
  assert.ok(bytes.length > 1000, 'something is on it');
  assert.deepEqual((await getTile()).bytes, bytes);
  const path = `/wmts/1.0.0/${layer}/theoretical/${DATE}/WebMercatorQuad/${Z}/${Y}/${X}`;
  assert.deepEqual((await world.ada.read(`${path}.png`)).bytes, bytes);
  assert.equal((await world.ada.read(`${path}.webp`)).headers['content-type'], 'image/webp');
  assert.equal((await world.ada.read(`${path}.jpg`)).headers['content-type'], 'image/jpeg');
});

test('every address of the capabilities works, with the key of whoever asked', async () => {
  const root = await capabilities(world.call, `?key=${key}`);
  const fill: Record<string, string> = {
    Style: 'dynamic',
    Time: DATE,
    TileMatrixSet: 'WebMercatorQuad',
    TileMatrix: `${Z}`,
    TileRow: `${Y}`,
    TileCol: `${X}`,
    I: '100',
    J: '100',
  };
  const resources = elements(root, 'ResourceURL');
  assert.equal(resources.length, 8);
  for (const { attributes } of resources) {
    const url = attributes.template.replace(/\{(\w+)\}/g, (_, name: string) => fill[name]);
    const answer = await world.call(url.slice(world.origin.length));
    assert.equal(answer.status, 200, answer.text.slice(0, 500));
    assert.ok((answer.headers['content-type'] ?? '').startsWith(attributes.format), attributes.format);
    const isTile = attributes.resourceType === 'tile';
    assert.equal(/immutable/.test(answer.headers['cache-control'] ?? ''), isTile, 'tiles name their revision');
  }
  const tile = await wmts(tileParams({ KEY: key }), world.call);
  assert.equal(tile.status, 200, tile.text.slice(0, 500));
  const links = [...elements(root, 'ows:Get'), ...elements(root, 'ServiceMetadataURL'), ...elements(root, 'LegendURL')];
  assert.equal(links.length, 4 + 1 + 2);
  for (const { attributes } of links) assert.equal(new URL(attributes['xlink:href']).searchParams.get('key'), key);
});

test('the layer is offered in the sets that suit its place, with the tiles that show it', async () => {
  const root = await capabilities();
  const sets = texts(root, 'TileMatrixSet').length;
  const linked = elements(root, 'TileMatrixSetLink').map((link) => texts(link, 'TileMatrixSet')[0]);
  assert.deepEqual(linked, [
    'WebMercatorQuad',
    'WorldCRS84Quad',
    'WorldMercatorWGS84Quad',
    'EuropeanETRS89_LAEAQuad',
    'UTM35WGS84Quad',
    'UPSArcticWGS84Quad',
  ]);
  assert.equal(sets, 2 * linked.length, 'each is described once');
  const limits = elements(root, 'TileMatrixLimits').map((one) => [
    texts(one, 'TileMatrix')[0],
    ...['MinTileRow', 'MaxTileRow', 'MinTileCol', 'MaxTileCol'].map((name) => Number(texts(one, name)[0])),
  ]);
  // python: 2 ** 12 * (lon + 180) / 360 and 2 ** 12 * (1 - asinh(tan(lat)) / pi) / 2 of the corners of the forest's box
  // are 2343.25, 1118.93 and 2343.74, 1119.49
  assert.deepEqual(
    limits.find(([level]) => level === '12'),
    ['12', 1118, 1119, 2343, 2343],
  );
  const laea = elements(root, 'TileMatrixSet').find((set) => texts(set, 'ows:Identifier')[0] === linked[3]);
  assert.equal(laea && texts(laea, 'ows:SupportedCRS')[0], 'urn:ogc:def:crs:EPSG::3035');
  assert.equal(laea && texts(laea, 'TopLeftCorner')[0], '5500000 2000000', 'northing first');
});

test('styles, dates and the default are told', async () => {
  const root = await capabilities();
  const styles = elements(root, 'Style');
  assert.deepEqual(
    styles.map((style) => [texts(style, 'ows:Identifier')[0], style.attributes.isDefault]),
    [
      ['dynamic', 'true'],
      ['theoretical', 'false'],
    ],
  );
  const [dimension] = elements(root, 'Dimension');
  assert.deepEqual(texts(dimension, 'Value'), ISO_DATES);
  assert.equal(texts(dimension, 'Default')[0], ISO_DATES[2]);
  const shown = await getTile({ TIME: '', STYLE: '' });
  assert.deepEqual(shown.bytes, (await getTile({ TIME: ISO_DATES[2], STYLE: 'dynamic' })).bytes);
});

test('what is wrong is told by the codes of OWS Common and WMTS', async () => {
  const wrong: [Record<string, string>, string, string, number?][] = [
    [{ LAYER: 'forest' }, 'InvalidParameterValue', 'layer'],
    [{ LAYER: '' }, 'MissingParameterValue', 'layer'],
    [{ STYLE: 'mauve' }, 'InvalidParameterValue', 'style'],
    [{ FORMAT: 'image/gif' }, 'InvalidParameterValue', 'format'],
    [{ FORMAT: 'constructor' }, 'InvalidParameterValue', 'format'],
    [{ TILEMATRIXSET: 'Mars' }, 'InvalidParameterValue', 'tilematrixset'],
    [{ TILEMATRIX: '99' }, 'InvalidParameterValue', 'tilematrix'],
    [{ TILEROW: '-1' }, 'InvalidParameterValue', 'tilerow'],
    [{ TILEROW: '16384' }, 'TileOutOfRange', 'tilerow'],
    [{ TILECOL: '16384' }, 'TileOutOfRange', 'tilecol'],
    [{ TIME: '2020-01-01' }, 'InvalidParameterValue', 'time'],
    [{ VERSION: '2.0.0' }, 'InvalidParameterValue', 'version'],
    [{ VERSION: '' }, 'MissingParameterValue', 'version'],
    [{ SERVICE: '' }, 'MissingParameterValue', 'service'],
    [{ REQUEST: '' }, 'MissingParameterValue', 'request'],
    [{ REQUEST: 'GetMap' }, 'OperationNotSupported', 'request', 501],
    [{ REQUEST: 'GetFeatureInfo', I: '256', J: '0', INFOFORMAT: 'text/plain' }, 'PointIJOutOfRange', 'i'],
  ];
  for (const [params, code, locator, status] of wrong) exception(await getTile(params), code, locator, status);
  const negotiated = await wmts({ SERVICE: 'WMTS', REQUEST: 'GetCapabilities', ACCEPTVERSIONS: '2.0.0,3.0.0' });
  exception(negotiated, 'VersionNegotiationFailed', undefined);
  const nowhere = await world.ada.read(`/wmts/1.0.0/${layer}/dynamic/${DATE}/WebMercatorQuad/0/0/1.png`);
  exception(nowhere, 'TileOutOfRange', 'tilecol', 404);
  refuses(await wmts(tileParams(), world.call), 401, 'unauthorized');
});

test('another tenant sees none of it', async () => {
  assert.deepEqual(elements(await capabilities(world.bob.read), 'Layer'), []);
  exception(await wmts(tileParams(), world.bob.read), 'InvalidParameterValue', 'layer');
});

test('a pixel of a tile tells its value', async () => {
  const info = { REQUEST: 'GetFeatureInfo', I: '100', J: '50', INFOFORMAT: 'application/json' };
  const { features } = (await getTile(info)).json as { features: { properties: { style: string; date: string } }[] };
  assert.deepEqual([features[0].properties.style, features[0].properties.date], ['theoretical', DATE]);
});
