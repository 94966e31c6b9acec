import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Passing, retryAfterMs, withRetries } from '../../../src/cog/sources/retry.ts';

const POLICY = { attempts: 3, firstPauseMs: 1, maxPauseMs: 5 };
const never = new AbortController().signal;

test('Retry-After is a number of seconds or a date', () => {
  const now = Date.parse('2024-05-06T10:00:00Z');
  assert.equal(retryAfterMs('3', now), 3000);
  assert.equal(retryAfterMs('Mon, 06 May 2024 10:00:07 GMT', now), 7000);
  assert.equal(retryAfterMs('Mon, 06 May 2024 09:00:00 GMT', now), 0);
  assert.equal(retryAfterMs('soon', now), undefined);
  assert.equal(retryAfterMs(undefined, now), undefined);
});

test('what passes is tried again, what does not is not', async () => {
  let count = 0;
  const succeedAt = (attempt: number) => async () => {
    await Promise.resolve();
    if (++count < attempt) throw new Passing('later');
    return count;
  };
  assert.equal(await withRetries(POLICY, never, succeedAt(3)), 3);
  count = 0;
  await assert.rejects(withRetries(POLICY, never, succeedAt(4)), Passing);
  assert.equal(count, 3);
  count = 0;
  const fail = () => Promise.reject(new Error(String(++count)));
  await assert.rejects(withRetries(POLICY, never, fail), { message: '1' });
});

test('neither a long pause asked for nor one beyond the deadline is waited for', async () => {
  let count = 0;
  const refuse = (pauseMs: number) => () => Promise.reject(new Passing(String(++count), pauseMs));
  await assert.rejects(withRetries(POLICY, never, refuse(6)), { message: '1' });
  const slow = { attempts: 3, firstPauseMs: 1, maxPauseMs: 60_000 };
  await assert.rejects(withRetries(slow, AbortSignal.timeout(20), refuse(50_000)), { message: '2' });
});
