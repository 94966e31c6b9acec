import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openCog } from '../../src/cog/open.ts';
import type { MultiPolygon } from '../../src/grid/geometry.ts';
import { run, shareDatabase, type Run, type SharedRuns } from '../cli/run.ts';
import { square } from '../database.ts';
import { NO_SHARED_DATA } from '../shared-data.ts';
import { AWKWARD, awkwardFiles, awkwardNames, FAULTS, PICTURES } from './awkward.ts';

const FILES = awkwardFiles();
const skip = AWKWARD === undefined && NO_SHARED_DATA;

/** Processor time, which does not depend on what else the machine does, where a second is what is allowed. */
const MOST_MS = 1000;
const MOST_MIB = 300;
/** A database that nobody can reach: neither inspecting nor rendering opens one. */
const NO_DATABASE = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
const GOOD = 'float32_nodata_-9999.tif';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chromatile-awkward-'));
});
after(() => rm(folder, { recursive: true, force: true }));

function pathOf(name: string): string {
  return `${AWKWARD ?? ''}${name}`;
}

async function inTime<T>(what: string, fn: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const result = await fn();
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < MOST_MS, `${what} took ${Math.round((user + system) / 1000)} ms`);
  return result;
}

/** One line of that fault about the file by its base name, and nothing else. */
function checkRefusal({ code, stdout, stderr }: Run, name: string, fault: RegExp): void {
  assert.deepEqual([code, stdout], [1, ''], stderr);
  const lines = stderr.trimEnd().split('\n');
  assert.equal(lines.length, 1, stderr);
  checkMessage(lines[0].replace(/^error: /, ''), name, fault);
}

function checkMessage(message: string, name: string, fault: RegExp): void {
  assert.ok(message.startsWith(name), message);
  assert.match(message, fault);
  assert.ok(!message.includes('/'), message);
}

test('every malformed file has its fault here, and what must be refused at opening is', { skip }, async () => {
  const malformed = awkwardNames().filter((name) => !FILES[name].kind.startsWith('readable'));
  assert.deepEqual(
    malformed.filter((name) => !(name in FAULTS)),
    [],
  );
  for (const name of malformed.filter((each) => FILES[each].kind.startsWith('must-reject'))) {
    await assert.rejects(openCog(pathOf(name)), FAULTS[name]);
  }
});

test('inspection says what is wrong with each file, all in one go, and goes on', { skip }, async () => {
  const names = [...Object.keys(FAULTS), GOOD];
  const { code, stdout } = await inTime('inspecting them all', () =>
    run(['assets', 'inspect', '--json', ...names.map(pathOf)], NO_DATABASE),
  );
  assert.equal(code, 1);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, names.length);
  for (const [i, [name, fault]] of Object.entries(FAULTS).entries()) {
    const { file, error, ...rest } = JSON.parse(lines[i]) as { file: string; error: { code: string; message: string } };
    assert.deepEqual([file, error.code, rest], [name, 'unreadable', {}]);
    checkMessage(error.message, name, fault);
  }
  const last = JSON.parse(lines[names.length - 1]) as { stats: { count: number } };
  assert.equal(last.stats.count, FILES[GOOD].band[0].stats_raw.count);
});

for (const [name, fault] of [...Object.entries(FAULTS), ...PICTURES.map((each) => [each, /colour picture/] as const)]) {
  test(`${name} is not rendered`, { skip }, async () => {
    const args = ['render', pathOf(name), '--out', join(folder, 'map.png')];
    checkRefusal(await inTime(name, () => run(args, NO_DATABASE)), name, fault);
    assert.deepEqual(await readdir(folder), []);
  });
}

test('all of that took no more memory than is allowed', { skip }, () => {
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  assert.ok(peakMiB < MOST_MIB, `${Math.round(peakMiB)} MiB`);
});

test('none is registered, and a good file still is', { skip }, async (t) => {
  const shared = await openWithArea();
  t.after(() => shared.close());
  const add = (name: string) =>
    shared.run(['assets', 'add', pathOf(name), '--aoi', 'both', '--index', 'NDVI', '--date', '2024-01-01']);
  const peak = process.resourceUsage().maxRSS;
  for (const [name, fault] of Object.entries(FAULTS)) checkRefusal(await inTime(name, () => add(name)), name, fault);
  for (const name of PICTURES) checkRefusal(await add(name), name, /colour picture/);
  assert.deepEqual(await shared.json(['assets', 'list']), []);
  const grownMiB = (process.resourceUsage().maxRSS - peak) / 1024;
  assert.ok(grownMiB < 64, `grown by ${Math.round(grownMiB)} MiB`);
  const { code, stderr } = await add(GOOD);
  assert.equal(code, 0, stderr);
});

/** A catalogue with one area: around the synthetic files, and around the damaged copies of a real one. */
async function openWithArea(): Promise<SharedRuns> {
  const shared = await shareDatabase();
  const parts = [square(9.99, 49.97, 0.05), square(-76.72, 34.7, 0.05)];
  const geometry: MultiPolygon = { type: 'MultiPolygon', coordinates: parts.map(({ coordinates }) => coordinates) };
  const area = { type: 'Feature', properties: { name: 'both' }, geometry };
  await shared.json(['projects', 'create', 'awkward']);
  const args = ['aois', 'load', '-', '--project', 'awkward', '--satellite', 'Sentinel-2'];
  const { code, stderr } = await shared.run(args, {}, Buffer.from(JSON.stringify(area)));
  assert.equal(code, 0, stderr);
  return shared;
}
