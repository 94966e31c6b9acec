import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { loadConfig } from '../src/config.ts';
import { openServices } from '../src/wiring.ts';

const READY = 'Z\0\0\0\x05I';
const LET_IN = `R\0\0\0\x08\0\0\0\0${READY}`;
const NO_ROWS = `C\0\0\0\x0dSELECT 0\0${READY}`;

/** Says as much of PostgreSQL's protocol (version 3, its "Message Formats") as a connection without rows needs. */
function answer(socket: Socket): void {
  let isIn = false;
  socket.on('data', () => {
    socket.write(isIn ? NO_ROWS : LET_IN, 'latin1');
    isIn = true;
  });
}

test('a block cache that there is no memory for is refused by its name, and the database is let go', async (context) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    answer(socket);
  });
  context.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const env = { DATABASE_URL: `postgres://someone@127.0.0.1:${port}/there`, THREADS: '1' };
  const config = { ...loadConfig(env), blockCacheBytes: 2 ** 52 };
  const refused = { name: 'Failure', kind: 'invalid', message: /^BLOCK_CACHE: 4503599627370496 bytes/ };
  await assert.rejects(openServices(config, undefined, 'threads'), refused);
  assert.ok(sockets.length > 0);
  for (const socket of sockets) if (!socket.closed) await once(socket, 'close');
});
