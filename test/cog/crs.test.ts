import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCrs } from '../../src/cog/crs.ts';
import { readGeoKeys, type GeoKeys } from '../../src/cog/geo-keys.ts';
import { readAffine } from '../../src/cog/georeference.ts';
import type { Directory } from '../../src/cog/header.ts';
import { openCog } from '../../src/cog/open.ts';
import { projector, WGS84 } from '../../src/grid/projection.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';

function keys(entries: Record<number, number>): GeoKeys {
  return {
    number: (key) => entries[key],
    numbers: (key) => (key in entries ? [entries[key]] : undefined),
    text: () => undefined,
  };
}

function directory(numbers: Record<number, number[]>, texts: Record<number, string> = {}): Directory {
  const asMap = <T>(record: Record<number, T>) =>
    new Map(Object.entries(record).map(([tag, value]) => [Number(tag), value]));
  return { offset: 8, isSub: false, numbers: asMap(numbers), texts: asMap(texts), tables: new Map() };
}

const definition = (entries: Record<number, number>) =>
  readCrs('a.tif', keys({ 1024: 1, 3072: 32767, ...entries })).definition;

test('the sinusoidal projection of MODIS is built from its keys', async (t) => {
  const path = sharedData('real/modis_sinop/ndvi_2013_09_14.tif');
  if (path === undefined) {
    t.skip(NO_SHARED_DATA);
    return;
  }
  const { info, close } = await openCog(path);
  await close();
  assert.equal(info.crs.definition, '+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m');
  // echo "-55.5 -11.65" | gdaltransform -s_srs "+proj=longlat +R=6371007.181" -t_srs "+proj=sinu ... +R=6371007.181"
  const [x, y] = projector(WGS84, info.crs)(-55.5, -11.65);
  assert.ok(Math.hypot(x - -6044192.39773366, y - -1295422.355528) < 0.01, `${x}, ${y}`);
});

test('a user-defined Albers projection is built from its keys', async (t) => {
  const path = sharedData('awkward/crs_user_defined_albers.tif');
  if (path === undefined) {
    t.skip(NO_SHARED_DATA);
    return;
  }
  const { info, close } = await openCog(path);
  await close();
  // echo "-99.15 47.02" | gdaltransform -s_srs "+proj=longlat +ellps=GRS80" -t_srs "+proj=aea +lat_0=45 +lon_0=-99
  //   +lat_1=44 +lat_2=50 +x_0=1000 +y_0=2000 +ellps=GRS80 +units=m"
  const [x, y] = projector(WGS84, info.crs)(-99.15, 47.02);
  assert.ok(Math.hypot(x - -10388.5619831114, y - 226794.529561621) < 0.01, `${x}, ${y}`);
});

test('user-defined projections become PROJ strings', () => {
  const wgs84 = { 2048: 4326 };
  assert.equal(
    definition({ ...wgs84, 3075: 1, 3080: 21, 3081: 0, 3092: 0.9996, 3082: 500000, 3083: 0, 3076: 9001 }),
    '+proj=tmerc +lat_0=0 +lon_0=21 +k=0.9996 +x_0=500000 +y_0=0 +datum=WGS84 +units=m',
  );
  assert.equal(
    definition({ ...wgs84, 3075: 8, 3084: -100.5, 3085: 47, 3078: 48.7, 3079: 47.4, 3086: 1000, 3087: 0, 3076: 9002 }),
    '+proj=lcc +lat_0=47 +lon_0=-100.5 +lat_1=48.7 +lat_2=47.4 +x_0=304.8 +y_0=0 +datum=WGS84 +units=ft',
  );
  assert.equal(
    definition({ ...wgs84, 3075: 9, 3080: 3, 3081: 46.5, 3092: 0.99, 3076: 9001 }),
    '+proj=lcc +lat_0=46.5 +lon_0=3 +k=0.99 +lat_1=46.5 +x_0=0 +y_0=0 +datum=WGS84 +units=m',
  );
  assert.equal(
    definition({ 2056: 7019, 3075: 10, 3088: 10, 3089: 52, 3082: 4321000, 3083: 3210000 }),
    '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m',
  );
  assert.equal(
    definition({ 2057: 6378137, 2059: 298.25, 3075: 15, 3095: -45, 3081: 70, 3092: 1 }),
    '+proj=stere +lon_0=-45 +lat_0=90 +lat_ts=70 +x_0=0 +y_0=0 +a=6378137 +rf=298.25 +units=m',
  );
  assert.equal(
    definition({ ...wgs84, 3075: 15, 3095: 0, 3081: -90, 3092: 0.994, 3077: 2, 3076: 32767 }),
    '+proj=stere +lon_0=0 +lat_0=-90 +k=0.994 +x_0=0 +y_0=0 +datum=WGS84 +to_meter=2',
  );
  assert.equal(definition({ ...wgs84, 3074: 16133 }), '+proj=utm +zone=33 +south +datum=WGS84 +units=m');
});

test('a CRS that is missing or beyond us is refused, never guessed', () => {
  const refuse = (found: GeoKeys | undefined, message: RegExp) =>
    assert.throws(() => readCrs('a.tif', found), { kind: 'unreadable', message });
  refuse(undefined, /a\.tif has no coordinate reference system/);
  refuse(keys({ 1024: 1 }), /no coordinate reference system/);
  refuse(keys({ 1024: 1, 3072: 32767, 3075: 26, 2048: 4326 }), /projection method 26/);
  refuse(keys({ 1024: 1, 3072: 32767, 3075: 11, 2048: 32767 }), /ellipsoid/);
  refuse(keys({ 1024: 1, 3072: 32767, 3075: 11, 2048: 4326, 3076: 9999 }), /linear unit 9999/);
});

test('geo keys are found in their three tables', () => {
  const found = readGeoKeys(
    directory(
      { 34735: [1, 1, 0, 4, 1024, 0, 1, 2, 3080, 34736, 1, 1, 1026, 34737, 5, 4, 3081, 34736, 1, 99], 34736: [1, 21] },
      { 34737: 'abc|UTM|' },
    ),
  );
  assert.equal(found?.number(1024), 2);
  assert.equal(found.number(3080), 21);
  assert.equal(found.text(1026), 'UTM');
  assert.equal(found.number(3081), undefined, 'beyond the table');
});

test('control points on one affine transform give it, others are refused', () => {
  const points = [0, 0, 0, 100, 50, 0, 10, 0, 0, 120, 55, 0, 10, 10, 0, 110, 35, 0, 0, 10, 0, 90, 30, 0];
  const affine = readAffine('a.tif', directory({ 33922: points }), undefined);
  assert.deepEqual(affine, [2, -1, 100, 0.5, -2, 50]);
  const bent = points.with(9, 121);
  assert.throws(() => readAffine('a.tif', directory({ 33922: bent }), undefined), /do not lie on one affine/);
  const line = [0, 0, 0, 1, 1, 0, 1, 1, 0, 2, 2, 0, 2, 2, 0, 3, 3, 0];
  assert.throws(() => readAffine('a.tif', directory({ 33922: line }), undefined), { kind: 'unreadable' });
});

test('a point raster is moved by half a pixel', () => {
  const tags = { 33550: [2, 4, 0], 33922: [0, 0, 0, 10, 20, 0] };
  assert.deepEqual(readAffine('a.tif', directory(tags), keys({ 1025: 2 })), [2, 0, 9, 0, -4, 22]);
  assert.deepEqual(readAffine('a.tif', directory(tags), keys({ 1025: 1 })), [2, 0, 10, 0, -4, 20]);
});
