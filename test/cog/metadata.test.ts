import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNodata, readBandMetadata } from '../../src/cog/gdal-metadata.ts';
import { indexBand } from '../../src/cog/index-band.ts';
import type { CogInfo } from '../../src/cog/info.ts';
import { storedNodata, validity } from '../../src/cog/validity.ts';

test('scale, offset and description are read for each band', () => {
  const xml =
    '<GDALMetadata>\n  <Item name="OFFSET" sample="0" role="offset">-1</Item>' +
    '<Item name="SCALE" sample="0" role="scale">0.000100000000000000005</Item>' +
    '<Item name="DESCRIPTION" sample="1" role="description">NDVI &lt;&amp;&#x20AC;&gt;</Item>' +
    '<Item name="STATISTICS_MAXIMUM" sample="0">5</Item><Item name="AREA">x</Item>' +
    '<Item name="SCALE" sample="7" role="scale">9</Item></GDALMetadata>';
  assert.deepEqual(readBandMetadata(xml, 2), [{ offset: -1, scale: 0.0001 }, { description: 'NDVI <&€>' }]);
  assert.deepEqual(readBandMetadata(undefined, 2), [{}, {}]);
});

test('a description that GDAL escaped twice, as it does, is read as it was', () => {
  const xml =
    '<GDALMetadata><Item name="DESCRIPTION" sample="0" role="description">a &amp;amp; &amp;lt;b&amp;gt;</Item></GDALMetadata>';
  assert.deepEqual(readBandMetadata(xml, 1), [{ description: 'a & <b>' }]);
});

test('nodata is read as the text it is written in', () => {
  assert.equal(parseNodata('-9999.0 '), -9999);
  assert.ok(Number.isNaN(parseNodata('nan')));
  assert.equal(parseNodata('-inf'), -Infinity);
  for (const text of [undefined, '', 'none']) assert.equal(parseNodata(text), undefined);
});

test('nodata is compared as the sample type rounds it', () => {
  assert.equal(storedNodata(-3.40282346638529e38, 'float32'), -3.4028234663852886e38);
  assert.equal(storedNodata(0.1, 'float32'), Math.fround(0.1));
  assert.equal(storedNodata(0.1, 'float64'), 0.1);
  assert.equal(storedNodata(-9999, 'uint8'), undefined);
  assert.equal(storedNodata(0.5, 'int16'), undefined);
  assert.equal(storedNodata(255, 'uint8'), 255);
  assert.equal(storedNodata(NaN, 'float32'), undefined);
});

test('nothing non-finite is valid, nor anything under a mask or alpha of 0', () => {
  const values = Float32Array.of(1, NaN, Infinity, -Infinity, -9999, 0);
  assert.deepEqual([...validity(values, -9999, [])], [1, 0, 0, 0, 0, 1]);
  assert.deepEqual([...validity(values, undefined, [Uint8Array.of(1, 1, 1, 1, 1, 0)])], [1, 0, 0, 0, 1, 0]);
  assert.deepEqual([...validity(Uint8Array.of(0, 255), 255, [])], [1, 0]);
});

test('the band of an index is the one with its name, or the only one', () => {
  const band = (description?: string, isAlpha = false) => ({
    ...(description === undefined ? {} : { description }),
    scale: 1,
    offset: 0,
    isAlpha,
  });
  const info = (bands: CogInfo['bands'], isPicture = false) => ({ name: 'a.tif', bands, isPicture }) as CogInfo;
  assert.equal(indexBand(info([band()]), 'NDVI'), 1);
  assert.equal(indexBand(info([band(), band(undefined, true)])), 1);
  assert.equal(indexBand(info([band('NDVI'), band('NDWI')]), 'ndwi'), 2);
  assert.throws(() => indexBand(info([band('red'), band('nir')]), 'NDVI'), /choose one of 1 \(red\), 2 \(nir\)/);
  assert.throws(() => indexBand(info([band(), band()])), /no index was named: choose one of 1, 2/);
  assert.throws(() => indexBand(info([band(), band(), band(), band(undefined, true)], true), 'NDVI'), /colour picture/);
});
