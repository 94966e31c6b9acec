import { inflateSync } from 'node:zlib';
import { SharedBlocks } from '../../../src/cog/shared-blocks.ts';
import { CogStore } from '../../../src/cog/store.ts';
import { drawTile } from '../../../src/engine/draw-tile.ts';
import { readOnto } from '../../../src/engine/read-scene.ts';
import { applyAffine } from '../../../src/grid/affine.ts';
import { projector, WGS84 } from '../../../src/grid/projection.ts';
import { nativeLevel } from '../../../src/grid/tile-choice.ts';
import { requireTileMatrixSet, tileGrid, tileRange } from '../../../src/grid/tile-matrix-set.ts';
import type { Resampling } from '../../../src/raster/resample.ts';
import { paint } from '../../../src/render/paint.ts';
import type { WindowFormat } from '../../../src/render/window-image.ts';
import type { Tile } from '../tiles.ts';
import { deflateFloor } from './pixels.ts';
import { blocksReadBy } from './recorded.ts';
import type { Situation } from './situation.ts';
import { sceneOf, tileTask } from './tasks.ts';

/** Decoded size of a block of 512 x 512 float32. */
const BLOCK_BYTES = 1 << 20;
/** Room for the blocks of a tile, and what is kept free beside them. */
const REGION_BYTES = 32 << 20;

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

/** A whole tile of another set, or in another format, with its blocks at hand; at the raster's middle, in pixels like its own. */
export async function warmTileOf(path: string, setId: string, format: WindowFormat): Promise<Situation> {
  const cogs = new CogStore();
  const scene = await sceneOf(cogs, path);
  const { grid: raster } = scene.layers[0];
  const middle = applyAffine(raster.affine, raster.width / 2, raster.height / 2);
  const set = requireTileMatrixSet(setId);
  const z = nativeLevel(set, raster, projector(raster.crs, WGS84)(...middle));
  const [x, y] = projector(raster.crs, set.mapCrs)(...middle);
  const { minCol, minRow } = tileRange(set, z, [x, y, x, y]);
  const grid = tileGrid(set, z, minCol, minRow, 256);
  const task = { ...tileTask(scene, { z: 0, x: 0, y: 0 }, 256, 'nearest'), grid, format };
  const slots = paint(await readOnto(cogs, scene.layers, grid, 'nearest'), task.cuts);
  return {
    name: `warm tile 256 px, ${setId}, ${format}`,
    run: () => drawTile(cogs, task),
    floor: deflateFloor(slots, 256, 256),
    close: () => cogs.close(),
  };
}

/**
 * A whole tile by a store that has opened nothing yet, with memory for blocks as render threads have it, against
 * inflating its blocks and its own deflate.
 */
export async function coldTile(path: string, tile: Tile, size: number): Promise<Situation> {
  const warm = await warmTile(path, tile, size, 'nearest');
  const draw = async (cogs: CogStore): Promise<void> => {
    await drawTile(cogs, tileTask(await sceneOf(cogs, path), tile, size, 'nearest'));
  };
  await warm.close?.();
  const blocks = await blocksReadBy(draw);
  const region = { epoch: 1, memory: new SharedArrayBuffer(REGION_BYTES) };
  const run = async (): Promise<void> => {
    const cogs = new CogStore({ cache: new SharedBlocks(0, [region], () => undefined) });
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
