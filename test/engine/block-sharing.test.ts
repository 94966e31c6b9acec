import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadBlock } from '../../src/cog/block-cache.ts';
import type { Region } from '../../src/cog/block-messages.ts';
import type { SharedBlocks } from '../../src/cog/shared-blocks.ts';
import { joinSharing } from '../../src/engine/block-sharing.ts';

function region(epoch: number): Region {
  return { epoch, memory: new SharedArrayBuffer(1 << 20) };
}

async function becomesKnown(blocks: SharedBlocks, key: string): Promise<void> {
  for (let tries = 0; !blocks.has(key) && tries < 200; tries++) await pause(10);
  assert.equal(blocks.has(key), true, `${key} was not heard of`);
}

test('over the channel threads learn of blocks old and new, whenever they join', async () => {
  const channel = randomUUID();
  const regions = [region(1), region(1)];
  const load: LoadBlock = (keep) => Promise.resolve(keep(Uint8Array.of(1, 2, 3)));
  const first = joinSharing({ channel, place: 0, regions });
  await first.get('old', 3, load);
  const second = joinSharing({ channel, place: 1, regions });
  await becomesKnown(second, 'old');
  await second.get('of the second', 3, load);
  await becomesKnown(first, 'of the second');
  assert.deepEqual(await second.get('old', 3, () => assert.fail('it is there')), Uint8Array.of(1, 2, 3));

  // another comes for the second, and the first is told so only when that has joined
  const anew = region(2);
  const third = joinSharing({ channel, place: 1, regions: [regions[0], anew] });
  await pause(20);
  assert.equal(third.has('old'), false);
  first.replacePeer(1, anew);
  await becomesKnown(third, 'old');
  assert.equal(first.has('of the second'), false);
});
