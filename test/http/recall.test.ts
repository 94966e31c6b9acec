import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Context } from 'koa';
import type { Content } from '../../src/http/endpoint.ts';
import { Recall } from '../../src/http/recall.ts';
import { BriefMemory } from '../../src/operations/brief-memory.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const FRESH_MS = 20;

function get(url: string): Context {
  return { method: 'GET', url, query: {}, state: {}, get: () => '' } as unknown as Context;
}

test('answers that are no longer given again are let go, and the requests with them', async () => {
  const recall = new Recall(FRESH_MS);
  const note = (url: string): WeakRef<Content> => {
    const content: Content = {
      kind: 'content',
      type: 'image/png',
      read: () => Promise.reject(new Error()),
      atHand: () => Buffer.of(1),
    };
    recall.note(get(url), content, recall.moment());
    return new WeakRef(content);
  };
  const stale = Array.from({ length: 100 }, (_, i) => note(`/tiles/${i}.png`));
  await delay(2 * FRESH_MS);
  const fresh = note('/tiles/fresh.png');
  collectGarbage();
  assert.equal(stale.filter((content) => content.deref() !== undefined).length, 0);
  assert.notEqual(fresh.deref(), undefined);
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
