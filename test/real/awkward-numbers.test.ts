import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { FileInspection, InspectedStats, PerBand } from '../../src/operations/inspect-file.ts';
import { run } from '../cli/run.ts';
import { NO_SHARED_DATA } from '../shared-data.ts';
import { AWKWARD, awkwardFiles, FAULTS, type ExpectedBand, type ExpectedFile, type ExpectedStats } from './awkward.ts';

const FILES = awkwardFiles();
const NAMES = Object.keys(FILES).filter((name) => !(name in FAULTS));
const skip = AWKWARD === undefined && NO_SHARED_DATA;

/** What `assets inspect --json` printed, a line a file. */
const found = new Map<string, FileInspection>();

before(async () => {
  const folder = AWKWARD;
  if (folder === undefined) return;
  const { code, stdout, stderr } = await run(
    ['assets', 'inspect', '--json', ...NAMES.map((name) => folder + name)],
    // a database that nobody can reach: inspecting opens none
    { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
  );
  assert.equal(code, 0, stdout + stderr);
  for (const line of stdout.trimEnd().split('\n')) {
    const inspection = JSON.parse(line) as FileInspection;
    found.set(inspection.file, inspection);
  }
});

test('every file that must be readable is, and inspection has a line for each', { skip }, () => {
  assert.deepEqual([...found.keys()], NAMES);
  assert.equal(NAMES.length, 62);
  const refused = Object.keys(FILES).filter((name) => FILES[name].kind === 'readable' && name in FAULTS);
  assert.deepEqual(refused, []);
});

for (const name of NAMES) {
  test(`${name} is inspected as GDAL and numpy find it`, () => {
    const inspection = found.get(name) ?? assert.fail();
    const expected = FILES[name];
    checkGrid(inspection, name, expected);
    for (const [i, band] of expected.band.entries()) {
      checkEncoding(inspection, i, band);
      checkStats(ofBand(inspection.stats, i), band.stats ?? band.stats_raw, expected, band);
    }
  });
}

function ofBand<T>(all: PerBand<T>, i: number): T {
  return Array.isArray(all) ? all[i] : all;
}

function checkGrid(inspection: FileInspection, name: string, expected: ExpectedFile): void {
  const { width, height, bands, overviews, dtype, crs } = inspection;
  assert.deepEqual(
    { width, height, bands, overviews },
    { width: expected.width, height: expected.height, bands: expected.bands, overviews: expected.overviews },
  );
  // GDAL 3.6 has no half floats of its own
  assert.equal(dtype, name === 'float16.tif' ? 'float16' : expected.dtype);
  if (expected.crs?.startsWith('EPSG:')) assert.equal(crs, expected.crs);
  else assert.match(crs, name === 'gcps_only.tif' ? /^EPSG:4326$/ : /^\+proj=aea /);
  // the table keeps ten significant digits, and has none for control points
  for (const [i, bound] of (expected.bounds ?? []).entries()) {
    assert.ok(Math.abs(inspection.bounds[i] / bound - 1) < 1e-9, `bound ${inspection.bounds[i]} is not ${bound}`);
  }
}

function checkEncoding(inspection: FileInspection, i: number, expected: ExpectedBand): void {
  const nodata = ofBand(inspection.nodata, i);
  if (typeof expected.nodata === 'number' && typeof nodata === 'number') {
    // -3.4e38 has nine digits in the tag
    assert.ok(nodata === expected.nodata || Math.abs(nodata / expected.nodata - 1) < 1e-9, `nodata ${nodata}`);
  } else assert.equal(nodata, expected.nodata);
  assert.deepEqual(
    [ofBand(inspection.scale, i), ofBand(inspection.offset, i), ofBand(inspection.descriptions, i)],
    [expected.scale, expected.offset, expected.description ?? null],
  );
}

function checkStats(stats: InspectedStats, wanted: ExpectedStats, { dtype }: ExpectedFile, band: ExpectedBand): void {
  assert.equal(stats.count, wanted.count, 'count');
  const areWhole = !dtype.startsWith('float') && band.scale === 1 && band.offset === 0;
  for (const key of ['min', 'max', 'mean', 'std', 'p2', 'p98'] as const) {
    const [value, expected] = [stats[key], wanted[key]];
    const isExact = value === null || expected === null || (areWhole && (key === 'min' || key === 'max'));
    if (isExact) assert.equal(value, expected, key);
    // the table keeps ten significant digits
    else assert.ok(Math.abs(value - expected) <= 1e-6 * Math.abs(expected), `${key} ${value} is not ${expected}`);
  }
}
