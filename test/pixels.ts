import { CogStore } from '../src/cog/store.ts';
import { localEngine } from '../src/engine/engine.ts';
import type { Services } from '../src/operations/services.ts';

/** What reads rasters in a test: on its own thread, as commands do. */
export function openTestPixels(): Pick<Services, 'cogs' | 'engine'> {
  const cogs = new CogStore();
  return { cogs, engine: localEngine(cogs) };
}
