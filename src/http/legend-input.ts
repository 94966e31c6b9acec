import { z } from 'zod';
import { invalidField } from '../failure.ts';
import { parseDateKey } from './dates.ts';

/** Most classes of a legend (contract, section 6.4). */
const MOST_BINS = 15;

/** How automatic dynamic legends are made: extensions of creating and editing. */
export const recipeShape = {
  dynamic_method: z
    .enum(['equal_interval', 'quantile', 'natural_breaks', 'std_dev'])
    .optional()
    .meta({ description: 'How breakpoints of dynamic legends are found; equal_interval unless given.' }),
  dynamic_range: z
    .union([z.literal('minmax'), z.tuple([z.number().min(0).max(100), z.number().min(0).max(100)])], {
      error: 'expected "minmax" or two percentiles from 0 to 100',
    })
    .refine((range) => range === 'minmax' || range[0] < range[1], { error: 'the first percentile must be the lower' })
    .optional()
    .meta({ description: 'What dynamic breakpoints span: all data ("minmax") or between two percentiles.' }),
  ramp: z
    .enum(['classes', 'continuous'])
    .optional()
    .meta({ description: 'Pixels in class colours, or in 250 steps of the colour map between first and last bound.' }),
};

/** How many classes an automatic dynamic legend has. */
export const dynamicBins = z.int().min(1).max(MOST_BINS);

/** A class as it is given: what is left out, or null, is the server's to find. */
export const legendInputItem = z
  .object({
    min: z.number().nullish(),
    max: z.number().nullish(),
    label: z.string().max(200).nullish(),
    color: z
      .string()
      .regex(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, { error: 'expected a colour such as #2b83ba' })
      .nullish(),
  })
  .meta({ id: 'LegendInputItem' });

/** Legends by date key as they are given. */
export const legendInput = z
  .record(z.string().max(40), z.array(legendInputItem).max(MOST_BINS).nullable())
  .meta({ description: 'Classes by date key; null (or no classes) asks for automatic ones, in dynamic mode.' });

type Item = z.output<typeof legendInputItem>;

/**
 * The given legends by date `YYYY-MM-DD`; null where automatic classes are asked for.
 *
 * @throws Failure 'invalid' for a key that is no date, and for one date given in two spellings
 */
export function legendsByDate(legend: Readonly<Record<string, Item[] | null>>): Map<string, Item[] | null> {
  const byDate = new Map<string, Item[] | null>();
  for (const [key, items] of Object.entries(legend)) {
    const date = parseDateKey(key);
    if (date === undefined) throw invalidField(`legend.${key}`, 'the key is not a date such as 2024_05_06');
    if (byDate.has(date)) throw invalidField(`legend.${key}`, 'the date is given twice');
    byDate.set(date, items === null || items.length === 0 ? null : items);
  }
  return byDate;
}
