import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sharp } from '../../src/render/sharp.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { DATES, makeMap, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

const DATE = DATES[1];

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

interface LegendJson {
  date: string;
  visualization_mode: string;
  ends: string;
  style_revision: number;
  scale_id: string;
  classes: { min: number; max: number; is_max_closed: boolean; color: string; area_ha: number; percent: number }[];
  bar: { steps: { min: number; max: number; color: string }[]; ticks: { value: number; label: string }[] } | null;
  histogram: { edges: number[]; counts: number[] };
  statistics: { count: number; min: number; max: number; area_ha: number };
}

const get = (format: string, query = '', mode = 'dynamic', headers = {}) =>
  world.ada.read(`${map.path}/legend.${format}?date=${DATE}&visualization_mode=${mode}${query}`, { headers });
const jsonOf = async (mode = 'dynamic', query = '') => (await get('json', query, mode)).json as LegendJson;

/** Opaque colours of a PNG with the number of their pixels. */
async function colorCounts(png: Buffer): Promise<Map<string, number>> {
  const { data } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const counts = new Map<string, number>();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] !== 255) continue;
    const color = `#${data.toString('hex', i, i + 3)}`;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return counts;
}

for (const mode of ['dynamic', 'theoretical']) {
  test(`legend.json, the swatches of legend.png and the map have the same colours, class by class (${mode})`, async () => {
    const { classes } = await jsonOf(mode);
    const picture = await world.ada.read(`${map.path}/png?date=${DATE}&visualization_mode=${mode}&legend=false`);
    const pixels = await colorCounts(picture.bytes);
    const total = [...pixels.values()].reduce((sum, count) => sum + count, 0);
    const swatches = await colorCounts((await get('png', '', mode)).bytes);
    for (const { color, percent } of classes) {
      assert.ok((swatches.get(color) ?? 0) >= 200, `legend.png has no swatch of ${color}`);
      const share = ((pixels.get(color) ?? 0) / total) * 100;
      // pixels of one small AOI are alike to a thousandth
      assert.ok(Math.abs(share - percent) < 0.01, `${color}: ${percent} % in the legend, ${share} % of the map`);
    }
    assert.deepEqual(
      [...pixels.keys()].filter((color) => !classes.some((item) => item.color === color)),
      [],
    );
  });
}

test('the steps of a continuous legend are those of the map', async () => {
  const recipe = { visualization_mode: 'dynamic', dynamic_bins: 5, ramp: 'continuous', legend: { [DATES[2]]: null } };
  await ask(world.ada.call, 'PUT', `${map.path}/metadata`, recipe);
  const query = `date=${DATES[2]}&visualization_mode=dynamic`;
  const legend = (await world.ada.read(`${map.path}/legend.json?${query}`)).json as LegendJson;
  const steps = legend.bar?.steps ?? [];
  assert.equal(steps.length, 250);
  assert.deepEqual(
    steps.slice(1).map(({ min }) => min),
    steps.slice(0, -1).map(({ max }) => max),
  );
  assert.deepEqual([steps[0].min, steps[249].max], [legend.classes[0].min, legend.classes[4].max]);
  const colors = new Set(steps.map(({ color }) => color));
  const picture = await world.ada.read(`${map.path}/png?${query}&legend=false`);
  assert.deepEqual(
    [...(await colorCounts(picture.bytes)).keys()].filter((color) => !colors.has(color)),
    [],
  );
  const drawn = await world.ada.read(`${map.path}/legend.png?${query}&orientation=horizontal&scale=2`);
  const inBar = await colorCounts(drawn.bytes);
  assert.deepEqual(
    [...colors].filter((color) => !inBar.has(color)),
    [],
  );
});

test('legend.json says what the catalogue says', async () => {
  const legend = await jsonOf();
  const { metadata } = (await ask(world.ada.read, 'GET', map.path)) as {
    metadata: { legend: Record<string, { dynamic: { min: number; max: number; area: number }[] }> };
  };
  const stored = metadata.legend[DATE].dynamic;
  assert.deepEqual(
    legend.classes.map(({ min, max, area_ha }) => [min, max, area_ha]),
    stored.map(({ min, max, area }) => [min, max, area / 10_000]),
  );
  assert.deepEqual([legend.date, legend.visualization_mode, legend.ends, legend.bar], [DATE, 'dynamic', 'open', null]);
  assert.deepEqual(
    legend.classes.map((item) => item.is_max_closed),
    [false, false, false, false, true],
  );
  assert.match(legend.scale_id, /^[0-9a-f]{16}$/);
  const { edges, counts } = legend.histogram;
  assert.equal(edges.length, counts.length + 1);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    legend.statistics.count,
  );
  assert.deepEqual([edges[0], edges.at(-1)], [legend.statistics.min, legend.statistics.max]);
});

test('the tag follows the options and the stored legend; whoever has the bytes is told so', async () => {
  const first = await get('png');
  assert.equal(first.headers['content-type'], 'image/png');
  assert.equal(first.headers['cache-control'], 'private, no-cache');
  assert.equal((await get('png', '', 'dynamic', { 'if-none-match': first.headers.etag })).status, 304);
  const others = await Promise.all([get('png', '&scale=2'), get('svg'), get('json'), get('png', '&areas=false')]);
  assert.equal(new Set([first, ...others].map(({ headers }) => headers.etag)).size, 5);
  const legend = { [DATE]: [{ min: -1, max: 1, label: 'all', color: '#123456' }] };
  const edit = { visualization_mode: 'theoretical', legend };
  const before = await get('png', '', 'theoretical');
  await ask(world.ada.call, 'PUT', `${map.path}/metadata`, edit);
  const edited = await get('png', '', 'theoretical');
  assert.notEqual(edited.headers.etag, before.headers.etag);
  assert.ok((await colorCounts(edited.bytes)).has('#123456'));
  assert.equal((await jsonOf('theoretical')).ends, 'closed');
});

test('twice the scale is twice the size', async () => {
  const sizeOf = async (query: string) => sharp((await get('png', query)).bytes).metadata();
  const [one, two] = [await sizeOf(''), await sizeOf('&scale=2')];
  assert.ok(Math.abs(two.width - 2 * one.width) <= 8 && Math.abs(two.height - 2 * one.height) <= 8);
});

test('formats, modes and dates that there are not, and strangers, are refused', async () => {
  refuses(await get('gif'), 404, 'not_found');
  refuses(await get('png', '', 'sideways'), 400, 'bad_request');
  refuses(await get('png', '&orientation=diagonal'), 400, 'bad_request');
  const absent = await world.ada.read(`${map.path}/legend.png?date=1999_01_01&visualization_mode=dynamic`);
  refuses(absent, 404, 'not_found');
  refuses(await world.bob.read(`${map.path}/legend.png?date=${DATE}&visualization_mode=dynamic`), 404, 'not_found');
});
