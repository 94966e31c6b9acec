import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCog } from '../../src/cog/open.ts';
import { readGrid } from '../../src/cog/read.ts';
import { windowGrid } from '../../src/grid/grid.ts';
import { levelGrid } from '../../src/cog/level-grid.ts';
import { makeDirectory, PLAIN_TAGS, plainPixels, tiff } from './files.ts';

const directory = makeDirectory();
const plain = (changes: typeof PLAIN_TAGS = {}) => tiff({ ...PLAIN_TAGS, ...changes }, plainPixels());

test('a plain raster says what it is', async () => {
  const path = await directory.write('plain.tif', plain({ 306: [2, '2024:05:06 10:00:00'] }));
  const { info, close } = await openCog(path);
  assert.equal(info.name, 'plain.tif');
  assert.deepEqual([info.width, info.height, info.dtype, info.compression], [4, 3, 'float32', 'none']);
  assert.deepEqual(info.affine, [10, 0, 500000, 0, -10, 5000030]);
  assert.equal(info.crs.name, 'EPSG:32633');
  assert.deepEqual(info.bands, [{ scale: 1, offset: 0, isAlpha: false }]);
  assert.equal(info.dateTime, '2024:05:06 10:00:00');
  await close();
});

test('a window that reaches beyond the raster is invalid there', async () => {
  const cog = await openCog(await directory.write('edge.tif', plain()));
  const raster = await cog.readWindow({ col: 2, row: -1, width: 3, height: 3 });
  assert.deepEqual([...raster.values], [0, 0, 0, 2, 3, 0, 6, 7, 0]);
  assert.deepEqual([...raster.valid], [0, 0, 0, 1, 1, 0, 1, 1, 0]);
  assert.deepEqual(raster.grid.affine, [10, 0, 500020, 0, -10, 5000040]);
  const beside = await cog.readWindow({ col: 100, row: 100, width: 2, height: 1 });
  assert.deepEqual([...beside.valid], [0, 0]);
  await cog.close();
});

test('a south-up raster is turned: rows run south, ground values stay', async () => {
  // ModelTransformation with rows running north from 5000000
  const rest = Object.fromEntries(Object.entries(PLAIN_TAGS).filter(([tag]) => tag !== '33550' && tag !== '33922'));
  const matrix = [10, 0, 0, 500000, 0, 10, 0, 5000000, 0, 0, 0, 0, 0, 0, 0, 1];
  const cog = await openCog(await directory.write('south.tif', tiff({ ...rest, 34264: [12, matrix] }, plainPixels())));
  assert.deepEqual(cog.info.affine, [10, 0, 500000, 0, -10, 5000030]);
  const raster = await cog.readWindow({ col: 0, row: 0, width: 4, height: 3 });
  assert.deepEqual([...raster.values], [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]);
  const part = await cog.readWindow({ col: 3, row: 2, width: 2, height: 2 });
  assert.deepEqual([...part.values], [3, 0, 0, 0]);
  assert.deepEqual([...part.valid], [1, 0, 0, 0]);
  await cog.close();
});

test('readGrid copies on the raster its own lattice, and is invalid beside it', async () => {
  const cog = await openCog(await directory.write('lattice.tif', plain({ 42113: [2, '5'] })));
  const target = windowGrid(levelGrid(cog.info), { col: 1, row: 1, width: 2, height: 2 });
  const raster = await readGrid(cog, 1, target, 'bilinear');
  assert.deepEqual([...raster.values].slice(1), [6, 9, 10]);
  assert.deepEqual([...raster.valid], [0, 1, 1, 1]);
  const far = await readGrid(cog, 1, { ...target, affine: [10, 0, 600000, 0, -10, 5000030] }, 'nearest');
  assert.deepEqual([...far.valid], [0, 0, 0, 0]);
  await cog.close();
});

test('bands, levels and windows that are not there are invalid requests', async () => {
  const { readWindow, close } = await openCog(await directory.write('requests.tif', plain()));
  const one = { col: 0, row: 0, width: 1, height: 1 };
  await assert.rejects(readWindow(one, { band: 2 }), { kind: 'invalid', message: /band 2 .* bands 1 to 1/ });
  await assert.rejects(readWindow(one, { level: 1 }), { kind: 'invalid', message: /level 1/ });
  await assert.rejects(readWindow({ ...one, width: 0 }), { kind: 'invalid' });
  await assert.rejects(readWindow({ ...one, width: 1e6, height: 1e6 }), { kind: 'invalid', message: /at most/ });
  await close();
});

test('structure that cannot be true is refused by what was found', async () => {
  const cases: [name: string, changes: typeof PLAIN_TAGS, message: RegExp][] = [
    ['bits.tif', { 258: [3, [24]] }, /floating point numbers of 24 bits/],
    ['complex.tif', { 339: [3, [6]] }, /complex floating point/],
    ['predictor.tif', { 259: [3, [8]], 317: [3, [7]] }, /predictor 7/],
    ['planar.tif', { 284: [3, [9]] }, /PlanarConfiguration is 9/],
    ['fill.tif', { 266: [3, [2]] }, /FillOrder/],
    ['rows.tif', { 278: [3, [1]] }, /need 3 blocks, but its tables list 1/],
    [
      'scale.tif',
      { 42112: [2, '<GDALMetadata><Item name="SCALE" sample="0" role="scale">0</Item></GDALMetadata>'] },
      /scale 0/,
    ],
    ['epsg.tif', { 34735: [3, [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 1234]] }, /EPSG:1234/],
    ['geocentric.tif', { 34735: [3, [1, 1, 0, 2, 1024, 0, 1, 3, 2048, 0, 1, 4978]] }, /geocentric/],
  ];
  for (const [name, changes, message] of cases) {
    const path = await directory.write(name, plain(changes));
    await assert.rejects(openCog(path), { name: 'Failure', kind: 'unreadable', message }, name);
  }
});

test('a file cut anywhere fails, and never invents pixels', async () => {
  const whole = plain();
  for (let length = 0; length < whole.length; length += 7) {
    const path = await directory.write('cut.tif', whole.subarray(0, length));
    const reading = openCog(path).then(async ({ readWindow, close }) => {
      try {
        return await readWindow({ col: 0, row: 0, width: 4, height: 3 });
      } finally {
        await close();
      }
    });
    await assert.rejects(reading, { kind: 'unreadable' }, `cut to ${length} bytes`);
  }
});

test('missing files and directories are unreadable, without their path', async () => {
  for (const name of ['nowhere.tif', '.']) {
    await assert.rejects(openCog(`${directory.path}/${name}`), (failure: Error) => {
      assert.equal('kind' in failure && failure.kind, 'unreadable');
      assert.ok(!failure.message.includes(directory.path));
      return true;
    });
  }
});
