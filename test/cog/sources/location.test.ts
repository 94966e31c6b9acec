import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { locationName, normalLocation, parseLocation, shownLocation } from '../../../src/cog/sources/location.ts';

test('one location has one text', () => {
  assert.equal(normalLocation('a/../b.tif'), resolve('b.tif'));
  assert.equal(normalLocation('HTTPS://Data.Example.org:443/x/../a b.tif#top'), 'https://data.example.org/a%20b.tif');
  assert.equal(normalLocation('S3://bucket/a/b c.tif'), 's3://bucket/a/b c.tif');
});

test('a raster is called by the last part of its location', () => {
  const cases: [location: string, name: string][] = [
    ['/data/ndvi.tif', 'ndvi.tif'],
    ['https://user:pw@data.example.org/a/b%20%C3%A4.tif?sig=1', 'b ä.tif'],
    ['https://data.example.org/a/100%.tif', '100%.tif'],
    ['https://data.example.org/a%2Fb%0A.tif', 'a_b_.tif'],
    ['https://data.example.org/', 'data.example.org'],
    ['s3://bucket/a/b%20.tif', 'b%20.tif'],
  ];
  for (const [location, name] of cases) assert.equal(locationName(location), name);
});

test('what may be secret is not shown', () => {
  assert.equal(shownLocation('https://ada:hunter2@data.example.org/a.tif'), 'https://data.example.org/a.tif');
  assert.equal(shownLocation('https://h.example/a.tif?X-Amz-Signature=ab#c'), 'https://h.example/a.tif?…');
  assert.equal(shownLocation('s3://bucket/what?.tif'), 's3://bucket/what?.tif');
  assert.equal(shownLocation('/data/a?.tif'), '/data/a?.tif');
});

test('other kinds of locations are refused by what can be read', () => {
  for (const text of ['ftp://h/a.tif', 'file:///etc/passwd', 'gs://bucket/a.tif', 'data://x']) {
    assert.throws(() => parseLocation(text), { kind: 'invalid', message: /https:\/\/, http:\/\/ and s3:\/\/ can/ });
  }
  for (const text of ['s3://bucket', 's3://bucket/', 's3:///key', 's3://bucket/../other/key', 's3://b?x/key.tif']) {
    assert.throws(() => parseLocation(text), { kind: 'invalid', message: /s3:\/\/bucket\/key/ }, text);
  }
  assert.throws(
    () => parseLocation('http://ada:hunter2@h:99999/a'),
    (error: Error) => !error.message.includes('hunter'),
  );
});
