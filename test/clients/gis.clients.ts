/**
 * Real clients open the services from their capabilities, and read the very pixels of our own pictures. Clients that are
 * not installed are skipped, which the run says: `npm run clients`.
 */
import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { createKey } from '../../src/catalogue/api-keys.ts';
import { tileGrid, WEB_MERCATOR_QUAD } from '../../src/grid/tile-matrix-set.ts';
import { applyAffine } from '../../src/grid/affine.ts';
import type { Bounds } from '../../src/grid/bounds.ts';
import { DATES, makeMap, type MapOfAda } from '../http/map.ts';
import { painted, pixelsOf, type Pixels } from '../http/ogc/picture.ts';
import { openWorld, type World } from '../http/world.ts';
import { ask, pythonWith } from './programs.ts';

const ISO_DATES = DATES.map((date) => date.replaceAll('_', '-'));
const [, DATE] = ISO_DATES;
const BBOX: Bounds = [25.950126, 62.9356195, 25.9923882, 62.9581011];

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

const wmsUrl = () => `${world.origin}/wms?key=${key}&`;
const wmtsUrl = () => `${world.origin}/wmts/1.0.0/WMTSCapabilities.xml?key=${key}`;

/** Our own picture of a window, transparent where nothing is. */
async function ours(bounds: Bounds, width: number, height: number, params: Record<string, string>): Promise<Pixels> {
  const query = new URLSearchParams({
    SERVICE: 'WMS',
    VERSION: '1.1.1',
    REQUEST: 'GetMap',
    LAYERS: layer,
    STYLES: '',
    BBOX: bounds.join(),
    WIDTH: `${width}`,
    HEIGHT: `${height}`,
    FORMAT: 'image/png',
    TRANSPARENT: 'TRUE',
    ...params,
  });
  const answer = await world.ada.read(`/wms?${query.toString()}`);
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  return pixelsOf(answer.bytes);
}

/** A Python with the module; the test is skipped where there is none. */
async function requirePython(t: TestContext, module: string): Promise<string | undefined> {
  const python = await pythonWith(module);
  if (python === undefined) t.skip(`no Python here has ${module}`);
  return python;
}

interface GdalAnswer {
  subdatasets: number;
  width: number;
  height: number;
  bands: string[];
  bounds: Bounds;
  crs: string;
}

/** Four bytes a pixel of GDAL's bands; without a fourth band every pixel is opaque. */
function gdalPixels({ bands, width, height }: GdalAnswer): Pixels {
  const planes = bands.map((band) => Buffer.from(band, 'base64'));
  const bytes = Buffer.alloc(width * height * 4, 255);
  for (const [i, plane] of planes.entries()) for (let at = 0; at < plane.length; at++) bytes[4 * at + i] = plane[at];
  return { width, height, data: new Uint32Array(bytes.buffer, bytes.byteOffset, width * height) };
}

/** Pixels that differ; where both are wholly transparent their colour says nothing. */
function different(a: Pixels, b: Pixels): number {
  assert.deepEqual([a.width, a.height], [b.width, b.height]);
  return a.data.reduce((count, pixel, i) => {
    const isHidden = pixel >>> 24 === 0 && b.data[i] >>> 24 === 0;
    return count + (isHidden || pixel === b.data[i] ? 0 : 1);
  }, 0);
}

for (const set of ['WebMercatorQuad', 'WorldCRS84Quad', 'UTM35WGS84Quad', 'EuropeanETRS89_LAEAQuad']) {
  test(`GDAL reads the tiles of ${set}`, async (t) => {
    const python = await requirePython(t, 'osgeo.gdal');
    if (python === undefined) return;
    const source = `WMTS:${wmtsUrl()},layer=${layer},tilematrixset=${set},style=theoretical`;
    const found = await ask<GdalAnswer>(python, 'gdal.py', { source, width: Number.MAX_SAFE_INTEGER });
    const srs = set === 'WorldCRS84Quad' ? 'EPSG:4326' : `EPSG:${found.crs}`;
    const params = { SRS: srs, STYLES: 'theoretical', TIME: ISO_DATES[2] };
    const expected = await ours(found.bounds, found.width, found.height, params);
    assert.ok(painted(expected) > 10_000, `${painted(expected)} painted`);
    assert.equal(different(gdalPixels(found), expected), 0);
  });
}

test('GDAL finds the layer in the capabilities of WMS and reads its pixels', async (t) => {
  const python = await requirePython(t, 'osgeo.gdal');
  if (python === undefined) return;
  for (const version of ['1.1.1', '1.3.0']) {
    const source = `WMS:${wmsUrl()}SERVICE=WMS&VERSION=${version}&REQUEST=GetCapabilities`;
    const format = '&FORMAT=image/png&TRANSPARENT=TRUE';
    const asked = { source, subdataset: layer, format, width: 300 };
    const found: GdalAnswer = await ask<GdalAnswer>(python, 'gdal.py', asked);
    assert.equal(found.subdatasets, 1);
    const expected = await ours(found.bounds, found.width, found.height, { SRS: 'EPSG:4326' });
    const apart = different(gdalPixels(found), expected) / expected.data.length;
    // GDAL asks block by block, in bounds of 15 digits
    assert.ok(apart < 0.001, `${apart * 100} % of the pixels differ`);
  }
});

interface OwsAnswer {
  title: string;
  times: string[] | null;
  styles: string[];
  default?: string;
  bbox?: number[];
  map?: string;
  tile?: string;
  sets?: string[];
  info?: { features: { properties: { date: string } }[] };
}

test('OWSLib reads capabilities, maps, features and tiles', async (t) => {
  const python = await requirePython(t, 'owslib');
  if (python === undefined) return;
  const [matrix, row, column] = [14, 4476, 9374];
  const found = await ask<Record<'1.3.0' | '1.1.1' | 'wmts', OwsAnswer>>(python, 'owslib_client.py', {
    wms: `${world.origin}/wms?key=${key}`,
    wmts: wmtsUrl(),
    layer,
    time: DATE,
    style: 'theoretical',
    bbox: BBOX,
    size: [80, 60],
    tile: { matrix: `${matrix}`, row, column },
  });
  const expected = await ours(BBOX, 80, 60, { SRS: 'EPSG:4326', STYLES: 'theoretical', TIME: DATE });
  for (const version of ['1.3.0', '1.1.1'] as const) {
    const { title, times, styles, bbox, map: picture, info, ...told } = found[version];
    assert.equal(title, 'Keitele forest äö: NDVI');
    assert.deepEqual(times, ISO_DATES);
    assert.equal(told.default, ISO_DATES[2]);
    assert.deepEqual(styles, ['dynamic', 'theoretical']);
    assert.deepEqual(bbox, [...BBOX]);
    assert.equal(different(await pixelsOf(Buffer.from(picture ?? '', 'base64')), expected), 0, version);
    assert.equal(info?.features[0].properties.date, DATE);
  }
  const { wmts } = found;
  assert.deepEqual(wmts.styles, ['dynamic', 'theoretical']);
  // 0.27.2 does not read dimensions
  if (wmts.times !== null) assert.deepEqual(wmts.times, ISO_DATES);
  assert.ok(wmts.sets?.includes('UTM35WGS84Quad'));
  const query = `date=${DATE}&visualization_mode=theoretical`;
  const tile = await world.ada.read(`${map.path}/tiles/WebMercatorQuad/${matrix}/${column}/${row}.png?${query}`);
  assert.deepEqual(Buffer.from(wmts.tile ?? '', 'base64'), tile.bytes);
});

/** Four bytes a pixel, as a text of them in base64. */
function rgbaPixels(base64: string, width: number, height: number): Pixels {
  const data = new Uint32Array(width * height);
  Buffer.from(data.buffer).set(Buffer.from(base64, 'base64'));
  return { width, height, data };
}

interface QgisAnswer {
  isValid: boolean;
  error?: string;
  errors?: string[];
  pixels?: string;
}

test('QGIS adds the layers of WMS and WMTS and draws our pixels', async (t) => {
  const python = await requirePython(t, 'qgis.core');
  if (python === undefined) return;
  // whole pixels of level 13, all within the layer: what reaches beyond is clipped by QGIS, which then resamples
  const [left, top, width, height] = [1_199_755, 572_900, 220, 200];
  const { affine } = tileGrid(WEB_MERCATOR_QUAD, 13, 0, 0, 256);
  const extent: Bounds = [...applyAffine(affine, left, top + height), ...applyAffine(affine, left + width, top)];
  const window = { crs: 'EPSG:3857', extent, width, height };
  const common = { crs: 'EPSG:3857', format: 'image/png', layers: layer, styles: 'theoretical', dpiMode: '7' };
  const uriOf = (params: Record<string, string>) => new URLSearchParams({ ...common, ...params }).toString();
  const wms = uriOf({ url: wmsUrl() });
  const wmts = uriOf({ url: wmtsUrl(), tileMatrixSet: 'WebMercatorQuad', tileDimensions: `Time=${DATE}` });
  const layers = [wms, wmts].map((uri) => ({ ...window, uri }));
  const found = await ask<QgisAnswer[]>(python, 'qgis_client.py', { layers });
  for (const [i, { isValid, error, errors, pixels = '' }] of found.entries()) {
    assert.equal(isValid, true, error);
    assert.deepEqual(errors, []);
    // QGIS asks WMS for the default time
    const [service, date] = i === 0 ? ['WMS', ISO_DATES[2]] : ['WMTS', DATE];
    const expected = await ours(extent, width, height, { SRS: 'EPSG:3857', STYLES: 'theoretical', TIME: date });
    assert.ok(painted(expected) > 10_000, `${painted(expected)} painted`);
    assert.equal(different(rgbaPixels(pixels, width, height), expected), 0, service);
  }
});
