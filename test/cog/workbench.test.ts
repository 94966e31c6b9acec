import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { BlockCache } from '../../src/cog/block-cache.ts';
import { openCog } from '../../src/cog/open.ts';
import { Workbench, workbench } from '../../src/cog/workbench.ts';
import { makeSmallRaster } from '../bench/situations/small-raster.ts';
import { uniformStream } from '../random.ts';
const MIB = 1 << 20;

test('what is lent lies apart from all else that is lent, and comes back', () => {
  const bench = new Workbench();
  const random = uniformStream(9);
  const held: { bytes: Uint8Array; giveBack: () => void; mark: number }[] = [];
  let refused = 0;
  for (let step = 0; step < 3000; step++) {
    if (held.length > 0 && random() < 0.45) {
      const [{ bytes, giveBack, mark }] = held.splice(Math.floor(random() * held.length), 1);
      assert.deepEqual([bytes[0], bytes.at(-1)], [mark, mark]);
      giveBack();
      giveBack(); // once more does no harm
      continue;
    }
    const lent = bench.lend(1 + Math.floor(random() ** 3 * MIB));
    if (lent === undefined) {
      refused++;
      continue;
    }
    assert.equal(lent.bytes.byteOffset % 64, 0);
    const mark = step % 256;
    lent.bytes[0] = mark;
    lent.bytes[lent.bytes.length - 1] = mark;
    held.push({ ...lent, mark });
  }
  assert.ok(refused > 10, `${refused} refused`);
  for (const { giveBack } of held) giveBack();
  const all = bench.lend(4 * MIB);
  assert.equal(all?.bytes.length, 4 * MIB);
  assert.equal(bench.lend(1), undefined);
  const block = bench.blockOf(4 * MIB);
  assert.ok(block && block.byteOffset >= all.bytes.byteOffset + all.bytes.length);
  assert.equal(bench.blockOf(4 * MIB + 1), undefined);
});

test('blocks that are read at the same time, or twice, or are damaged, leave nothing on the workbench', async () => {
  const raster = await makeSmallRaster(600);
  try {
    const { path, values } = raster;
    const cog = await openCog(path, { cache: new BlockCache(0) });
    const check = async (col: number, row: number): Promise<void> => {
      const window = await cog.readWindow({ col, row, width: 40, height: 30 });
      const expected = Array.from({ length: 40 }, (_, i) => values[(row + 29) * 600 + col + i]);
      assert.deepEqual([...window.values.subarray(29 * 40)], expected);
    };
    const places = [0, 500, 560].flatMap((row) => [0, 500, 560].map((col) => [col, row] as const));
    await Promise.all(places.map(([col, row]) => check(col, row)));
    await cog.close();

    const bytes = await readFile(path);
    bytes.fill(0, bytes.length - 20_000); // the last block of the raster's own pixels
    await writeFile(path, bytes);
    const damaged = await openCog(path, { cache: new BlockCache(0) });
    const whole = { col: 0, row: 0, width: 600, height: 600 };
    const reading = await Promise.allSettled([1, 2, 3].map(() => damaged.readWindow(whole)));
    assert.deepEqual(
      reading.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    await damaged.close();
  } finally {
    await raster.remove();
  }
  const all = workbench.lend(4 * MIB);
  assert.ok(all, 'something was not given back');
  all.giveBack();
});
