import { z } from 'zod';
import type { LegendRecord } from '../catalogue/legends.ts';
import type { VisualizationDetail } from '../operations/visualization-detail.ts';
import { asset, presentAsset } from './asset-schema.ts';
import { dateKeyOf, spacedTimestamp } from './dates.ts';

const legendItem = z
  .object({
    min: z.number(),
    max: z.number(),
    label: z.string(),
    color: z.string().meta({ description: '#rrggbb' }),
    area: z.number().meta({ description: 'Valid pixels of the class inside the AOI, m2.' }),
    area_percentage: z.number().meta({ description: 'Share of the valid area of that date, 0 to 100.' }),
  })
  .meta({
    id: 'LegendItem',
    description: 'A class [min, max) in index values; the last one of a legend holds its max too.',
  });

const legends = z
  .object({
    dynamic: z.array(legendItem).readonly().optional(),
    theoretical: z.array(legendItem).readonly().optional(),
  })
  .meta({ id: 'Legends', description: 'A mode that the visualization does not have is absent.' });

/** Legends by date key and mode (contract, section 6.1). */
export const metadata = z
  .object({ legend: z.record(z.string(), legends).meta({ description: 'By date key, YYYY_MM_DD.' }) })
  .meta({ id: 'Metadata' });

/** A visualization with everything that belongs to it. */
export const visualization = z
  .object({
    id: z.string(),
    aoi_id: z.string(),
    index_id: z.string(),
    index_name: z.string(),
    tenant_id: z.string(),
    user_id: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
    expression: z.string(),
    expression_type: z.enum(['composite', 'index', 'grayscale']),
    type: z.literal('custom'),
    rescale: z.array(z.number()).readonly(),
    status: z.enum(['creating', 'success', 'failed', 'partial_success']),
    progress: z.int(),
    dynamic_method: z.enum(['equal_interval', 'quantile', 'natural_breaks', 'std_dev']),
    dynamic_range: z.union([z.literal('minmax'), z.tuple([z.number(), z.number()]).readonly()]),
    dynamic_bins: z.int(),
    ramp: z.enum(['classes', 'continuous']),
    assets: z.array(asset),
    metadata,
  })
  .meta({ id: 'Visualization' });

export function presentVisualization(detail: VisualizationDetail, publicUrl: string): z.input<typeof visualization> {
  const { record, index, assets, legends: records } = detail;
  const { method, range, bins, ramp } = record.dynamic;
  return {
    id: record.id,
    aoi_id: record.aoiId,
    index_id: record.indexId,
    index_name: index.name,
    tenant_id: record.tenantId,
    user_id: record.userId,
    created_at: spacedTimestamp(record.createdAt),
    updated_at: spacedTimestamp(record.updatedAt),
    expression: index.expression,
    expression_type: index.expressionType,
    type: 'custom',
    rescale: index.rescale,
    status: record.status,
    progress: record.progress,
    dynamic_method: method,
    dynamic_range: range,
    dynamic_bins: bins,
    ramp,
    assets: assets.map((one) => presentAsset(one, publicUrl, record.id)),
    metadata: presentMetadata(records),
  };
}

/** @param records current legends, one a date and mode */
export function presentMetadata(
  records: readonly Pick<LegendRecord, 'date' | 'mode' | 'legend'>[],
): z.input<typeof metadata> {
  const legend: z.input<typeof metadata>['legend'] = {};
  for (const { date, mode, legend: one } of records) {
    const key = dateKeyOf(date);
    legend[key] = { ...legend[key], [mode]: one.classes };
  }
  return { legend };
}
