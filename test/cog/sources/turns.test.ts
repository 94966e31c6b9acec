import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from '../../../src/cog/sources/turns.ts';

const never = new AbortController().signal;

/** A task that runs until it is told to end. */
function endless(): { task: () => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { task: () => ended, end };
}

test('tasks of one key begin in their order, of another beside them', async () => {
  const turns = new Turns(1);
  const begun: string[] = [];
  const noting = (name: string) => async () => {
    begun.push(name);
    await Promise.resolve();
  };
  const { task, end } = endless();
  const first = turns.run('a', task, never);
  const rest = [turns.run('a', noting('second'), never), turns.run('a', noting('third'), never)];
  await turns.run('b', noting('other'), never);
  assert.deepEqual(begun, ['other']);
  end();
  await Promise.all([first, ...rest]);
  assert.deepEqual(begun, ['other', 'second', 'third']);
});

test('whoever no longer wants to wait leaves, and the turn goes to the next', async () => {
  const turns = new Turns(1);
  const { task, end } = endless();
  const first = turns.run('a', task, never);
  const leaving = new AbortController();
  const left = turns.run('a', () => assert.fail('its time was over'), leaving.signal);
  const next = turns.run('a', () => Promise.resolve('next'), never);
  leaving.abort(new Error('too late'));
  await assert.rejects(left, /too late/);
  end();
  await first;
  assert.equal(await next, 'next');
  await assert.rejects(
    turns.run('a', () => assert.fail('its time was over'), leaving.signal),
    /too late/,
  );
  assert.equal(await turns.run('a', () => Promise.resolve('free'), never), 'free');
});
