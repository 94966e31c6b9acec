import type { CogStore } from '../cog/store.ts';
import { Failure } from '../failure.ts';
import type { Raster } from '../raster/raster.ts';
import type { MathLayer } from './layer.ts';

/** An index computed from its bands on a grid. */
export function readMath(_cogs: CogStore, layer: MathLayer): Promise<Raster> {
  return Promise.reject(new Failure('unreadable', `${layer.expression} cannot be computed yet`));
}
