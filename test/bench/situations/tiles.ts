import { inflateSync } from 'node:zlib';
import { CogStore } from '../../../src/cog/store.ts';
import { drawTile } from '../../../src/engine/draw-tile.ts';
import { readOnto } from '../../../src/engine/read-scene.ts';
import type { Resampling } from '../../../src/raster/resample.ts';
import { paint } from '../../../src/render/paint.ts';
import type { Tile } from '../tiles.ts';
import { deflateFloor } from './pixels.ts';
import { blocksReadBy } from './recorded.ts';
import type { Situation } from './situation.ts';
import { sceneOf, tileTask } from './tasks.ts';

/** Decoded size of a block of 512 x 512 float32. */
const BLOCK_BYTES = 1 << 20;

/** A whole tile with its blocks at hand, against its own deflate. */
export async function warmTile(path: string, tile: Tile, size: number, resampling: Resampling): Promise<Situation> {
  const cogs = new CogStore();
  const scene = await sceneOf(cogs, path);
  const task = tileTask(scene, tile, size, resampling);
  const slots = paint(await readOnto(cogs, scene.layers, task.grid, resampling), task.cuts);
  const run = () => drawTile(cogs, task);
  return {
    name: `warm tile ${size} px, ${resampling}`,
    run,
    floor: deflateFloor(slots, size, size),
    close: () => cogs.close(),
  };
}

/** A whole tile by a store that has opened nothing yet, against inflating its blocks and its own deflate. */
export async function coldTile(path: string, tile: Tile, size: number): Promise<Situation> {
  const warm = await warmTile(path, tile, size, 'nearest');
  const draw = async (cogs: CogStore): Promise<void> => {
    await drawTile(cogs, tileTask(await sceneOf(cogs, path), tile, size, 'nearest'));
  };
  await warm.close?.();
  const blocks = await blocksReadBy(draw);
  const run = async (): Promise<void> => {
    const cogs = new CogStore();
    await draw(cogs);
    await cogs.close();
  };
  const least = (): void => {
    for (const block of blocks) inflateSync(block, { chunkSize: BLOCK_BYTES });
    warm.floor?.run();
  };
  const floor = { name: `inflateSync of its ${blocks.length} blocks, deflateSync of its indices`, run: least };
  return { name: `cold tile ${size} px, nearest`, run, floor };
}
