import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { sourceOpener, type SourceSettings } from '../../../src/cog/sources/open-source.ts';
import { CogStore } from '../../../src/cog/store.ts';
import { Failure } from '../../../src/failure.ts';
import { FAST, IMPATIENT, serveRange, settings, startServer, type Mischief } from './server.ts';
import { tiledCog, valueAt } from './tiled.ts';

const server = await startServer();
const URL_A = server.put('/a.tif', tiledCog({ across: 36, down: 40, gap: 8192 }));
const WINDOW = { col: 520, row: 600, width: 20, height: 20 };

function storeFor(changes: Partial<SourceSettings> = {}): CogStore {
  return new CogStore({ openSource: sourceOpener(settings([server.host], changes)) });
}

/** Right pixels, or the failure; anything else fails the test. */
async function readOrFail(store: CogStore, url: string, shift = 0): Promise<Failure | undefined> {
  try {
    const cog = await store.open(url);
    const { values } = await cog.readWindow(WINDOW);
    const { col, row, width } = WINDOW;
    const expected = Array.from(values, (_, i) => valueAt(col + (i % width), row + Math.floor(i / width), shift));
    assert.deepEqual([...values], expected);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** Reads a window of a file while the server misbehaves. */
async function readFrom(mischief: Mischief, changes: Partial<SourceSettings> = {}): Promise<Failure | undefined> {
  server.log.length = 0;
  server.mischief = mischief;
  try {
    return await readOrFail(storeFor(changes), URL_A);
  } finally {
    server.mischief = undefined;
  }
}

function fileOf({ url = '' }: IncomingMessage) {
  const file = server.files.get(url);
  if (file === undefined) throw new Error(url);
  return file;
}

/** Applies to all requests, or to those after the header only. */
const WHEN: Record<string, (mischief: Mischief) => Mischief> = {
  'from the start': (mischief) => mischief,
  'after the header': (mischief) => (request, response, count) => count > 1 && mischief(request, response, count),
};

/** The first part of an answer that declares more. */
function begin(request: IncomingMessage, response: ServerResponse): Uint8Array {
  const { bytes } = fileOf(request);
  const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
  const [start, end] = [Number(first), Math.min(Number(last), bytes.length - 1)];
  response.writeHead(206, {
    'Content-Range': `bytes ${start}-${end}/${bytes.length}`,
    'Content-Length': end + 1 - start,
  });
  return bytes.subarray(start, end + 1);
}

const MISCHIEF: Record<string, [Mischief, kind: string, message: RegExp]> = {
  'hangs up before answering': [
    (request) => {
      request.socket.destroy();
      return true;
    },
    'busy',
    /a\.tif cannot be read at the moment: .*broke off/,
  ],
  'hangs up in the middle of a body': [
    (request, response) => {
      const body = begin(request, response);
      response.write(body.subarray(0, body.length / 2), () => request.socket.destroy());
      return true;
    },
    'busy',
    /broke off/,
  ],
  'ends a body of no declared length early': [
    (request, response) => {
      const { bytes } = fileOf(request);
      const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      const range = `bytes ${first}-${Math.min(Number(last), bytes.length - 1)}/${bytes.length}`;
      response.writeHead(206, { 'Content-Range': range }).end(bytes.subarray(Number(first), Number(first) + 5));
      return true;
    },
    'busy',
    /cut short/,
  ],
  'trickles a byte at a time': [
    (request, response) => {
      const body = begin(request, response);
      let sent = 0;
      const timer = setInterval(() => response.write(body.subarray(sent, ++sent)), 20);
      response.on('close', () => clearInterval(timer));
      return true;
    },
    'busy',
    /no answer within 0\.25 s/,
  ],
  'says nothing': [() => true, 'busy', /no byte within 0\.06 s|no answer within/],
  'falls silent in the middle': [
    (request, response) => {
      response.write(begin(request, response).subarray(0, 10));
      return true;
    },
    'busy',
    /no byte within 0\.06 s|no answer within/,
  ],
  'sends the whole file instead of a part': [
    (request, response) => {
      response.writeHead(200, { 'Content-Length': fileOf(request).bytes.length }).end(fileOf(request).bytes);
      return true;
    },
    'unreadable',
    /does not send parts of files.* larger than the 1 MiB/,
  ],
  'sends the whole file without its length': [
    (request, response) => {
      response.writeHead(200).end(fileOf(request).bytes);
      return true;
    },
    'unreadable',
    /does not send parts of files/,
  ],
  'sends other bytes than asked for': [
    (request, response) => {
      const { bytes } = fileOf(request);
      response.writeHead(206, { 'Content-Range': `bytes 7-1006/${bytes.length}` }).end(bytes.subarray(7, 1007));
      return true;
    },
    'unreadable',
    /sent bytes 7 to 1006 where bytes \d+ to \d+ were asked for/,
  ],
  'sends more bytes than it says': [
    (request, response) => {
      const { bytes } = fileOf(request);
      const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      response.writeHead(206, { 'Content-Range': `bytes ${first}-${last}/${bytes.length}` }).end(bytes);
      return true;
    },
    'unreadable',
    /asked for/,
  ],
  'sends several parts': [
    (_, response) => {
      response.writeHead(206, { 'Content-Type': 'multipart/byteranges; boundary=x' }).end('--x--');
      return true;
    },
    'unreadable',
    /size of the file|sent other bytes/,
  ],
  'compresses its answer': [
    (request, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      serveRange(fileOf(request), request, response);
      return true;
    },
    'unreadable',
    /in the encoding gzip/,
  ],
  'sends an error page with status 200': [
    (_, response) => {
      response.writeHead(200).end('<html>Please log in</html>');
      return true;
    },
    'unreadable',
    /XML or HTML text|has changed/,
  ],
  'redirects without end': [
    (request, response) => {
      response.writeHead(302, { Location: `${request.url ?? ''}?again` }).end();
      return true;
    },
    'unreadable',
    /more than 5 redirects/,
  ],
  'redirects to a private host': [
    (_, response) => {
      response.writeHead(307, { Location: 'http://169.254.169.254/latest/meta-data/' }).end();
      return true;
    },
    'forbidden',
    /169\.254\.169\.254 may not be read from; ASSET_HOSTS allows 127/,
  ],
  'redirects to a file of the server': [
    (_, response) => {
      response.writeHead(301, { Location: 'file:///etc/passwd' }).end();
      return true;
    },
    'unreadable',
    /no safe URL/,
  ],
  'says that there is no such file': [
    (_, response) => {
      response.writeHead(404).end();
      return true;
    },
    'unreadable',
    /there is no such file on 127/,
  ],
  'refuses access': [
    (_, response) => {
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
      return true;
    },
    'unreadable',
    /refuses access \(status 403, AccessDenied\)/,
  ],
  'always fails': [
    (_, response) => {
      response.writeHead(500).end();
      return true;
    },
    'busy',
    /status 500/,
  ],
  'asks for a long pause': [
    (_, response) => {
      response.writeHead(503, { 'Retry-After': '3600' }).end();
      return true;
    },
    'busy',
    /status 503/,
  ],
};

/** What ends by a time-out only. */
const SLOW = new Set(['trickles a byte at a time', 'says nothing', 'falls silent in the middle']);

for (const [what, [mischief, kind, message]] of Object.entries(MISCHIEF)) {
  for (const [when, applied] of Object.entries(WHEN)) {
    test(`a server that ${what} ${when} gives a clear error`, async () => {
      const failure = await readFrom(applied(mischief), SLOW.has(what) ? { remote: IMPATIENT } : {});
      assert.equal(failure?.kind, kind, failure?.message);
      assert.match(failure.message, message);
      assert.ok(!failure.message.includes('/a.tif'), failure.message);
    });
  }
}

test('what passes is asked for again', async () => {
  for (const what of [
    'hangs up before answering',
    'hangs up in the middle of a body',
    'always fails',
    'says nothing',
  ]) {
    const [mischief] = MISCHIEF[what];
    const asked = new Set<string>();
    const onlyFirst: Mischief = (request, response, count) => {
      const range = String(request.headers.range);
      if (asked.has(range)) return false;
      asked.add(range);
      return mischief(request, response, count);
    };
    const remote = { ...FAST, idleMs: what === 'says nothing' ? 100 : FAST.idleMs };
    assert.equal(await readFrom(onlyFirst, { remote }), undefined, what);
    assert.equal(server.log.length, 6);
  }
});

test('a small file is taken whole from a server without byte ranges', async () => {
  const url = server.put('/small.tif', tiledCog({ across: 40, down: 40 }));
  server.mischief = (request, response) => {
    response.end(fileOf(request).bytes);
    return true;
  };
  server.log.length = 0;
  assert.equal(await readOrFail(storeFor(), url), undefined);
  assert.equal(server.log.length, 1);
  server.mischief = undefined;
});

test('a server without byte ranges in between is right as well, if the file is small', async () => {
  const url = server.put('/between.tif', tiledCog({ across: 40, down: 40, gap: 200 }));
  server.mischief = (request, response, count) => {
    if (count > 1) response.end(fileOf(request).bytes);
    return count > 1;
  };
  server.log.length = 0;
  assert.equal(await readOrFail(storeFor(), url), undefined);
  server.mischief = undefined;
});

test('a host that is not there', async () => {
  const open = sourceOpener(settings(['127.0.0.1:1', 'name.invalid']));
  await assert.rejects(open('http://127.0.0.1:1/a.tif'), { kind: 'busy', message: /the connection was refused/ });
  await assert.rejects(open('http://name.invalid/a.tif'), {
    kind: /unreadable|busy/,
    message: /no such host|resolved/,
  });
});

test('an unlisted or private host is refused before anything is sent', async () => {
  const { port } = new URL(server.origin);
  server.log.length = 0;
  const open = sourceOpener(settings(['*']));
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]']) {
    await assert.rejects(open(`http://${host}:${port}/a.tif`), { kind: 'forbidden', message: /public host/ }, host);
  }
  assert.deepEqual(server.log, []);
});
