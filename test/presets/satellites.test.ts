import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SATELLITES } from '../../src/presets/satellites.ts';

test('ids never change', () => {
  assert.deepEqual(
    SATELLITES.map(({ id, name }) => [name, id]),
    [
      ['Sentinel-2', '0002a3a3-00a2-4b55-842b-44d8202c6d60'],
      ['Landsat 8/9', '4f090e30-2f48-5519-b21c-cfc4779c30b0'],
      ['MODIS Terra', 'b32e2523-93c0-5c30-9090-abb8898ee0a3'],
      ['NAIP', '573eb2cc-9028-5058-aa9b-56c95284ba29'],
    ],
  );
});

test('bands have identifiers for names, each once, and plausible numbers', () => {
  for (const { name, bands } of SATELLITES) {
    assert.equal(new Set(bands.map((band) => band.name)).size, bands.length, name);
    assert.equal(new Set(bands.map((band) => band.commonName)).size, bands.length, name);
    for (const band of bands) {
      assert.match(band.name, /^[A-Za-z_]\w*$/);
      assert.ok(band.wavelength > 400 && band.wavelength < 2500, band.name);
      assert.ok(Number.isInteger(band.spatialResolution) && band.spatialResolution > 0, band.name);
      assert.ok(band.scale > 0 && band.offset <= 0, band.name);
    }
  }
});

test('true colour is made of the red, green and blue band', () => {
  for (const { bands, rgbComposite, name } of SATELLITES) {
    for (const color of ['red', 'green', 'blue'] as const) {
      assert.equal(bands.find((band) => band.name === rgbComposite[color])?.commonName, color, name);
    }
  }
});

// Landsat Collection 2 guide: valid stored values 7273 to 43636 are reflectance 0 to 1
test('Landsat reflectance is stored * 0.0000275 - 0.2', () => {
  const red = SATELLITES[1].bands[3];
  assert.ok(Math.abs(7273 * red.scale + red.offset) < 1e-4);
  assert.ok(Math.abs(43636 * red.scale + red.offset - 1) < 1e-4);
});

// BOA_QUANTIFICATION_VALUE 10000 and BOA_ADD_OFFSET -1000 of a baseline 04.00 product
test('Sentinel-2 reflectance is (stored - 1000) / 10000', () => {
  const red = SATELLITES[0].bands[3];
  assert.ok(Math.abs(3500 * red.scale + red.offset - 0.25) < 1e-12);
});

test('the collection of the contract belongs to Sentinel-2', () => {
  assert.equal(SATELLITES[0].collections[0].id, 'sentinel-2-l2a');
  for (const { collections } of SATELLITES) {
    for (const { rescale } of collections) assert.ok(rescale[0] < rescale[1]);
  }
});
