import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoadBlock } from '../../src/cog/block-cache.ts';
import { BlockMemory, pieceBytes } from '../../src/cog/block-memory.ts';
import type { Values } from '../../src/raster/raster.ts';
import { uniformStream } from '../random.ts';
import { Company } from './company.ts';

const MIB = 1 << 20;

/** A block that says which one it is in every number. */
function blockOf(id: number, bytes: number): Values {
  const kinds = [Float32Array, Int16Array, Uint8Array, Float64Array] as const;
  const values = new kinds[id % 4](bytes / kinds[id % 4].BYTES_PER_ELEMENT);
  return values.fill(id % 251);
}

function never(): Promise<Values> {
  return Promise.reject(new Error('it should be at hand'));
}

/** Threads that have all come up and met. */
function metCompany(count: number, bytes: number): Company {
  const company = new Company(count, bytes);
  company.settle();
  return company;
}

/** Lets a thread decode blocks of 1 MiB, which say 0. */
async function decode(company: Company, place: number, from: number, to: number): Promise<void> {
  for (let id = from; id < to; id++) {
    await company.blocks(place).get(`${id}`, MIB, (keep) => Promise.resolve(keep(blockOf(0, MIB))));
    company.endTurn(place);
  }
}

test('a block decoded by one thread is at hand in all, in memory of one', async () => {
  const company = metCompany(3, 16 * MIB);
  const block = blockOf(5, MIB);
  assert.deepEqual(await company.blocks(0).get('five', MIB, (keep) => Promise.resolve(keep(block))), block);
  company.settle();
  const there = await company.blocks(2).get('five', MIB, never);
  assert.ok(there?.buffer instanceof SharedArrayBuffer);
  assert.deepEqual(Array.from(there.subarray(0, 9)), Array.from(block.subarray(0, 9)));
});

test('two who ask one thread for a block at the same time share one decoding; failures and holes are not kept', async () => {
  const blocks = metCompany(1, 16 * MIB).blocks(0);
  let made = 0;
  const load: LoadBlock = async (keep) => {
    made++;
    await nextTurn();
    return keep(blockOf(1, 1024));
  };
  const [one, two] = [blocks.get('a', 1024, load), blocks.get('a', 1024, load)];
  assert.equal(await one, await two);
  assert.equal(made, 1);
  await assert.rejects(
    blocks.get('bad', 1, () => Promise.reject(new Error('damaged'))),
    /damaged/,
  );
  assert.equal(blocks.has('bad'), false);
  assert.equal(await blocks.get('hole', 1, () => Promise.resolve(undefined)), undefined);
  assert.equal(blocks.has('hole'), false);
});

/** A block that a thread reads until its present turn ends, while the others go on. */
interface Reading {
  readonly id: number;
  readonly block: Values;
}

function checkReadings(readings: Reading[], step: number): void {
  for (const { id, block } of readings.splice(0)) {
    const ends = [block[0], block[block.length >> 1], block[block.length - 1]];
    assert.deepEqual(ends, [id % 251, id % 251, id % 251], `block ${id} at step ${step}`);
  }
}

/** 16 KiB blocks that a region has room for. */
const ROOM = 16;

for (const places of [2, 3, 4, 5]) {
  test(`what ${places} threads read is what they asked for, whatever is delayed and whoever ends`, async () => {
    const random = uniformStream(30 + places);
    const choose = (count: number): number => Math.floor(random() * count);
    const company = new Company(places, ROOM << 14);
    const readings: Reading[][] = Array.from({ length: places }, () => []);
    const [steps, sizes] = [15_000, [16 << 10, 32 << 10]];
    let [asked, decoded, ended] = [0, 0, 0];
    for (let step = 0; step < steps; step++) {
      const place = choose(places);
      const { blocks, hasEnded } = company.threads[place];
      const chance = random();
      if (blocks === undefined || hasEnded) {
        readings[place] = [];
        if (chance < 0.05) company.replace(place);
        else if (chance < 0.2) company.comeUp(place);
      } else if (chance < 0.5) {
        const id = choose(60 * random()); // few blocks are asked for often
        const bytes = sizes[id % sizes.length];
        const block = await blocks.get(`${id}`, bytes, (keep) =>
          Promise.resolve((decoded++, keep(blockOf(id, bytes)))),
        );
        asked++;
        assert.equal(block?.byteLength, bytes);
        readings[place].push({ id, block });
      } else if (chance < 0.997) {
        for (let i = choose(8); i > 0; i--) company.deliver(place, random);
        if (chance > 0.65) continue;
        checkReadings(readings[place], step);
        company.endTurn(place);
      } else {
        company.end(place);
        ended++;
      }
    }
    assert.ok(ended > 10 && decoded > 100 && decoded < asked * 0.75, `${ended} ended, ${decoded} of ${asked} decoded`);

    // nobody waits for ever, and everybody hears of everybody's blocks
    company.settle(random);
    for (let turn = 0; turn < 4 * ROOM * places; turn++) {
      const key = `last ${turn}`;
      await company.blocks(turn % places).get(key, 16 << 10, (keep) => Promise.resolve(keep(blockOf(3, 16 << 10))));
      company.settle(random);
      for (let place = 0; place < places; place++) assert.ok(company.blocks(place).has(key), `${key} at ${place}`);
    }
  });
}

test('what is said to a thread that ended is not taken for said to its successor', async () => {
  const company = new Company(2, 16 * MIB);
  company.comeUp(0);
  company.comeUp(1);
  company.end(1);
  company.replace(1);
  company.comeUp(1);
  company.deliver(0); // the first one’s joining: that one is waited for
  await decode(company, 0, 0, 1);
  while (company.deliver(1));
  assert.equal(company.blocks(1).has('0'), false);
  company.settle();
  assert.equal(company.blocks(1).has('0'), true);
});

test('memory is not written while another thread has not let go of it', async () => {
  const company = metCompany(2, 16 * MIB);
  await decode(company, 0, 0, 6);
  company.settle();
  const held = await company.blocks(1).get('0', MIB, never);
  assert.ok(held);
  held.fill(77);
  // the other thread is not told, so nothing that it may read can be written again
  await decode(company, 0, 6, 40);
  assert.ok(held.every((value) => value === 77));
  company.settle();
  assert.equal(company.blocks(1).has('0'), false);
  await decode(company, 0, 40, 41);
  assert.equal(company.blocks(0).has('40'), true);
});

test('what another thread uses stays, what nobody uses goes', async () => {
  const company = metCompany(2, 16 * MIB);
  await decode(company, 0, 0, 5);
  company.settle();
  for (let id = 5; id < 40; id++) {
    for (let use = 0; use < 32; use++) await company.blocks(1).get('0', MIB, never);
    company.settle();
    await decode(company, 0, id, id + 1);
    company.settle();
  }
  assert.equal(company.blocks(0).has('1'), false);
  assert.equal(company.blocks(0).has('0'), true);
});

test('nobody waits for a thread that has not come up yet, and it learns of all blocks when it does', async () => {
  const company = new Company(2, 16 * MIB);
  company.comeUp(0);
  await decode(company, 0, 0, 60);
  assert.equal(company.blocks(0).has('59'), true);
  company.settle();
  assert.equal(company.blocks(1).has('59'), true);
  assert.equal(company.blocks(1).has('0'), false);
});

test('the blocks of a thread that ended are gone, and nobody waits for it', async () => {
  const company = metCompany(2, 16 * MIB);
  await decode(company, 0, 100, 101);
  company.settle();
  assert.equal(company.blocks(1).has('100'), true);
  company.end(0);
  company.replace(0); // and does not come up
  company.deliver(1);
  assert.equal(company.blocks(1).has('100'), false);
  await decode(company, 1, 0, 60);
  assert.equal(company.blocks(1).has('59'), true);
});

/** Takes and gives back pieces at random, as long as the memory has any, and sees that they are apart. */
function checkPieces(memory: BlockMemory, bytes: number, steps: number): void {
  const random = uniformStream(5);
  const held = new Map<number, number>();
  for (let step = 0; step < steps; step++) {
    const some = held.keys().next().value;
    if (some !== undefined && random() < 0.45) {
      memory.release(some);
      held.delete(some);
      continue;
    }
    const size = Math.ceil(random() ** 4 * 3 * MIB);
    const offset = memory.allocate(size);
    if (offset === undefined) continue;
    assert.ok(offset + pieceBytes(size) <= bytes && offset % 8 === 0);
    for (const [other, length] of held) {
      assert.ok(offset + pieceBytes(size) <= other || other + length <= offset, 'overlap');
    }
    held.set(offset, pieceBytes(size));
  }
  for (const offset of held.keys()) memory.release(offset);
}

test('pieces of memory never overlap, and all of it comes back', () => {
  const bytes = 16 * MIB + 3 * (16 << 10) + 99;
  const memory = new BlockMemory(bytes);
  const whole = memory.freeBytes;
  assert.equal(whole, 16 * MIB + 3 * (16 << 10));
  checkPieces(memory, bytes, 3000);
  assert.equal(memory.freeBytes, whole);
  assert.notEqual(memory.allocate(16 * MIB), undefined);
  assert.throws(() => memory.release(12345), RangeError);
});

test('pieces lie apart beyond 4 GiB too', () => {
  const bytes = 5 * 2 ** 30;
  const memory = new BlockMemory(bytes);
  const chunks = Array.from({ length: bytes / (16 * MIB) }, () => memory.allocate(16 * MIB) ?? NaN);
  assert.equal(memory.freeBytes, 0);
  // what is left lies at both ends: an offset cut to 32 bits would stand for a piece of the first one
  const left = chunks.filter((offset) => offset < 32 * MIB || (offset >= 2 ** 32 && offset < 2 ** 32 + 32 * MIB));
  assert.equal(left.length, 4);
  for (const offset of left) memory.release(offset);
  checkPieces(memory, bytes, 3000);
  assert.equal(memory.freeBytes, 64 * MIB);
  assert.deepEqual(new Set(left.map(() => memory.allocate(16 * MIB))), new Set(left));
});
