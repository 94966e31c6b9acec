import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { levelGrid } from '../../src/cog/level-grid.ts';
import { readGrid } from '../../src/cog/read.ts';
import { CogStore } from '../../src/cog/store.ts';
import { readLayer, type BandFile, type MathLayer } from '../../src/engine/layer.ts';
import { readChannels } from '../../src/engine/read-math.ts';
import { resizedGrid, windowGrid, type Grid } from '../../src/grid/grid.ts';
import { COMPUTED } from '../../src/raster/evaluate.ts';
import type { Raster } from '../../src/raster/raster.ts';
import { AREA_WINDOW, expectedIndex, imagery } from '../imagery/expected.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';

const cogs = new CogStore();
after(() => cogs.close());

const SENTINEL = { scale: 0.0001, offset: -0.1 };

async function bandFile(path: string, band: number, scaling = SENTINEL): Promise<BandFile> {
  const { info } = await cogs.open(path);
  return { path, version: info.version, band, grid: levelGrid(info), encoding: { dtype: info.dtype, ...scaling } };
}

async function layerOf(expression: string, bands: Record<string, BandFile>): Promise<MathLayer> {
  const { grid } = await bandFile(imagery('mosaic.tif'), 1);
  return { kind: 'math', expression, bands, grid, encoding: COMPUTED };
}

const every = async (): Promise<Record<string, BandFile>> => ({
  B02: await bandFile(imagery('mosaic.tif'), 1),
  B03: await bandFile(imagery('mosaic.tif'), 2),
  B04: await bandFile(imagery('B04.tif'), 1),
  B08: await bandFile(imagery('B08.tif'), 1),
  B8A: await bandFile(imagery('B8A.tif'), 1),
  B11: await bandFile(imagery('B11.tif'), 1),
});

const areaOf = (grid: Grid): Grid => windowGrid(grid, AREA_WINDOW);

/** The same pixels valid, and their values the same as float32 rounds them. */
function assertEqual({ values, valid }: Raster, expected: Float32Array): void {
  assert.equal(values.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.equal(valid[i], Number.isNaN(expected[i]) ? 0 : 1, `validity of pixel ${i}`);
    if (valid[i] === 1) assert.ok(Math.abs(values[i] - expected[i]) <= 1.2e-7 * Math.abs(expected[i]), `pixel ${i}`);
  }
}

describe('readLayer of band maths', () => {
  for (const text of [
    '(B08 - B04) / (B08 + B04)',
    '2.5 * (B08 - B04) / (B08 + 6 * B04 - 7.5 * B02 + 1)',
    '(B08 - B11) / (B08 + B11)',
    '(B8A - B11) / (B8A + B11)',
  ]) {
    test(`gives every pixel of ${text} the value that numpy gives it`, async () => {
      const layer = await layerOf(text, await every());
      const { values } = expectedIndex(text);
      assertEqual(await readLayer(cogs, layer, areaOf(layer.grid), 'nearest'), values);
      assert.ok(values.some(Number.isNaN) && values.some(Number.isFinite));
    });
  }

  test('takes the scale and offset that the layer says, not those of the file', async () => {
    const text = '(B08 - B11) / (B08 + B11)';
    const B11 = await bandFile(imagery('B11_harmonised.tif'), 1, SENTINEL);
    const layer = await layerOf(text, { ...(await every()), B11 });
    assertEqual(await readLayer(cogs, layer, areaOf(layer.grid), 'nearest'), expectedIndex(text).values);
  });

  test('gives windows of one grid the same pixels, and nothing beyond the bands', async () => {
    const layer = await layerOf('(B08 - B11) / (B08 + B11)', await every());
    const whole = await readLayer(cogs, layer, layer.grid, 'nearest');
    const { width } = layer.grid;
    const part = { col: 13, row: 7, width: 21, height: 9 };
    const found = await readLayer(cogs, layer, windowGrid(layer.grid, part), 'nearest');
    for (let i = 0; i < found.values.length; i++) {
      const at = (part.row + Math.floor(i / part.width)) * width + part.col + (i % part.width);
      assert.deepEqual([found.valid[i], found.values[i]], [whole.valid[at], whole.values[at]]);
    }
    const beyond = await readLayer(cogs, layer, windowGrid(layer.grid, { ...part, col: 70 }), 'nearest');
    assert.equal(beyond.valid.includes(1), false);
  });

  test('gives a picture too large for one go the same pixels as its parts', async () => {
    const layer = await layerOf('(B08 - B11) / (B08 + B11)', await every());
    const large = resizedGrid(layer.grid, 2400, 2080);
    const whole = await readLayer(cogs, layer, large, 'nearest');
    for (const row of [0, 1700, 1747, 1748, 2079]) {
      const line = { col: 0, row, width: 2400, height: 1 };
      const { values, valid } = await readLayer(cogs, layer, windowGrid(large, line), 'nearest');
      const at = row * 2400;
      assert.deepEqual(whole.valid.subarray(at, at + 2400), valid, `row ${row}`);
      assert.deepEqual(whole.values.subarray(at, at + 2400), values, `row ${row}`);
    }
  });

  test('interpolates the bands where a coarser or finer picture is asked for', async () => {
    const layer = await layerOf('B04', await every());
    const grid = resizedGrid(layer.grid, 120, 104);
    const computed = await readLayer(cogs, layer, grid, 'bilinear');
    const stored = await readGrid(await cogs.open(imagery('B04.tif')), 1, grid, 'bilinear');
    for (let i = 0; i < computed.values.length; i++) {
      assert.equal(computed.valid[i], stored.valid[i]);
      if (computed.valid[i] === 1) assert.ok(Math.abs(computed.values[i] - (stored.values[i] * 1e-4 - 0.1)) < 1e-7);
    }
  });

  test('reads a composite as three channels that are valid together', async () => {
    const layer = await layerOf('B11, B03, 1 / B02', await every());
    const channels = await readChannels(cogs, layer, layer.grid, 'nearest');
    const alone = await Promise.all(
      ['B11', 'B03', '1 / B02'].map(async (text) =>
        readLayer(cogs, await layerOf(text, await every()), layer.grid, 'nearest'),
      ),
    );
    assert.equal(channels.length, 3);
    for (let i = 0; i < alone[0].valid.length; i++) {
      const isValid = alone.every(({ valid }) => valid[i] === 1);
      for (const [k, channel] of channels.entries()) {
        assert.equal(channel.valid[i], isValid ? 1 : 0);
        if (isValid) assert.equal(channel.values[i], alone[k].values[i]);
      }
    }
    const first = await readLayer(cogs, layer, layer.grid, 'nearest');
    assert.deepEqual([first.values, first.valid], [channels[0].values, channels[0].valid]);
  });

  test('fails where a file is not the registered one', async () => {
    const bands = await every();
    const B04 = { ...bands.B04, version: { ...bands.B04.version, size: 1 } };
    const layer = await layerOf('B08 - B04', { ...bands, B04 });
    await assert.rejects(readLayer(cogs, layer, layer.grid, 'nearest'), /B04\.tif has changed since it was registered/);
  });

  const [bands, ndvi] = ['awkward/multiband_band.tif', 'real/naip_cottonwood/ndvi_2020_08_31.tif'].map(sharedData);
  const isAbsent = bands === undefined || ndvi === undefined;
  test(
    'computes of aerial imagery the NDVI that was published of it',
    { skip: isAbsent && NO_SHARED_DATA },
    async () => {
      assert.ok(!isAbsent);
      const bytes = { scale: 1 / 255, offset: 0 };
      const [R, N] = [await bandFile(bands, 1, bytes), await bandFile(bands, 4, bytes)];
      const layer = { ...(await layerOf('(N - R) / (N + R)', { R, N })), grid: R.grid };
      const computed = await readLayer(cogs, layer, layer.grid, 'nearest');
      const published = await readGrid(await cogs.open(ndvi), 1, layer.grid, 'nearest');
      assert.deepEqual(computed.valid, published.valid);
      const rounding = 1 / 1024 + 1e-7; // it was rounded to 1/512
      for (const [i, value] of computed.values.entries()) {
        assert.ok(Math.abs(value - published.values[i]) <= rounding, `pixel ${i}`);
      }
      assert.equal(computed.values.length, 44_000);
    },
  );
});
