import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
  type ZodOpenApiSecuritySchemeObject,
} from 'zod-openapi';
import type { Access } from './access.ts';
import type { Endpoint } from './endpoint.ts';
import { errorBody } from './error-schema.ts';
import { PATH_PARAMS } from './path-params.ts';
import type { Route } from './routes.ts';
import { VERSION } from './version.ts';

const DESCRIPTION = `Index maps of satellite images with one legend everywhere: PNG, statistics and SLD.

Compatible with v0 of the Pixxel REST API. A key is sent as \`Authorization: <key>\`, \`Authorization: Bearer <key>\` or
\`x-api-key: <key>\`, on GET also as \`?key=<key>\`. A link to one visualization carries \`?sig=<signature>\` instead; it is
answered with the same 403 whatever is wrong with it. What belongs to another tenant is answered as unknown. Date keys
are \`YYYY_MM_DD\`; coordinates are longitude, latitude in WGS 84; areas are square metres; class bounds are index values.
Unknown JSON fields and query parameters are ignored. Every error has the body \`Error\`, whatever the route answers
otherwise.`;

const TAGS = [
  { name: 'Service', description: 'Health and documents; no key needed.' },
  { name: 'Projects', description: 'What AOIs are grouped by.' },
  { name: 'AOIs', description: 'Areas of interest and their rasters.' },
  { name: 'Satellites', description: 'Satellites, their bands, and colour maps.' },
  { name: 'Indices', description: 'Spectral indices, preset and custom.' },
  { name: 'Visualizations', description: 'An index over an AOI: legends per date, PNG, SLD.' },
  { name: 'Tiles', description: 'A visualization for map clients: tiles of several grids, TileJSON.' },
  { name: 'Map services', description: 'The same maps as OGC WMS and WMTS.' },
  { name: 'OGC API', description: 'The same maps for GIS clients: OGC API Common, Maps, Tiles and Styles.' },
  { name: 'Links', description: 'Addresses that show one visualization without a key, for a while.' },
];

const SECURITY_SCHEMES: Record<string, ZodOpenApiSecuritySchemeObject> = {
  authorization: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'The bare key.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The key as a bearer token.' },
  header: { type: 'apiKey', in: 'header', name: 'x-api-key' },
  query: { type: 'apiKey', in: 'query', name: 'key', description: 'For links and <img>; reading only.' },
  signature: { type: 'apiKey', in: 'query', name: 'sig', description: 'Of a link to the visualization; reading only.' },
};

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request cannot be right: malformed, impossible, or not fitting what it refers to.',
  401: 'No API key, or one that is unknown, expired or revoked.',
  403: 'The API key lacks the right to write, or a link is not good for what it asks.',
  404: 'No such thing for this tenant.',
  409: 'It exists already.',
  413: 'The body is larger than the service accepts.',
  415: 'The body is of another type than those that the call takes.',
  416: 'The range lies beyond the end of the file.',
  500: 'The service failed (`internal_error`), or a raster is missing, broken or changed (`asset_unreadable`).',
  503: 'The service is short of a resource; try again after `Retry-After` seconds.',
};

/** The OpenAPI 3.1 description of the routes, made from the schemas that parse their input. */
export function describeApi(routes: readonly Route[], publicUrl: string): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Chromatile', version: VERSION, description: DESCRIPTION },
    servers: [{ url: publicUrl }],
    tags: TAGS,
    paths,
    components: { securitySchemes: SECURITY_SCHEMES, schemas: { Error: errorBody } },
  });
}

function operation({ path, method, access, endpoint }: Route): ZodOpenApiOperationObject {
  const query = endpoint.query ?? endpoint.keyValues;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return {
    operationId: endpoint.name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    security: security(access, method),
    requestParams: {
      path: z.object(Object.fromEntries(names.map((name) => [name, pathParam(name)]))),
      ...(query instanceof z.ZodObject ? { query } : {}),
    },
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: endpoint.body,
                ...(endpoint.example === undefined ? {} : { example: endpoint.example }),
              },
              ...Object.fromEntries(
                (endpoint.textTypes ?? []).map((type) => [type, { schema: { type: 'string' as const } }]),
              ),
            },
          },
        }),
    responses: responses(endpoint, access),
  };
}

function pathParam(name: string): z.ZodType {
  const { noun, isUuid } = PATH_PARAMS[name];
  const description = isUuid ? `Id of the ${noun}.` : `Name of the ${noun}.`;
  return z.string().meta({ description, ...(isUuid ? { format: 'uuid' } : {}) });
}

function security(access: Access, method: Route['method']): Record<string, string[]>[] {
  if (access === 'open') return [];
  const inAddress = [...(method === 'GET' ? ['query'] : []), ...(access === 'view' ? ['signature'] : [])];
  const schemes = ['authorization', 'bearer', 'header', ...inAddress];
  return schemes.map((scheme) => ({ [scheme]: [] }));
}

function responses(endpoint: Endpoint, access: Access): ZodOpenApiResponsesObject {
  const refused = new Set([
    ...(access === 'open' ? [] : [401]),
    ...(access === 'write' || access === 'view' ? [403] : []),
    ...(endpoint.query === undefined ? [] : [400]),
    ...(endpoint.body === undefined ? [] : [400, 413, 415]),
    ...(endpoint.refusals ?? []),
    500,
  ]);
  return {
    ...answers(endpoint),
    ...Object.fromEntries(
      [...refused]
        .sort((a, b) => a - b)
        .map((status) => [
          String(status),
          { description: REFUSALS[status], content: { 'application/json': { schema: errorBody } } },
        ]),
    ),
  };
}

function answers(endpoint: Endpoint): ZodOpenApiResponsesObject {
  if (!('media' in endpoint)) {
    const description = endpoint.status === 201 ? 'Created.' : 'OK.';
    return { [`${endpoint.status}`]: { description, content: { 'application/json': { schema: endpoint.reply } } } };
  }
  const content = Object.fromEntries(
    endpoint.media.map((type) => [type, { schema: endpoint.schemas?.[type] ?? { type: 'string' as const } }]),
  );
  return { '200': { description: 'OK.', content } };
}
