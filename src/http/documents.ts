import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createHash } from 'node:crypto';
import { contentEndpoint, type Content, type Endpoint } from './endpoint.ts';
import { describeApi } from './openapi.ts';
import { found } from './path-params.ts';
import type { Route } from './routes.ts';
import { VERSION } from './version.ts';

const require = createRequire(import.meta.url);

/** The page's script, which the policy below wants as a file of its own. */
const START_SCRIPT = `window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: document.documentElement.dataset.api,
    dom_id: '#page',
    deepLinking: true,
    persistAuthorization: true,
    validatorUrl: null,
  });
};
`;

/** Swagger UI's files; without their charset it breaks. */
const PAGE_FILES: Readonly<Record<string, { type: string; read: () => Promise<Buffer | string> }>> = {
  'swagger-ui-bundle.js': { type: 'text/javascript; charset=utf-8', read: () => packaged('swagger-ui-bundle.js') },
  'swagger-ui.css': { type: 'text/css; charset=utf-8', read: () => packaged('swagger-ui.css') },
  'favicon.png': { type: 'image/png', read: () => packaged('favicon-32x32.png') },
  'start.js': { type: 'text/javascript; charset=utf-8', read: () => Promise.resolve(START_SCRIPT) },
};

/** Nothing from any other host; Swagger UI sets styles inline and draws its icons from data URLs. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** A day: the files change with a release only, and their tag with them. */
const FILE_CACHING = 'public, max-age=86400';

/** `GET /openapi.json`, describing the given routes. */
export function openApiDocument(routes: readonly Route[]): Endpoint {
  return contentEndpoint({
    name: 'openApiDocument',
    tag: 'Service',
    summary: 'This description of the API, OpenAPI 3.1',
    media: ['application/json'],
    handle: ({ publicUrl }): Content => {
      const text = JSON.stringify(describeApi(routes, publicUrl));
      const etag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
      return {
        kind: 'content',
        type: 'application/json',
        etag,
        cacheControl: 'no-cache',
        read: () => Promise.resolve({ bytes: text }),
      };
    },
  });
}

/** `GET /docs`: the same for people. */
export const docsPage = contentEndpoint({
  name: 'docsPage',
  tag: 'Service',
  summary: 'A page that shows and tries the API',
  media: ['text/html'],
  handle: ({ ctx }): Content => {
    // relative addresses, so that the page works behind any proxy prefix
    const here = ctx.path.endsWith('/') ? '' : 'docs/';
    const root = ctx.path.endsWith('/') ? '../' : '';
    const headers = { 'Content-Security-Policy': POLICY };
    return {
      kind: 'content',
      type: 'text/html; charset=utf-8',
      cacheControl: 'no-cache',
      read: () => Promise.resolve({ bytes: page(here, `${root}openapi.json`), headers }),
    };
  },
});

/** `GET /docs/{file}`: what the page is made of. */
export const docsFile = contentEndpoint({
  name: 'docsFile',
  tag: 'Service',
  summary: 'A script, style sheet or icon of the page',
  media: ['text/javascript', 'text/css', 'image/png'],
  refusals: [404],
  handle: ({ params }): Content => {
    const name = params.file;
    const { type, read } = found(Object.hasOwn(PAGE_FILES, name) ? PAGE_FILES[name] : undefined, 'file', name);
    return {
      kind: 'content',
      type,
      etag: `docs-${VERSION}-${name}`,
      cacheControl: FILE_CACHING,
      read: async () => ({ bytes: await read() }),
    };
  },
});

function packaged(name: string): Promise<Buffer> {
  return readFile(require.resolve(`swagger-ui-dist/${name}`));
}

function page(here: string, api: string): string {
  return `<!doctype html>
<html lang="en" data-api="${api}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Chromatile API</title>
    <link rel="stylesheet" href="${here}swagger-ui.css">
    <link rel="icon" type="image/png" href="${here}favicon.png">
  </head>
  <body>
    <div id="page"></div>
    <script src="${here}swagger-ui-bundle.js" charset="utf-8"></script>
    <script src="${here}start.js" charset="utf-8"></script>
  </body>
</html>
`;
}
