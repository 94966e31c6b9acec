import { createHash } from 'node:crypto';
import { z } from 'zod';
import { contentEndpoint, type Content, type Endpoint, type Request } from '../endpoint.ts';
import type { Markup } from './markup.ts';
import { pagePolicy, writePage, type Crumb } from './page.ts';
import type { OgcLink } from './schemas.ts';

/** Media types of an answer that programs and people read, the programs' first: it is what nobody asked about gets. */
const TYPES = { json: 'application/json', html: 'text/html' } as const;

/** Parameters that every document takes. */
export const formatQuery = {
  f: z.enum(['json', 'html']).optional().meta({ description: 'Instead of the header Accept.' }),
};

interface FormatQuery {
  readonly f?: 'json' | 'html' | undefined;
}

/** One resource in both representations. */
export interface Document<Reply> {
  /** The JSON; its links to itself and to the page are put in front of its own. */
  readonly reply: Reply;
  readonly title: string;
  /** The way to it, from the landing page on. */
  readonly crumbs: readonly Crumb[];
  /** What stands below the heading. */
  readonly main: Markup;
}

interface DocumentEndpoint<Query, Reply> {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodObject;
  readonly reply: z.ZodType<Reply>;
  readonly refusals?: readonly number[];
  handle(request: Request<Query & FormatQuery, unknown>): Promise<Document<Reply>> | Document<Reply>;
}

/** An operation that answers a document as JSON or, where a browser asks, as a page. */
export function documentEndpoint<Query, Reply extends { readonly links?: OgcLink[] | undefined }>(
  endpoint: DocumentEndpoint<Query, Reply>,
): Endpoint {
  const { name, summary, description, refusals, reply } = endpoint;
  return contentEndpoint<Query & FormatQuery>({
    name,
    tag: 'OGC API',
    summary,
    ...(description === undefined ? {} : { description }),
    ...(refusals === undefined ? {} : { refusals }),
    query: (endpoint.query ?? z.object({})).extend(formatQuery) as unknown as z.ZodType<Query & FormatQuery>,
    media: Object.values(TYPES),
    schemas: { [TYPES.json]: reply },
    handle: async (request) => {
      const document = await endpoint.handle(request);
      const links = [...ownLinks(request), ...(document.reply.links ?? [])];
      const isPage = formatOf(request) === 'html';
      return isPage ? page(request, document) : json({ ...document.reply, links });
    },
  });
}

function formatOf({ ctx, query }: Request<FormatQuery, unknown>): 'json' | 'html' {
  ctx.vary('Accept');
  if (query.f !== undefined) return query.f;
  return ctx.accepts(Object.values(TYPES)) === TYPES.html ? 'html' : 'json';
}

/** Links to the document itself in both representations. */
function ownLinks(request: Request<FormatQuery, unknown>): OgcLink[] {
  const [self, alternate] = formatOf(request) === 'html' ? (['html', 'json'] as const) : (['json', 'html'] as const);
  return [
    { href: hrefOf(request, self), rel: 'self', type: TYPES[self], title: `This document as ${self.toUpperCase()}` },
    {
      href: hrefOf(request, alternate),
      rel: 'alternate',
      type: TYPES[alternate],
      title: `This document as ${alternate.toUpperCase()}`,
    },
  ];
}

function hrefOf({ ctx, link, query }: Request<FormatQuery, unknown>, f: 'json' | 'html'): string {
  const given = query as Readonly<Record<string, unknown>>;
  const asked = Object.keys(given).filter((name) => name !== 'f' && typeof ctx.query[name] === 'string');
  return link(ctx.path, { ...Object.fromEntries(asked.map((name) => [name, ctx.query[name] as string])), f });
}

function json(reply: unknown): Content {
  return content(`${TYPES.json}; charset=utf-8`, JSON.stringify(reply));
}

function page<Reply>(request: Request<FormatQuery, unknown>, document: Document<Reply>): Content {
  const { publicUrl, link } = request;
  const text = writePage({
    title: document.title,
    crumbs: document.crumbs,
    main: document.main,
    home: link('/ogc'),
    json: hrefOf(request, 'json'),
    docs: link('/docs'),
  });
  // addresses on it may hold a key, which no other host is to learn
  const headers = { 'Content-Security-Policy': pagePolicy(publicUrl), 'Referrer-Policy': 'no-referrer' };
  return content(`${TYPES.html}; charset=utf-8`, text, { ...headers, 'Content-Language': 'en' });
}

function content(type: string, text: string, headers: Readonly<Record<string, string>> = {}): Content {
  const etag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { kind: 'content', type, etag, read: () => Promise.resolve({ bytes: text, headers }) };
}
