import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epsg } from '../../src/cog/epsg.ts';
import { projector, WGS84, type Crs } from '../../src/grid/projection.ts';

/**
 * Oracle: PROJ 9.1.1 through GDAL 3.6.2,
 *   echo "LON LAT" | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:CODE -output_xy
 * with EPSG:4269 (NAD83) or EPSG:4258 (ETRS89) as the source for CRSs on those datums, since NAD83 and ETRS89 are
 * taken as equal to WGS 84.
 */
const EXPECTED: readonly (readonly [code: number, lonLat: [number, number], xy: [number, number]])[] = [
  [32633, [14.55, 45.87], [465073.956148026, 5079702.21065301]],
  [32633, [12.1, 60.5], [340726.779416695, 6710606.48719037]],
  [32630, [-4.87, 41.77], [344571.455077683, 4625930.03121042]],
  [32630, [-0.2, 10], [806983.036997821, 1106715.80235029]],
  [32721, [-55.5, -11.65], [663513.536907323, 8711715.9128379]],
  [32721, [-59.5, -50], [320842.135809304, 4458374.2501736]],
  [26914, [-99.15, 47.02], [488600.420640961, 5207397.55822808]],
  [26914, [-96.5, 30], [741157.755374966, 3321417.03053358]],
  [3857, [-76.7, 34.72], [-8538204.94384408, 4125895.06593944]],
  [3857, [120, -60], [13358338.8951928, -8399737.88981836]],
  [5070, [-76.7, 34.72], [1741315.00029284, 1472906.76683836]],
  [5070, [-120, 48], [-1786745.60961964, 3004984.28342486]],
  [3035, [14.55, 45.87], [4674496.01714782, 2539384.23052965]],
  [3035, [-8, 39], [2768434.52669335, 1952688.89032838]],
  [3413, [-50, 70], [-190690.459351051, -2179601.9240201]],
  [3413, [10, 85], [443953.130744093, -310859.328758815]],
  // feet
  [2265, [-99.15, 47.02], [2305259.12486268, 10247.7688755819]],
  [2265, [-103.5, 48.9], [1247024.06711104, 707155.616415948]],
  [4326, [-76.7, 34.72], [-76.7, 34.72]],
];

for (const [code, lonLat, xy] of EXPECTED) {
  test(`EPSG:${code} puts ${lonLat.join(', ')} where PROJ does, and back`, () => {
    const crs = epsg(code);
    assert.ok(crs);
    const found = projector(WGS84, crs)(...lonLat);
    assert.ok(Math.hypot(found[0] - xy[0], found[1] - xy[1]) < 0.01, `${found.join(', ')} is not ${xy.join(', ')}`);
    const back = projector(crs, WGS84)(...xy);
    assert.ok(Math.hypot(back[0] - lonLat[0], back[1] - lonLat[1]) < 1e-7, back.join(', '));
  });
}

// the same command; without grid files installed PROJ takes the parameters that stand in for them
const SHIFTED: readonly (readonly [code: number, lonLat: [number, number], xy: [number, number]])[] = [
  [27700, [-1.5, 52.5], [434039.457286059, 289239.281092673]],
  [31467, [9.1, 50.2], [3507214.56320694, 5562658.21968869]],
  [28992, [5.5, 52.1], [162728.688938602, 456867.561915735]],
  [31370, [4.4, 50.8], [152202.884088759, 165505.135524295]],
];

for (const [code, lonLat, xy] of SHIFTED) {
  test(`EPSG:${code} shifts its datum as PROJ does, be it given wrongly or by a grid in the registry`, () => {
    const found = projector(WGS84, epsg(code) as Crs)(...lonLat);
    assert.ok(Math.hypot(found[0] - xy[0], found[1] - xy[1]) < 1, `${found.join(', ')} is not ${xy.join(', ')}`);
  });
}

test('codes that are unknown, impossible, geocentric, turned or in need of a datum grid have no CRS', () => {
  for (const code of [1, 99999, 0, -5, 1.5, NaN, 4978 /* geocentric */, 2048 /* west, south */, 26714 /* NAD27 */]) {
    assert.equal(epsg(code), undefined, String(code));
  }
});
