import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { drain } from '../../src/http/drain.ts';

const GRACE_MS = 600_000;
const ask = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;

/** A connection, and all that comes over it until it ends. */
async function open(port: number): Promise<{ socket: Socket; ended: Promise<string> }> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (more: string) => (text += more));
  return { socket, ended: once(socket, 'close').then(() => text) };
}

test(
  'a server that stops finishes what it answers, and keeps no connection for more',
  { timeout: 20_000 },
  async (t) => {
    const waiting: ServerResponse[] = [];
    const server = createServer(({ url }, response) => {
      if (url === '/slow') waiting.push(response);
      else response.writeHead(200, ['Content-Length', '5']).end('quick');
    });
    server.keepAliveTimeout = GRACE_MS;
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    t.after(() => server.closeAllConnections());
    const { port } = server.address() as AddressInfo;
    const [idle, busy, busier] = [await open(port), await open(port), await open(port)];
    idle.socket.write(ask('/'));
    await once(idle.socket, 'data');
    for (const { socket } of [busy, busier]) {
      socket.write(ask('/slow'));
      await once(server, 'request');
    }
    const drained = drain(server, GRACE_MS);
    assert.match(await idle.ended, /quick$/);
    busier.socket.write(ask('/'));
    await once(server, 'request');
    for (const response of waiting) response.end('slow');
    assert.match(await busy.ended, /^HTTP\/1\.1 200 [^]*\r\n\r\n(4\r\n)?slow/);
    assert.match(await busier.ended, /^HTTP\/1\.1 200 [^]*slow[^]*HTTP\/1\.1 200 [^]*Connection: close[^]*quick$/);
    await drained;
  },
);
