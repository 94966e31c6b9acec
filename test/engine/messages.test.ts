import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packError, postReply, unpackError, type ReplyMessage } from '../../src/engine/messages.ts';
import { Failure } from '../../src/failure.ts';

test('an error comes out of a message as it went in, with what caused it', () => {
  const system = new RangeError('too far');
  const middle = new Error('block 7 cannot be decoded', { cause: system });
  const details = [{ field: 'a', reason: 'b' }];
  const failure = new Failure('unreadable', 'it is damaged', { details, cause: middle });
  const there = unpackError(structuredClone(packError(failure)));
  assert.ok(there instanceof Failure);
  assert.deepEqual([there.name, there.kind, there.message], ['Failure', 'unreadable', 'it is damaged']);
  assert.deepEqual(there.details, details);
  assert.equal(there.stack, failure.stack);
  assert.ok(there.cause instanceof Error && there.cause.cause instanceof Error);
  assert.equal(there.cause.message, middle.message);
  assert.deepEqual([there.cause.cause.name, there.cause.cause.message], ['RangeError', 'too far']);
  assert.equal('cause' in there.cause.cause, false);
});

test('a thrown word is an error, and errors that cause each other end', () => {
  assert.equal(unpackError(packError('broken')).message, 'broken');
  const [one, two] = [new Error('one'), new Error('two')];
  one.cause = two;
  two.cause = one;
  let depth = 0;
  for (let error: unknown = unpackError(packError(one)); error instanceof Error; error = error.cause) depth++;
  assert.ok(depth > 2 && depth < 10, `${depth}`);
});

test('bytes that cannot be handed over, as a decoder’s own memory in newer Nodes, are copied', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const message: ReplyMessage = { kind: 'done', id: 1, output: bytes };
  const posted: unknown[] = [];
  const port = (isTransferable: boolean) => ({
    postMessage: (sent: unknown, transfer: readonly ArrayBuffer[]) => {
      if (transfer.length > 0 && !isTransferable) throw new DOMException('it stays here', 'DataCloneError');
      posted.push([sent, [...transfer]]);
    },
  });
  postReply(port(true), message);
  postReply(port(false), message);
  assert.deepEqual(posted, [
    [message, [bytes.buffer]],
    [message, []],
  ]);
  const broken = { postMessage: () => assert.fail('the port is broken') };
  assert.throws(() => postReply(broken, { kind: 'ready' }), /the port is broken/);
});
