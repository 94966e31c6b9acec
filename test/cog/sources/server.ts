import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import type { SourceSettings } from '../../../src/cog/sources/open-source.ts';
import type { RemoteLimits } from '../../../src/cog/sources/http-client.ts';

/** A file that a test server holds; tests change it between requests. */
export interface HeldFile {
  bytes: Uint8Array;
  etag?: string | undefined;
  lastModified?: string | undefined;
}

/** Answers one request instead of the server; false leaves it to the server. */
export type Mischief = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

/** A server of byte ranges on this machine, which notes what it was asked. */
export interface RangeServer {
  readonly origin: string;
  readonly host: string;
  readonly files: Map<string, HeldFile>;
  /** `GET /path bytes=a-b`, in their order. */
  readonly log: string[];
  readonly requests: IncomingMessage[];
  /** Takes over the requests that it answers. */
  mischief: Mischief | undefined;
  /** Puts a file up, with an ETag of its bytes. */
  put(path: string, bytes: Uint8Array): string;
}

/** Starts a server that ends with the test file. */
export async function startServer(): Promise<RangeServer> {
  const files = new Map<string, HeldFile>();
  const log: string[] = [];
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    log.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.range ?? ''}`);
    requests.push(request);
    if (held.mischief?.(request, response, log.length) === true) return;
    const file = files.get(decodeURIComponent((request.url ?? '').split('?')[0]));
    if (file === undefined) response.writeHead(404).end('no such file');
    else serveRange(file, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const held: RangeServer = {
    origin: `http://${host}`,
    host,
    files,
    log,
    requests,
    mischief: undefined,
    put(path, bytes) {
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      files.set(decodeURIComponent(path), { bytes, etag, lastModified: 'Mon, 06 May 2024 10:00:00 GMT' });
      return `http://${host}${path}`;
    },
  };
  return held;
}

/** A right answer: 206 with the range, 412 if the condition does not hold, 416 beyond the end. */
export function serveRange(file: HeldFile, request: IncomingMessage, response: ServerResponse): void {
  const { bytes, etag, lastModified } = file;
  const condition = request.headers['if-match'];
  if (condition !== undefined && condition !== etag) {
    response.writeHead(412).end();
    return;
  }
  if (etag !== undefined) response.setHeader('ETag', etag);
  if (lastModified !== undefined) response.setHeader('Last-Modified', lastModified);
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const [start, end] = [Number(first), Math.min(Number(last), bytes.length - 1)];
  if (start >= bytes.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
    return;
  }
  const body = bytes.subarray(start, end + 1);
  response.writeHead(206, {
    'Content-Range': `bytes ${start}-${end}/${bytes.length}`,
    'Content-Length': body.length,
  });
  response.end(body);
}

/** Short pauses, and time enough for a busy machine. */
export const FAST: RemoteLimits = {
  attempts: 3,
  firstPauseMs: 1,
  maxPauseMs: 20,
  connectMs: 2000,
  idleMs: 2000,
  totalMs: 5000,
  connections: 4,
};

/** For servers that keep one waiting. */
export const IMPATIENT: RemoteLimits = { ...FAST, attempts: 2, idleMs: 60, totalMs: 250 };

/** Settings that allow the hosts given and no S3 account. */
export function settings(hosts: readonly string[], changes: Partial<SourceSettings> = {}): SourceSettings {
  const s3 = { profile: 'default', credentialsFile: '/nowhere', configFile: '/nowhere', isAnonymous: false };
  return { hosts, remote: FAST, recheckMs: 60_000, s3, ...changes };
}
