import { request as requestHttp, type Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Failure } from '../../failure.ts';

/** An answer to one request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array<ArrayBuffer>;
  /** False when the body was longer than it was to be read. */
  readonly isWhole: boolean;
}

export interface SendOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
  readonly lookup: LookupFunction;
  /** Until a connection stands, TLS included. */
  readonly connectMs: number;
  /** Without a byte from the server. */
  readonly idleMs: number;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Most bytes of a body to read, by what the answer's head says; the connection is dropped beyond them. */
  readonly bodyLimit: (status: number, headers: IncomingHttpHeaders) => number;
}

/** The connection failed or went quiet: the same request may succeed later. */
export class ConnectionError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectionError';
  }
}

/** What errors of the network mean; those of `UNTRUSTED` and `FINAL` will not pass by themselves. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  EAI_AGAIN: 'its name could not be resolved',
  ETIMEDOUT: 'the connection could not be made in time',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'it cannot be reached',
};
const UNTRUSTED = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT)/;
const FINAL = /^(ENOTFOUND|ERR_INVALID|ERR_UNESCAPED|EPROTO)/;

/**
 * Sends one GET and reads its answer, whatever its status. Redirects are answers.
 *
 * @throws ConnectionError if the connection fails, breaks off or goes quiet
 * @throws Failure `unreadable` if the host cannot be talked to at all, or what `lookup` refuses with
 * @throws the signal's reason
 */
export function send(url: URL, options: SendOptions): Promise<Answer> {
  const { headers, agent, lookup, connectMs, idleMs, signal, bodyLimit } = options;
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const request = (isSecure ? requestHttps : requestHttp)(url, { headers, agent, lookup, signal });
    const giveUp = (what: string): void => void request.destroy(new ConnectionError(what));
    const connecting = setTimeout(() => giveUp(`no connection within ${seconds(connectMs)}`), connectMs);
    const stop = (error: Error): void => {
      clearTimeout(connecting);
      reject(signal.aborted ? (signal.reason as Error) : translate(url.hostname, error));
    };
    request.on('socket', (socket) => {
      if (!socket.connecting) clearTimeout(connecting);
      else socket.once(isSecure ? 'secureConnect' : 'connect', () => clearTimeout(connecting));
    });
    request.setTimeout(idleMs, () => giveUp(`no byte within ${seconds(idleMs)}`));
    request.on('error', stop);
    request.on('response', (response) => {
      clearTimeout(connecting);
      response.on('error', stop);
      const limit = bodyLimit(response.statusCode ?? 0, response.headers);
      readBody(response, limit).then(resolve, stop);
    });
    request.end();
  });
}

async function readBody(response: IncomingMessage, limit: number): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let length = 0;
  let isWhole = true;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) {
      isWhole = false;
      break; // which destroys the response and its connection
    }
    chunks.push(chunk);
  }
  if (isWhole && !response.complete) throw new ConnectionError('the connection broke off');
  return { status, headers, body: joinBytes(chunks), isWhole };
}

/** One array of all the bytes. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function translate(host: string, error: Error): Error {
  if (error instanceof Failure || error instanceof ConnectionError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isUntrusted = UNTRUSTED.test(code);
  const what = isUntrusted ? 'its certificate is not trusted' : 'the connection failed';
  const reason = REASONS[code] ?? `${what} (${code === '' ? error.name : code})`;
  if (!isUntrusted && !FINAL.test(code)) return new ConnectionError(reason, error);
  return new Failure('unreadable', `${host} cannot be read from: ${reason}`, { cause: error });
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
