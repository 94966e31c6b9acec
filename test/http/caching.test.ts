import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { suite, test, type TestContext } from 'node:test';
import { Readable } from 'node:stream';
import type { Context } from 'koa';
import Koa from 'koa';
import { IMMUTABLE, privately, REVALIDATE, sendContent, sendFile } from '../../src/http/caching.ts';
import type { Content } from '../../src/http/endpoint.ts';
import { listen } from './client.ts';

const BYTES = Buffer.from('0123456789');
const FILE = {
  kind: 'file',
  type: 'image/tiff',
  etag: 'v1',
  cacheControl: 'private, no-cache',
  fileName: 'ndvi.tif',
  modified: new Date('2024-05-06T10:00:00.500Z'),
  sizeBytes: BYTES.length,
} as const;

test('what is for one caller is kept by no shared cache, and no longer than asked', () => {
  for (const [given, mostS, expected] of [
    [REVALIDATE, Infinity, 'private, no-cache'],
    [IMMUTABLE, Infinity, 'private, max-age=31536000, immutable'],
    [IMMUTABLE, 3600, 'private, max-age=3600, immutable'],
    ['public, max-age=60, s-maxage=600, immutable', 3600, 'private, max-age=60, immutable'],
    ['no-store', 0, 'private, no-store'],
    ['', 0, 'private'],
  ] as const) {
    assert.equal(privately(given, mostS), expected, given);
  }
});

suite('content', () => {
  async function serve(t: TestContext, more: Partial<Content> = {}) {
    let made = 0;
    const read = () => {
      made++;
      return Promise.resolve({ bytes: BYTES, headers: { 'X-Render-Messages': '[]' } });
    };
    const content: Content = {
      kind: 'content',
      type: 'image/png',
      etag: 'abc',
      fileName: 'Äcker "1".png',
      read,
      ...more,
    };
    const { call } = await start(t, (ctx) => sendContent(ctx, content));
    return { call, made: () => made };
  }

  test('is sent whole with its tag, its name and no shared caching', async (t) => {
    const { call } = await serve(t);
    const answer = await call('/');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.bytes, BYTES);
    assert.equal(answer.headers['content-type'], 'image/png');
    assert.equal(answer.headers.etag, '"abc"');
    assert.equal(answer.headers['cache-control'], 'private, no-cache');
    assert.equal(answer.headers['x-render-messages'], '[]');
    assert.match(
      answer.headers['content-disposition'] ?? '',
      /^inline; .*filename\*=UTF-8''%C3%84cker%20%221%22\.png$/,
    );
  });

  test('is not made again for a caller that has it', async (t) => {
    const { call, made } = await serve(t);
    for (const tags of ['"abc"', 'W/"abc"', '"x", "abc"', '*']) {
      const answer = await call('/', { headers: { 'if-none-match': tags } });
      assert.equal(answer.status, 304, tags);
      assert.equal(answer.headers.etag, '"abc"');
      assert.equal(answer.headers['content-type'], undefined);
      assert.equal(answer.bytes.length, 0);
    }
    assert.equal(made(), 0);
    assert.equal((await call('/', { headers: { 'if-none-match': '"abcd"' } })).status, 200);
    assert.equal(made(), 1);
  });

  test('HEAD does not make it', async (t) => {
    const { call, made } = await serve(t);
    const answer = await call('/', { method: 'HEAD' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'image/png');
    assert.equal(answer.headers.etag, '"abc"');
    assert.equal(answer.headers['content-length'], undefined);
    assert.equal(made(), 0);
  });
});

suite('file', () => {
  async function serve(t: TestContext, bytes = BYTES) {
    let closed = 0;
    const { call } = await start(t, (ctx) =>
      sendFile(ctx, {
        ...FILE,
        sizeBytes: bytes.length,
        open: (start, end) => Readable.from([bytes.subarray(start, end + 1)]),
        close: async () => {
          await Promise.resolve();
          closed++;
        },
      }),
    );
    return { call, closed: () => closed };
  }

  test('whole', async (t) => {
    const { call, closed } = await serve(t);
    const answer = await call('/');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.bytes, BYTES);
    assert.equal(answer.headers['content-length'], '10');
    assert.equal(answer.headers['accept-ranges'], 'bytes');
    assert.equal(answer.headers['last-modified'], 'Mon, 06 May 2024 10:00:00 GMT');
    assert.equal(answer.headers['content-disposition'], 'inline; filename="ndvi.tif"');
    assert.equal(closed(), 1);
  });

  test('a range, a suffix, and one beyond the end', async (t) => {
    const { call, closed } = await serve(t);
    const part = await call('/', { headers: { range: 'bytes=2-4' } });
    assert.equal(part.status, 206);
    assert.equal(part.text, '234');
    assert.equal(part.headers['content-range'], 'bytes 2-4/10');
    assert.equal(part.headers['content-length'], '3');
    assert.equal((await call('/', { headers: { range: 'bytes=-2' } })).text, '89');
    const beyond = await call('/', { headers: { range: 'bytes=10-' } });
    assert.equal(beyond.status, 416);
    assert.equal(beyond.headers['content-range'], 'bytes */10');
    assert.match(beyond.text, /"code":"range_not_satisfiable"/);
    assert.equal(closed(), 3);
  });

  test('If-Range sends the part of the same version and the whole of another', async (t) => {
    const { call } = await serve(t);
    const ask = (condition: string) => call('/', { headers: { range: 'bytes=0-0', 'if-range': condition } });
    assert.equal((await ask('"v1"')).status, 206);
    assert.equal((await ask('Mon, 06 May 2024 10:00:00 GMT')).status, 206);
    assert.equal((await ask('"v0"')).status, 200);
    assert.equal((await ask('Mon, 06 May 2024 09:00:00 GMT')).status, 200);
  });

  test('304 by tag or by time; the tag decides where both are given', async (t) => {
    const { call, closed } = await serve(t);
    const since = 'Mon, 06 May 2024 10:00:00 GMT';
    assert.equal((await call('/', { headers: { 'if-none-match': '"v1"' } })).status, 304);
    assert.equal((await call('/', { headers: { 'if-modified-since': since } })).status, 304);
    assert.equal((await call('/', { headers: { 'if-none-match': '"v0"', 'if-modified-since': since } })).status, 200);
    assert.equal(closed(), 3);
  });

  test('is closed where the caller left while it was being opened, whatever closing says', async (t) => {
    let [opened, closed] = [0, 0];
    let [arrive, end] = [(): void => undefined, (): void => undefined];
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const ended = new Promise<void>((resolve) => (end = resolve));
    const { origin } = await start(t, async (ctx) => {
      arrive();
      await once(ctx.res, 'close');
      await sendFile(ctx, {
        ...FILE,
        open: () => {
          opened++;
          return Readable.from([BYTES]);
        },
        close: () => {
          closed++;
          return Promise.reject(new Error('EIO'));
        },
      }).then(end);
    });
    const call = request(origin).on('error', () => undefined);
    call.end();
    await arrived;
    call.destroy();
    await ended;
    assert.deepEqual([opened, closed], [0, 1]);
  });

  test('HEAD tells the length; an empty file is empty', async (t) => {
    const { call } = await serve(t);
    const head = await call('/', { method: 'HEAD', headers: { range: 'bytes=0-1' } });
    assert.equal(head.status, 200);
    assert.equal(head.headers['content-length'], '10');
    const empty = await serve(t, Buffer.alloc(0));
    const answer = await empty.call('/');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-length'], '0');
  });
});

async function start(t: TestContext, answer: (ctx: Context) => Promise<void>) {
  const app = new Koa();
  app.silent = true;
  app.use(answer);
  const callback = app.callback();
  return listen(t, (request, response) => void callback(request, response));
}
