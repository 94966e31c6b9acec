import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Log } from '../log.ts';
import { lockDirectory } from './data-dir-lock.ts';
import type { Database } from './database.ts';
import { startThread, type Thread } from './embedded-thread.ts';
import { connect } from './pool.ts';
import { usableSeed } from './seed-archive.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Archive that a new data directory starts from: the one of the build unless given; null is none. */
  readonly seed?: string | null | undefined;
  /** Longest statement. */
  readonly timeoutMs?: number | undefined;
  readonly log?: Log | undefined;
}

export interface EmbeddedDatabase extends Database {
  /** The data directory as a gzipped tar archive, to start others from. */
  dump(): Promise<Uint8Array>;
}

/**
 * Starts the embedded PostGIS on a data directory, made when it is not there.
 *
 * The directory holds `postgres/` (the database), `lock` while it is in use, and `unfinished` while `postgres/` is
 * being made: a first start that was cut short is begun again.
 *
 * @throws Failure conflict if another process uses the directory
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { timeoutMs, log } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(dataDir);
  try {
    const directory = join(dataDir, 'postgres');
    const unfinished = join(dataDir, 'unfinished');
    if (existsSync(unfinished)) await rm(directory, { recursive: true, force: true });
    const isNew = await isEmpty(directory);
    if (isNew) await writeFile(unfinished, '');
    const seed = isNew ? (options.seed ?? (options.seed === null ? undefined : await usableSeed())) : undefined;
    const thread = await startThread({ directory, seed }, log);
    await rm(unfinished, { force: true });
    const database = databaseOf(thread, { timeoutMs, log });
    let closing: Promise<void> | undefined;
    async function closeAll(): Promise<void> {
      try {
        await database.close();
        await thread.close();
      } finally {
        await unlock();
      }
    }
    return { ...database, dump: () => thread.dump(), close: () => (closing ??= closeAll()) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The database behind a running thread; closing it leaves the thread running. */
export function databaseOf(thread: Thread, options: Pick<EmbeddedOptions, 'timeoutMs' | 'log'> = {}): Database {
  return connect({
    kind: 'embedded',
    connection: { stream: () => thread.connect(), user: 'postgres', database: 'postgres', password: '', ssl: false },
    // a single session stands behind every connection
    size: 1,
    ...options,
  });
}

async function isEmpty(directory: string): Promise<boolean> {
  const entries = await readdir(directory).catch(() => []);
  return entries.length === 0;
}
