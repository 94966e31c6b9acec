import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BatchReader,
  completeAnswer,
  errorAnswer,
  queryMessage,
  transactionState,
} from '../../src/catalogue/embedded-protocol.ts';

function message(type: string, body = ''): Buffer {
  const bytes = Buffer.from(`${type}----${body}`);
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
}
const STARTUP = Buffer.concat([Buffer.from([0, 0, 0, 12, 0, 3, 0, 0]), Buffer.from('a\0b\0')]);
const EXTENDED = Buffer.concat([message('P', 'sql'), message('B', 'parameters'), message('E'), message('S')]);
const SIMPLE = Buffer.from(queryMessage('SELECT 1'));

test('whole batches come out however the bytes are cut', () => {
  const sent = Buffer.concat([STARTUP, EXTENDED, SIMPLE, EXTENDED]);
  for (const size of [1, 2, 3, 7, 11, sent.length]) {
    const reader = new BatchReader();
    const batches: string[] = [];
    for (let at = 0; at < sent.length; at += size) {
      batches.push(...reader.push(sent.subarray(at, at + size)).map((batch) => Buffer.from(batch).toString('latin1')));
    }
    assert.deepEqual(
      batches,
      [STARTUP, EXTENDED, SIMPLE, EXTENDED].map((batch) => batch.toString('latin1')),
      `${size}`,
    );
  }
});

test('an answer is complete with its statement ended and one ReadyForQuery', () => {
  const done = Buffer.concat([message('1'), message('D'), message('C', 'SELECT 1'), message('Z', 'I')]);
  assert.deepEqual(completeAnswer(EXTENDED, done), done);
  const twice = Buffer.concat([message('E', 'wrong'), message('Z', 'I'), message('Z', 'I')]);
  assert.deepEqual(completeAnswer(EXTENDED, twice), twice.subarray(0, twice.length - 6));
  const suspended = Buffer.concat([message('1'), message('T'), message('s'), message('Z', 'I')]);
  assert.equal(completeAnswer(EXTENDED, suspended), undefined);
  assert.equal(completeAnswer(SIMPLE, message('T')), undefined);
  assert.equal(completeAnswer(SIMPLE, Buffer.alloc(0)), undefined);
  assert.deepEqual(completeAnswer(STARTUP, message('Z', 'I')), message('Z', 'I'));
});

test('an error answer carries the state of the transaction', () => {
  const answer = errorAnswer('XX000', 'gave up', 'E');
  assert.equal(transactionState(answer), 'E');
  assert.deepEqual(completeAnswer(SIMPLE, answer), answer);
});
