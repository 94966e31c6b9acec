import { Agent as HttpAgent, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Failure } from '../../failure.ts';
import type { HostPolicy } from './allowed-hosts.ts';
import { Passing, retryAfterMs, withRetries, type RetryPolicy } from './retry.ts';
import { ConnectionError, send, type Answer } from './send.ts';
import { Turns } from './turns.ts';

/** Bounds of what is asked of other hosts. */
export interface RemoteLimits extends RetryPolicy {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** Without a byte from the server. */
  readonly idleMs: number;
  /** For one read in all: waiting for its turn, redirects, retries and pauses. A long one is given more. */
  readonly totalMs: number;
  /** Requests to one host at a time. */
  readonly connections: number;
}

/** Redirects that are followed: what browsers do is far more, what data servers need is one or two. */
const MAX_REDIRECTS = 5;
/** Statuses that pass: time-out, too many requests, and a server's own troubles. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Bounds that suit a service whose callers wait for a picture. */
export const REMOTE_LIMITS: RemoteLimits = {
  attempts: 4,
  firstPauseMs: 200,
  maxPauseMs: 5_000,
  connectMs: 5_000,
  idleMs: 10_000,
  totalMs: 30_000,
  connections: 8,
};

/** Bytes that are read in `totalMs` from any link worth using. */
const USUAL_BYTES = 1 << 20;
/** Slowest that longer reads may be, each of several side by side: 256 KiB/s. */
const SLOWEST_BYTES_PER_MS = 262;

/** What is asked of a host. */
export interface Get<T> {
  /** What messages call the file. */
  readonly name: string;
  readonly url: URL;
  /** Length of the answer that is hoped for. */
  readonly bytes: number;
  /** Headers for one of the hosts that the request goes to: what is secret belongs to the first one only. */
  readonly headersFor: (url: URL) => Promise<Readonly<Record<string, string>>>;
  /** Where else an answer says that the file is to be asked for; undefined when it is to be judged. */
  readonly next: (answer: Answer, url: URL) => URL | undefined;
  /** See `SendOptions`. */
  readonly bodyLimit: (status: number, headers: IncomingHttpHeaders) => number;
  /** The result that an answer amounts to. Throws `Passing` where another attempt may bring a better answer. */
  readonly judge: (answer: Answer, url: URL) => T;
}

/** Asks other hosts for bytes, within bounds, with patience, and only those that are allowed. */
export class HttpClient {
  private readonly http: HttpAgent;
  private readonly https: HttpsAgent;
  private readonly turns: Turns;

  constructor(
    private readonly allowed: HostPolicy,
    private readonly limits: RemoteLimits,
  ) {
    const options = { keepAlive: true, maxFreeSockets: limits.connections };
    this.http = new HttpAgent(options);
    this.https = new HttpsAgent(options);
    this.turns = new Turns(limits.connections);
  }

  /**
   * @throws Failure `forbidden` if a host may not be read from, `busy` if it cannot be read from at the moment, and
   *   whatever `judge` throws
   */
  async get<T>(what: Get<T>): Promise<T> {
    const more = Math.max(0, what.bytes - USUAL_BYTES) / SLOWEST_BYTES_PER_MS;
    const totalMs = Math.round(this.limits.totalMs + more);
    const deadline = AbortSignal.timeout(totalMs);
    try {
      return await withRetries(this.limits, deadline, () => this.follow(what, deadline));
    } catch (cause) {
      const reason = deadline.aborted ? `no answer within ${totalMs / 1000} s` : undefined;
      if (cause instanceof Failure) throw cause;
      if (reason === undefined && !(cause instanceof Passing)) throw cause;
      const detail = cause instanceof Passing ? cause.message : undefined;
      const why = [reason, detail].filter((text) => text !== undefined).join(', ');
      throw new Failure('busy', `${what.name} cannot be read at the moment: ${what.url.host}: ${why}`, { cause });
    }
  }

  private async follow<T>(what: Get<T>, signal: AbortSignal): Promise<T> {
    let url = what.url;
    for (let hop = 0; ; hop++) {
      const answer = await this.ask(what, url, signal);
      const { status, headers } = answer;
      if (PASSING.has(status)) throw new Passing(`status ${status}`, retryAfterMs(headers['retry-after']));
      const next = what.next(answer, url);
      if (next === undefined) return what.judge(answer, url);
      if (hop === MAX_REDIRECTS) {
        throw new Failure('unreadable', `${what.name} cannot be read: more than ${MAX_REDIRECTS} redirects`);
      }
      url = next;
    }
  }

  private async ask(what: Get<unknown>, url: URL, signal: AbortSignal): Promise<Answer> {
    this.allowed.checkUrl(url);
    const { connectMs, idleMs } = this.limits;
    const { bodyLimit } = what;
    const headers = { 'user-agent': 'chromatile', 'accept-encoding': 'identity', ...(await what.headersFor(url)) };
    const agent = url.protocol === 'https:' ? this.https : this.http;
    const lookup = this.allowed.lookupFor(url);
    try {
      const options = { headers, agent, lookup, connectMs, idleMs, signal, bodyLimit };
      return await this.turns.run(url.host, () => send(url, options), signal);
    } catch (cause) {
      if (!(cause instanceof ConnectionError)) throw cause;
      throw new Passing(cause.message, undefined, cause);
    }
  }
}
