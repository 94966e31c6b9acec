/**
 * Has MapServer, QGIS and gdaldem draw rasters in our style files, and GeoServer's rule too, compares every pixel with
 * our own picture, and writes the results into docs/style-files.md. Programs that are not installed are left out,
 * saying so. Ends with 1 if a pixel is wrong that is not among those named there.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CogStore } from '../../src/cog/store.ts';
import type { FullSubject } from '../../src/style/export/style-file.ts';
import { boundaryCases, realCases, type Case } from './cases.ts';
import { comparePixels, isNear, type Tally } from './compare.ts';
import { findGdaldem } from './programs/gdaldem.ts';
import { geoserverRule } from './programs/geoserver.ts';
import { findMapserver } from './programs/mapserver.ts';
import type { Job, Program } from './programs/program.ts';
import { findQgis } from './programs/qgis.ts';
import { blendOf } from '../style/export/smooth-reference.ts';
import { paintedHere, readPixels, summaryOf } from './raster.ts';
import { Results } from './results.ts';

const PAGE = fileURLToPath(new URL('../../docs/style-files.md', import.meta.url));

/** Only cases of which group or name hold one of these, where some are given. */
const asked = process.argv.slice(2);

const folder = await mkdtemp(join(tmpdir(), 'chromatile-conformance-'));
const cogs = new CogStore();
const programs = await findPrograms();
const results = new Results(programs);
try {
  for await (const one of boundaryCases(cogs, folder)) await check(one);
  for await (const one of realCases(cogs)) await check(one);
} finally {
  for (const program of programs) await program.close();
  await cogs.close();
  await rm(folder, { recursive: true, force: true });
}
// a page made where a program is missing would say less than the one that is there
if (results.missing.length === 0 && asked.length === 0)
  await writeFile(PAGE, results.into(await readFile(PAGE, 'utf8')));
process.stdout.write(`${results.table()}\n`);
for (const name of results.missing)
  process.stdout.write(`${name} is not installed: left out, and the page stays as it is\n`);
for (const line of results.wrong) process.stdout.write(`WRONG ${line}\n`);
process.exitCode = results.wrong.length > 0 ? 1 : 0;

async function findPrograms(): Promise<Program[]> {
  const gdaldem = await findGdaldem();
  return [geoserverRule(), ...(await findQgis()), ...(await findMapserver(folder)), ...(gdaldem ? [gdaldem] : [])];
}

async function check(one: Case): Promise<void> {
  if (asked.length > 0 && !asked.some((text) => `${one.group}: ${one.name}`.includes(text))) return;
  const job = await jobOf(one);
  const expected = await paintedHere(cogs, one.raster, one.style);
  if (canBlend(one.style)) await checkBlend(one, { ...job, isSmooth: true });
  const took: string[] = [];
  for (const program of programs) {
    const start = performance.now();
    results.add(one, program, await tally(program, job, expected));
    took.push(`${program.name} ${((performance.now() - start) / 1000).toFixed(1)}`);
  }
  process.stderr.write(`${one.group}: ${one.name} (${took.join(', ')} s)\n`);
  await rm(job.folder, { recursive: true });
}

function canBlend({ ramp, intervals }: Case['style']): boolean {
  return ramp === 'continuous' && intervals.every(({ min }, i) => i === 0 || min === intervals[i - 1].max);
}

/** Compares blends with the exact one, which may be 1/255 off in each program. */
async function checkBlend(one: Case, job: Job): Promise<void> {
  const exact = blendOf(one.style, job.raster.encoding);
  const known = new Map<number, readonly number[] | undefined>();
  const expected = new Uint8Array(job.pixels.values.length * 4);
  for (const [i, stored] of job.pixels.values.entries()) {
    if (job.pixels.valid[i] === 0 || !Number.isFinite(stored)) continue;
    if (!known.has(stored)) known.set(stored, exact(stored));
    const channels = known.get(stored);
    if (channels !== undefined) expected.set([...channels.map(Math.round), 255], 4 * i);
  }
  const group = 'blends, within 1/255';
  for (const program of programs.filter(({ blends }) => blends)) {
    const name = `${one.group}: ${one.name}`;
    results.add({ ...one, group, name }, program, await tally(program, job, expected));
  }
}

/** A program that fails to draw has every pixel wrong. */
async function tally(program: Program, job: Job, expected: Uint8Array): Promise<Tally> {
  try {
    const drawn = await program.render(job);
    const isExcused = (stored: number): boolean => program.isExcused(stored, job);
    return comparePixels(job.pixels, expected, drawn, isExcused, job.isSmooth ? isNear : undefined);
  } catch (error) {
    const pixels = expected.length / 4;
    return { pixels, wrong: pixels, excused: 0, examples: [error instanceof Error ? error.message : String(error)] };
  }
}

async function jobOf({ raster, style, name }: Case): Promise<Job> {
  const own = join(folder, 'job');
  await mkdir(own);
  const { min, max } = await summaryOf(cogs, raster);
  const { scale, offset } = raster.encoding;
  const ends = [((min ?? 0) - offset) / scale, ((max ?? 0) - offset) / scale];
  const subject: FullSubject = {
    encoding: raster.encoding,
    nodata: raster.nodata,
    layerName: 'conformance',
    title: `${raster.name} -- ${name}`,
    fileName: raster.name,
    dataRange: [Math.min(...ends), Math.max(...ends)],
    baseName: 'conformance',
    map: { tileUrl: '', tileSize: 256, bounds: [0, 0, 1, 1], maxZoom: 0, attribution: '' },
  };
  return { raster, style, subject, folder: own, pixels: await readPixels(cogs, raster), isSmooth: false };
}
