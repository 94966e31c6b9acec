import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { currentLegend } from '../../src/catalogue/legends.ts';
import { slotOf } from '../../src/stats/classify.ts';
import { cutsOf } from '../../src/style/cuts.ts';
import { resolveStyle } from '../../src/style/resolve.ts';
import type { Legend, Mode } from '../../src/style/style.ts';
import type { Encoding } from '../../src/raster/raster.ts';
import { ask } from '../http/contract.ts';
import { NO_SHARED_DATA } from '../shared-data.ts';
import { geoserverColor, type SldEntry } from '../style/geoserver-rule.ts';
import { storedAround } from '../style/neighbours.ts';
import { parsedEntries } from '../style/parsed-sld.ts';
import { REAL } from './expected.ts';
import { openJob, type Job, type Showing } from './job.ts';
import { classesOf, colorsOf, type PictureClasses } from './picture.ts';

const skip = REAL === undefined && NO_SHARED_DATA;
const MODES: readonly Mode[] = ['dynamic', 'theoretical'];

type Digest = Pick<PictureClasses, 'pixels' | 'sha256'>;

/** What make-native-oracle.py wrote. */
interface Oracle {
  readonly edges: Readonly<Record<string, readonly number[]>>;
  readonly closed: readonly (readonly [number, number])[];
  /** By file and area. */
  readonly pictures: Readonly<
    Record<string, { width: number; height: number; open: Digest; dynamic: Digest; closed: Digest }>
  >;
}

const ORACLE = JSON.parse(readFileSync(new URL('native-oracle.json', import.meta.url), 'utf8')) as Oracle;

/** A file shown for an area by a visualization. */
interface Shown extends Showing {
  readonly asset: NonNullable<Showing['asset']>;
  readonly visualizationId: string;
  /** `/v0/aois/{aoi_id}/visualizations/{visualization_id}` */
  readonly path: string;
}

let job: Job;
let shown: Shown[];

before(async () => {
  if (REAL === undefined) return;
  job = await openJob();
  shown = await visualize();
});
after(async () => {
  if (REAL !== undefined) await job.close();
});

/** Makes a visualization of each area and index. */
async function visualize(): Promise<Shown[]> {
  const ids = new Map<string, string>();
  const all: Shown[] = [];
  for (const showing of job.showings) {
    const { aoi, asset } = showing;
    if (asset === undefined) continue;
    const list = `/v0/aois/${aoi.id}/visualizations`;
    const key = `${aoi.id} ${asset.indexId ?? ''}`;
    if (!ids.has(key)) {
      ids.set(key, ((await ask(job.call, 'POST', list, { index_id: asset.indexId })) as { id: string }).id);
    }
    const visualizationId = ids.get(key) ?? '';
    all.push({ ...showing, asset, visualizationId, path: `${list}/${visualizationId}` });
  }
  return all;
}

async function fetchOk(path: string): Promise<Buffer> {
  const answer = await job.call(path);
  assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 500)}`);
  return answer.bytes;
}

function query({ asset }: Shown, mode: Mode): string {
  return `date=${asset.date.replaceAll('-', '_')}&visualization_mode=${mode}`;
}

/** The picture without a legend, in the raster's own pixels. */
function fetchNative(one: Shown, mode: Mode): Promise<Buffer> {
  return fetchOk(`${one.path}/png?${query(one, mode)}&legend=false`);
}

async function legendOf({ visualizationId, asset }: Shown, mode: Mode): Promise<Legend> {
  const record = await currentLegend(job.services.database, visualizationId, asset.date, mode);
  assert.ok(record);
  return record.legend;
}

test('every date is drawn in both modes with its legend, whose shares add up to all there is', { skip }, async (t) => {
  let pictures = 0;
  for (const one of shown) {
    for (const mode of MODES) {
      const png = await fetchOk(`${one.path}/png?${query(one, mode)}`);
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      const { classes, ends } = await legendOf(one, mode);
      assert.equal(ends, 'open');
      const total = classes.reduce((sum, { area_percentage }) => sum + area_percentage, 0);
      const wanted = one.expected.count > 0 ? 100 : 0;
      assert.ok(Math.abs(total - wanted) < 1e-9, `${one.file} of ${one.area} in ${mode}: ${total} %`);
      pictures++;
    }
  }
  assert.equal(pictures, 296);
  t.diagnostic(`${pictures} pictures`);
});

test('one pixel of a plain picture is one of the raster, in the colour of its class', { skip }, async (t) => {
  let pixels = 0;
  for (const one of shown.filter(({ expected }) => expected.pixels_inside > 0)) {
    const oracle = oracleOf(one);
    const { edges } = ORACLE;
    const theoretical = await legendOf(one, 'theoretical');
    assert.deepEqual(
      [theoretical.classes[0].min, ...theoretical.classes.map(({ max }) => max)],
      edges[one.index],
      one.index,
    );
    for (const [mode, digest] of [
      ['theoretical', oracle.open],
      ['dynamic', oracle.dynamic],
    ] as const) {
      pixels += await compare(one, mode, digest);
    }
  }
  t.diagnostic(`${pixels} pixels`);
});

test('each style read back by geostyler-sld-parser paints as the picture does', { skip }, async (t) => {
  let probes = 0;
  for (const one of shown) for (const mode of MODES) probes += await compareStyle(one, mode);
  t.diagnostic(`${probes} stored numbers around class boundaries`);
});

test('a closed legend with a gap leaves without colour what it does not hold', { skip }, async (t) => {
  const colors = ['#112233', '#7f0000', '#00aa55'];
  const items = ORACLE.closed.map(([min, max], i) => ({ min, max, color: colors[i], label: `${min} to ${max}` }));
  for (const path of new Set(shown.map((one) => one.path))) {
    const dates = shown.filter((one) => one.path === path).map(({ asset }) => asset.date.replaceAll('-', '_'));
    await ask(job.call, 'PUT', `${path}/metadata`, {
      visualization_mode: 'theoretical',
      legend: Object.fromEntries(dates.map((date) => [date, items])),
    });
  }
  let pixels = 0;
  for (const one of shown.filter(({ expected }) => expected.pixels_inside > 0)) {
    pixels += await compare(one, 'theoretical', oracleOf(one).closed);
    await compareStyle(one, 'theoretical');
  }
  t.diagnostic(`${pixels} pixels`);
});

test('a continuous ramp is painted in the colours of its style', { skip }, async (t) => {
  let probes = 0;
  for (const path of new Set(shown.map((one) => one.path))) {
    await ask(job.call, 'PUT', `${path}/metadata`, {
      visualization_mode: 'dynamic',
      dynamic_bins: 5,
      ramp: 'continuous',
      legend: {},
    });
    const first = shown.find((one) => one.path === path) ?? assert.fail();
    probes += await compareStyle(first, 'dynamic');
  }
  t.diagnostic(`${probes} stored numbers around steps`);
});

function oracleOf({ file, area }: Shown): Oracle['pictures'][string] {
  return ORACLE.pictures[`${file} ${area}`];
}

/** @returns how many pixels were compared */
async function compare(one: Shown, mode: Mode, digest: Digest): Promise<number> {
  const { width, height } = oracleOf(one);
  const { classes } = await legendOf(one, mode);
  const found = await classesOf(
    await fetchNative(one, mode),
    classes.map(({ color }) => color),
  );
  assert.deepEqual(found, { width, height, ...digest }, `${one.file} of ${one.area} in ${mode} mode`);
  return width * height;
}

/** Compares a style document with its picture. @returns how many stored numbers were tried */
async function compareStyle(one: Shown, mode: Mode): Promise<number> {
  const sld = (await fetchOk(`${one.path}/sld?${query(one, mode)}`)).toString();
  const entries = await parsedEntries(sld);
  const styled = new Set(entries.filter(({ opacity }) => opacity > 0).map(({ color }) => color));
  if (one.expected.count === 0 && mode === 'dynamic') assert.equal(styled.size, 0);
  // a picture without a valid pixel holds words, in colours of their own
  const painted = one.expected.count > 0 ? await colorsOf(await fetchNative(one, mode)) : [];
  for (const color of painted) assert.ok(styled.has(color), `${color} of ${one.file} is not in its SLD`);
  return checkStyle(entries, await legendOf(one, mode), one.asset.encoding);
}

/** Every boundary with its neighbours, and far beyond. @returns how many stored numbers were tried */
function checkStyle(entries: readonly SldEntry[], legend: Legend, encoding: Encoding): number {
  const style = resolveStyle(legend);
  const cuts = cutsOf(style, encoding);
  const values = [-1e3, ...style.intervals.flatMap(({ min, max }) => [min, max]), 1e3];
  const stored = values.flatMap((value) => storedAround(value, encoding));
  for (const number of stored) {
    const slot = slotOf(cuts, number);
    const painted = slot === 0 ? undefined : style.intervals[slot - 1].color;
    assert.equal(geoserverColor(entries, number * encoding.scale + encoding.offset), painted, String(number));
  }
  return stored.length;
}
