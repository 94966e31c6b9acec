import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { levelGrid } from '../../src/cog/level-grid.ts';
import { CogStore } from '../../src/cog/store.ts';
import { writeCog } from '../../src/cog/write/write-cog.ts';
import { statisticsGrid } from '../../src/engine/aoi-grid.ts';
import type { BandFile, BandLayer, Layer } from '../../src/engine/layer.ts';
import { measureClasses, takeSummary } from '../../src/engine/measure-scene.ts';
import { pixelsOf, readOnto } from '../../src/engine/read-scene.ts';
import type { SceneSource } from '../../src/engine/scene-source.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import { windowGrid, type Grid, type Window } from '../../src/grid/grid.ts';
import { WGS84, projector } from '../../src/grid/projection.ts';
import { pixelAreas } from '../../src/raster/area.ts';
import { COMPUTED } from '../../src/raster/evaluate.ts';
import { maskArea } from '../../src/raster/mask.ts';
import { classAreas } from '../../src/stats/class-areas.ts';
import type { Samples } from '../../src/stats/samples.ts';
import { summarise, type Summary } from '../../src/stats/summary.ts';
import { contentOf, reader, utmGrid, waves } from '../cog/write/samples.ts';

const cogs = new CogStore();
let folder: string;
let floats: BandFile;
let wholes: BandFile;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chromatile-measure-'));
  floats = await file('floats', 'float32', WHOLE);
  wholes = await file('wholes', 'int16', WHOLE);
});
after(async () => {
  await cogs.close();
  await rm(folder, { recursive: true, force: true });
});

/** Large enough for several pieces. */
const GRID = utmGrid(4200, 140);

async function file(name: string, dtype: 'float32' | 'int16', window: Window, nodata?: number): Promise<BandFile> {
  const path = join(folder, `${name}.tif`);
  const grid = windowGrid(GRID, window);
  const band = waves(grid.width, grid.height, (col, row) => (col - 400) ** 2 + (row - 60) ** 2 < 50 ** 2);
  const content = contentOf(grid, dtype, nodata === undefined ? {} : { nodata });
  await writeCog(path, content, reader(band), { level: 1 });
  const { info } = await cogs.open(path);
  const { scale, offset } = info.bands[0];
  return {
    path,
    version: info.version,
    band: 1,
    grid: levelGrid(info),
    encoding: { dtype: info.dtype, scale, offset },
  };
}

function bandLayer(one: BandFile): BandLayer {
  return { kind: 'band', file: one, grid: one.grid, encoding: one.encoding };
}

const WHOLE: Window = { col: 0, row: 0, width: GRID.width, height: GRID.height };

/** A star in pixels of the grid, with a hole; beyond its edges too. */
function star(): AreaGeometry {
  const toLonLat = projector(GRID.crs, WGS84);
  const ring = (radius: number) =>
    Array.from({ length: 13 }, (_, k) => {
      const [angle, far] = [(k * 2 * Math.PI) / 12, radius * (k % 2 === 0 ? 1 : 0.6)];
      const [col, row] = [2100 + 7 * far * Math.cos(angle), 70 + 0.25 * far * Math.sin(angle)];
      return toLonLat(499_980 + col * 10, 5_100_000 - row * 10);
    });
  return { type: 'Polygon', coordinates: [ring(310), ring(60)] };
}

/** The scene's pixels all at once, with a byte for each that tells whether it lies inside. */
async function wholeSamples({ geometry, layers }: SceneSource): Promise<{ samples: Samples; grid: Grid }> {
  const aoi = geometry && statisticsGrid(geometry, [...layers.map((layer) => layer.grid)]);
  const grid = aoi?.grid ?? layers[0].grid;
  const { values, valid, encoding } = await readOnto(cogs, layers, grid, 'nearest');
  const mask = aoi === undefined ? new Uint8Array(valid.length).fill(1) : maskArea(aoi.area, grid);
  const inside = new Uint8Array(mask.length);
  for (const layer of layers) {
    const [left, top] = [
      Math.round((layer.grid.affine[2] - grid.affine[2]) / 10),
      Math.round((grid.affine[5] - layer.grid.affine[5]) / 10),
    ];
    const right = Math.min(left + layer.grid.width, grid.width);
    for (let row = Math.max(top, 0); row < Math.min(top + layer.grid.height, grid.height); row++) {
      for (let i = row * grid.width + Math.max(left, 0); i < row * grid.width + right; i++) inside[i] = mask[i];
    }
  }
  const { scale, offset } = encoding;
  return { samples: { values, valid, inside, width: grid.width, scale, offset }, grid };
}

function assertSame(found: Summary, expected: Summary): void {
  for (const name of ['mean', 'std', 'areaM2'] as const) {
    const [one, other] = [found[name] ?? NaN, expected[name] ?? NaN];
    assert.ok(Math.abs(one - other) <= 1e-12 * Math.abs(other), `${name}: ${one}, not ${other}`);
  }
  const unsummed = { mean: 0, std: 0, areaM2: 0 };
  assert.deepEqual({ ...found, ...unsummed }, { ...expected, ...unsummed });
}

const CUTS = { thresholds: Float64Array.of(-0.5, 0, 0.4, 3000), slots: Uint8Array.of(0, 1, 2, 0, 3) };

async function checkScene(layers: readonly Layer[], geometry?: AreaGeometry): Promise<void> {
  const scene: SceneSource = { key: 'scene', layers, ...(geometry && { geometry }) };
  const { samples, grid } = await wholeSamples(scene);
  const areas = pixelAreas(grid);
  assertSame(await takeSummary(cogs, { scene }), summarise(samples, areas));
  const found = await measureClasses(cogs, { scene, cuts: CUTS, slots: 4 });
  const expected = classAreas(samples, CUTS, areas, 4);
  assert.deepEqual(found.counts, expected.counts);
  const whole = expected.areasM2.reduce((sum, area) => sum + area);
  for (const [slot, area] of expected.areasM2.entries()) {
    assert.ok(
      Math.abs(found.areasM2[slot] - area) <= 1e-12 * whole,
      `slot ${slot}: ${found.areasM2[slot]}, not ${area}`,
    );
  }
}

test('pieces cover the grid once, hold what a scratch holds, and begin at blocks', () => {
  const [layer] = [bandLayer(floats)];
  for (const [width, height] of [
    [9000, 3000],
    [5, 30_000],
    [2000, 2000],
    [4097, 700],
  ] as const) {
    const grid = { ...layer.grid, width, height };
    const { pieces } = pixelsOf({ key: '', layers: [{ ...layer, grid }] }) ?? { pieces: [] };
    assert.equal(
      pieces.reduce((sum, piece) => sum + piece.width * piece.height, 0),
      width * height,
    );
    for (const piece of pieces) {
      assert.ok(piece.width * piece.height <= 1 << 21, JSON.stringify(piece));
      assert.deepEqual([piece.col % 512, piece.row % 512], [0, 0]);
    }
  }
});

test('a scene read piece by piece has the statistics of its pixels all at once', async () => {
  const layers = [bandLayer(floats)];
  assert.equal(pixelsOf({ key: '', layers, geometry: star() })?.pieces.length, 2);
  await checkScene(layers, star());
  await checkScene(layers);
  await checkScene([bandLayer(wholes)], star());
});

test('rasters laid over each other count where one of them has a value and the AOI reaches', async () => {
  const parts: readonly (readonly [string, Window, number])[] = [
    ['middle', { col: 1800, row: 30, width: 700, height: 80 }, -9999],
    ['left', { col: 700, row: 0, width: 1500, height: 65 }, NaN],
    ['right', { col: 2300, row: 50, width: 700, height: 90 }, 0],
  ];
  const layers: BandLayer[] = [];
  for (const [name, window, nodata] of parts) layers.push(bandLayer(await file(name, 'float32', window, nodata)));
  await checkScene(layers, star());
  await checkScene(layers.slice(0, 1), star());
  await checkScene(layers.slice(0, 1));
});

test('an index computed from bands is counted as its float32 values', async () => {
  const bands = { B4: wholes, B8: floats };
  const expression = 'B8 / (B8 + B4 * 0.5)';
  await checkScene([{ kind: 'math', expression, bands, grid: wholes.grid, encoding: COMPUTED }], star());
});

test('an AOI without a pixel has nothing', async () => {
  const layers = [bandLayer(await file('aside', 'float32', { col: 0, row: 0, width: 64, height: 64 }))];
  const scene = {
    key: 'beside',
    layers,
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
  } as const;
  const { count, inside, percentiles, areaM2 } = await takeSummary(cogs, { scene });
  assert.deepEqual([count, inside, percentiles, areaM2], [0, 0, null, 0]);
  assert.deepEqual(await measureClasses(cogs, { scene, cuts: CUTS, slots: 4 }), {
    counts: [0, 0, 0, 0],
    areasM2: [0, 0, 0, 0],
  });
});
