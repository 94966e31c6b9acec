import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCog, type Cog } from '../../src/cog/open.ts';
import { Failure } from '../../src/failure.ts';
import { applyAffine, invertAffine } from '../../src/grid/affine.ts';
import { gridBounds } from '../../src/grid/grid.ts';
import { projector, WGS84 } from '../../src/grid/projection.ts';
import { levelGrid } from '../../src/cog/level-grid.ts';
import { decodePicture } from '../../src/render/decode-picture.ts';
import type { Raster } from '../../src/raster/raster.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';

/** Awkward files with what GDAL 3.6 reads in them (the README beside the files says how each number was made). */
const DIRECTORY = sharedData('awkward');
const SKIP = DIRECTORY === undefined ? NO_SHARED_DATA : false;

interface Statistics {
  count: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  std: number | null;
}
interface ExpectedFile {
  kind: string;
  width: number;
  height: number;
  dtype: string;
  crs: string | null;
  bounds: number[];
  block: [number, number];
  overviews: [number, number][];
  compression: string;
  interleave: string;
  gdal_cog_validator_passes: boolean;
  band: { nodata: number | 'NaN' | null; description?: string; scale: number; offset: number; stats_raw: Statistics }[];
  points_band1?: { lon: number; lat: number; value: number | null }[];
}

const EXPECTED = (
  DIRECTORY === undefined ? { files: {} } : JSON.parse(readFileSync(join(DIRECTORY, 'expected.json'), 'utf8'))
) as { files: Record<string, ExpectedFile> };

/** Files that may be refused, by what the message must name. */
const REFUSED: Record<string, RegExp> = {
  'compress_lzma.tif': /LZMA/,
  'crs_missing.tif': /no coordinate reference system/,
  'georef_missing.tif': /no georeferencing/,
};

const NAMES = DIRECTORY === undefined ? [] : readdirSync(DIRECTORY).filter((name) => name.endsWith('.tif'));
const BAD = NAMES.filter((name) => name.startsWith('bad_') || name in REFUSED);
const READABLE = NAMES.filter((name) => !BAD.includes(name));

test('the awkward files are all looked at', { skip: SKIP }, () => {
  assert.equal(NAMES.length, 87);
});

for (const name of READABLE) {
  test(`${name} reads as in GDAL`, async () => {
    const expected = EXPECTED.files[name];
    const cog = await openCog(join(DIRECTORY ?? '', name), { decodePicture });
    try {
      checkInfo(cog, name, expected);
      for (const [i, band] of expected.band.entries()) {
        const raster = await readWhole(cog, i + 1);
        checkStatistics(statisticsOf(raster), band.stats_raw, name);
        if (i === 0) checkPoints(cog, raster, expected, band.scale, band.offset);
      }
      for (const [level, { width, height }] of cog.info.levels.entries()) {
        const raster = await cog.readWindow({ col: 0, row: 0, width, height }, { level });
        assert.equal(raster.values.length, width * height);
      }
    } finally {
      await cog.close();
    }
  });
}

for (const name of BAD) {
  test(`${name} is refused at once, naming the file but no directory`, async () => {
    const start = performance.now();
    await assert.rejects(readEverything(join(DIRECTORY ?? '', name)), (failure: unknown) => {
      assert.ok(failure instanceof Failure, String(failure));
      assert.equal(failure.kind, 'unreadable');
      assert.ok(failure.message.startsWith(name), failure.message);
      assert.ok(!failure.message.includes('/'), failure.message);
      if (name in REFUSED) assert.match(failure.message, REFUSED[name]);
      return true;
    });
    assert.ok(performance.now() - start < 1000);
  });
}

test('an unknown compression is refused by its code', { skip: SKIP }, async () => {
  await assert.rejects(openCog(join(DIRECTORY ?? '', 'bad_unknown_compression.tif')), /64999/);
});

test('a damaged block fails, the others and the overview still read', { skip: SKIP }, async () => {
  const cog = await openCog(join(DIRECTORY ?? '', 'bad_corrupt_tile.tif'));
  const raster = await cog.readWindow({ col: 0, row: 128, width: 240, height: 92 });
  assert.ok(raster.valid.includes(1));
  await cog.readWindow({ col: 0, row: 0, ...cog.info.levels[1] }, { level: 1 });
  await assert.rejects(cog.readWindow({ col: 128, row: 0, width: 1, height: 1 }), /block 1 .* cannot be decoded/);
  await cog.close();
});

async function readEverything(path: string): Promise<void> {
  const cog = await openCog(path);
  try {
    for (const band of cog.info.bands.keys()) await readWhole(cog, band + 1);
  } finally {
    await cog.close();
  }
}

function readWhole({ info, readWindow }: Cog, band: number): Promise<Raster> {
  return readWindow({ col: 0, row: 0, width: info.width, height: info.height }, { band });
}

function checkInfo({ info }: Cog, name: string, expected: ExpectedFile): void {
  assert.deepEqual([info.width, info.height], [expected.width, expected.height]);
  assert.deepEqual(
    info.levels.slice(1).map(({ width, height }) => [width, height]),
    expected.overviews,
  );
  assert.deepEqual(info.block, [expected.block[1], expected.block[0]]); // GDAL's rows first
  assert.equal(info.isCog, expected.gdal_cog_validator_passes, info.cogFaults.join('; '));
  assert.equal(info.compression, expected.compression.replace('YCbCr ', '').toLowerCase());
  assert.equal(info.interleave, expected.interleave.toLowerCase());
  assert.equal(info.dtype, name === 'float16.tif' ? 'float16' : expected.dtype);
  if (expected.crs?.startsWith('EPSG:')) assert.equal(info.crs.name, expected.crs);
  for (const [i, bound] of gridBounds(levelGrid(info)).entries()) {
    // the README: control points have no CRS of their own in GDAL, hence no bounds
    if (name === 'gcps_only.tif') break;
    // the table keeps ten significant digits
    assert.ok(Math.abs(bound / expected.bounds[i] - 1) < 1e-9, `${bound} is not ${expected.bounds[i]}`);
  }
  assert.equal(info.bands.length, expected.band.length);
  for (const [i, band] of info.bands.entries()) {
    const { nodata, description, scale, offset } = expected.band[i];
    assert.equal(band.description, description);
    assert.deepEqual([band.scale, band.offset], [scale, offset]);
    if (nodata === 'NaN') assert.ok(Number.isNaN(band.nodata));
    else if (nodata === null) assert.equal(band.nodata, undefined);
    else assert.ok(Math.abs((band.nodata ?? NaN) / nodata - 1) < 1e-9 || band.nodata === nodata);
  }
}

function statisticsOf({ values, valid }: Raster): Statistics {
  const kept = Float64Array.from(values).filter((_, i) => valid[i] === 1);
  if (kept.length === 0) return { count: 0, min: null, max: null, mean: null, std: null };
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const variance = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / kept.length;
  const min = kept.reduce((a, b) => Math.min(a, b));
  const max = kept.reduce((a, b) => Math.max(a, b));
  return { count: kept.length, min, max, mean, std: Math.sqrt(variance) };
}

function checkStatistics(found: Statistics, expected: Statistics, name: string): void {
  assert.equal(found.count, expected.count);
  for (const key of ['min', 'max', 'mean', 'std'] as const) {
    const [a, b] = [found[key], expected[key]];
    if (a === null || b === null) assert.equal(a, b);
    else assert.ok(Math.abs(a - b) <= 1e-8 * Math.max(1, Math.abs(b)), `${name}: ${key} ${a} is not ${b}`);
  }
}

function checkPoints({ info }: Cog, raster: Raster, expected: ExpectedFile, scale: number, offset: number): void {
  for (const { lon, lat, value } of expected.points_band1 ?? []) {
    const [x, y] = projector(WGS84, info.crs)(lon, lat);
    const [col, row] = applyAffine(invertAffine(info.affine), x, y).map(Math.floor);
    const i = row * info.width + col;
    if (value === null) assert.equal(raster.valid[i], 0);
    else {
      assert.equal(raster.valid[i], 1);
      assert.ok(Math.abs(raster.values[i] * scale + offset - value) < 1e-6 * Math.max(1, Math.abs(value)));
    }
  }
}
