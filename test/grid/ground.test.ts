import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { geodesicLength } from '../../src/grid/geodesic.ts';
import type { Grid } from '../../src/grid/grid.ts';
import { groundOf } from '../../src/grid/ground.ts';

interface Case {
  name: string;
  definition: string;
  middle: [number, number];
  pixel: number;
  pixels: number;
  metres: number;
  north_degrees: number;
}

const CASES = JSON.parse(readFileSync(new URL('ground.json', import.meta.url), 'utf8')) as Case[];

function gridAround({ name, definition, middle: [x, y], pixel }: Case, width = 300, height = 140): Grid {
  const affine = [pixel, 0, x - (pixel * width) / 2, 0, -pixel, y + (pixel * height) / 2] as const;
  return { crs: { name, definition }, affine, width, height };
}

for (const each of CASES) {
  test(`length and north in the middle are PROJ's: ${each.name}`, () => {
    const ground = groundOf(gridAround(each));
    const metres = ground.metresAcross(each.pixels);
    assert.ok(Math.abs(metres / each.metres - 1) < 1e-6, `${metres} m, not ${each.metres} m`);
    const north = ground.northDegrees ?? NaN;
    const turn = north - each.north_degrees - 360 * Math.round((north - each.north_degrees) / 360);
    assert.ok(Math.abs(turn) < 0.01, `north at ${north} degrees, not ${each.north_degrees}`);
  });
}

test('a picture that is turned has its north turned with it', () => {
  const [degrees] = CASES;
  const { affine, ...grid } = gridAround(degrees);
  const [a, , c, , e, f] = affine;
  // columns run south, rows run west
  const turned = { ...grid, affine: [0, e, c, -a, 0, f] as const };
  assert.ok(Math.abs((groundOf(turned).northDegrees ?? 0) + 90) < 1e-6);
});

test('at a pole there is no north, and off the earth no length', () => {
  const ups = CASES.find(({ name }) => name === 'UPS north');
  assert.ok(ups !== undefined, 'ground.json has UPS north');
  assert.equal(groundOf(gridAround({ ...ups, middle: [2e6, 2e6] })).northDegrees, undefined);
  const [degrees] = CASES;
  const beyond = groundOf(
    gridAround({ ...degrees, name: 'sinusoidal', definition: '+proj=sinu +datum=WGS84', middle: [1e8, 0] }),
  );
  assert.equal(beyond.northDegrees, undefined);
  assert.ok(Number.isNaN(beyond.metresAcross(10)));
});

test('geodesics are as long as GeographicLib says', () => {
  // python3 -c "from pyproj import Geod; print(Geod(ellps='WGS84').inv(lon1, lat1, lon2, lat2)[2])"
  const cases: [number, number, number, number, number][] = [
    [2.35, 48.85, -74, 40.7, 5853490.4326],
    [0, 0, 1, 0, 111319.4908],
    [179.9, -10, -179.9, -10, 21927.8725],
    [30, 89.9, -150, 89.9, 22338.7957],
    [5, 50, 5, 50, 0],
  ];
  for (const [lon1, lat1, lon2, lat2, metres] of cases) {
    const length = geodesicLength([lon1, lat1], [lon2, lat2]);
    assert.ok(Math.abs(length - metres) < 1e-3, `${length} m, not ${metres} m`);
  }
  assert.ok(Number.isNaN(geodesicLength([0, 0.3], [179.9, -0.2])));
});
