import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openDatabase } from './catalogue/database.ts';
import type { Config } from './config.ts';
import { localEngine } from './engine/engine.ts';
import { Failure } from './failure.ts';
import { openStore, type StoreSettings } from './engine/open-store.ts';
import { ThreadEngine, type ThreadsOptions } from './engine/threads.ts';
import type { Log } from './log.ts';
import { createMemory } from './operations/memory.ts';
import type { Services } from './operations/services.ts';

/** The services of one process, and the way to end them. */
export type OpenServices = Services & { close(): Promise<void> };

/** What reads rasters, without a catalogue. */
export type OpenPixels = Pick<Services, 'cogs' | 'engine'> & { close(): Promise<void> };

/**
 * Opens the database and what reads rasters, as the settings say.
 *
 * @param place where pixels are read: on worker threads, or, for a command that does one thing and ends, here
 * @throws Failure `busy` if the database cannot be reached, `conflict` if another process holds the data directory,
 *   `invalid` if there is no memory for what the settings ask
 */
export async function openServices(
  config: Config,
  log?: Log,
  place: 'threads' | 'here' = 'here',
): Promise<OpenServices> {
  const { databaseUrl, dataDir, poolSize } = config;
  const database = await openDatabase({ databaseUrl, dataDir, poolSize, ...(log && { log }) });
  let pixels: OpenPixels;
  try {
    pixels = place === 'here' ? openPixels(config) : openThreads(config, log);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    database,
    ...pixels,
    memory: createMemory(config.answerCacheBytes),
    shareSecrets: config.shareSecrets,
    close: async () => {
      await pixels.close();
      await database.close();
    },
  };
}

/** What reads rasters on the caller's own thread. */
export function openPixels(config: Config): OpenPixels {
  const cogs = openStore(storeSettings(config));
  return { cogs, engine: localEngine(cogs), close: () => cogs.close() };
}

/** What reads rasters on worker threads; the main one only looks at headers, and keeps no blocks. */
function openThreads(config: Config, log?: Log): OpenPixels {
  const store = storeSettings(config);
  const cogs = openStore({ ...store, cacheBytes: 0 });
  const threads = config.threads ?? availableParallelism();
  const engine = startThreads({ threads, maxWaiting: config.renderQueue, store, log });
  return {
    cogs,
    engine,
    close: async () => {
      await engine.close();
      await cogs.close();
    },
  };
}

function startThreads(options: ThreadsOptions): ThreadEngine {
  try {
    return new ThreadEngine(options);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const bytes = options.store.cacheBytes;
    throw new Failure('invalid', `BLOCK_CACHE: ${bytes} bytes of memory cannot be reserved; ask for less`, { cause });
  }
}

function storeSettings(config: Config): StoreSettings {
  return { maxOpenFiles: config.openFiles, cacheBytes: config.blockCacheBytes, sources: sourceSettings(config) };
}

function sourceSettings(config: Config): NonNullable<StoreSettings['sources']> {
  const { remoteConnections: connections, remoteTimeoutS, remoteRecheckS } = config;
  return {
    roots: config.assetRoots,
    hosts: config.assetHosts,
    remote: { connections, totalMs: remoteTimeoutS * 1000 },
    recheckMs: remoteRecheckS * 1000,
    s3: {
      accessKeyId: config.awsAccessKeyId,
      secretAccessKey: config.awsSecretAccessKey,
      sessionToken: config.awsSessionToken,
      profile: config.awsProfile,
      credentialsFile: config.awsCredentialsFile,
      configFile: config.awsConfigFile,
      region: config.awsRegion ?? config.awsDefaultRegion,
      endpoint: config.awsS3Endpoint ?? config.awsEndpoint,
      isAnonymous: config.awsIsAnonymous,
      isVirtualHosted: config.awsIsVirtualHosted,
    },
  };
}

/** A folder beside `src` or `dist`: both lie at the top of the project. */
export function projectFolder(name: string): string {
  return fileURLToPath(new URL(`../${name}/`, import.meta.url));
}
