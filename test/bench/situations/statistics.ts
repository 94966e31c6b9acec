import { CogStore } from '../../../src/cog/store.ts';
import { takeSummary } from '../../../src/engine/measure-scene.ts';
import { readScene } from '../../../src/engine/read-scene.ts';
import type { Raster } from '../../../src/raster/raster.ts';
import type { Square } from '../tiles.ts';
import type { Situation } from './situation.ts';
import { sceneOf, squareArea } from './tasks.ts';

/** Everything that is kept of an area's values, its blocks at hand, against one pass for count, minimum, maximum and sums. */
export async function statisticsSituation(path: string, square: Square): Promise<Situation> {
  const cogs = new CogStore({ cacheBytes: 512 << 20 });
  const scene = await sceneOf(cogs, path, squareArea(square));
  const pixels = await readScene(cogs, scene);
  if (pixels === undefined) throw new Error('the square lies beside the raster');
  const { raster } = pixels;
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
  const pixels = await readScene(cogs, await sceneOf(cogs, path, squareArea(square)));
  await cogs.close();
  if (pixels === undefined) throw new Error('the square lies beside the raster');
  const { raster, inside } = pixels;
  return { values: raster.values, valid: raster.valid.map((bit, i) => bit & inside[i]) };
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
