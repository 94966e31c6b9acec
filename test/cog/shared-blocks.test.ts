import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BlockMemory, pieceBytes } from '../../src/cog/block-memory.ts';
import { SharedBlocks, type BlocksMessage, type Region } from '../../src/cog/shared-blocks.ts';
import type { Values } from '../../src/raster/raster.ts';
import { uniformStream } from '../random.ts';

const MIB = 1 << 20;

function region(epoch: number, bytes: number): Region {
  return { epoch, memory: new SharedArrayBuffer(bytes) };
}

/** Threads that talk through queues, each message delivered when `deliver` says so. */
function company(count: number, bytes: number) {
  const regions = Array.from({ length: count }, () => region(1, bytes));
  const queues: BlocksMessage[][] = Array.from({ length: count }, () => []);
  const members = Array.from(
    { length: count },
    (_, place) =>
      new SharedBlocks(place, regions, (message) => {
        for (let other = 0; other < count; other++) if (other !== place) queues[other].push(message);
      }),
  );
  const deliver = (place: number, most = Infinity): void => {
    for (let i = 0; i < most && queues[place].length > 0; i++) {
      const message = queues[place].shift();
      if (message !== undefined) members[place].receive(message);
    }
  };
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 4; round++) {
      for (let place = 0; place < count; place++) deliver(place);
      await nextTurn();
    }
  };
  return { members, deliver, settle, regions };
}

/** A block that says which one it is in every number. */
function blockOf(id: number, bytes: number): Values {
  const kinds = [Float32Array, Int16Array, Uint8Array, Float64Array] as const;
  const values = new kinds[id % 4](bytes / kinds[id % 4].BYTES_PER_ELEMENT);
  return values.fill(id % 251);
}

test('a block decoded by one thread is at hand in all, in memory of one', async () => {
  const { members, settle } = company(3, 16 * MIB);
  let made = 0;
  const load = () => Promise.resolve((made++, blockOf(5, MIB)));
  assert.deepEqual(await members[0].get('five', MIB, load), blockOf(5, MIB));
  await settle();
  const there = await members[2].get('five', MIB, load);
  assert.equal(made, 1);
  assert.ok(there?.buffer instanceof SharedArrayBuffer);
  assert.deepEqual(Array.from(there.subarray(0, 9)), Array.from(blockOf(5, MIB).subarray(0, 9)));
});

test('two who ask one thread for a block at the same time share one decoding; failures and holes are not kept', async () => {
  const { members } = company(1, 16 * MIB);
  let made = 0;
  const load = async () => {
    made++;
    await nextTurn();
    return blockOf(1, 1024);
  };
  const [one, two] = [members[0].get('a', 1024, load), members[0].get('a', 1024, load)];
  assert.equal(await one, await two);
  assert.equal(made, 1);
  await assert.rejects(
    members[0].get('bad', 1, () => Promise.reject(new Error('damaged'))),
    /damaged/,
  );
  assert.equal(members[0].has('bad'), false);
  assert.equal(await members[0].get('hole', 1, () => Promise.resolve(undefined)), undefined);
  assert.equal(members[0].has('hole'), false);
});

test('whatever is handed out is the block asked for, however messages are delayed', async () => {
  const random = uniformStream(31);
  const { members, deliver, settle } = company(3, 16 * MIB);
  const sizes = [16 << 10, 64 << 10, MIB, 3 * MIB];
  let decoded = 0;
  const asks = 4000;
  for (let step = 0; step < asks; step++) {
    const member = members[Math.floor(random() * 3)];
    // few blocks are asked for often
    const id = Math.floor(60 * random() * random());
    const bytes = sizes[id % sizes.length];
    const block = await member.get(`${id}`, bytes, () => Promise.resolve((decoded++, blockOf(id, bytes))));
    assert.ok(block);
    assert.equal(block.byteLength, bytes);
    const [first, last] = [block[0], block[block.length - 1]];
    assert.deepEqual([first, last], [id % 251, id % 251], `block ${id} at step ${step}`);
    if (random() < 0.3) deliver(Math.floor(random() * 3), Math.ceil(random() * 5));
    if (random() < 0.3) await nextTurn();
  }
  assert.ok(decoded > 100 && decoded < asks * 0.6, `${decoded} decoded`);
  await settle();
});

test('memory is not written while another thread has not let go of it', async () => {
  const { members, deliver, settle } = company(2, 16 * MIB);
  const fill = async (from: number, to: number): Promise<void> => {
    for (let id = from; id < to; id++) {
      await members[0].get(`${id}`, MIB, () => Promise.resolve(blockOf(4 * id, MIB)));
      await nextTurn();
    }
  };
  await fill(0, 6);
  await settle();
  const held = await members[1].get('0', MIB, () => Promise.reject(new Error('it is at hand')));
  assert.ok(held);
  // the other thread is not told, so nothing that it may read can be written again
  await fill(6, 40);
  assert.equal(held[0], 0);
  assert.ok(held.every((value) => value === 0));
  deliver(1);
  assert.equal(members[1].has('0'), false);
  await settle();
  await fill(40, 41);
  assert.ok(members[0].has('40'));
});

test('what another thread uses stays, what nobody uses goes', async () => {
  const { members, settle } = company(2, 16 * MIB);
  const never = () => Promise.reject(new Error('it is at hand'));
  for (let id = 0; id < 5; id++) await members[0].get(`${id}`, MIB, () => Promise.resolve(blockOf(4 * id, MIB)));
  await settle();
  for (let id = 5; id < 40; id++) {
    for (let use = 0; use < 32; use++) await members[1].get('0', MIB, never);
    await settle();
    await members[0].get(`${id}`, MIB, () => Promise.resolve(blockOf(4 * id, MIB)));
    await settle();
  }
  assert.equal(members[0].has('1'), false);
  assert.equal(members[0].has('0'), true);
});

test('the blocks of a thread that ended are gone, and nobody waits for it', async () => {
  const { members, settle, deliver } = company(2, 16 * MIB);
  await members[0].get('0', MIB, () => Promise.resolve(blockOf(0, MIB)));
  await settle();
  assert.ok(members[1].has('0'));
  members[1].replacePeer(0, region(2, 16 * MIB));
  assert.equal(members[1].has('0'), false);
  // its own blocks can be dropped without the one that ended
  for (let id = 1; id < 60; id++) {
    await members[1].get(`${id}`, MIB, () => Promise.resolve(blockOf(4 * id, MIB)));
    members[1].replacePeer(0, region(2 + id, 16 * MIB));
  }
  assert.ok(members[1].has('59'));
  deliver(0);
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
