import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBand, requireBand } from '../../src/operations/band-names.ts';
import { parseStacItem } from '../../src/operations/stac-item.ts';
import type { SatelliteRecord } from '../../src/catalogue/satellites.ts';
import { SATELLITES } from '../../src/presets/satellites.ts';

function satellite(name: string): SatelliteRecord {
  const found = SATELLITES.find((one) => one.name === name) ?? assert.fail(name);
  const bands = found.bands.map(({ wavelength, spatialResolution, ...band }) => ({
    ...band,
    wavelengthNm: wavelength,
    spatialResolutionM: spatialResolution,
  }));
  return { ...found, bands };
}
const SENTINEL = satellite('Sentinel-2');

function parse(assets: Record<string, unknown>, given: Record<string, unknown> = {}, of = SENTINEL) {
  return parseStacItem(JSON.stringify({ type: 'Feature', id: 'it', properties: {}, assets, ...given }), of);
}
const hrefs = (item: ReturnType<typeof parse>) => item.bands.map(({ name, href, band }) => [name, href, band]);

test('a band goes by the satellite’s name for it or by what it shows, in any spelling', () => {
  const found = ['B04', 'b4', 'red', ' NIR ', 'nir08', 'rededge1', 'B8A', 'B10', 'toString', ''].map(
    (name) => findBand(SENTINEL, name)?.name,
  );
  assert.deepEqual(found, ['B04', 'B04', 'B04', 'B08', 'B8A', 'B05', 'B8A', undefined, undefined, undefined]);
  assert.throws(() => requireBand(SENTINEL, 'B99'), /Sentinel-2 has no band "B99"; its bands are B01 \(coastal\), B02/);
});

test('items of the usual catalogues are understood', () => {
  const planetary = parse({
    B04: { href: 'B04.tif', 'eo:bands': [{ name: 'B04', common_name: 'red' }] },
    B05: { href: 'B05.tif', 'eo:bands': [{ name: 'B05', common_name: 'rededge' }] },
    visual: { href: 'TCI.tif', roles: ['data'], 'eo:bands': [{ name: 'B04' }, { name: 'B03' }, { name: 'B02' }] },
  });
  assert.deepEqual(hrefs(planetary), [
    ['B04', 'B04.tif', 1],
    ['B05', 'B05.tif', 1],
  ]);
  const earthSearch = parse({
    rededge1: { href: 'B05.tif', 'eo:bands': [{ name: 'rededge1', common_name: 'rededge' }] },
    'rededge1-jp2': { href: 'B05.jp2', type: 'image/jp2', 'eo:bands': [{ name: 'rededge1' }] },
    nir: {
      href: 's3://bucket/B08.tif',
      'eo:bands': [{ name: 'nir', common_name: 'nir' }],
      'raster:bands': [{ nodata: 0, scale: 0.0001, offset: -0.1 }],
    },
    scl: { href: 'SCL.tif' },
    thumbnail: { href: 'red.jpg', 'eo:bands': [{ name: 'red' }] },
  });
  assert.deepEqual(hrefs(earthSearch), [
    ['B05', 'B05.tif', 1],
    ['B08', 's3://bucket/B08.tif', 1],
  ]);
  assert.deepEqual(earthSearch.bands[1].scaling, { scale: 0.0001, offset: -0.1 });
  const landsat = parse(
    { red: { href: 'SR_B4.TIF', 'eo:bands': [{ name: 'OLI_B4', common_name: 'red' }] } },
    {},
    satellite('Landsat 8/9'),
  );
  assert.deepEqual(hrefs(landsat), [['SR_B4', 'SR_B4.TIF', 1]]);
  const aerial = ['Red', 'Green', 'Blue', 'NIR'].map((name) => ({ name, common_name: name.toLowerCase() }));
  const naip = parse({ image: { href: 'm.tif', roles: ['data'], 'eo:bands': aerial } }, {}, satellite('NAIP'));
  assert.deepEqual(hrefs(naip), [
    ['R', 'm.tif', 1],
    ['G', 'm.tif', 2],
    ['B', 'm.tif', 3],
    ['N', 'm.tif', 4],
  ]);
});

test('version 1.1 says the same of each band in one list', () => {
  const bands = [{ name: 'B11', 'eo:common_name': 'swir16', 'raster:scale': 0.0001, 'raster:offset': 0 }];
  assert.deepEqual(parse({ a: { href: 'a.tif', bands } }).bands, [
    { name: 'B11', href: 'a.tif', band: 1, scaling: { scale: 0.0001, offset: 0 } },
  ]);
});

test('of several rasters of a band the one named so is taken, then the finest', () => {
  const named = (href: string, name: string, resolution: number) => ({
    href,
    'eo:bands': [{ name, common_name: 'red' }],
    'raster:bands': [{ spatial_resolution: resolution }],
  });
  const item = parse({ x: named('other.tif', 'x', 1), a: named('20m.tif', 'B04', 20), b: named('10m.tif', 'B04', 10) });
  assert.deepEqual(hrefs(item), [['B04', '10m.tif', 1]]);
});

test('the date is that of the item, or the first of its days', () => {
  const dateOf = (properties: object) => parse({}, { properties }).date;
  assert.equal(dateOf({ datetime: '2024-05-06T23:59:59Z' }), '2024-05-06');
  assert.equal(dateOf({ datetime: null, start_datetime: '2024-05-01T00:00:00Z' }), '2024-05-01');
  assert.equal(dateOf({ datetime: 'May' }), undefined);
});

test('what is no item is refused', () => {
  assert.throws(() => parseStacItem('{', SENTINEL), /is no JSON/);
  for (const text of ['[]', '"x"', '{"type":"Feature"}', '{"type":"FeatureCollection","id":"a","assets":{}}']) {
    assert.throws(() => parseStacItem(text, SENTINEL), /no STAC item/);
  }
  assert.deepEqual(parse({ a: null, b: 3, c: { href: 5 }, d: { href: 'x.tif', 'eo:bands': 'B04' } }).bands, []);
});
