import type { Endpoint } from '../endpoint.ts';
import type { Route } from '../routes.ts';
import { apiDefinition } from './api-definition.ts';
import { listCollections, readCollection } from './collections.ts';
import { readConformance } from './conformance.ts';
import { readLandingPage } from './landing-page.ts';

const DOCUMENTS: readonly Route[] = [
  view('/ogc', readLandingPage),
  view('/ogc/conformance', readConformance),
  view('/ogc/collections', listCollections),
  view('/ogc/collections/{collectionId}', readCollection),
];

/** The contents page of the OGC API. */
export const OGC_ROUTES: readonly Route[] = [...DOCUMENTS, view('/ogc/api', apiDefinition(DOCUMENTS))];

function view(path: string, endpoint: Endpoint): Route {
  return { method: 'GET', path, access: 'view', endpoint };
}
