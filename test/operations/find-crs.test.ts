import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCrs } from '../../src/operations/find-crs.ts';

test('a CRS is known by its code, its URN and its URI, with the axis order of its authority', () => {
  for (const name of [
    'EPSG:3035',
    'epsg:3035',
    'urn:ogc:def:crs:EPSG::3035',
    'urn:ogc:def:crs:EPSG:9.8:3035',
    'http://www.opengis.net/def/crs/EPSG/0/3035',
  ]) {
    const found = findCrs(name);
    assert.deepEqual([found?.crs.name, found?.isNorthFirst], ['EPSG:3035', true], name);
  }
  for (const name of ['CRS:84', 'urn:ogc:def:crs:OGC:1.3:CRS84', 'http://www.opengis.net/def/crs/OGC/1.3/CRS84']) {
    const found = findCrs(name);
    assert.deepEqual([found?.crs.name, found?.isNorthFirst], ['EPSG:4326', false], name);
  }
  assert.equal(findCrs('EPSG:4326')?.isNorthFirst, true);
  assert.equal(findCrs('EPSG:900913')?.crs.name, 'EPSG:3857');
});

test('what is no CRS, has no code, or cannot be computed with is unknown', () => {
  // 4267 needs a datum grid, 4978 is geocentric
  for (const name of ['', 'EPSG:', 'EPSG:999999', 'EPSG:4267', 'EPSG:4978', 'CRS:27', 'EPSG:3857 ', '+proj=utm']) {
    assert.equal(findCrs(name), undefined, name);
  }
});
