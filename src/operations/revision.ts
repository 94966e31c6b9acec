import { createHash } from 'node:crypto';
import type { ShownMap } from '../catalogue/shown-maps.ts';

/** Changed whenever the same map comes to be drawn in other pixels. */
export const DRAWING = 2;

/** Names all pictures of a visualization: changes whenever any of them may. 16 hex digits. */
export function revisionOf({ contentHash }: Pick<ShownMap, 'contentHash'>): string {
  return createHash('sha256').update(`${DRAWING} ${contentHash}`).digest('hex').slice(0, 16);
}
