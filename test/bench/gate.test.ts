import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeSmallRaster, type SmallRaster } from './situations/small-raster.ts';
import { time, type Situation } from './situations/situation.ts';
import { coldTile, warmTile } from './situations/tiles.ts';
import { tilesOver } from './tiles.ts';

/*
 * Slow code is a fault like any other. The bounds are ratios to work that no tile does without, timed in turn in this
 * process, so that they hold on any machine; a busy moment is outvoted.
 */

const REPEATS = 15;
const TRIES = 3;
/**
 * Bounds that a change may not cross. The goals are 2.2 and 1.5; 2.2 to 2.4 and 1.6 are measured, and processor time
 * still moves by a quarter when others share the caches.
 */
const MOST_WARM = 3;
const MOST_COLD = 2.2;

let raster: SmallRaster;
before(async () => {
  raster = await makeSmallRaster(1280);
});
after(() => raster.remove());

test(`a warm tile takes at most ${MOST_WARM} times its own deflate`, async () => {
  await holds(await warmTile(raster.path, middleTile(), 256, 'nearest'), MOST_WARM);
});

test(`a cold tile takes at most ${MOST_COLD} times inflating its blocks and its own deflate`, async () => {
  await holds(await coldTile(raster.path, middleTile(), 256), MOST_COLD);
});

/** The tile of the raster's own pixels in its middle: parts of four blocks. */
function middleTile() {
  const { left, top, side } = raster.square;
  const [tile] = tilesOver(13, { left: left + side * 0.3, top: top - side * 0.3, side: side * 0.4 });
  return tile;
}

/** Fails when most of the tries come out over the bound. */
async function holds(situation: Situation, most: number): Promise<void> {
  const ratios: number[] = [];
  for (let i = 0; i < TRIES && undecided(ratios, most); i++) {
    const { ratio } = await time(situation, { budgetMs: 0, leastRepeats: REPEATS });
    ratios.push(ratio ?? NaN);
  }
  await situation.close?.();
  const found = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
  const over = ratios.filter((ratio) => !(ratio <= most)).length;
  assert.ok(over <= TRIES / 2, `${situation.name}: ${found} times its floor, at most ${most}`);
}

function undecided(ratios: readonly number[], most: number): boolean {
  const over = ratios.filter((ratio) => !(ratio <= most)).length;
  return over <= TRIES / 2 && ratios.length - over <= TRIES / 2;
}
