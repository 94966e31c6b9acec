import { deflateSync } from 'node:zlib';
import { readGrid } from '../../../src/cog/read.ts';
import { CogStore } from '../../../src/cog/store.ts';
import type { TileTask } from '../../../src/engine/draw-tile.ts';
import type { Raster } from '../../../src/raster/raster.ts';
import type { Resampling } from '../../../src/raster/resample.ts';
import { paint } from '../../../src/render/paint.ts';
import { encodeIndexedPng } from '../../../src/render/png.ts';
import type { Tile } from '../tiles.ts';
import type { Situation } from './situation.ts';
import { sceneOf, tileTask } from './tasks.ts';

/** The one of zlib's that gives a tile as many bytes as it has. */
const PNG_LEVEL = 2;

/** The steps of one tile with its blocks decoded: warp by each kernel, paint, encode. */
export async function pixelSituations(path: string, tile: Tile, kernels: readonly Resampling[]): Promise<Situation[]> {
  const cogs = new CogStore();
  const scene = await sceneOf(cogs, path);
  const situations: Situation[] = [];
  for (const size of [256, 512]) {
    const tasks = kernels.map((resampling) => tileTask(scene, tile, size, resampling));
    const read = async ({ grid, resampling }: TileTask): Promise<Raster> =>
      readGrid(await cogs.open(path), 1, grid, resampling);
    const [nearest] = tasks;
    const raster = await read(nearest);
    for (const task of tasks) {
      const floor = { name: 'one look-up a pixel', run: () => lookUp(raster) };
      situations.push({
        name: `warp ${size} px, ${task.resampling}`,
        run: () => read(task),
        floor,
        close: () => cogs.close(),
      });
    }
    const slots = paint(raster, nearest.cuts);
    situations.push(
      {
        name: `paint ${size} px`,
        run: () => paint(raster, nearest.cuts),
        floor: { name: 'one multiplication a pixel', run: () => scaled(raster) },
      },
      {
        name: `encode ${size} px`,
        run: () => encodeIndexedPng(slots, size, size, nearest.palette),
        floor: deflateFloor(slots, size, size),
      },
    );
  }
  return situations;
}

/** Deflating a picture's rows of palette indices, which no PNG does without, as zlib does it. */
export function deflateFloor(
  slots: Uint8Array,
  width: number,
  height: number,
): { readonly name: string; readonly run: () => Uint8Array } {
  const rows = new Uint8Array((width + 1) * height);
  for (let row = 0; row < height; row++) {
    rows.set(slots.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return { name: 'deflateSync of its indices', run: () => deflateSync(rows, { level: PNG_LEVEL }) };
}

/** The least that a warp does: a number read from somewhere else, and written with its validity. */
function lookUp({ values, valid }: Raster): Float32Array {
  const out = new Float32Array(values.length);
  const isValid = new Uint8Array(values.length);
  for (let i = 0, from = 0; i < out.length; i++, from = (from + 1) | 0) {
    if (valid[from] === 0) continue;
    out[i] = values[from];
    isValid[i] = 1;
  }
  return out;
}

/** The least that painting does: a number turned into an index. */
function scaled({ values, valid }: Raster): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) if (valid[i] !== 0) out[i] = 1 + (((values[i] + 1) * 125) | 0);
  return out;
}
