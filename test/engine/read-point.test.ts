import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { levelGrid } from '../../src/cog/level-grid.ts';
import { CogStore } from '../../src/cog/store.ts';
import { readPoint } from '../../src/engine/read-point.ts';
import { windowGrid, type Grid } from '../../src/grid/grid.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { pixelAt } from '../../src/raster/pixel-at.ts';
import { decodePicture } from '../../src/render/decode-picture.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';

type Located = readonly [lon: number, lat: number, found: number | null | 'off'];

/** What gdallocationinfo found, by the file: see make-point-oracle.py. */
const ORACLE = JSON.parse(readFileSync(new URL('point-oracle.json', import.meta.url), 'utf8')) as Record<
  string,
  readonly Located[]
>;
const TINY = fileURLToPath(new URL('../../fixtures/', import.meta.url));

const cogs = new CogStore({ decodePicture });
after(() => cogs.close());

for (const [name, places] of Object.entries(ORACLE)) {
  const path = name.startsWith('tiny/') ? TINY + name : sharedData(name);
  const skip = path === undefined && NO_SHARED_DATA;
  test(`gdallocationinfo finds the same numbers in ${name}`, { skip }, async () => {
    assert.equal(places.length, 17);
    const { info } = await cogs.open(path ?? '');
    const grid = levelGrid(info);
    const encoding = { dtype: info.dtype, scale: 1, offset: 0 };
    const file = { path: path ?? '', version: info.version, band: 1, grid, encoding };
    const scene = { key: name, layers: [{ kind: 'band', file, grid, encoding }] } as const;
    for (const [lon, lat, expected] of places) {
      for (const turn of [0, 360, -360]) {
        const pixel = pixelAt(grid, lon + turn, lat);
        const found = pixel === undefined ? 'off' : (await readPoint(cogs, { scene, pixel }))[0];
        assert.equal(printed(found, info.dtype), printed(expected, info.dtype), `${lon + turn} ${lat}`);
      }
    }
  });
}

/** GDAL prints 15 digits. */
function printed(found: Located[2], dtype: string): Located[2] {
  if (typeof found !== 'number') return found;
  return dtype === 'float64' ? Number(found.toPrecision(15)) : Math.fround(found);
}

const whole: Grid = { crs: WGS84, affine: [1, 0, -180, 0, -1, 90], width: 360, height: 180 };

test('both names of the antimeridian are one place, and edges belong to the right and lower pixel', () => {
  const at = (col: number, row: number) => windowGrid(whole, { col, row, width: 1, height: 1 });
  assert.deepEqual(pixelAt(whole, -180, 0), at(0, 90));
  assert.deepEqual(pixelAt(whole, 180, 0), at(0, 90));
  assert.deepEqual(pixelAt(whole, 540, 0), at(0, 90));
  assert.deepEqual(pixelAt(whole, 179.999, 90), at(359, 0));
  assert.deepEqual(pixelAt(whole, 7, 45), at(187, 45));
  assert.equal(pixelAt(whole, 7, -90), undefined);
});

test('a raster that ends at 180 degrees, or begins there, has the antimeridian at its edge', () => {
  const east: Grid = { ...whole, affine: [1, 0, 170, 0, -1, 90], width: 10 };
  assert.equal(pixelAt(east, 180, 0), undefined);
  assert.deepEqual(pixelAt({ ...east, width: 11 }, -180, 0)?.affine[2], 180);
  const turned: Grid = { ...whole, affine: [1, 0, 180, 0, -1, 90], width: 10 };
  assert.deepEqual(pixelAt(turned, -175.5, 0)?.affine[2], 184);
  assert.deepEqual(pixelAt(turned, 180, 0)?.affine[2], 180);
});

test('a raster in sinusoidal pixels across its rim, and a place that a CRS does not have', () => {
  const sinusoidal = { name: 'sinusoidal', definition: '+proj=sinu +R=6371007.181 +units=m +no_defs' };
  const rim = 6_371_007.181 * Math.PI;
  const grid: Grid = { crs: sinusoidal, affine: [1000, 0, rim - 50_000, 0, -1000, 500], width: 60, height: 1 };
  assert.equal(pixelAt(grid, 179.9, 0)?.affine[2], grid.affine[2] + 38_000);
  for (const lon of [180, -180, 540]) assert.equal(pixelAt(grid, lon, 0)?.affine[2], grid.affine[2] + 50_000);
  const mercator = { name: 'EPSG:3857', definition: '+proj=merc +a=6378137 +b=6378137 +units=m +no_defs' };
  assert.equal(pixelAt({ ...grid, crs: mercator }, 0, 90), undefined);
});
