import { z } from 'zod';
import { getAoi } from '../catalogue/aois.ts';
import { getVisualization, listVisualizations as listRecords } from '../catalogue/visualizations.ts';
import { createVisualization as create } from '../operations/create-visualization.ts';
import { describeVisualization } from '../operations/visualization-detail.ts';
import { jsonEndpoint } from './endpoint.ts';
import { dynamicBins, recipeShape } from './legend-input.ts';
import { pageQuery, pagination } from './pagination.ts';
import { bodyId, idFilter } from './params.ts';
import { found } from './path-params.ts';
import { presentVisualization, visualization } from './visualization-schema.ts';

const TAG = 'Visualizations';

const newVisualization = z.object({
  index_id: bodyId,
  src_asset_ids: z.array(bodyId).max(10_000).nullish().meta({
    description: 'Rasters to show; without any, all of the AOI, those registered later included.',
  }),
  resolution: z.number().positive().nullish().meta({ description: "m; the satellite's own unless given." }),
  dynamic_bins: dynamicBins.optional().meta({ description: 'Classes of automatic dynamic legends; 5 unless given.' }),
  ...recipeShape,
});

/** `GET /v0/aois/{aoi_id}/visualizations` */
export const listVisualizations = jsonEndpoint({
  name: 'listVisualizations',
  tag: TAG,
  summary: 'List the visualizations of an AOI in full, newest first',
  query: pageQuery.extend({
    type: z.enum(['custom', 'preset']).optional().meta({ description: 'Type of the index.' }),
    user_id: z.string().optional(),
    expression_type: z.enum(['composite', 'index', 'grayscale']).optional(),
    index_id: idFilter,
    visualization_id: idFilter,
  }),
  status: 200,
  reply: z.object({ pagination, visualization: z.array(visualization) }),
  refusals: [404],
  handle: async ({ services: { database }, caller, params: { aoi_id: aoiId }, query, publicUrl }) => {
    found(await getAoi(database, caller.tenantId, aoiId), 'AOI', aoiId);
    const { offset, limit, type, user_id: userId, expression_type: expressionType, ...ids } = query;
    const filter = { type, userId, expressionType, indexId: ids.index_id, visualizationId: ids.visualization_id };
    const listed = await listRecords(database, caller.tenantId, aoiId, filter, { offset, limit });
    const details = await Promise.all(listed.visualizations.map((record) => describeVisualization(database, record)));
    return {
      pagination: { total: listed.total, offset, limit },
      visualization: details.map((detail) => presentVisualization(detail, publicUrl)),
    };
  },
});

/** `POST /v0/aois/{aoi_id}/visualizations` */
export const createVisualization = jsonEndpoint({
  name: 'createVisualization',
  tag: TAG,
  summary: 'Create a visualization with its automatic legends',
  description:
    'A preset index gets legends in both modes, a custom one a dynamic legend, a composite or grayscale none. Without ' +
    '`src_asset_ids` it follows its AOI: a raster registered later adds its date by itself.',
  body: newVisualization,
  example: { index_id: '9f1f1e2c-6a1b-5a53-8a5e-0f4b4f0f8d10' },
  status: 201,
  reply: visualization,
  refusals: [404, 409, 503],
  handle: async ({ services, caller, params: { aoi_id: aoiId }, body, publicUrl }) => {
    const detail = await create(services, caller, aoiId, {
      indexId: body.index_id,
      assetIds: body.src_asset_ids ?? undefined,
      resolution: body.resolution ?? undefined,
      dynamicMethod: body.dynamic_method,
      dynamicRange: body.dynamic_range,
      ramp: body.ramp,
      bins: body.dynamic_bins,
    });
    return presentVisualization(detail, publicUrl);
  },
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}` */
export const readVisualization = jsonEndpoint({
  name: 'readVisualization',
  tag: TAG,
  summary: 'Read a visualization',
  status: 200,
  reply: visualization,
  refusals: [404],
  handle: async ({ services: { database }, caller, params, publicUrl }) => {
    const { aoi_id: aoiId, visualization_id: id } = params;
    const record = found(await getVisualization(database, caller.tenantId, aoiId, id), 'visualization', id);
    return presentVisualization(await describeVisualization(database, record), publicUrl);
  },
});
