import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Affine } from '../../src/grid/affine.ts';
import type { Bounds } from '../../src/grid/bounds.ts';
import { lonLatBounds } from '../../src/grid/lon-lat-bounds.ts';
import { WGS84, type Crs } from '../../src/grid/projection.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';
import { SINUSOIDAL, crs } from './crss.ts';

function boundsOf(crsOf: Crs, affine: Affine, width: number, height: number): Bounds {
  return lonLatBounds({ crs: crsOf, affine, width, height });
}
function assertNear(found: Bounds, expected: Bounds, tolerance: number): void {
  const isNear = found.every((number, i) => Math.abs(number - expected[i]) <= tolerance);
  assert.ok(isNear, `found ${found.join(', ')}, expected ${expected.join(', ')}`);
}

describe('lonLatBounds', () => {
  it('has west > east across the antimeridian', () => {
    const expected = [179.5134686, 51.7068125, -179.7732956, 51.99322923] as const;
    const utm: Affine = [100.0129032, 0, 673598.2903, 0, -100.0127389, 5763304.261];
    assertNear(boundsOf(crs(32660), utm, 480, 300), expected, 1e-6);
    const over180: Affine = [0.001301830498, 0, 179.5134686, 0, -0.001301830498, 51.99322923];
    assertNear(boundsOf(WGS84, over180, 548, 220), [179.5134686, 51.7068265, -179.7731283, 51.9932292], 1e-6);
  });

  it('is all longitudes for the world and around a pole', () => {
    assert.deepEqual(boundsOf(WGS84, [1, 0, -180, 0, -1, 90], 360, 180), [-180, -90, 180, 90]);
    const [west, south, east, north] = boundsOf(crs(3413), [1000, 0, -300000, 0, -1000, 300000], 600, 600);
    assert.deepEqual([west, east, north], [-180, 180, 90]);
    assert.ok(south > 85 && south < 87);
    const edge = 20037508.342789244;
    const mercator = boundsOf(crs(3857), [edge, 0, -edge, 0, -edge, edge], 2, 2);
    assertNear(mercator, [-180, -85.0511288, 180, 85.0511288], 1e-6);
  });

  it('is NaN for a grid that lies nowhere', () => {
    assert.deepEqual(boundsOf(SINUSOIDAL, [1, 0, 18e6, 0, -1, 9e6], 10, 10), [NaN, NaN, NaN, NaN]);
  });

  const path = sharedData('real/expected.json');
  it('equals the reference bounds of every real raster', { skip: path === undefined && NO_SHARED_DATA }, () => {
    const { files } = JSON.parse(readFileSync(path ?? '', 'utf8')) as { files: Record<string, RealFile> };
    for (const file of Object.values(files)) {
      const definition = file.crs.startsWith('EPSG:') ? crs(Number(file.crs.slice(5))) : SINUSOIDAL;
      assertNear(boundsOf(definition, file.transform, file.width, file.height), file.bounds_epsg4326, 1e-8);
    }
  });
});

interface RealFile {
  crs: string;
  transform: Affine;
  width: number;
  height: number;
  bounds_epsg4326: Bounds;
}
