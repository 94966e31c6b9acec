import { fileURLToPath } from 'node:url';
import { openDatabase } from './catalogue/database.ts';
import { CogStore } from './cog/store.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { Services } from './operations/services.ts';

/** The services of one process, and the way to end them. */
export type OpenServices = Services & { close(): Promise<void> };

/**
 * Opens the database and the raster store that the settings name.
 *
 * @throws Failure `busy` if the database cannot be reached, `conflict` if another process holds the data directory
 */
export async function openServices(config: Config, log?: Log): Promise<OpenServices> {
  const { databaseUrl, dataDir, poolSize, openFiles, blockCacheBytes } = config;
  const database = await openDatabase({ databaseUrl, dataDir, poolSize, ...(log && { log }) });
  const cogs = new CogStore({ maxOpenFiles: openFiles, cacheBytes: blockCacheBytes });
  return {
    database,
    cogs,
    close: async () => {
      await cogs.close();
      await database.close();
    },
  };
}

/** A folder beside `src` or `dist`: both lie at the top of the project. */
export function projectFolder(name: string): string {
  return fileURLToPath(new URL(`../${name}/`, import.meta.url));
}
