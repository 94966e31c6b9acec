import { CogStore } from '../../../src/cog/store.ts';
import { takeSummary } from '../../../src/engine/measure-scene.ts';
import { pixelsOf, readOnto } from '../../../src/engine/read-scene.ts';
import type { SceneSource } from '../../../src/engine/scene-source.ts';
import type { Raster } from '../../../src/raster/raster.ts';
import { rowAreas, visitRuns } from '../../../src/stats/runs.ts';
import type { Square } from '../tiles.ts';
import type { Situation } from './situation.ts';
import { sceneOf, squareArea } from './tasks.ts';

/** Everything that is kept of an area's values, its blocks at hand, against one pass for count, minimum, maximum and sums. */
export async function statisticsSituation(path: string, square: Square): Promise<Situation> {
  const cogs = new CogStore({ cacheBytes: 512 << 20 });
  const scene = await sceneOf(cogs, path, squareArea(square));
  const raster = await readWhole(cogs, scene);
  const { width, height } = raster.grid;
  return {
    name: `statistics of ${width} x ${height}`,
    run: () => takeSummary(cogs, { scene }),
    close: () => cogs.close(),
    floor: { name: 'one pass of sums', run: () => sums(raster) },
  };
}

/** The numbers that `statisticsSituation` takes, and which of them count: for numpy to do the same. */
export async function squareValues(path: string, square: Square): Promise<Pick<Raster, 'values' | 'valid'>> {
  const cogs = new CogStore({ cacheBytes: 512 << 20 });
  const { values, valid } = await readWhole(cogs, await sceneOf(cogs, path, squareArea(square)));
  await cogs.close();
  return { values, valid };
}

/** All of the scene's pixels at once, those beside its area invalid. */
async function readWhole(cogs: CogStore, scene: SceneSource): Promise<Raster> {
  const pixels = pixelsOf(scene);
  if (pixels === undefined) throw new Error('the square lies beside the raster');
  const { grid, spans } = pixels;
  const { values, valid, encoding } = await readOnto(cogs, scene.layers, grid, 'nearest');
  const counted = new Uint8Array(valid.length);
  const each = { col: 0, row: 0, width: grid.width, height: grid.height };
  visitRuns(
    each,
    spans,
    rowAreas(() => 0),
    (from, to) => counted.set(valid.subarray(from, to), from),
  );
  return { grid, values, valid: counted, encoding };
}

function sums({ values, valid }: Raster): number {
  let [count, sum, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (valid[i] === 0) continue;
    const value = values[i];
    count++;
    sum += value;
    squares += value * value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return sum + squares + count + min + max;
}
