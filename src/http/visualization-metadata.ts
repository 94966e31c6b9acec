import { z } from 'zod';
import { replaceLegend as replace } from '../operations/edit-legend.ts';
import { resetLegend as reset } from '../operations/reset-legend.ts';
import { jsonEndpoint } from './endpoint.ts';
import { dynamicBins, legendInput, legendsByDate, recipeShape } from './legend-input.ts';
import { bodyId, dateKey, mode } from './params.ts';
import { metadata, presentMetadata, presentVisualization, visualization } from './visualization-schema.ts';

const TAG = 'Visualizations';

// the mode decides what the other fields mean: in theoretical mode those of dynamic legends are ignored
const replacement = z.discriminatedUnion('visualization_mode', [
  z.object({
    visualization_mode: z.literal('dynamic'),
    legend: legendInput,
    dynamic_bins: dynamicBins,
    ...recipeShape,
  }),
  z.object({ visualization_mode: z.literal('theoretical'), legend: legendInput, ramp: recipeShape.ramp }),
]);

const rollback = z.object({
  index_id: bodyId,
  dates: z.array(dateKey).min(1).max(10_000),
  visualization_mode: mode,
});

/** `PUT /v0/aois/{aoi_id}/visualizations/{visualization_id}/metadata` */
export const replaceLegend = jsonEndpoint({
  name: 'replaceLegend',
  tag: TAG,
  summary: 'Replace the legends of one mode',
  description:
    'Dates left out stay as they are, and so does the other mode. In dynamic mode null instead of classes, or null ' +
    'bounds in them, are computed from the data; an empty `legend` rebins every date. Classes whose bounds are given ' +
    'close the legend: values outside get no colour and no area.',
  body: replacement,
  example: { visualization_mode: 'dynamic', dynamic_bins: 5, legend: { '2024_05_06': null } },
  status: 200,
  reply: metadata,
  refusals: [404, 503],
  handle: async ({ services, caller, params, body }) => {
    const isDynamic = body.visualization_mode === 'dynamic';
    const legends = await replace(services, caller, params.aoi_id, params.visualization_id, {
      mode: body.visualization_mode,
      legend: legendsByDate(body.legend),
      ramp: body.ramp,
      ...(isDynamic
        ? { bins: body.dynamic_bins, dynamicMethod: body.dynamic_method, dynamicRange: body.dynamic_range }
        : {}),
    });
    return presentMetadata(legends);
  },
});

/** `PATCH /v0/aois/{aoi_id}/visualizations/{visualization_id}/metadata` */
export const resetLegend = jsonEndpoint({
  name: 'resetLegend',
  tag: TAG,
  summary: 'Roll the legends of one mode back to automatic ones',
  body: rollback,
  example: {
    index_id: '9f1f1e2c-6a1b-5a53-8a5e-0f4b4f0f8d10',
    dates: ['2024_05_06'],
    visualization_mode: 'dynamic',
  },
  status: 200,
  reply: visualization,
  refusals: [404, 503],
  handle: async ({ services, caller, params, body, publicUrl }) => {
    const detail = await reset(services, caller, params.aoi_id, params.visualization_id, {
      indexId: body.index_id,
      dates: [...new Set(body.dates)],
      mode: body.visualization_mode,
    });
    return presentVisualization(detail, publicUrl);
  },
});
