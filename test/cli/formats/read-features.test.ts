import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readFeatures } from '../../../src/cli/formats/read-features.ts';
import { Failure } from '../../../src/failure.ts';
import type { AreaFeature } from '../../../src/operations/area-features.ts';

const FORMATS = fileURLToPath(new URL('../../../fixtures/formats/', import.meta.url));

function fromFile(name: string): Promise<AreaFeature[]> {
  return readFeatures(`${FORMATS}${name}`, Readable.from([]));
}

function fromInput(content: string | Uint8Array): Promise<AreaFeature[]> {
  return readFeatures('-', Readable.from([Buffer.from(content as string)]));
}

function named(features: readonly AreaFeature[], key: string): unknown[] {
  return features.map(({ number, properties }) => [number, properties[key]]);
}

test('a zipped Shapefile gives names of any script, and coordinates as ogr2ogr has them', async () => {
  const features = await fromFile('parcels_utm32.zip');
  assert.deepEqual(named(features, 'NAME'), [
    [1, 'Obstgarten Überlingen'],
    [2, 'Příliš žluťoučká louka'],
    [3, 'Αμπελώνας και Сад'],
  ]);
  const [plain, holed, two] = features.map(({ geometry }) => geometry as { type: string; coordinates: number[][][] });
  assert.deepEqual(
    [plain.type, holed.coordinates.length, two.type, two.coordinates.length],
    ['Polygon', 2, 'MultiPolygon', 2],
  );
  // ogr2ogr -f GeoJSON -t_srs EPSG:4326 -lco COORDINATE_PRECISION=9 /vsistdout/ parcels.shp (GDAL 3.6.2)
  const [lon, lat] = plain.coordinates[0][0];
  assert.ok(Math.abs(lon - 9.164308321) < 2e-9 && Math.abs(lat - 47.774406417) < 2e-9, `${lon}, ${lat}`);
});

test('a KML gives its placemarks, several polygons as one area, text plain', async () => {
  const features = await fromFile('reserves.kml');
  assert.deepEqual(named(features, 'code'), [
    [1, 'RN-017'],
    [2, 'RN-018'],
  ]);
  const [first, second] = features;
  assert.deepEqual(Object.keys(first.properties).sort(), ['code', 'description', 'name']);
  assert.equal(first.properties.description, 'Marsh around a pond; <b>the pond is left out</b>.');
  assert.equal((second.geometry as { type: string }).type, 'MultiPolygon');
});

test('a FeatureCollection, a Feature and a bare geometry are GeoJSON', async () => {
  const geometry = { type: 'Polygon', coordinates: [] };
  const feature = { type: 'Feature', id: 7, properties: { name: 'x' }, geometry };
  const read = { number: 1, id: '7', geometry, properties: { name: 'x' } };
  assert.deepEqual(await fromInput(JSON.stringify({ type: 'FeatureCollection', features: [feature] })), [read]);
  assert.deepEqual(await fromInput(`\ufeff ${JSON.stringify(feature)}`), [read]);
  assert.deepEqual(await fromInput(JSON.stringify(geometry)), [{ number: 1, geometry, properties: { name: 'area' } }]);
});

const ZIP = readFileSync(`${FORMATS}parcels_utm32.zip`);
const damaged = Buffer.from(ZIP);
damaged.fill(0xff, 60, 120);

for (const [what, content, message] of [
  ['an empty file', '', /neither GeoJSON/],
  ['text', 'hello', /neither GeoJSON/],
  ['bytes', Buffer.from([0xff, 0xfe, 0x80]), /neither a zip nor text/],
  ['half a JSON', '{"type": "Feat', /not JSON/],
  ['other JSON', '{"areas": []}', /expected a FeatureCollection/],
  ['no features', '{"type": "FeatureCollection", "features": []}', /no features/],
  [
    'another CRS',
    '{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3857"}},"features":[{}]}',
    /EPSG:3857/,
  ],
  ['half an XML', '<kml><Placemark>', /not XML/],
  ['an XML without placemarks', '<kml></kml>', /no features/],
  ['half a zip', ZIP.subarray(0, 900), /damaged zip/],
  ['a damaged zip', damaged, /damaged/],
] as const) {
  test(`${what} is refused, naming the file and the fault`, async () => {
    await assert.rejects(fromInput(content), (error) => {
      assert.ok(error instanceof Failure, String(error));
      assert.match(error.message, /^standard input: /);
      assert.match(error.message, message);
      return true;
    });
  });
}
