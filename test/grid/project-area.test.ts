import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../src/failure.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import { projectArea } from '../../src/grid/project-area.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { SINUSOIDAL, crs } from './crss.ts';

function box(west: number, east: number): AreaGeometry {
  const ring = [
    [west, 50],
    [east, 50],
    [east, 51],
    [west, 51],
    [west, 50],
  ] as const;
  return { type: 'Polygon', coordinates: [ring] };
}

const spanOf = (ring: Float64Array) => {
  const xs = ring.filter((_, i) => i % 2 === 0);
  return [Math.min(...xs), Math.max(...xs)];
};

describe('projectArea', () => {
  it('transforms vertices and keeps holes as rings', () => {
    const hole = box(10.2, 10.4).coordinates[0];
    const area = { type: 'Polygon', coordinates: [box(10, 11).coordinates[0], hole] } as AreaGeometry;
    const { rings } = projectArea(area, WGS84);
    assert.deepEqual([...rings[0]], [10, 50, 11, 50, 11, 51, 10, 51, 10, 50]);
    assert.equal(rings.length, 2);
  });

  it('puts longitudes where the raster is', () => {
    const near = [179.5, 50, 180.5, 52] as const;
    for (const [west, east] of [
      [179.9, 180.1],
      [-180.1, -179.9],
      [539.9, 540.1],
    ]) {
      const { rings } = projectArea(box(west, east), WGS84, near);
      assert.equal(rings.length, 1);
      const [from, to] = spanOf(rings[0]);
      assert.ok(Math.abs(from - 179.9) < 1e-9 && Math.abs(to - 180.1) < 1e-9, `${from} to ${to}`);
    }
  });

  it('is repeated where a raster of the world holds it twice', () => {
    const world = [-180, -90, 180, 90] as const;
    assert.deepEqual(projectArea(box(179, 181), WGS84, world).rings.map(spanOf), [
      [179, 181],
      [-181, -179],
    ]);
    const edge = 20037508.342789244;
    const mercator = projectArea(box(179, 181), crs(3857), [-edge, -edge, edge, edge]).rings.map(spanOf);
    assert.ok(mercator[0][0] < edge && mercator[0][1] > edge);
    assert.ok(mercator[1][0] < -edge && mercator[1][1] > -edge);
  });

  it('does not tear a polygon at the rim of the sinusoidal world', () => {
    const east = 20015109.354;
    const { rings } = projectArea(box(179, 181), SINUSOIDAL, [0.5 * east, 5e6, east, 6e6]);
    const [from, to] = spanOf(rings[0]);
    assert.ok(to - from < 500_000, `${to - from} m wide`);
  });

  it('stays where it is when it lies elsewhere', () => {
    assert.deepEqual(projectArea(box(10, 11), WGS84, [100, 0, 101, 1]).rings.map(spanOf), [[10, 11]]);
  });

  it('crosses the antimeridian in UTM without help', () => {
    const [from, to] = spanOf(projectArea(box(179.9, 180.1), crs(32660)).rings[0]);
    assert.ok(from > 700_000 && to < 730_000);
  });

  it('refuses a vertex that the CRS has no place for, naming it', () => {
    const pole = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [90, 90],
          [90, 0],
          [0, 0],
        ],
      ],
    } as unknown as AreaGeometry;
    assert.throws(
      () => projectArea(pole, crs(3857)),
      (error) => error instanceof Failure && error.kind === 'invalid' && /latitude 90 .*EPSG:3857/.test(error.message),
    );
  });
});
