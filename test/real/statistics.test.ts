import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getSummary, sceneKey } from '../../src/catalogue/scenes.ts';
import type { Summary } from '../../src/stats/summary.ts';
import { NO_SHARED_DATA } from '../shared-data.ts';
import { REAL } from './expected.ts';
import { openJob, rasterOnly, type CommandAnswer, type Job, type Showing } from './job.ts';

const skip = REAL === undefined && NO_SHARED_DATA;

let job: Job;
const scans: CommandAnswer[] = [];

before(async () => {
  if (REAL !== undefined) job = await openJob((answer) => scans.push(answer));
});
after(async () => {
  if (REAL !== undefined) await job.close();
});

interface ScanReport {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly results: readonly { status: string; aoi: { name: string } | null; reason: string | null }[];
}

test('the scan takes every raster for the areas of its folder, once, and refuses what lies elsewhere', { skip }, () => {
  const reports = scans.map(({ json }) => json as ScanReport);
  assert.deepEqual(
    reports.map(({ added, updated, unchanged, refused }) => [added, updated, unchanged, refused]),
    // the areas; then the edge areas with them; then the areas of each encoding variant
    [
      [113, 0, 0, 0],
      [29, 0, 113, 12],
      [2, 0, 0, 0],
      [2, 0, 0, 0],
      [2, 0, 0, 0],
    ],
  );
  assert.deepEqual(
    scans.map(({ code }) => code),
    [0, 1, 0, 0, 0],
  );
  for (const { aoi, reason } of reports[1].results.filter(({ status }) => status === 'refused')) {
    assert.equal(aoi?.name, 's2-slovenia-outside');
    assert.match(reason ?? '', /^ndvi_\d{4}_\d\d_\d\d\.tif does not overlap the AOI "s2-slovenia-outside"$/);
  }
});

test('stored statistics of every file and area are those that numpy takes of GDAL’s pixels', { skip }, async (t) => {
  let count = 0;
  for (const showing of job.showings) {
    if (showing.asset === undefined) {
      assert.equal(showing.area, 's2-slovenia-outside');
      assert.equal(showing.expected.pixels_inside, 0);
      continue;
    }
    const { indexId } = showing.asset;
    const summary = await getSummary(job.services.database, sceneKey(rasterOnly(indexId), [showing.asset]));
    assert.ok(summary, `${showing.file} of ${showing.area} has no statistics`);
    compare(summary, showing);
    count++;
  }
  assert.equal(count, 148);
  t.diagnostic(`${count} statistics of 60 files`);
});

function compare(summary: Summary, { file, area, expected }: Showing): void {
  const { count, inside, min, max, mean, std, percentiles } = summary;
  const [p2, p50, p98] = [2, 50, 98].map((percent) => percentiles?.[percent] ?? null);
  const where = `${file} of ${area}`;
  assert.deepEqual({ inside, count }, { inside: expected.pixels_inside, count: expected.count }, where);
  for (const [name, found] of Object.entries({ min, max, mean, std, p2, p50, p98 })) {
    const wanted = expected[name as 'min'];
    const isEqual = wanted === null || found === null ? wanted === found : isNear(found, wanted);
    assert.ok(isEqual, `${name} of ${where}: ${found} instead of ${wanted}`);
  }
}

/** Within 1e-6 of the number, which the reference gives to nine decimals. */
function isNear(found: number, wanted: number): boolean {
  return Math.abs(found - wanted) <= 1e-6 * Math.abs(wanted) + 0.5e-9;
}
