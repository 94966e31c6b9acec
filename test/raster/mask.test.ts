import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Affine } from '../../src/grid/affine.ts';
import { parseArea } from '../../src/grid/geometry.ts';
import { gridBounds, type Grid, type Window } from '../../src/grid/grid.ts';
import { projectArea, type ProjectedArea } from '../../src/grid/project-area.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { areaSpans, coverageOf, maskArea, maskWindow } from '../../src/raster/mask.ts';
import { uniformStream } from '../random.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';
import { SINUSOIDAL, crs } from '../grid/crss.ts';

const GRID: Grid = { crs: WGS84, affine: [1, 0, 0, 0, -1, 6], width: 8, height: 6 };

function areaOf(...rings: number[][]): ProjectedArea {
  return { crs: WGS84, rings: rings.map((ring) => Float64Array.from([...ring, ring[0], ring[1]])) };
}
function drawn(mask: Uint8Array, width: number): string[] {
  const rows = [];
  for (let i = 0; i < mask.length; i += width) {
    rows.push(Array.from(mask.subarray(i, i + width), (bit) => (bit === 1 ? '#' : '.')).join(''));
  }
  return rows;
}
const count = (mask: Uint8Array) => mask.reduce((sum, bit) => sum + bit, 0);

/** The smallest window by looking at every pixel of the mask. */
function windowByEye(mask: Uint8Array, { width, height }: Grid): Window | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  mask.forEach((bit, i) => {
    if (bit === 0) return;
    left = Math.min(left, i % width);
    right = Math.max(right, i % width);
    top = Math.min(top, Math.floor(i / width));
    bottom = Math.max(bottom, Math.floor(i / width));
  });
  return right < 0 ? undefined : { col: left, row: top, width: right - left + 1, height: bottom - top + 1 };
}

it('the coverage of a grid is what its mask shows', () => {
  const random = uniformStream(5);
  const at = (): number => Math.round(random() * 40) / 4 - 2;
  const seen = { none: 0, part: 0, whole: 0 };
  for (let k = 0; k < 2000; k++) {
    // rings that cross themselves and each other, some with corners on the grid's edges, and one around it all
    const rings = Array.from({ length: 1 + (k % 3) }, () => Array.from({ length: 8 }, at));
    const area = areaOf(...rings, ...(k % 2 === 0 ? [[-9, -9, 20, -9, 20, 20, -9, 20]] : []));
    const affine: Affine = [0.5, 0, at(), 0, -0.5, at()];
    const grid: Grid = { crs: WGS84, affine, width: 3, height: 2 };
    const coverage = coverageOf(area, grid);
    seen[coverage]++;
    if (coverage !== 'part') assert.equal(count(maskArea(area, grid)), coverage === 'whole' ? 6 : 0);
  }
  assert.ok(Math.min(...Object.values(seen)) > 100, JSON.stringify(seen));
});

it('spans hold what the mask marks in any of some windows, in order and apart', () => {
  const random = uniformStream(6);
  const at = (): number => Math.round(random() * 40) / 4 - 2;
  const whole = (most: number): number => Math.floor(random() * most);
  let several = 0;
  for (let k = 0; k < 1000; k++) {
    const area = areaOf(...Array.from({ length: 1 + (k % 3) }, () => Array.from({ length: 8 }, at)));
    const grid: Grid = { crs: WGS84, affine: [0.5, 0, 0, 0, -0.5, 6], width: 16, height: 12 };
    const windows = Array.from({ length: 1 + whole(3) }, () => {
      return { col: whole(20) - 4, row: whole(16) - 4, width: whole(18), height: whole(14) };
    });
    const mask = maskArea(area, grid).map((bit, i) => {
      const [x, y] = [i % 16, Math.floor(i / 16)];
      const isIn = ({ col, row, width, height }: Window) => x >= col && x < col + width && y >= row && y < row + height;
      return windows.some(isIn) ? bit : 0;
    });
    const { starts, edges } = areaSpans(area, grid, windows);
    const found = new Uint8Array(mask.length);
    for (let row = 0; row < grid.height; row++) {
      several += starts[row + 1] - starts[row] > 1 ? 1 : 0;
      for (let i = starts[row], last = -1; i < starts[row + 1]; last = edges[2 * i++ + 1]) {
        assert.ok(edges[2 * i] > last && edges[2 * i] < edges[2 * i + 1], `row ${row}: ${edges.join(' ')}`);
        found.fill(1, row * 16 + edges[2 * i], row * 16 + edges[2 * i + 1]);
      }
    }
    assert.deepEqual(found, mask);
  }
  assert.ok(several > 100, `${several} rows of several spans`);
});

const GDAL_ON_CENTRES = ['..#####.', '..#..##.', '..#..##.', '..#####.', '..#####.', '..#####.'];

describe('maskArea', () => {
  it('holds the pixels whose centre is inside, holes and parts by even-odd', () => {
    const area = areaOf(
      [1, 1, 7, 1, 7, 5.6, 1, 5.6],
      [3, 2, 5, 2, 5, 4, 3, 4],
      [3.6, 2.6, 4.4, 2.6, 4.4, 3.4, 3.6, 3.4],
    );
    assert.deepEqual(drawn(maskArea(area, GRID), 8), [
      '.######.',
      '.######.',
      '.##..##.',
      '.##..##.',
      '.######.',
      '........',
    ]);
    assert.deepEqual(maskWindow(area, GRID), { col: 1, row: 0, width: 6, height: 5 });
  });

  it('treats centres on an edge as GDAL does: out on the left, in on the right, above and below', () => {
    // gdal_rasterize 3.6.2 -burn 1 -init 0 -te 0 0 8 6 -tr 1 1 of these rings as a GeoJSON polygon
    const outer = [1.5, 0.5, 6.5, 0.5, 6.5, 5.5, 1.5, 5.5];
    const hole = [2.5, 2.5, 4.5, 2.5, 4.5, 4.5, 2.5, 4.5];
    const reversed = (ring: number[]) => [0, 3, 2, 1].flatMap((i) => ring.slice(2 * i, 2 * i + 2));
    for (const [a, b] of [
      [outer, hole],
      [reversed(outer), hole],
      [outer, reversed(hole)],
      [reversed(outer), reversed(hole)],
    ]) {
      assert.deepEqual(drawn(maskArea(areaOf(a, b), GRID), 8), GDAL_ON_CENTRES);
    }
  });

  it('cuts at the edges of the grid', () => {
    const area = areaOf([-100, -100, 100, -100, 100, 3.2, -100, 3.2]);
    assert.deepEqual(drawn(maskArea(area, GRID), 8), [
      '........',
      '........',
      '........',
      '########',
      '########',
      '########',
    ]);
    assert.deepEqual(maskWindow(area, GRID), { col: 0, row: 3, width: 8, height: 3 });
  });

  it('is empty outside, between centres and beside the grid', () => {
    const nowhere = [
      areaOf([20, 1, 25, 1, 25, 4]),
      areaOf([-9, 1, -5, 1, -5, 4]),
      areaOf([1, 20, 5, 20, 5, 25]),
      areaOf([1, -20, 5, -20, 5, -5]),
      areaOf([2.6, 2.6, 2.9, 2.6, 2.9, 2.9]),
      areaOf(),
    ];
    for (const area of nowhere) {
      assert.equal(count(maskArea(area, GRID)), 0);
      assert.equal(maskWindow(area, GRID), undefined);
    }
  });

  it('holds one centre of one pixel', () => {
    const area = areaOf([2.4, 2.4, 2.6, 2.4, 2.5, 2.7]);
    assert.deepEqual(maskWindow(area, GRID), { col: 2, row: 3, width: 1, height: 1 });
    const pixel = { ...GRID, affine: [1, 0, 2, 0, -1, 3] as const, width: 1, height: 1 };
    assert.deepEqual([...maskArea(area, pixel)], [1]);
  });

  it('covers the same ground on south-up and rotated grids', () => {
    const area = areaOf([1, 1, 7, 2, 6, 5.6, 3, 4.1]);
    const southUp: Grid = { ...GRID, affine: [1, 0, 0, 0, 1, 0] };
    const northUpRows = drawn(maskArea(area, GRID), 8);
    assert.deepEqual(drawn(maskArea(area, southUp), 8).reverse(), northUpRows);
    const turned: Grid = { ...GRID, affine: [0, 1, 0, 1, 0, 0], width: 6, height: 8 };
    const columns = drawn(maskArea(area, turned), 6);
    const turnedBack = northUpRows.map((_, row) => columns.map((column) => column[5 - row]).join(''));
    assert.deepEqual(turnedBack, northUpRows);
  });

  it('agrees with its window on random polygons, and splits along any line', () => {
    let state = 42;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    for (let i = 0; i < 200; i++) {
      const corners = Array.from({ length: 6 + Math.floor(random() * 8) }, () => 14 * random() - 3);
      const area = areaOf(corners.length % 2 === 0 ? corners : corners.slice(1));
      const mask = maskArea(area, GRID);
      assert.deepEqual(maskWindow(area, GRID), windowByEye(mask, GRID));
      const outside = areaOf([-50, -50, 50, -50, 50, 50, -50, 50]);
      const complement = maskArea({ crs: WGS84, rings: [...area.rings, ...outside.rings] }, GRID);
      mask.forEach((bit, at) => assert.equal(complement[at], 1 - bit));
    }
  });

  it('refuses an area in another CRS, and changes nothing', () => {
    const area = areaOf([1, 1, 7, 1, 7, 5]);
    const before = [...area.rings[0]];
    maskArea(area, GRID);
    assert.deepEqual([...area.rings[0]], before);
    assert.throws(() => maskArea({ ...area, crs: crs(32633) }, GRID), RangeError);
  });
});

interface RealFile {
  crs: string;
  transform: Affine;
  width: number;
  height: number;
  aois: Record<string, { pixels_inside: number }>;
}
interface Feature {
  id: string;
  geometry: unknown;
}

const read = (path: string): unknown => JSON.parse(readFileSync(sharedData(path) ?? '', 'utf8'));
const hasData = sharedData('real/expected.json') !== undefined;

describe('maskArea on the reference data', { skip: !hasData && NO_SHARED_DATA }, () => {
  it('counts the pixels of every area in every real raster as GDAL does', () => {
    const features = ['real/aois.geojson', 'real/aois_edge.geojson'].flatMap(
      (path) => (read(path) as { features: Feature[] }).features,
    );
    const geometries = new Map(features.map(({ id, geometry }) => [id, parseArea(geometry)]));
    const { files } = read('real/expected.json') as { files: Record<string, RealFile> };
    const wrong: string[] = [];
    let checked = 0;
    for (const [name, file] of Object.entries(files)) {
      const definition = file.crs.startsWith('EPSG:') ? crs(Number(file.crs.slice(5))) : SINUSOIDAL;
      const grid: Grid = { crs: definition, affine: file.transform, width: file.width, height: file.height };
      for (const [id, expected] of Object.entries(file.aois)) {
        const geometry = geometries.get(id);
        assert.ok(geometry, `${id} is in no file`);
        const found = count(maskArea(projectArea(geometry, definition, gridBounds(grid)), grid));
        if (found !== expected.pixels_inside) wrong.push(`${name} ${id}: ${found} for ${expected.pixels_inside}`);
        checked++;
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(checked >= 160, `${checked} pairs`);
  });

  it('counts an area over the antimeridian, whole and split', () => {
    const { files } = read('awkward/expected.json') as { files: Record<string, Antimeridian> };
    const { transform, width, height, aoi } = files['antimeridian_utm_32660.tif'];
    const grid: Grid = { crs: crs(32660), affine: transform, width, height };
    const countOf = (geometry: unknown, on: Grid) =>
      count(maskArea(projectArea(parseArea(geometry), on.crs, gridBounds(on)), on));
    assert.equal(countOf(aoi.unsplit, grid), aoi.pixels_inside);
    assert.equal(countOf(aoi.split_rfc7946, grid), aoi.pixels_inside_split);

    const over180 = files['antimeridian_epsg4326_over180.tif'];
    const lonLat: Grid = { crs: WGS84, affine: over180.transform, width: over180.width, height: over180.height };
    const whole = countOf(aoi.unsplit, lonLat);
    assert.ok(whole > 30_000);
    assert.ok(Math.abs(countOf(aoi.split_rfc7946, lonLat) - whole) <= 4);
  });
});

interface Antimeridian {
  transform: Affine;
  width: number;
  height: number;
  aoi: { unsplit: unknown; split_rfc7946: unknown; pixels_inside: number; pixels_inside_split: number };
}
