import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { checkCompiledLoops } from '../../src/cli/doctor/machine.ts';
import { COMPILED } from '../../src/wasm/instance.ts';
import { run, shareDatabase } from './run.ts';

interface Report {
  readonly ok: boolean;
  readonly checks: readonly { name: string; status: string; detail: string; hint?: string }[];
}

function statusOf({ checks }: Report, name: string): string[] {
  return checks.filter((check) => check.name === name).map(({ status }) => status);
}

test('a machine without a database yet is well, and none is made by asking', async () => {
  const DATA_DIR = join(tmpdir(), 'chromatile-test-doctor-absent');
  const { code, stdout } = await run(['doctor', '--json'], { DATA_DIR });
  const report = JSON.parse(stdout) as Report;
  assert.equal(code, 0, stdout);
  assert.ok(report.ok);
  for (const name of ['node', 'libraries', 'fonts', 'settings', 'data'])
    assert.deepEqual(statusOf(report, name), ['ok']);
  assert.deepEqual(statusOf(report, 'database'), ['warn']);
  assert.match(
    report.checks.find(({ name }) => name === 'libraries')?.detail ?? '',
    /libvips [\d.]+, geotiff [\d.]+, proj4/,
  );
});

test('a database that cannot be reached and wrong settings fail with a hint', async () => {
  const unreachable = await run(['doctor'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  assert.equal(unreachable.code, 1);
  assert.match(unreachable.stdout, /fail {2}database .*\n +→ check DATABASE_URL/);
  const wrong = await run(['doctor', '--json'], { PORT: 'many' });
  assert.equal(wrong.code, 1);
  assert.deepEqual(statusOf(JSON.parse(wrong.stdout) as Report, 'settings'), ['fail']);
});

test('a migrated database is described, its rasters looked at', async () => {
  const shared = await shareDatabase();
  const DATA_DIR = await mkdtemp(join(tmpdir(), 'chromatile-test-'));
  try {
    const report = (await shared.json(['doctor'], { DATA_DIR })) as Report;
    for (const name of ['database', 'migrations', 'rasters']) assert.deepEqual(statusOf(report, name), ['ok']);
    assert.match(report.checks.find(({ name }) => name === 'database')?.detail ?? '', /PostgreSQL \d+.*PostGIS \d/);
  } finally {
    await shared.close();
    await rm(DATA_DIR, { recursive: true, force: true });
  }
});

test('compiled loops that are missing or not understood are told, since plain ones work without a word', async () => {
  const room = new URL('../../src/wasm/', import.meta.url);
  const sources = readdirSync(room).filter((name) => name.endsWith('.as.ts'));
  const texts = sources.map((name) => readFileSync(new URL(name, room), 'utf8'));
  const isPart = (name: string): boolean => texts.some((text) => text.includes(`from './${name.slice(0, -3)}'`));
  assert.deepEqual(
    COMPILED.map((name) => `${name}.as.ts`),
    sources.filter((name) => !isPart(name)).sort(),
  );
  const folder = await mkdtemp(join(tmpdir(), 'chromatile-test-'));
  try {
    const fileOf = (name: string) => pathToFileURL(join(folder, `${name}.wasm`));
    // the header of a module that holds nothing
    for (const name of COMPILED) await writeFile(fileOf(name), Buffer.from('0061736d01000000', 'hex'));
    assert.equal(checkCompiledLoops(fileOf).status, 'ok');
    await writeFile(fileOf('lzw'), 'not compiled');
    await rm(fileOf('predictor'));
    const { status, detail, hint } = checkCompiledLoops(fileOf);
    assert.equal(status, 'warn');
    assert.match(detail, /^lzw\.wasm not understood, predictor\.wasm missing: plain loops/);
    assert.match(hint ?? '', /npm run build/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
