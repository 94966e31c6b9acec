import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openStore } from '../../src/engine/open-store.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import { inspectFile, type InspectedStats } from '../../src/operations/inspect-file.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';

/** Reference numbers by GDAL and numpy; the README beside them says how each was made. */
const REAL = sharedData('real');
const AWKWARD = sharedData('awkward');
const cogs = openStore({ maxOpenFiles: 4, cacheBytes: 16 << 20 });
after(() => cogs.close());

type Stats = { [Key in keyof InspectedStats]: number | null };
interface ExpectedFile {
  width: number;
  height: number;
  bands: number;
  dtype: string;
  nodata: number | 'NaN';
  scale: number;
  offset: number;
  crs: string;
  bounds: number[];
  compression: string;
  stats: Stats;
  aois: Record<string, Stats>;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function geometries(directory: string): Map<string, AreaGeometry> {
  const features = ['aois.geojson', 'aois_edge.geojson'].flatMap(
    (name) => (read(join(directory, name)) as { features: { id: string; geometry: AreaGeometry }[] }).features,
  );
  return new Map(features.map(({ id, geometry }) => [id, geometry]));
}

function checkStats(found: InspectedStats, expected: Stats, what: string): void {
  assert.equal(found.count, expected.count, `${what}: count`);
  for (const key of ['min', 'max', 'mean', 'std', 'p2', 'p50', 'p98'] as const) {
    const [a, b] = [found[key], expected[key]];
    if (a === null || b === null) assert.equal(a, b, `${what}: ${key}`);
    else assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(b), 1e-3), `${what}: ${key} ${a} is not ${b}`);
  }
}

if (REAL === undefined) {
  test('real rasters', { skip: NO_SHARED_DATA }, () => undefined);
} else {
  const { files } = read(join(REAL, 'expected.json')) as { files: Record<string, ExpectedFile> };
  const areas = geometries(REAL);
  for (const [name, expected] of Object.entries(files)) {
    test(`${name} and its areas amount to what numpy computes`, async () => {
      const ids = Object.keys(expected.aois);
      const found = await inspectFile(cogs, join(REAL, name), {
        areas: ids.map((id) => ({ id, geometry: areas.get(id)! })),
      });
      for (const key of ['width', 'height', 'bands', 'dtype', 'nodata', 'scale', 'offset', 'compression'] as const) {
        assert.equal(found[key], expected[key], key);
      }
      assert.equal(found.crs.startsWith('+proj=sinu') ? 'sinusoidal' : found.crs, expected.crs.split(',')[0]);
      for (const [i, bound] of found.bounds.entries()) assert.ok(Math.abs(bound / expected.bounds[i] - 1) < 1e-9);
      assert.equal(found.is_cog, true, found.cog_faults.join('; '));
      checkStats(found.stats as InspectedStats, expected.stats, name);
      for (const id of ids) checkStats(found.aois?.[id] as InspectedStats, expected.aois[id], id);
    });
  }
}

test(
  'files of several bands have lists, NaN nodata is text',
  { skip: AWKWARD === undefined && NO_SHARED_DATA },
  async () => {
    const two = await inspectFile(cogs, join(AWKWARD ?? '', 'multiband_two_indices.tif'));
    assert.deepEqual(two.nodata, [-32768, -32768]);
    assert.deepEqual(two.scale, [0.0001, 0.001]);
    assert.deepEqual(two.descriptions, ['NDVI', 'NDWI']);
    assert.equal((two.stats as InspectedStats[]).length, 2);
    const one = await inspectFile(cogs, join(AWKWARD ?? '', 'float32_nan_nodata.tif'));
    assert.equal(one.nodata, 'NaN');
    assert.deepEqual(one.overviews, [[120, 110]]);
  },
);

test(
  'one area given as one polygon or split at the antimeridian',
  { skip: AWKWARD === undefined && NO_SHARED_DATA },
  async () => {
    const { files } = read(join(AWKWARD ?? '', 'expected.json')) as {
      files: Record<string, { aoi: { unsplit: AreaGeometry; split_rfc7946: AreaGeometry } }>;
    };
    const { unsplit, split_rfc7946 } = files['antimeridian_utm_32660.tif'].aoi;
    const found = await inspectFile(cogs, join(AWKWARD ?? '', 'antimeridian_utm_32660.tif'), {
      areas: [
        { id: 'unsplit', geometry: unsplit },
        { id: 'split', geometry: split_rfc7946 },
      ],
    });
    // the README's counts of pixel centres; every pixel of the scene is valid
    assert.equal((found.aois?.['unsplit'] as InspectedStats).count, 49520);
    assert.equal((found.aois?.['split'] as InspectedStats).count, 49524);
  },
);
