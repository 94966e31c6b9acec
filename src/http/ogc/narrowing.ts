import type { PublishedFilter } from '../../operations/published-maps.ts';
import { present } from '../image-input.ts';
import type { KeyValues } from './key-values.ts';

/**
 * How our own parameters `aoi` and `visualization` narrow what a service lists, and those of them that were given, for
 * the addresses that are handed out.
 */
export function narrowing({ aoi, visualization }: KeyValues): {
  filter: PublishedFilter;
  kept: Readonly<Record<string, string | undefined>>;
} {
  return {
    filter: present({ aoiId: aoi?.toLowerCase(), visualizationId: visualization?.toLowerCase() }),
    kept: { aoi, visualization },
  };
}
