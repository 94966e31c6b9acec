import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createKey } from '../../../src/catalogue/api-keys.ts';
import { gridBounds } from '../../../src/grid/grid.ts';
import { tileGrid, WEB_MERCATOR_QUAD } from '../../../src/grid/tile-matrix-set.ts';
import { refuses, type Answer } from '../client.ts';
import { ask } from '../contract.ts';
import { DATES, makeMap, type MapOfAda } from '../map.ts';
import { openWorld, type World } from '../world.ts';
import { colorAt, painted, pixelsOf } from './picture.ts';
import { elements, rootOf, texts } from './xml-tree.ts';

const ISO_DATES = DATES.map((date) => date.replaceAll('_', '-'));
const [, DATE] = ISO_DATES;
/** Around the demo's forest, longitude and latitude. */
const BBOX = [25.950126, 62.9356195, 25.9923882, 62.9581011] as const;
const [WEST, SOUTH, EAST, NORTH] = BBOX;

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

const wms = (params: Record<string, string>, read = world.ada.read): Promise<Answer> =>
  read(`/wms?${new URLSearchParams(params).toString()}`);

const mapParams = (params: Record<string, string> = {}): Record<string, string> => ({
  SERVICE: 'WMS',
  VERSION: '1.3.0',
  REQUEST: 'GetMap',
  LAYERS: layer,
  STYLES: '',
  CRS: 'CRS:84',
  BBOX: BBOX.join(),
  WIDTH: '80',
  HEIGHT: '60',
  FORMAT: 'image/png',
  TIME: DATE,
  ...params,
});
const getMap = (params: Record<string, string> = {}, read = world.ada.read): Promise<Answer> =>
  wms(mapParams(params), read);

/** Asserts that an answer is a service exception of 1.3.0; returns its words. */
function exception(answer: Answer, code: string | undefined, status = 400): string {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'] ?? '', /^text\/xml/);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const [told] = elements(rootOf(answer.text), 'ServiceException');
  assert.equal((told.attributes as Record<string, string | undefined>).code, code, answer.text);
  return told.text;
}

const capabilities = async (params: Record<string, string> = {}, read = world.ada.read) =>
  rootOf((await wms({ service: 'WMS', request: 'GetCapabilities', ...params }, read)).text);

test('capabilities name every map with its dates, styles and boxes; the axes of 1.3.0 are those of the CRS', async () => {
  const root = await capabilities();
  assert.equal(root.attributes.version, '1.3.0');
  const [, found, ...others] = elements(root, 'Layer');
  assert.equal(others.length, 0);
  assert.equal(texts(found, 'Name')[0], layer);
  assert.equal(texts(found, 'Title')[0], 'Keitele forest äö: NDVI');
  const [time] = elements(found, 'Dimension');
  assert.equal(time.text, ISO_DATES.join());
  assert.deepEqual([time.attributes.default, time.attributes.nearestValue], [ISO_DATES[2], '0']);
  assert.deepEqual(texts(found, 'Name').slice(1), ['dynamic', 'theoretical']);
  const boxes = new Map(
    elements(found, 'BoundingBox').map(({ attributes: { CRS, minx, miny, maxx, maxy } }) => [
      CRS,
      [minx, miny, maxx, maxy].map(Number),
    ]),
  );
  assert.deepEqual(boxes.get('CRS:84'), [...BBOX]);
  assert.deepEqual(boxes.get('EPSG:4326'), [SOUTH, WEST, NORTH, EAST]);
  // osr.CoordinateTransformation(EPSG:4326, EPSG:32635).TransformBounds(25.950126, 62.9356195, 25.9923882, 62.9581011, 21)
  // and the same to EPSG:3035, x first (GDAL 3.6.2)
  const utm = [446705.86849596683, 6978816.681755668, 448890.29803394934, 6981355.553279031];
  const laea = [4517945.722228847, 5126023.976297947, 4520863.824557096, 5128718.690948906];
  for (const [name, expected] of [
    ['EPSG:32635', utm],
    ['EPSG:3035', laea],
  ] as const) {
    const box = boxes.get(name) ?? [];
    const apart = Math.max(...expected.map((at, i) => Math.abs(at - box[i])));
    assert.ok(apart < 0.5, `${name}: ${apart} m`);
  }
});

test('versions are negotiated: that asked for, else the next lower, else the lowest', async () => {
  const versions: Record<string, string> = {
    '1.3.0': '1.3.0',
    '1.1.1': '1.1.1',
    '1.2.9': '1.1.1',
    '1.0.0': '1.1.1',
    '2.0.0': '1.3.0',
  };
  for (const [asked, answered] of Object.entries(versions)) {
    const root = await capabilities({ version: asked });
    assert.deepEqual(
      [root.name, root.attributes.version],
      [answered === '1.3.0' ? 'WMS_Capabilities' : 'WMT_MS_Capabilities', answered],
    );
  }
  const root = await capabilities({ version: '1.1.1' });
  const box = elements(root, 'BoundingBox').find(({ attributes }) => attributes.SRS === 'EPSG:4326');
  assert.deepEqual([box?.attributes.minx, box?.attributes.miny], [`${WEST}`, `${SOUTH}`]);
  assert.deepEqual(texts(root, 'Extent'), [ISO_DATES.join()]);
});

test('every address handed out carries the key, and what narrows the list', async () => {
  const asked = { service: 'WMS', request: 'GetCapabilities', key, aoi: map.ids.aoi_id };
  const answer = await wms(asked, world.call);
  const root = rootOf(answer.text);
  for (const { attributes } of elements(root, 'OnlineResource')) {
    const url = new URL(attributes['xlink:href']);
    assert.equal(url.searchParams.get('key'), key);
    const isLegend = url.searchParams.get('REQUEST') === 'GetLegendGraphic';
    assert.equal(url.searchParams.get('aoi'), isLegend ? null : map.ids.aoi_id);
    if (!isLegend) assert.match(url.href, /&$/);
  }
  const legend = elements(elements(root, 'LegendURL')[0], 'OnlineResource')[0].attributes['xlink:href'];
  const drawn = await world.call(legend.slice(world.origin.length));
  assert.deepEqual([drawn.status, drawn.headers['content-type']], [200, 'image/png']);
});

test('a key is one in whatever case its name comes, and is handed on', async () => {
  const root = await capabilities({ KEY: key }, world.call);
  const [{ attributes }] = elements(root, 'OnlineResource');
  assert.equal(new URL(attributes['xlink:href']).searchParams.get('key'), key);
  const answer = await getMap({ Key: key }, world.call);
  assert.deepEqual([answer.status, answer.headers['referrer-policy']], [200, 'no-referrer']);
  assert.deepEqual(answer.bytes, (await getMap({ key }, world.call)).bytes);
  refuses(await getMap({ KEY: 'nobodys' }, world.call), 401, 'unauthorized');
  // elsewhere names are what they are
  refuses(await world.call(`${map.path}?KEY=${key}`), 401, 'unauthorized');
});

test('another tenant sees none of it, and a narrowing to nothing lists nothing', async () => {
  assert.equal(elements(await capabilities({}, world.bob.read), 'Layer').length, 1);
  assert.equal(elements(await capabilities({ visualization: map.ids.aoi_id }), 'Layer').length, 1);
  assert.match(exception(await getMap({}, world.bob.read), 'LayerNotDefined'), /no layer/);
  assert.equal(exception(await getMap({ LAYERS: 'forest' }), 'LayerNotDefined'), 'no layer "forest"');
});

test('a map of a window that tiles fill is the tiles put together, in both modes', async () => {
  // 2 by 2 tiles of level 14 in the middle of the forest
  const [z, x, y] = [14, 9373, 4476];
  const [minX, , , maxY] = gridBounds(tileGrid(WEB_MERCATOR_QUAD, z, x, y, 256));
  const [, minY, maxX] = gridBounds(tileGrid(WEB_MERCATOR_QUAD, z, x + 1, y + 1, 256));
  for (const mode of ['dynamic', 'theoretical']) {
    const window = { CRS: 'EPSG:3857', BBOX: [minX, minY, maxX, maxY].join(), WIDTH: '512', HEIGHT: '512' };
    const whole = await pixelsOf((await getMap({ ...window, STYLES: mode, TRANSPARENT: 'TRUE' })).bytes);
    assert.ok(painted(whole) > 50_000, `${painted(whole)} painted`);
    for (const [col, row] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]) {
      const query = `date=${DATE}&visualization_mode=${mode}`;
      const tile = await world.ada.read(`${map.path}/tiles/WebMercatorQuad/${z}/${x + col}/${y + row}.png?${query}`);
      const { data } = await pixelsOf(tile.bytes);
      const cut = new Uint32Array(data.length);
      for (let i = 0; i < 256; i++) {
        const from = (row * 256 + i) * 512 + col * 256;
        cut.set(whole.data.subarray(from, from + 256), i * 256);
      }
      assert.deepEqual(cut, data, `tile ${col} ${row}`);
    }
  }
});

test('one window is one picture, whatever its CRS is called and whichever version asks', async () => {
  const answer = await getMap();
  assert.equal(answer.headers['content-type'], 'image/png');
  const { bytes } = answer;
  const turned = [SOUTH, WEST, NORTH, EAST].join();
  assert.deepEqual((await getMap({ CRS: 'EPSG:4326', BBOX: turned })).bytes, bytes);
  assert.deepEqual((await getMap({ CRS: 'urn:ogc:def:crs:EPSG::4326', BBOX: turned })).bytes, bytes);
  const old = { VERSION: '1.1.1', CRS: '', SRS: 'EPSG:4326' };
  assert.deepEqual((await getMap(old)).bytes, bytes);
  const lowered = Object.fromEntries(Object.entries(mapParams()).map(([name, value]) => [name.toLowerCase(), value]));
  assert.deepEqual((await wms(lowered)).bytes, bytes);
  assert.deepEqual((await getMap({ STYLES: 'dynamic' })).bytes, bytes, 'the first style is the default');
  assert.notDeepEqual((await getMap({ STYLES: 'theoretical' })).bytes, bytes);
});

test('formats, size, background and transparency are as asked', async () => {
  for (const [format, type] of [
    ['image/png', 'png'],
    ['image/webp', 'webp'],
    ['image/jpeg', 'jpeg'],
  ]) {
    const answer = await getMap({ FORMAT: format, WIDTH: '31', HEIGHT: '7' });
    assert.equal(answer.headers['content-type'], `image/${type}`);
    const { width, height } = await pixelsOf(answer.bytes);
    assert.deepEqual([width, height], [31, 7]);
  }
  const corner = async (params: Record<string, string>) => colorAt(await pixelsOf((await getMap(params)).bytes), 0, 0);
  assert.equal(await corner({}), '#ffffffff');
  assert.equal(await corner({ BGCOLOR: '0x102030' }), '#102030ff');
  assert.equal(await corner({ BGCOLOR: '0x102030', TRANSPARENT: 'TRUE' }), '#00000000');
  assert.equal(
    await corner({ mask: 'false', TRANSPARENT: 'TRUE' }),
    await corner({ mask: 'false' }),
    'a raster beyond the AOI',
  );
});

test('a map that is not transparent is so nowhere, not under the edges of letters either', async () => {
  const params = { WIDTH: '400', HEIGHT: '300', TRANSPARENT: 'FALSE', BGCOLOR: '0x102030', attribution: 'Example' };
  const one = await pixelsOf((await getMap(params)).bytes);
  const two = await pixelsOf((await getMap({ ...params, LAYERS: `${layer},${layer}`, STYLES: ',' })).bytes);
  assert.equal(two.data.filter((pixel) => pixel >>> 24 !== 255).length, 0);
  assert.deepEqual(two.data, one.data);
});

test('scale bar, north arrow and attribution stand on the map, of one layer or several', async () => {
  const size = { WIDTH: '320', HEIGHT: '240', TRANSPARENT: 'TRUE' };
  const bare = await pixelsOf((await getMap(size)).bytes);
  for (const furniture of [{ scale_bar: 'true' }, { north_arrow: 'true' }, { attribution: 'Example' }]) {
    for (const layers of [{}, { LAYERS: `${layer},${layer}` }]) {
      const { data } = await pixelsOf((await getMap({ ...size, ...layers, ...furniture })).bytes);
      const changed = data.filter((pixel, i) => pixel !== bare.data[i]).length;
      assert.ok(changed > 50 && changed < 20_000, `${changed} pixels changed`);
    }
  }
});

test('the time is the newest unless given, which is told; an interval shows its newest date', async () => {
  const newest = await getMap({ TIME: '' });
  assert.equal(newest.headers.warning, `99 Default value used: time=${ISO_DATES[2]} ISO8601`);
  assert.deepEqual((await getMap({ TIME: ISO_DATES[2] })).bytes, newest.bytes);
  assert.deepEqual((await getMap({ TIME: 'current' })).bytes, newest.bytes);
  const { bytes } = await getMap();
  for (const time of [
    `${DATE}T12:00:00Z`,
    `${ISO_DATES[0]}/${DATE}`,
    `2024-06-01T00:00:00Z/2024-07-01T00:00:00Z/P1D`,
  ]) {
    assert.deepEqual((await getMap({ TIME: time })).bytes, bytes, time);
  }
  assert.match(exception(await getMap({ TIME: '2024-06-15' }), 'InvalidDimensionValue'), /the nearest is 2024-06-14/);
  exception(await getMap({ TIME: 'May' }), 'InvalidDimensionValue');
  exception(await getMap({ TIME: ISO_DATES.join() }), 'InvalidDimensionValue');
});

test('layers are laid over each other, the first below', async () => {
  const both = { LAYERS: `${layer},${layer}`, STYLES: 'dynamic,theoretical', TRANSPARENT: 'TRUE' };
  const stacked = await pixelsOf((await getMap(both)).bytes);
  const above = await pixelsOf((await getMap({ STYLES: 'theoretical', TRANSPARENT: 'TRUE' })).bytes);
  assert.deepEqual(stacked.data, above.data);
  exception(await getMap({ LAYERS: Array(9).fill(layer).join() }), 'InvalidParameterValue');
  exception(await getMap({ LAYERS: `${layer},${layer}`, STYLES: 'dynamic' }), 'StyleNotDefined');
});

test('what is wrong is told by the code that the standard has for it', async () => {
  const wrong: [Record<string, string>, string][] = [
    [{ STYLES: 'mauve' }, 'StyleNotDefined'],
    [{ CRS: 'EPSG:999999' }, 'InvalidCRS'],
    [{ FORMAT: 'image/tiff' }, 'InvalidFormat'],
    [{ BBOX: '1,1,0,2' }, 'InvalidParameterValue'],
    [{ BBOX: '1,2,3' }, 'InvalidParameterValue'],
    [{ WIDTH: '5000' }, 'InvalidParameterValue'],
    [{ WIDTH: '0' }, 'InvalidParameterValue'],
    [{ HEIGHT: '' }, 'MissingParameterValue'],
    [{ LAYERS: '' }, 'MissingParameterValue'],
    [{ VERSION: '1.4.0' }, 'InvalidParameterValue'],
    [{ REQUEST: 'GetFeature' }, 'OperationNotSupported'],
    [{ REQUEST: '' }, 'MissingParameterValue'],
    [{ SERVICE: 'WFS' }, 'InvalidParameterValue'],
    [{ SLD_BODY: '<StyledLayerDescriptor/>' }, 'OperationNotSupported'],
    [{ layers: 'another' }, 'InvalidParameterValue'],
  ];
  for (const [params, code] of wrong) exception(await getMap(params), code);
  const old = await getMap({ VERSION: '1.1.1', SRS: 'EPSG:999999' });
  assert.match(old.headers['content-type'] ?? '', /^application\/vnd\.ogc\.se_xml/);
  assert.equal(elements(rootOf(old.text), 'ServiceException')[0].attributes.code, 'InvalidSRS');
});

test('bounds whose pixels no number can hold are refused, and not tried', async () => {
  for (const BBOX of ['-1e200,-1e200,1e200,1e200', '-1e999,-1e999,1e999,1e999', '0,0,5e-324,5e-324']) {
    for (const CRS of ['CRS:84', 'EPSG:32635']) {
      assert.match(exception(await getMap({ CRS, BBOX, mask: 'false' }), 'InvalidParameterValue'), /pixels/);
    }
  }
});

test('exceptions come as pictures where they are asked for so', async () => {
  const size = { WIDTH: '200', HEIGHT: '90', STYLES: 'mauve', TRANSPARENT: 'TRUE' };
  const blank = await getMap({ ...size, EXCEPTIONS: 'BLANK' });
  assert.equal(blank.status, 200);
  assert.equal(blank.headers['cache-control'], 'no-store');
  assert.equal(painted(await pixelsOf(blank.bytes)), 0);
  const told = await getMap({ ...size, EXCEPTIONS: 'application/vnd.ogc.se_inimage', FORMAT: 'image/webp' });
  assert.deepEqual([told.status, told.headers['content-type']], [200, 'image/webp']);
  const picture = await pixelsOf(told.bytes);
  assert.deepEqual([picture.width, picture.height], [200, 90]);
  assert.ok(new Set(picture.data).size > 10, 'letters');
  // a name that every object knows is no format either
  const strange = await getMap({ ...size, EXCEPTIONS: 'BLANK', FORMAT: 'constructor' });
  assert.deepEqual([strange.status, strange.headers['content-type']], [200, 'image/png']);
});

test('a bad key is told as everywhere', async () => {
  refuses(await getMap({ EXCEPTIONS: 'INIMAGE', key: 'nobody' }, world.call), 401, 'unauthorized');
});

test('the same picture is not sent twice to whoever has it', async () => {
  const { headers } = await getMap();
  const path = `/wms?${new URLSearchParams(mapParams()).toString()}`;
  const again = await world.ada.read(path, { headers: { 'if-none-match': headers.etag ?? '' } });
  assert.deepEqual([again.status, again.bytes.length], [304, 0]);
});

test('information about a pixel is the value query, in every format', async () => {
  const info = { REQUEST: 'GetFeatureInfo', QUERY_LAYERS: layer, I: '40', J: '30' };
  const asked = (params: Record<string, string>) => wms({ ...mapParams(info), ...params });
  const answer = await asked({});
  const { features } = answer.json as {
    features: { geometry: { coordinates: [number, number] }; properties: Record<string, unknown> }[];
  };
  const [lon, lat] = features[0].geometry.coordinates;
  const { points } = (await ask(world.ada.read, 'GET', `${map.path}/point?lon=${lon}&lat=${lat}&date=${DATE}`)) as {
    points: { value: number; classes: { dynamic: { label: string; color: string } } }[];
  };
  const [point] = points;
  const { properties } = features[0];
  assert.deepEqual(
    [properties.value, properties.class, properties.class_color],
    [point.value, point.classes.dynamic.label, point.classes.dynamic.color],
  );
  const shown = colorAt(await pixelsOf((await getMap()).bytes), 40, 30);
  assert.equal(`${String(properties.color)}ff`, shown, 'the colour of the very pixel');
  assert.match((await asked({ INFO_FORMAT: 'text/plain' })).text, new RegExp(`value = ${point.value}`));
  assert.match((await asked({ INFO_FORMAT: 'text/html' })).text, /<th>value<\/th>/);
  for (const format of ['text/xml', 'application/vnd.ogc.gml']) {
    const gml = await asked({ INFO_FORMAT: format });
    assert.ok((gml.headers['content-type'] ?? '').startsWith(format));
    assert.equal(texts(rootOf(gml.text), 'map:value')[0], `${point.value}`);
  }
  const outside = (await asked({ I: '0', J: '0' })).json as { features: unknown[] };
  assert.deepEqual(outside.features, [], 'nothing is told of what is not shown');
  exception(await asked({ I: '80' }), 'InvalidPoint');
  exception(await asked({ QUERY_LAYERS: 'another' }), 'LayerNotDefined');
  exception(await asked({ INFO_FORMAT: 'text/rtf' }), 'InvalidFormat');
});

test('a pixel off the earth has nothing to tell, masked or not', async () => {
  const info = { REQUEST: 'GetFeatureInfo', QUERY_LAYERS: layer, I: '0', J: '0' };
  for (const window of [
    { CRS: 'CRS:84', BBOX: '0,91,10,99' },
    { CRS: 'EPSG:4326', BBOX: '-99,0,-91,10' },
    { CRS: 'EPSG:3857', BBOX: '1e300,0,2e300,1000' },
    { CRS: 'EPSG:3035', BBOX: '1e8,1e8,2e8,2e8' },
    { CRS: 'EPSG:32635', BBOX: '1e12,1e12,2e12,2e12' },
  ]) {
    for (const mask of ['true', 'false']) {
      const answer = await getMap({ ...info, ...window, mask });
      assert.equal(answer.status, 200, `${JSON.stringify(window)} ${answer.text}`);
      assert.deepEqual((answer.json as { features: unknown[] }).features, [], JSON.stringify({ ...window, mask }));
    }
  }
});

test('a legend comes as picture and as data', async () => {
  const asked = { SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetLegendGraphic', LAYER: layer, STYLE: 'theoretical' };
  const data = await wms({ ...asked, FORMAT: 'application/json', TIME: DATE });
  assert.deepEqual(
    data.json,
    (await world.ada.read(`${map.path}/legend.json?date=${DATE}&visualization_mode=theoretical`)).json,
  );
  const picture = await wms({ ...asked, FORMAT: 'image/png' });
  assert.equal(picture.headers['content-type'], 'image/png');
  exception(await wms({ ...asked, FORMAT: 'image/gif' }), 'InvalidFormat');
});

test('an address that names the present revision stands for ever', async () => {
  const { tiles } = (await wmtsRevision()) as { tiles: string };
  const named = await getMap({ rev: tiles });
  assert.match(named.headers['cache-control'] ?? '', /immutable/);
  assert.doesNotMatch((await getMap({ rev: 'old' })).headers['cache-control'] ?? '', /immutable/);
  assert.doesNotMatch((await getMap({ rev: tiles, TIME: '' })).headers['cache-control'] ?? '', /immutable/);
});

/** The revision that the tile service hands out. */
async function wmtsRevision(): Promise<unknown> {
  const answer = await world.ada.read('/wmts/1.0.0/WMTSCapabilities.xml');
  const [resource] = elements(rootOf(answer.text), 'ResourceURL');
  return { tiles: new URL(resource.attributes.template).searchParams.get('rev') };
}
