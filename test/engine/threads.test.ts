import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { CogStore } from '../../src/cog/store.ts';
import { levelGrid } from '../../src/cog/level-grid.ts';
import type { MapTask } from '../../src/engine/draw-map.ts';
import type { TileTask } from '../../src/engine/draw-tile.ts';
import { localEngine } from '../../src/engine/engine.ts';
import type { SceneSource } from '../../src/engine/scene-source.ts';
import { ThreadEngine } from '../../src/engine/threads.ts';
import { areaOnMap } from '../../src/grid/area-on-map.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import { WEB_MERCATOR, WEB_MERCATOR_QUAD, tileGrid } from '../../src/grid/tile-matrix-set.ts';
import { DEFAULT_IMAGE_OPTIONS } from '../../src/render/image-options.ts';
import { paletteOf } from '../../src/render/palette.ts';

const DEMO = fileURLToPath(new URL('../../fixtures/demo/', import.meta.url));
const STORE = { maxOpenFiles: 8, cacheBytes: 32 << 20 };

/** Threads as they are started: the first of an engine is at its place 0. */
const workers: Worker[] = [];
process.on('worker', (worker: Worker) => workers.push(worker));

const cogs = new CogStore();
const here = localEngine(cogs);
const engine = new ThreadEngine({ threads: 2, maxWaiting: 500, store: STORE });
after(async () => {
  await engine.close();
  await cogs.close();
});

async function forestScene(): Promise<SceneSource> {
  const path = `${DEMO}keitele-forest/ndvi_2024_06_14.tif`;
  const { info } = await cogs.open(path);
  const [{ scale, offset }] = info.bands;
  const encoding = { dtype: info.dtype, scale, offset };
  const grid = levelGrid(info);
  const { features } = JSON.parse(readFileSync(`${DEMO}aois.geojson`, 'utf8')) as {
    features: { id: string; geometry: AreaGeometry }[];
  };
  const geometry = features.find(({ id }) => id === 'keitele-forest')?.geometry;
  const file = { path, version: info.version, band: 1, grid, encoding };
  return { key: 'forest', geometry, layers: [{ kind: 'band', file, grid, encoding }] };
}

const scene = await forestScene();
const cuts = { thresholds: Float64Array.of(2000, 5000), slots: Uint8Array.of(1, 2, 3) };
const colors = ['#aa0000', '#00aa00', '#0000aa'];

/** Tiles of a level that the forest lies on. */
function tiles(z: number, side: number): TileTask[] {
  const [ring] = scene.geometry === undefined ? [] : areaOnMap(scene.geometry, WEB_MERCATOR).rings;
  const size = (2 * Math.PI * 6_378_137) / 2 ** z;
  const [x, y] = [Math.floor(ring[0] / size) + 2 ** (z - 1), 2 ** (z - 1) - 1 - Math.floor(ring[1] / size)];
  return Array.from({ length: side * side }, (_, i) => {
    const grid = tileGrid(
      WEB_MERCATOR_QUAD,
      z,
      x - (side >> 1) + (i % side),
      y - (side >> 1) + Math.floor(i / side),
      256,
    );
    const palette = paletteOf(colors, new Uint8Array(4));
    return { scene, grid, cuts, palette, isMasked: true, resampling: 'nearest', format: 'png' };
  });
}

const map: MapTask = {
  scene,
  shrink: 1,
  cuts,
  colors,
  options: { ...DEFAULT_IMAGE_OPTIONS, outline: true },
  isEmpty: false,
  text: { Title: 'forest' },
};

test('an engine is ready once every thread can take a task, or has ended', async () => {
  const starting = new ThreadEngine({ threads: 2, maxWaiting: 4, store: STORE });
  await nextTurn(); // the process tells of threads a moment later
  const [first, second] = workers.slice(-2);
  const seen: string[] = [];
  for (const worker of [first, second]) worker.once('message', () => seen.push('loaded'));
  await starting.ready().then(() => seen.push('ready'));
  assert.deepEqual(seen, ['loaded', 'loaded', 'ready']);
  await starting.close();
  await starting.ready();
});

test('threads answer what the caller’s own thread does', async () => {
  const [tile] = tiles(13, 1);
  assert.deepEqual(await engine.run('drawTile', tile), await here.run('drawTile', tile));
  assert.deepEqual(await engine.run('takeSummary', { scene }), await here.run('takeSummary', { scene }));
  const classes = { scene, cuts, slots: 4 };
  assert.deepEqual(await engine.run('measureClasses', classes), await here.run('measureClasses', classes));
  const [there, mine] = [await engine.run('drawMap', map), await here.run('drawMap', map)];
  assert.ok(Buffer.isBuffer(there.bytes) && there.bytes.equals(mine.bytes));
  assert.deepEqual({ ...there, bytes: 0 }, { ...mine, bytes: 0 });
});

test('a failure stays what it was', async () => {
  const [layer] = scene.layers;
  assert.ok(layer.kind === 'band');
  const version = { ...layer.file.version, size: 1 };
  const changed = { ...scene, key: 'changed', layers: [{ ...layer, file: { ...layer.file, version } }] };
  await assert.rejects(engine.run('takeSummary', { scene: changed }), { name: 'Failure', kind: 'unreadable' });
});

test('a thread that ends in the middle loses no request', async () => {
  const asked = tiles(16, 8);
  const wanted = await Promise.all(asked.map((task) => here.run('drawTile', task)));
  const running = asked.map((task, i) => engine.run('drawTile', task, { affinity: i >> 1 }));
  await running[3];
  await workers[0].terminate();
  assert.deepEqual(await Promise.all(running), wanted);
  assert.deepEqual(await engine.run('drawTile', asked[0], { affinity: 0 }), wanted[0]);
});

test('a thread that cannot be replaced at once, for want of memory, is replaced later', async (context) => {
  const two = new ThreadEngine({ threads: 2, maxWaiting: 3, store: STORE });
  context.after(() => two.close());
  const [tile] = tiles(13, 1);
  await Promise.all([0, 1].map((affinity) => two.run('drawTile', tile, { affinity })));
  const reserve = SharedArrayBuffer;
  let refused = 0;
  globalThis.SharedArrayBuffer = function () {
    refused++;
    globalThis.SharedArrayBuffer = reserve;
    throw new RangeError('Array buffer allocation failed');
  } as never;
  context.after(() => (globalThis.SharedArrayBuffer = reserve));
  const before = workers.length;
  await workers[before - 2].terminate();
  assert.deepEqual([refused, workers.length], [1, before]);
  assert.ok((await two.run('drawTile', tile, { affinity: 0 })) !== undefined, 'the other thread draws');
  while (workers.length === before) await delay(20);
  assert.ok((await two.run('drawTile', tile, { affinity: 0 })) !== undefined, 'the new thread draws');
});

test(
  'what a thread had in hand that cannot be replaced at once is done by another',
  { timeout: 20_000 },
  async (context) => {
    const two = new ThreadEngine({ threads: 2, maxWaiting: 3, store: STORE });
    context.after(() => two.close());
    const [tile] = tiles(13, 1);
    await Promise.all([0, 1].map((affinity) => two.run('drawTile', tile, { affinity })));
    const reserve = SharedArrayBuffer;
    context.after(() => (globalThis.SharedArrayBuffer = reserve));
    globalThis.SharedArrayBuffer = function () {
      throw new RangeError('Array buffer allocation failed');
    } as never;
    const running = two.run('drawTile', tile, { affinity: 0 });
    await workers[workers.length - 2].terminate();
    assert.ok((await running) !== undefined, 'drawn without waiting for the new thread');
  },
);

test('a task whose caller has gone does not begin again when its thread ends', async (context) => {
  const small = new ThreadEngine({ threads: 1, maxWaiting: 3, store: STORE });
  context.after(() => small.close());
  const gone = new AbortController();
  const running = small.run('drawMap', map, { signal: gone.signal });
  gone.abort();
  await nextTurn();
  await workers.at(-1)?.terminate();
  await assert.rejects(running, { kind: 'busy', message: /nobody waits/ });
  await assert.rejects(small.run('drawMap', map, { signal: gone.signal }), { kind: 'busy', message: /nobody waits/ });
});

test('what is in hand when the engine is closed is refused as busy', async () => {
  const small = new ThreadEngine({ threads: 1, maxWaiting: 3, store: STORE });
  const running = [map, map, map].map((task) => small.run('drawMap', task));
  const [answers] = await Promise.all([Promise.allSettled(running), small.close()]);
  for (const answer of answers) {
    assert.ok(answer.status === 'rejected');
    assert.equal((answer.reason as { kind?: string }).kind, 'busy');
  }
});

test('past the bound a task is refused as busy, and one whose caller has gone is not begun', async (context) => {
  const small = new ThreadEngine({ threads: 1, maxWaiting: 3, store: STORE });
  context.after(() => small.close());
  const [tile] = tiles(13, 1);
  const gone = new AbortController();
  // two are in hand, three wait
  const taken = Array.from({ length: 4 }, () => small.run('drawTile', tile));
  const dropped = small.run('drawTile', tile, { signal: gone.signal });
  await assert.rejects(small.run('drawTile', tile), { kind: 'busy', message: /3 pictures/ });
  gone.abort();
  await assert.rejects(dropped, { kind: 'busy' });
  taken.push(small.run('drawTile', tile));
  const answers = await Promise.all(taken);
  assert.ok(answers.every((answer) => answer !== undefined && answer.length > 100));
});
