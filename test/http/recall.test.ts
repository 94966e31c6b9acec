import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { suite, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Recall, type SentAnswer } from '../../src/http/recall.ts';
import { BriefMemory } from '../../src/operations/brief-memory.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const FRESH_MS = 20;

function get(url: string): IncomingMessage {
  return { method: 'GET', url, headers: {} } as unknown as IncomingMessage;
}

function sent(bytes: Buffer): SentAnswer {
  const [path, etag, holder] = ['/', 'tag', undefined];
  return { status: 200, headers: () => ['ETag', '"tag"'], path, etag, holder, atHand: () => bytes };
}

test('answers that are no longer given again are let go, and the requests with them', async () => {
  const recall = new Recall(FRESH_MS);
  const note = (url: string): WeakRef<SentAnswer> => {
    const answer = sent(Buffer.of(1));
    recall.note(get(url), answer, recall.moment());
    return new WeakRef(answer);
  };
  const stale = Array.from({ length: 100 }, (_, i) => note(`/tiles/${i}.png`));
  await delay(2 * FRESH_MS);
  const fresh = note('/tiles/fresh.png');
  collectGarbage();
  assert.equal(stale.filter((answer) => answer.deref() !== undefined).length, 0);
  assert.notEqual(fresh.deref(), undefined);
});

suite('an answer by a link', () => {
  const by = (expiresAtMs: number): SentAnswer => ({
    ...sent(Buffer.of(1)),
    holder: { tenantId: '', by: 'address', shareId: '', expiresAtMs },
  });

  test('ends with the link', async () => {
    const recall = new Recall(60_000);
    recall.note(get('/'), by(Date.now() - 1), recall.moment());
    assert.equal(recall.find(get('/')), undefined);
    recall.note(get('/'), by(Date.now() + FRESH_MS), recall.moment());
    await delay(2 * FRESH_MS);
    assert.equal(recall.find(get('/')), undefined);
  });

  test('stands no longer than the seconds that it says are left', async () => {
    const recall = new Recall(60_000);
    recall.note(get('/'), by(Date.now() + 100_000 + FRESH_MS), recall.moment());
    await delay(2 * FRESH_MS);
    assert.equal(recall.find(get('/')), undefined);
    recall.note(get('/'), by(Date.now() + 100_900), recall.moment());
    assert.notEqual(recall.find(get('/')), undefined);
  });
});

test('an answer of another tag takes the place of both statuses', () => {
  const recall = new Recall(60_000);
  const note = (status: 200 | 304, etag: string): void =>
    recall.note(get('/'), { ...sent(Buffer.of(1)), status, etag }, recall.moment());
  note(200, 'old');
  note(304, 'old');
  assert.deepEqual(Object.keys(recall.find(get('/')) ?? {}), ['200', '304']);
  note(304, 'new');
  assert.deepEqual(Object.keys(recall.find(get('/')) ?? {}), ['304']);
});

test('what the catalogue said is let go when it is stale', async () => {
  const memory = new BriefMemory<object>(FRESH_MS);
  const ask = async (key: string): Promise<WeakRef<object>> =>
    new WeakRef(await memory.get(key, () => Promise.resolve({ key })));
  const stale = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(String(i))));
  await delay(2 * FRESH_MS);
  const fresh = await ask('fresh');
  collectGarbage();
  assert.equal(stale.filter((value) => value.deref() !== undefined).length, 0);
  assert.notEqual(fresh.deref(), undefined);
});
