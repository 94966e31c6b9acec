import { upsertAoi } from '../catalogue/aois.ts';
import type { Queryable } from '../catalogue/database.ts';
import type { AreaFeature } from './area-features.ts';
import { checkFeatures, type FeatureFault } from './check-features.ts';
import type { Services } from './services.ts';
import { updateScenes } from './update-scenes.ts';

export interface LoadAois {
  readonly tenantId: string;
  /** Creator of new AOIs. */
  readonly userId: string;
  readonly projectId: string;
  readonly satelliteId: string;
  readonly features: readonly AreaFeature[];
  /** The property that holds the name; unless given, `name` in any case. */
  readonly nameProperty?: string | undefined;
  /** Writes the good features though others are bad. */
  readonly keepGoing: boolean;
  /** Called after each feature is dealt with. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Names of the AOIs by what became of them. With faults and without `keepGoing`, nothing was written. */
export interface LoadReport {
  readonly added: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  readonly faults: readonly FeatureFault[];
}

/** Whose rasters they are: open data. */
const PROVIDER = 'planetary';

/**
 * Makes an AOI of each feature, or brings the project's AOI of that name up to date; where a shape changes, so do the
 * statistics and legends of its scenes. Every feature is checked before the first is written.
 */
export async function loadAois(services: Services, tx: Queryable, input: LoadAois): Promise<LoadReport> {
  const { areas, faults } = await checkFeatures(tx, input.features, input.nameProperty);
  const names = { added: [] as string[], updated: [] as string[], unchanged: [] as string[] };
  if (faults.length > 0 && !input.keepGoing) return { ...names, faults };
  const { tenantId, userId, projectId, satelliteId } = input;
  for (const [i, { name, description, geometry, properties }] of areas.entries()) {
    const owner = { tenantId, userId, projectId, satelliteId, provider: PROVIDER };
    const done = await upsertAoi(tx, { ...owner, name, description, geometry, properties });
    if (done.isReshaped) await updateScenes(services, tx, done.aoi);
    names[done.status].push(name);
    input.onProgress?.(i + 1);
  }
  return { ...names, faults };
}
