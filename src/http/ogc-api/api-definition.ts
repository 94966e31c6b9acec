import { createHash } from 'node:crypto';
import { contentEndpoint, type Content, type Endpoint } from '../endpoint.ts';
import { describeApi } from '../openapi.ts';
import type { Route } from '../routes.ts';

const TYPE = 'application/vnd.oai.openapi+json;version=3.1';

/** `GET /ogc/api`: the OpenAPI 3.1 description of the OGC routes, with paths from the landing page on. */
export function apiDefinition(routes: readonly Route[]): Endpoint {
  return contentEndpoint({
    name: 'readOgcApiDefinition',
    tag: 'OGC API',
    summary: 'The OGC part of the API, OpenAPI 3.1',
    media: [TYPE],
    handle: ({ publicUrl }): Content => {
      const below = routes.map((route) => ({ ...route, path: route.path.replace(/^\/ogc\/?/, '/') }));
      const text = JSON.stringify(describeApi(below, `${publicUrl}/ogc`));
      const etag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
      return { kind: 'content', type: TYPE, etag, read: () => Promise.resolve({ bytes: text }) };
    },
  });
}
