import type { CogStore } from '../cog/store.ts';
import type { Grid } from '../grid/grid.ts';
import { readComposite } from './composite.ts';
import { isComposite } from './layer.ts';
import { readOnto } from './read-scene.ts';
import type { SceneSource } from './scene-source.ts';

/** One pixel of a scene; plain data. */
export interface PointTask {
  readonly scene: SceneSource;
  /** A grid of one pixel on the lattice of the scene's layers. */
  readonly pixel: Grid;
}

/**
 * The stored number of one pixel, null where it has no value: one of an index, three of a composite.
 *
 * @throws Failure `unreadable` if a file is missing, damaged or not the registered one
 */
export async function readPoint(cogs: CogStore, { scene, pixel }: PointTask): Promise<readonly (number | null)[]> {
  const { layers } = scene;
  const channels = layers.some(isComposite)
    ? await readComposite(cogs, layers, pixel, 'nearest')
    : [await readOnto(cogs, layers, pixel, 'nearest')];
  return channels.map(({ values, valid }) => (valid[0] === 0 ? null : values[0]));
}
