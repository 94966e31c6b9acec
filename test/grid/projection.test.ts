import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { WGS84, isGeographic, projector, sameCrs, unwrappedProjector, worldWidth } from '../../src/grid/projection.ts';
import { SINUSOIDAL, crs } from './crss.ts';

/**
 * `echo LON LAT | gdaltransform -s_srs "+proj=longlat +datum=WGS84" -t_srs EPSG:CODE`, GDAL 3.6.2 with PROJ 9.1.1.
 */
const ORACLE: [code: number, lon: number, lat: number, x: number, y: number][] = [
  [2265, -99.15, 47.02, 2305259.12486268, 10247.7688755819],
  [3035, 14.55, 45.87, 4674496.01714782, 2539384.23052965],
  [3413, -38.5, 71.2, 232551.774190474, -2041080.72671005],
  [3857, -55.5, -11.65, -6178231.73902668, -1305901.74644255],
  [5070, -99.15, 47.02, -240566.113825157, 2673891.14590965],
  [26914, -99.15, 47.02, 488600.420640961, 5207397.55822808],
  [32601, -179.9, 51.8, 300047.45380804, 5742772.16346397],
  [32630, -4.87, 41.77, 344571.455077683, 4625930.03121042],
  [32633, 14.55, 45.87, 465073.956148026, 5079702.21065301],
  [32660, -179.9, 51.8, 713739.316158644, 5743339.97376732],
  [32721, -55.5, -11.65, 663513.536907323, 8711715.9128379],
];

function assertNear(found: readonly number[], expected: readonly number[], tolerance: number): void {
  const isNear = found.every((number, i) => Math.abs(number - expected[i]) <= tolerance);
  assert.ok(isNear, `found ${found.join(', ')}, expected ${expected.join(', ')}`);
}

describe('projector', () => {
  for (const [code, lon, lat, x, y] of ORACLE) {
    it(`agrees with PROJ in EPSG:${code} and comes back`, () => {
      assertNear(projector(WGS84, crs(code))(lon, lat), [x, y], 1e-3);
      const [backLon, backLat] = projector(crs(code), WGS84)(x, y);
      assertNear([backLon, backLat], [lon, lat], 1e-8);
    });
  }

  it('takes latitude on the sphere of MODIS as WGS 84 without a shift', () => {
    // points of modis_sinop/ndvi_2013_09_14.tif in the reference data: the centre of pixel 170, 19
    const [x, y] = projector(WGS84, SINUSOIDAL)(-55.386649084, -11.536458332);
    const pixel = 231.65635826385406;
    assertNear([x, y], [-6073798.057320992 + 170.5 * pixel, -1278279.7849004474 - 19.5 * pixel], 1e-3);
  });

  it('accepts longitudes beyond 180 in either direction, by any number of turns', () => {
    for (const code of [32660, 32601, 3413, 3035]) {
      const project = projector(WGS84, crs(code));
      const expected = project(-179.9, 51.8);
      for (const turns of [-2, -1, 1, 2]) assertNear(project(-179.9 + 360 * turns, 51.8), expected, 1e-6);
    }
    assertNear(projector(WGS84, SINUSOIDAL)(181, 10), projector(WGS84, SINUSOIDAL)(-179, 10), 1e-6);
  });

  it('keeps longitudes continuous between geographic and cylindrical CRSs', () => {
    const [x, y] = projector(WGS84, crs(3857))(180.25, 51);
    assert.ok(x > 20037508.34);
    assertNear(projector(crs(3857), WGS84)(x, y), [180.25, 51], 1e-9);
  });

  it('answers NaN for points that have no place, and never throws', () => {
    const impossible: [ReturnType<typeof projector>, number, number][] = [
      [projector(WGS84, crs(3857)), 0, 90],
      [projector(WGS84, crs(3857)), 0, 91],
      [projector(WGS84, crs(32633)), NaN, 0],
      [projector(WGS84, WGS84), Infinity, 0],
      [projector(crs(32633), WGS84), 0, Infinity],
      [projector(SINUSOIDAL, WGS84), 15e6, 8e6],
      [projector(SINUSOIDAL, crs(3857)), 15e6, 8e6],
    ];
    for (const [project, x, y] of impossible) assert.deepEqual(project(x, y), [NaN, NaN]);
  });

  it('is made once per pair', () => {
    assert.equal(projector(WGS84, crs(32633)), projector({ ...WGS84 }, crs(32633)));
  });

  it('fails naming a CRS that it cannot compute with', () => {
    const odd = { name: 'EPSG:9999', definition: '+proj=nonsense' };
    const isNamed = (error: unknown) =>
      error instanceof Failure && error.kind === 'invalid' && /9999/.test(error.message);
    assert.throws(() => projector(WGS84, odd), isNamed);
    const nad27 = { name: 'EPSG:9999', definition: '+proj=utm +zone=14 +ellps=clrk66 +nadgrids=NTv2_0.gsb +units=m' };
    assert.throws(() => projector(nad27, WGS84), isNamed);
    assert.throws(() => projector({ name: 'EPSG:9999', definition: '' }, WGS84), isNamed);
  });
});

describe('unwrappedProjector', () => {
  it('goes on beyond the rim of the sinusoidal world', () => {
    const project = unwrappedProjector(SINUSOIDAL);
    const [west, east] = [project(179, 10)[0], project(181, 10)[0]];
    assert.ok(Math.abs(east / west - 181 / 179) < 1e-9);
  });
});

describe('sameCrs', () => {
  it('sets order, defaults and spelling aside', () => {
    const definition = '+type=crs +units=m +proj=utm +datum=WGS84 +zone=33.0';
    assert.ok(sameCrs(crs(32633), { name: 'WGS 84 / UTM zone 33N', definition }));
    assert.ok(sameCrs(crs(26914), { name: 'NAD83 14N', definition: '+proj=utm +zone=14 +datum=NAD83 +units=m' }));
    assert.ok(sameCrs(WGS84, crs(4326)));
    assert.ok(sameCrs(WGS84, { name: 'EPSG:4326', definition: '+proj=longlat +ellps=WGS84' }));
  });

  it('tells different ones apart', () => {
    assert.ok(!sameCrs(crs(32633), crs(32660)));
    assert.ok(!sameCrs(crs(32721), { name: '', definition: crs(32721).definition.replace('+south ', '') }));
    assert.ok(!sameCrs(crs(2265), { name: '', definition: crs(2265).definition.replace('ft', 'm') }));
    assert.ok(!sameCrs(WGS84, SINUSOIDAL));
  });
});

describe('worldWidth', () => {
  it('is a turn around the world where x repeats', () => {
    assert.equal(worldWidth(WGS84), 360);
    assert.ok(Math.abs((worldWidth(crs(3857)) ?? 0) - 2 * Math.PI * 6378137) < 1e-6);
    assert.equal(worldWidth(crs(32633)), undefined);
    assert.equal(worldWidth(SINUSOIDAL), undefined);
  });

  it('goes with what is geographic', () => {
    assert.ok(isGeographic(WGS84));
    assert.ok(!isGeographic(crs(3857)));
  });
});
