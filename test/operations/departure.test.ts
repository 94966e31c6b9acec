import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Departure } from '../../src/operations/departure.ts';

test('who listens is told once, as by an AbortSignal, and who came too late or left is not', () => {
  const gone = new Departure();
  const told: string[] = [];
  const left = (): void => void told.push('left');
  gone.addEventListener('abort', () => void told.push(`stayed ${gone.aborted}`));
  gone.addEventListener('abort', left);
  gone.removeEventListener('abort', left);
  assert.equal(gone.aborted, false);
  gone.abort();
  gone.addEventListener('abort', () => void told.push('late'));
  gone.abort();
  assert.deepEqual(told, ['stayed true']);
});
