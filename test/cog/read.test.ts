import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { levelGrid } from '../../src/cog/level-grid.ts';
import { openCog, type Cog } from '../../src/cog/open.ts';
import { readGrid } from '../../src/cog/read.ts';
import { resizedGrid, windowGrid, type Grid, type Window } from '../../src/grid/grid.ts';
import { RESAMPLINGS } from '../../src/raster/resample.ts';
import { crs } from '../grid/crss.ts';
import { makeDirectory, PLAIN_TAGS, plainPixels, tiff } from './files.ts';

const directory = makeDirectory();
let cog: Cog;
let windows: Window[] = [];
/** The raster of 4 x 3 pixels, noting what is read of it. */
let watched: Cog;

before(async () => {
  cog = await openCog(await directory.write('plain.tif', tiff(PLAIN_TAGS, plainPixels())));
  watched = {
    ...cog,
    readWindow: (window, options) => {
      windows.push(window);
      return cog.readWindow(window, options);
    },
  };
});
after(() => cog.close());

async function windowsFor(target: Grid, resampling: (typeof RESAMPLINGS)[number]): Promise<Window[]> {
  windows = [];
  await readGrid(watched, 1, target, resampling);
  return windows;
}

test('on its own lattice, a raster is read once and no more than is asked for', async () => {
  const part = { col: 1, row: 1, width: 2, height: 2 };
  const own = levelGrid(cog.info);
  for (const resampling of RESAMPLINGS) {
    assert.deepEqual(await windowsFor(windowGrid(own, part), resampling), [part]);
    const beyond = windowGrid(own, { col: -5, row: 2, width: 6000, height: 9000 });
    assert.deepEqual(await windowsFor(beyond, resampling), [{ col: 0, row: 2, width: 4, height: 1 }]);
  }
});

test('nothing is read for a target beside the raster, and the result is what it would be on it', async () => {
  const own = levelGrid(cog.info);
  const far: Grid = { ...own, affine: [7, 0, 600000, 0, -7, 5000030] };
  const tile: Grid = { crs: crs(3857), affine: [10, 0, 0, 0, -10, 0], width: 512, height: 512 };
  for (const resampling of RESAMPLINGS) {
    for (const target of [far, tile]) {
      assert.deepEqual(await windowsFor(target, resampling), []);
      const empty = await readGrid(cog, 1, target, resampling);
      const { values, encoding } = await readGrid(cog, 1, resizedGrid(own, 9, 9), resampling);
      assert.deepEqual(empty.encoding, encoding);
      assert.equal(empty.values.constructor, values.constructor);
      assert.ok(empty.valid.every((bit) => bit === 0));
    }
  }
});

test('a target of many cells is read at once where they lie together', async () => {
  const finer = resizedGrid(levelGrid(cog.info), 600, 450);
  assert.deepEqual(await windowsFor(finer, 'cubic'), [{ col: 0, row: 0, width: 4, height: 3 }]);
});
