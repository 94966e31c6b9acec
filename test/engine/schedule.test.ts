import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextHandOut, type ThreadLoad } from '../../src/engine/schedule.ts';

const IDLE: ThreadLoad = { load: 0, hasLongJob: false, hasSuspect: false };
const ONE_TILE: ThreadLoad = { ...IDLE, load: 1 };
const FULL: ThreadLoad = { ...IDLE, load: 2 };
const LONG: ThreadLoad = { ...IDLE, load: 1, hasLongJob: true };
const ENDED: ThreadLoad = { ...IDLE, load: Infinity };
const SUSPECT: ThreadLoad = { ...IDLE, load: 1, hasSuspect: true };

const long = { affinity: undefined, crashes: 0 };
const suspect = { affinity: 0, crashes: 1 };
const tile = (affinity: number) => ({ affinity, crashes: 0 });

test('a tile goes to its own thread while that has room, then to one with nothing to do', () => {
  assert.deepEqual(nextHandOut([tile(1)], [IDLE, ONE_TILE]), { job: 0, thread: 1 });
  assert.deepEqual(nextHandOut([tile(3)], [IDLE, FULL]), { job: 0, thread: 0 });
  assert.equal(nextHandOut([tile(1)], [ONE_TILE, FULL]), undefined);
  assert.deepEqual(nextHandOut([tile(1), tile(0)], [ONE_TILE, FULL]), { job: 1, thread: 0 });
  assert.deepEqual(nextHandOut([tile(1)], [ONE_TILE, ENDED]), { job: 0, thread: 0 });
});

test('a tile goes around a long job, unless all threads have one', () => {
  assert.deepEqual(nextHandOut([tile(0)], [LONG, ONE_TILE]), { job: 0, thread: 1 });
  assert.equal(nextHandOut([tile(0)], [LONG, FULL]), undefined);
  assert.deepEqual(nextHandOut([tile(0)], [LONG, LONG]), { job: 0, thread: 0 });
});

test('a long job goes to the thread with the least in hand, beside a tile rather than beside its like', () => {
  assert.deepEqual(nextHandOut([long], [ONE_TILE, IDLE]), { job: 0, thread: 1 });
  assert.deepEqual(nextHandOut([long], [LONG, ONE_TILE]), { job: 0, thread: 1 });
  assert.equal(nextHandOut([long], [FULL, FULL]), undefined);
});

test('a job that may have taken a thread down is alone on its next', () => {
  assert.deepEqual(nextHandOut([suspect], [ONE_TILE, IDLE]), { job: 0, thread: 1 });
  assert.equal(nextHandOut([suspect], [ONE_TILE, ONE_TILE]), undefined);
  assert.deepEqual(nextHandOut([tile(0)], [SUSPECT, ONE_TILE]), { job: 0, thread: 1 });
  assert.equal(nextHandOut([tile(0), long], [SUSPECT, ENDED]), undefined);
});

test('it does not wait for ever while other jobs come: one thread is left to finish', () => {
  const loads = [FULL, FULL];
  let turns = 0;
  for (; turns < 10; turns++) {
    // one job ends, on one thread and the other in turn, and there is always another
    const at = turns % 2;
    loads[at] = { ...IDLE, load: loads[at].load - 1 };
    const next = nextHandOut([suspect, suspect, tile(turns), long], loads);
    if (next?.job === 0) break;
    if (next !== undefined) loads[next.thread] = { ...IDLE, load: loads[next.thread].load + 1 };
  }
  assert.ok(turns <= 3, `${turns} turns`);
});
