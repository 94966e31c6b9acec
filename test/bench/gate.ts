import assert from 'node:assert/strict';
import { makeSmallRaster } from './situations/small-raster.ts';
import { time, type Situation } from './situations/situation.ts';
import { tilesOver, type Tile } from './tiles.ts';

/*
 * Slow code is a fault like any other. The bounds are ratios to work that no tile does without, timed in turn in one
 * process, so that they hold on any machine. Each gate is a file and so a process of its own: what an earlier one has
 * left in memory decides how often V8 collects, which once doubled the next one's time.
 */

const REPEATS = 15;
const TRIES = 5;

/**
 * Fails when none of the tries comes out within the bound: what else the machine does can only make code slower.
 *
 * @param situation made for a raster's path and the tile of the raster's own pixels in its middle: parts of four blocks
 */
export async function holds(situation: (path: string, tile: Tile) => Promise<Situation>, most: number): Promise<void> {
  const raster = await makeSmallRaster(1280);
  try {
    const { left, top, side } = raster.square;
    const [tile] = tilesOver(13, { left: left + side * 0.3, top: top - side * 0.3, side: side * 0.4 });
    const timed = await situation(raster.path, tile);
    const ratios: number[] = [];
    do {
      const { ratio } = await time(timed, { budgetMs: 0, leastRepeats: REPEATS });
      ratios.push(ratio ?? NaN);
    } while (!(Math.min(...ratios) <= most) && ratios.length < TRIES);
    await timed.close?.();
    const found = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
    assert.equal(Math.min(...ratios) <= most, true, `${timed.name}: ${found} times its floor, at most ${most}`);
  } finally {
    await raster.remove();
  }
}
