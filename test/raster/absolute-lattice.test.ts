import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAffine, type Affine } from '../../src/grid/affine.ts';
import { placeOnLattice } from '../../src/raster/absolute-lattice.ts';

const EDGE = 20037508.342789244;
const angle = 0.3;
const LATTICES: Affine[] = [
  [10, 0, 465003.7, 0, -10, 5080361.1],
  [0.01, 0, 465003.7, 0, -0.01, 5080361.1],
  [1 / 480, 0, -55.802586, 0, -1 / 480, -11.495833],
  [611.5, 0, 1480000, 0, 611.5, -5800000],
  [8 * Math.cos(angle), 8 * Math.sin(angle), 464990, 8 * Math.sin(angle), -8 * Math.cos(angle), 5080250],
];

test('windows of one grid lie on one lattice, as far apart as they are in the grid', () => {
  for (const affine of LATTICES) {
    const whole = placeOnLattice(affine, [0, 0]);
    for (const [col, row] of [
      [1, 0],
      [0, 1],
      [255, 4097],
      [-70001, 123],
    ]) {
      const [x, y] = applyAffine(affine, col, row);
      const [a, b, , d, e] = affine;
      // what a corner's digits lose is some 1e-9 px
      const part = placeOnLattice([a, b, x + 1e-9 * a, d, e, y - 1e-9 * e], [0, 0]);
      assert.deepEqual(part, { ...whole, col: whole.col + col, row: whole.row + row });
    }
  }
});

test('a grid is moved by less than 1e-5 of its pixels', () => {
  for (const affine of LATTICES) {
    const { affine: lattice, col, row } = placeOnLattice(affine, [0, 0]);
    const [x, y] = applyAffine(lattice, col, row);
    const pixel = Math.hypot(affine[0], affine[3]);
    assert.ok(Math.hypot(x - affine[2], y - affine[5]) < 1e-5 * pixel);
  }
});

test('web tiles begin at whole cells', () => {
  for (const [zoom, x, y] of [
    [0, 0, 0],
    [13, 4427, 2917],
    [22, 2266000, 1493001],
  ]) {
    const pixel = (2 * EDGE) / 2 ** zoom / 256;
    const place = placeOnLattice([pixel, 0, x * 256 * pixel - EDGE, 0, -pixel, EDGE - y * 256 * pixel], [0, 0]);
    assert.deepEqual([place.phaseCol, place.phaseRow], [0, 0]);
    const half = 128 * 2 ** zoom;
    assert.deepEqual([place.col, place.row], [256 * x - half, 256 * y - half]);
  }
});

test('simple fractions of a pixel are met exactly', () => {
  for (const parts of [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 32]) {
    for (let part = 0; part < parts; part++) {
      const { phaseCol } = placeOnLattice([1, 0, part / parts, 0, -1, 0], [0, 0]);
      assert.ok(Math.abs(phaseCol - part / parts) < 1e-15, `${part} / ${parts}`);
    }
  }
});

test('a lattice without area is refused', () => {
  assert.throws(() => placeOnLattice([0, 0, 0, 0, 0, 0], [0, 0]), RangeError);
});
