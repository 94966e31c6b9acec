import type { LegendContent } from '../render/legend.ts';
import type { Summary } from '../stats/summary.ts';
import { legendModel } from '../style/legend.ts';
import type { Style } from '../style/style.ts';

const M2_PER_HA = 10_000;

/** What the legend over a map says: heading, classes or bar, and the part of the AOI that has no data. */
export function mapLegend(
  style: Style,
  summary: Summary,
  heading: NonNullable<LegendContent['heading']>,
  { decimals }: { readonly decimals?: number | undefined },
): Omit<LegendContent, 'showsAreas'> {
  const { min, max, inside, count, areaM2 } = summary;
  const dataRange = min === null || max === null ? undefined : ([min, max] as const);
  const missing = inside - count;
  return {
    model: legendModel(style, { decimals, dataRange }),
    heading,
    // pixels of one AOI are near enough alike for the missing ones to be told by their share
    ...(missing > 0 &&
      count > 0 && { noData: { areaHa: (areaM2 * missing) / count / M2_PER_HA, percent: (missing / inside) * 100 } }),
  };
}
