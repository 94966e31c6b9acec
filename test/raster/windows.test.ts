import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Affine } from '../../src/grid/affine.ts';
import { resizedGrid, windowGrid, type Grid, type Window } from '../../src/grid/grid.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { cropRaster } from '../../src/raster/crop.ts';
import type { Raster } from '../../src/raster/raster.ts';
import { RESAMPLINGS } from '../../src/raster/resample.ts';
import { SINUSOIDAL, crs } from '../grid/crss.ts';
import { pyramid, readPyramid } from './pyramid.ts';

/** Smooth numbers with noise, a lake of nodata and strewn holes. */
function landscape(grid: Grid): Raster {
  const { width, height } = grid;
  const values = new Float32Array(width * height);
  const valid = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const [col, row] = [at % width, Math.floor(at / width)];
    values[at] = Math.round(50 * Math.sin(col / 9) * Math.cos(row / 7)) + ((7 * col + 13 * row) % 11);
    const isLake = (col - width / 3) ** 2 + (row - height / 2) ** 2 < (height / 8) ** 2;
    valid[at] = isLake || (col * 31 + row * 17) % 97 === 0 ? 0 : 1;
    if (valid[at] === 0) values[at] = NaN;
  }
  return { grid, values, valid, encoding: { dtype: 'float32', scale: 1, offset: 0 } };
}

const EDGE = 20037508.342789244;
const tile = (zoom: number, x: number, y: number, size = 256): Grid => {
  const pixel = (2 * EDGE) / 2 ** zoom / size;
  const affine: Affine = [pixel, 0, x * size * pixel - EDGE, 0, -pixel, EDGE - y * size * pixel];
  return { crs: crs(3857), affine, width: size, height: size };
};
const UTM: Grid = { crs: crs(32633), affine: [10, 0, 460003, 0, -10, 5090007], width: 600, height: 500 };
const WORLD: Grid = { crs: WGS84, affine: [0.5, 0, -180, 0, -0.5, 90], width: 720, height: 360 };
const angle = Math.PI / 7;
const rotated = (pixel: number, x: number, y: number): Affine => [
  pixel * Math.cos(angle),
  pixel * Math.sin(angle),
  x,
  pixel * Math.sin(angle),
  -pixel * Math.cos(angle),
  y,
];

/** Name, source, target, and how many levels the target is read from. */
const CASES: [name: string, source: Grid, target: Grid, levels: number][] = [
  [
    'UTM to web mercator',
    UTM,
    { ...tile(0, 0, 0), affine: [13, 0, 1613000, 0, -13, 5774000], width: 330, height: 300 },
    1,
  ],
  [
    'longitude and latitude to web mercator, levels changing with latitude',
    { crs: WGS84, affine: [0.05, 0, 0, 0, -0.05, 82], width: 320, height: 2000 },
    { ...tile(0, 0, 0), affine: [44500, 0, -100000, 0, -44500, 17000000], width: 40, height: 420 },
    3,
  ],
  ['a world to a small web mercator', WORLD, tile(0, 0, 0, 60), 1],
  [
    'sinusoidal to web mercator',
    { crs: SINUSOIDAL, affine: [231.656358, 0, -6073798.057, 0, -231.656358, -1278279.785], width: 255, height: 147 },
    { ...tile(0, 0, 0), affine: [251, 0, -6214000, 0, -251, -1288000], width: 300, height: 140 },
    1,
  ],
  [
    'over the antimeridian',
    WORLD,
    { crs: crs(32660), affine: [20000, 0, 300000, 0, -20000, 6000000], width: 90, height: 70 },
    1,
  ],
  [
    'the pole inside',
    WORLD,
    { crs: crs(3413), affine: [30000, 0, -3600000, 0, -30000, 3300000], width: 280, height: 270 },
    1,
  ],
  ['a finer lattice of its own CRS', UTM, { ...resizedGrid(UTM, 1111, 927), width: 420, height: 300 }, 1],
  ['a coarser lattice of its own CRS', UTM, resizedGrid(UTM, 257, 211), 1],
  [
    'longitudes beyond its own world',
    WORLD,
    { ...WORLD, affine: [0.7, 0, 100, 0, -0.7, 70], width: 300, height: 180 },
    1,
  ],
  ['its own lattice, a turn away', WORLD, { ...WORLD, affine: [0.5, 0, 100, 0, -0.5, 70], width: 400, height: 250 }, 1],
  ['a rotated lattice', UTM, { ...UTM, affine: rotated(14, 460900, 5087800), width: 310, height: 330 }, 1],
  [
    'a rotated lattice of another CRS',
    UTM,
    { ...tile(0, 0, 0), affine: rotated(21, 1614000, 5771000), width: 310, height: 330 },
    1,
  ],
];

function assertSame(found: Raster, expected: Raster, what: string): void {
  assert.deepEqual(found.encoding, expected.encoding, what);
  const at = found.valid.findIndex(
    (bit, i) => bit !== expected.valid[i] || !Object.is(found.values[i], expected.values[i]),
  );
  assert.equal(
    at,
    -1,
    `${what}: pixel ${at} is ${found.values[at]} (${found.valid[at]}), not ${expected.values[at]} (${expected.valid[at]})`,
  );
}

/** Windows of an image, edges and corners included; a small generator makes them the same every time. */
function windowsOf({ width, height }: Grid): Window[] {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  return Array.from({ length: 5 }, () => {
    const [col, row] = [random(width), random(height)];
    return { col, row, width: 1 + random(width - col), height: 1 + random(height - row) };
  });
}

describe('a window of a grid is the crop of the whole, bit by bit', () => {
  for (const [name, source, target, levelCount] of CASES) {
    const levels = pyramid(landscape(source), [2, 3.5, 7]);
    for (const resampling of RESAMPLINGS) {
      it(`${resampling}: ${name}`, () => {
        const touched = new Set<number>();
        const whole = readPyramid(levels, target, resampling, (level) => touched.add(level));
        assert.equal(touched.size, levelCount, `levels ${[...touched].join(', ')}`);
        assert.ok(whole.valid.some((bit) => bit === 1));
        for (const window of windowsOf(target)) {
          const { col, row, width, height } = window;
          // corners come with the rounding errors of whoever computed them
          const [a, b, c, d, e, f] = windowGrid(target, window).affine;
          const shaken: Affine = [a, b, c + a * 3e-10, d, e, f - e * 4e-10];
          const part = readPyramid(levels, { ...target, affine: shaken, width, height }, resampling);
          assertSame(part, cropRaster(whole, window), `${width} x ${height} at ${col}, ${row}`);
        }
      });
    }
  }
});

describe('tiles', () => {
  const levels = pyramid(landscape({ ...UTM, width: 1500, height: 1400 }), [2, 4]);
  for (const resampling of RESAMPLINGS) {
    it(`four make the tile of twice their size above them: ${resampling}`, () => {
      const [zoom, x, y] = [12, 2213, 1458];
      const parent = readPyramid(levels, tile(zoom - 1, x >> 1, y >> 1, 512), resampling);
      assert.ok(parent.valid.some((bit) => bit === 1));
      for (const [i, j] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ]) {
        const child = readPyramid(levels, tile(zoom, (x & ~1) + i, (y & ~1) + j), resampling);
        const window = { col: 256 * i, row: 256 * j, width: 256, height: 256 };
        assertSame(child, cropRaster(parent, window), `${i}, ${j}`);
      }
    });
  }

  it('of 512 px are read at once', () => {
    const windows: Window[] = [];
    readPyramid(levels, tile(11, 1106, 729, 512), 'bilinear', (_, window) => windows.push(window));
    assert.equal(windows.length, 1);
  });
});
