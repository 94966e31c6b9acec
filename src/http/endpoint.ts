import type { Context } from 'koa';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { GoneSignal } from '../operations/departure.ts';
import type { Caller, Services } from '../operations/services.ts';
import type { TellFailure } from './failures.ts';
import type { Link } from './links.ts';

/** What a handler is given: everything parsed and checked, the caller known. */
export interface Request<Query, Body> {
  readonly services: Services;
  readonly caller: Caller;
  /** Path parameters; each is a well-formed UUID unless the route says otherwise. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Base of every URL handed out, without a trailing slash. */
  readonly publicUrl: string;
  /** Makes the URLs handed out to clients that cannot send headers. */
  readonly link: Link;
  readonly ctx: Context;
  /** Aborted when the caller hangs up before the answer. */
  readonly signal: () => GoneSignal;
}

/** Bytes that are made only when the caller does not have them already. */
export interface Content {
  readonly kind: 'content';
  readonly type: string;
  /** Opaque tag of this very content, without quotes. */
  readonly etag?: string;
  readonly cacheControl?: string;
  /** Name offered to whoever saves it; it is still shown in place. */
  readonly fileName?: string;
  /** What can be said of it before it is read; sent without the bytes too, and again whenever it is answered from memory. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly read: () => Promise<{
    readonly bytes: Buffer | string;
    readonly headers?: Readonly<Record<string, string>>;
  }>;
  /** The same bytes if they are in memory, for whoever asks again within a moment. */
  readonly atHand?: () => Buffer | undefined;
}

/** A stored file, of which byte ranges can be asked. */
export interface FileContent {
  readonly kind: 'file';
  readonly type: string;
  readonly etag: string;
  readonly cacheControl: string;
  readonly fileName: string;
  readonly modified: Date;
  readonly sizeBytes: number;
  /** The bytes from `start` to `end`, both included. Called at most once. */
  readonly open: (start: number, end: number) => Readable;
  /** Frees what was opened; called once, when the answer needs no more bytes or none at all. */
  readonly close: () => Promise<void>;
}

interface Description<Query, Body> {
  /** Unique name of the operation in the API documents. */
  readonly name: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodType<Query>;
  /** Query parameters that may be given more than once; their values are joined by commas. */
  readonly repeated?: readonly string[];
  readonly body?: z.ZodType<Body>;
  /** Media types of bodies that are taken as they are, beside JSON: the schema is given `{ text }`. */
  readonly textTypes?: readonly string[];
  /** A request body that works, for the API documents. */
  readonly example?: unknown;
  /** Parameters that the handler reads by itself, for the API documents. */
  readonly keyValues?: z.ZodObject;
  /** How it tells failures, where its clients expect another body than the service's own. */
  readonly tellFailure?: TellFailure;
  /** The statuses, beside those that every route can give, that refuse a request. */
  readonly refusals?: readonly number[];
}

/** An operation that answers JSON of `reply`'s shape. */
export interface JsonEndpoint<Query, Body, Reply> extends Description<Query, Body> {
  readonly status: 200 | 201;
  readonly reply: z.ZodType<unknown, Reply>;
  handle(request: Request<Query, Body>): Promise<Reply> | Reply;
}

/** An operation that answers something else, of one of the media types `media`. */
export interface ContentEndpoint<Query, Body> extends Description<Query, Body> {
  readonly media: readonly string[];
  /** What those media types hold that are no opaque bytes. */
  readonly schemas?: Readonly<Record<string, z.ZodType>>;
  handle(request: Request<Query, Body>): Promise<Content | FileContent> | Content | FileContent;
}

/** Any operation, its types forgotten: what the router and the API documents work with. */
export type Endpoint = JsonEndpoint<unknown, unknown, unknown> | ContentEndpoint<unknown, unknown>;

/** Checks a JSON operation's types against each other. */
export function jsonEndpoint<Query = unknown, Body = unknown, Reply = unknown>(
  endpoint: JsonEndpoint<Query, Body, Reply>,
): Endpoint {
  return endpoint;
}

/** Checks the types of an operation that answers bytes. */
export function contentEndpoint<Query = unknown, Body = unknown>(endpoint: ContentEndpoint<Query, Body>): Endpoint {
  return endpoint;
}
