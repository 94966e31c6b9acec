import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GoneSignal } from '../../src/operations/departure.ts';
import { AnswerCache, type Answer } from '../../src/operations/answer-cache.ts';
import { BriefMemory } from '../../src/operations/brief-memory.ts';

const answer = (bytes: number): Answer => ({ bytes: Buffer.alloc(bytes), warnings: [] });

test('those who ask at the same time share one making, and later ones its answer', async () => {
  const cache = new AnswerCache(10_000);
  let made = 0;
  const make = async (): Promise<Answer> => {
    made++;
    await new Promise(setImmediate);
    return answer(100);
  };
  const all = await Promise.all([cache.get('a', make), cache.get('a', make), cache.get('b', make)]);
  assert.equal(made, 2);
  assert.equal(all[0], all[1]);
  assert.equal(await cache.get('a', make), all[0]);
  assert.equal(cache.peek('a'), all[0]);
  assert.equal(made, 2);
});

test('the least recently used are dropped first, and what is larger than all is not kept', async () => {
  const cache = new AnswerCache(3 * 1500);
  const put = (tag: string, bytes = 1000) => cache.get(tag, () => Promise.resolve(answer(bytes)));
  for (const tag of ['a', 'b', 'c']) await put(tag);
  assert.ok(cache.peek('a'));
  await put('d');
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].filter((tag) => cache.peek(tag) !== undefined),
    ['a', 'c', 'd'],
  );
  await put('huge', 1_000_000);
  assert.equal(cache.peek('huge'), undefined);
  assert.ok(cache.peek('a'));
});

test('a failure is told to all who wait and forgotten', async () => {
  const cache = new AnswerCache(1000);
  const fail = () => Promise.reject(new Error('broken'));
  const asked = [cache.get('a', fail), cache.get('a', () => Promise.resolve(answer(1)))];
  for (const each of asked) await assert.rejects(each, /broken/);
  assert.equal((await cache.get('a', () => Promise.resolve(answer(1)))).bytes.length, 1);
});

test('a making is given up when the last who wait have gone, and made anew for the next', async () => {
  const cache = new AnswerCache(1000);
  const signals: GoneSignal[] = [];
  const make = (signal: GoneSignal): Promise<Answer> => {
    signals.push(signal);
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('given up')));
      setTimeout(() => resolve(answer(5)), 30);
    });
  };
  const [one, two] = [new AbortController(), new AbortController()];
  const asked = [cache.get('a', make, one.signal), cache.get('a', make, two.signal)];
  one.abort();
  await assert.rejects(asked[0], { kind: 'busy' });
  assert.equal(signals[0].aborted, false);
  two.abort();
  await assert.rejects(asked[1], { kind: 'busy' });
  assert.equal(signals[0].aborted, true);
  assert.equal((await cache.get('a', make)).bytes.length, 5);
  assert.equal(signals.length, 2);
});

test('nothing is made for somebody who has gone before asking', async () => {
  const cache = new AnswerCache(1000);
  const make = () => assert.fail('it is made');
  await assert.rejects(cache.get('a', make, AbortSignal.abort()), { kind: 'busy' });
});

test('a brief memory answers from memory until its time is over, and never with a failure', async () => {
  const memory = new BriefMemory<number>(40);
  let asked = 0;
  const ask = () => Promise.resolve(++asked);
  assert.deepEqual(await Promise.all([memory.get('k', ask), memory.get('k', ask)]), [1, 1]);
  memory.forget();
  assert.equal(await memory.get('k', ask), 2);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(await memory.get('k', ask), 3);
  await assert.rejects(
    memory.get('bad', () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await memory.get('bad', () => Promise.resolve(7)), 7);
});
