import { z } from 'zod';

/** A link as all OGC APIs write it (RFC 8288). */
export const link = z
  .object({
    href: z.string(),
    rel: z.string(),
    type: z.string().optional(),
    title: z.string().optional(),
    templated: z.boolean().optional().meta({ description: 'True where `href` holds parameters in braces.' }),
  })
  .meta({ id: 'OgcLink' });

export type OgcLink = z.output<typeof link>;

/** Links of a document: itself, its other representations, and what belongs to it. */
export const links = z.array(link);

/** `GET /ogc` (OGC API Common 1, 7.3). */
export const landingPage = z
  .object({ title: z.string(), description: z.string(), attribution: z.string().optional(), links })
  .meta({ id: 'OgcLandingPage' });

/** `GET /ogc/conformance` (OGC API Common 1, 7.5). */
export const conformance = z
  .object({ conformsTo: z.array(z.string()), links: links.optional() })
  .meta({ id: 'OgcConformance' });

const extent = z.object({
  spatial: z.object({ bbox: z.array(z.array(z.number()).min(4).max(6)), crs: z.string() }),
  temporal: z.object({
    interval: z.array(z.array(z.string()).length(2)),
    trs: z.string(),
    grid: z.object({ cellsCount: z.int(), coordinates: z.array(z.string()) }),
  }),
});

/** One style of a collection: a mode of its legends. */
export const styleEntry = z.object({ id: z.string(), title: z.string(), links }).meta({ id: 'OgcStyleEntry' });

export type StyleEntry = z.output<typeof styleEntry>;

/** `GET /ogc/collections/{collectionId}` (OGC API Common 2, 8.3): one visualization. */
export const collection = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    attribution: z.string(),
    dataType: z.literal('map'),
    extent,
    crs: z.array(z.string()).meta({ description: 'What maps can be asked for in.' }),
    storageCrs: z.string().meta({ description: 'What maps come in unless another is asked for.' }),
    styles: z.array(styleEntry),
    defaultStyle: z.string().optional(),
    links,
  })
  .meta({ id: 'OgcCollection' });

export type OgcCollection = z.output<typeof collection>;

/** `GET /ogc/collections` (OGC API Common 2, 8.2). */
export const collections = z
  .object({
    links,
    numberMatched: z.int(),
    numberReturned: z.int(),
    collections: z.array(collection),
  })
  .meta({ id: 'OgcCollections' });
