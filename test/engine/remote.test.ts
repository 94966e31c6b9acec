import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CogStore } from '../../src/cog/store.ts';
import { openStore, type StoreSettings } from '../../src/engine/open-store.ts';
import type { TileTask } from '../../src/engine/draw-tile.ts';
import { localEngine } from '../../src/engine/engine.ts';
import { ThreadEngine } from '../../src/engine/threads.ts';
import { projector, WGS84 } from '../../src/grid/projection.ts';
import { settings, startServer, type Mischief } from '../cog/sources/server.ts';
import { sceneOf, tileTask } from '../bench/situations/tasks.ts';

/** Rasters at an HTTP server, drawn by worker threads. */

const FILE = fileURLToPath(new URL('../../fixtures/demo/keitele-forest/ndvi_2024_06_14.tif', import.meta.url));
const LEVEL = 14;

const server = await startServer();
const url = server.put('/ndvi_2024_06_14.tif', readFileSync(FILE));
const store: StoreSettings = { maxOpenFiles: 8, cacheBytes: 32 << 20, sources: settings([server.host]) };
const cogs = openStore(store);
const here = localEngine(cogs);
after(() => cogs.close());

/** Nine tiles around the raster's middle. */
async function tilesOf(store: CogStore, path: string): Promise<TileTask[]> {
  const scene = await sceneOf(store, path);
  const { crs, affine, width, height } = scene.layers[0].grid;
  const [lon, lat] = projector(crs, WGS84)(affine[2] + (affine[0] * width) / 2, affine[5] + (affine[4] * height) / 2);
  const across = 2 ** LEVEL;
  const x = Math.floor(((lon + 180) / 360) * across);
  const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * across);
  return Array.from({ length: 9 }, (_, i) =>
    tileTask(scene, { z: LEVEL, x: x - 1 + (i % 3), y: y - 1 + Math.floor(i / 3) }, 256, 'nearest'),
  );
}

async function withThreads<T>(use: (engine: ThreadEngine) => Promise<T>, recheckMs = 60_000): Promise<T> {
  const sources = settings([server.host], { recheckMs });
  const engine = new ThreadEngine({ threads: 2, maxWaiting: 100, store: { ...store, sources } });
  try {
    return await use(engine);
  } finally {
    server.mischief = undefined;
    await engine.close();
  }
}

const drawn = async (engine: Pick<ThreadEngine, 'run'>, tasks: readonly TileTask[]) =>
  Promise.all(tasks.map((task, affinity) => engine.run('drawTile', task, { affinity })));

const tasks = await tilesOf(cogs, url);
const expected = await drawn(here, await tilesOf(cogs, FILE));

test('tiles of a remote raster are those of the same file at hand', async () => {
  assert.equal(expected.filter((tile) => tile !== undefined).length > 4, true, 'most tiles show something');
  const begun = server.log.length;
  const tiles = await withThreads((engine) => drawn(engine, tasks));
  assert.deepEqual(tiles, expected);
  // a header for each of two threads, and at most two requests for each tile
  const asked = server.log.length - begun;
  assert.equal(asked <= 2 + 2 * tasks.length, true, `${asked} requests`);
});

test('a server that fails whatever it is asked first costs time, never a tile', async () => {
  const asked = new Set<string>();
  const firstTime: Mischief = (request) => {
    const { range = '' } = request.headers;
    if (asked.has(range)) return false;
    asked.add(range);
    request.socket.destroy();
    return true;
  };
  const tiles = await withThreads((engine) => {
    server.mischief = firstTime;
    return drawn(engine, tasks);
  });
  assert.deepEqual(tiles, expected);
});

test('a raster that has changed at its server is said to have, by whichever thread asks', async () => {
  await withThreads(async (engine) => {
    await drawn(engine, tasks.slice(0, 2));
    server.put('/ndvi_2024_06_14.tif', Buffer.concat([readFileSync(FILE), Buffer.from('more')]));
    for (const task of tasks.slice(3, 5)) {
      await assert.rejects(engine.run('drawTile', task), { kind: 'unreadable', message: /has changed/ });
    }
  }, 0);
});
