import { z } from 'zod';
import { createIndex as createRecord, listIndices as listRecords, type IndexRecord } from '../catalogue/indices.ts';
import { getSatellite } from '../catalogue/satellites.ts';
import { Failure, invalidField } from '../failure.ts';
import { parseComposite, parseExpression } from '../raster/band-math.ts';
import { canonicalColorMap } from '../style/color-maps.ts';
import type { ColorMap } from '../style/style.ts';
import { spacedTimestamp } from './dates.ts';
import { jsonEndpoint } from './endpoint.ts';
import { pageQuery, pagination } from './pagination.ts';
import { bodyId, idFilter, shownText } from './params.ts';
import { satelliteAlias } from './satellite-alias.ts';

const expressionType = z.enum(['composite', 'index', 'grayscale']);
const indexType = z.enum(['custom', 'preset']);

const index = z
  .object({
    id: z.string(),
    name: z.string(),
    title: z.string().meta({ description: 'The name in full.' }),
    description: z.string(),
    expression: z.string().meta({ description: "Over the satellite's band names." }),
    bands: z.array(z.string()).readonly().meta({ description: 'Bands that the expression uses.' }),
    rescale: z.array(z.number()).readonly().meta({ description: 'Valid range, minimum and maximum.' }),
    colormap: z.string().meta({ description: 'Name of a colour map, or colours separated by commas.' }),
    satellite_id: z.string(),
    expression_type: expressionType,
    type: indexType,
    reference: z
      .object({ text: z.string(), doi: z.string().optional() })
      .nullable()
      .meta({ description: 'Where a preset was published.' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Index' });

const newIndex = z.preprocess(
  satelliteAlias,
  z
    .object({
      name: shownText(200),
      description: z.string().max(10_000),
      rescale: z.tuple([z.number(), z.number()], { error: 'expected two numbers, minimum and maximum' }),
      expression: z.string().max(10_000).meta({
        description: 'Over band names. Three, separated by commas, for a composite: red, green, blue.',
      }),
      colormap: z
        .union([z.string(), z.array(z.string())], { error: 'expected the name of a colour map or a list of colours' })
        .meta({ description: 'A name of GET /v0/colormaps, or 2 to 256 colours #rrggbb.' }),
      satellite_id: bodyId,
      expression_type: expressionType,
    })
    .refine(({ rescale: [min, max] }) => min < max, {
      path: ['rescale'],
      error: 'the first number must be the smaller',
    }),
);

/** `GET /v0/indices` */
export const listIndices = jsonEndpoint({
  name: 'listIndices',
  tag: 'Indices',
  summary: "List the presets and the caller's own indices, newest first",
  query: pageQuery.extend({
    satellite_id: idFilter,
    type: indexType.optional(),
    expression_type: expressionType.optional(),
    index_id: idFilter,
  }),
  status: 200,
  reply: z.object({ indices: z.array(index), pagination }),
  handle: async ({ services, caller, query }) => {
    const { offset, limit, satellite_id: satelliteId, type, expression_type: form, index_id: indexId } = query;
    const filter = { satelliteId, type, expressionType: form, indexId };
    const { total, indices } = await listRecords(services.database, caller.tenantId, filter, { offset, limit });
    return { indices: indices.map(presentIndex), pagination: { total, offset, limit } };
  },
});

/** `POST /v0/indices` */
export const createIndex = jsonEndpoint({
  name: 'createIndex',
  tag: 'Indices',
  summary: 'Create a custom index',
  description:
    'Expressions know + - * / ^, parentheses, numbers, comparisons, and the functions abs, sqrt, exp, ln, log10, min, ' +
    'max and clamp. Where an expression has no finite value there is no data. A name is unique per satellite.',
  body: newIndex,
  example: {
    name: 'Red edge ratio',
    description: 'Normalized difference red edge',
    rescale: [-1, 1],
    expression: '(B08 - B05) / (B08 + B05)',
    colormap: 'RdYlGn',
    satellite_id: '0002a3a3-00a2-4b55-842b-44d8202c6d60',
    expression_type: 'index',
  },
  status: 201,
  reply: index,
  refusals: [409],
  handle: async ({ services, caller, body }) => {
    const satellite = await getSatellite(services.database, body.satellite_id);
    if (satellite === undefined) throw invalidField('satellite_id', `no satellite "${body.satellite_id}"`);
    const bandNames = satellite.bands.map(({ name }) => name);
    const record = await createRecord(services.database, caller.tenantId, {
      satelliteId: satellite.id,
      name: body.name.trim(),
      description: body.description,
      expression: body.expression,
      expressionType: body.expression_type,
      colorMap: about('colormap', () => canonicalColorMap(colorMapOf(body.colormap))),
      rescale: body.rescale,
      bands: about('expression', () => bandsOf(body.expression, body.expression_type, bandNames)),
    });
    return presentIndex(record);
  },
});

function bandsOf(expression: string, type: z.output<typeof expressionType>, bandNames: readonly string[]): string[] {
  const parts = type === 'composite' ? parseComposite(expression, bandNames) : [parseExpression(expression, bandNames)];
  return [...new Set(parts.flatMap(({ bands }) => bands))];
}

/** Colours separated by commas are a list, so that an answered `colormap` can be sent back. */
function colorMapOf(input: ColorMap): ColorMap {
  return typeof input === 'string' && input.includes(',') ? input.split(',').map((color) => color.trim()) : input;
}

/** Says which field a pure room's failure is about. */
function about<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw error.details === undefined ? invalidField(field, error.message) : error;
  }
}

function presentIndex(record: IndexRecord): z.input<typeof index> {
  const { colorMap } = record;
  return {
    id: record.id,
    name: record.name,
    title: record.title,
    description: record.description,
    expression: record.expression,
    bands: record.bands,
    rescale: record.rescale,
    colormap: typeof colorMap === 'string' ? colorMap : colorMap.join(','),
    satellite_id: record.satelliteId,
    expression_type: record.expressionType,
    type: record.type,
    reference: record.reference,
    created_at: spacedTimestamp(record.createdAt),
    updated_at: spacedTimestamp(record.updatedAt),
  };
}
