import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';

/**
 * Takes a data directory for this process: PGlite would let two processes write the same files. The lock is a file
 * with the process's id; one left by a process that is gone is taken over.
 *
 * @returns releases the lock
 * @throws Failure conflict if a running process holds it
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'lock');
  const mine = JSON.stringify(identity(process.pid));
  const draft = `${file}.${process.pid}.${Date.now()}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, mine);
  try {
    // linking a complete file makes the lock appear whole or not at all
    while (!(await linkNew(draft, file))) await clearStale(file, draft);
  } finally {
    await rm(draft, { force: true });
  }
  held.add(file);
  return async () => {
    held.delete(file);
    await rm(file, { force: true });
  };
}

/** Locks of this very process: after a restart in a container another process had the same id. */
const held = new Set<string>();

interface Holder {
  readonly pid: number;
  /** When the process started, in clock ticks since boot, where the system tells: ids are used again. */
  readonly started: string | null;
}

function identity(pid: number): Holder {
  try {
    // the name in parentheses may hold spaces; the start time is the 20th field after it
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return { pid, started: fields?.[19] ?? null };
  } catch {
    return { pid, started: null };
  }
}

async function linkNew(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a process that is gone. Whoever else does so at the same time finds another content there. */
async function clearStale(file: string, draft: string): Promise<void> {
  const content = await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) return;
  const holder = parseHolder(content);
  if (holder !== undefined && isRunning(holder, file)) {
    throw new Failure(
      'conflict',
      `the data directory DATA_DIR is in use by process ${holder.pid}; stop it, or name another directory`,
    );
  }
  const aside = `${draft}.stale`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => content);
  // another process had already taken over: put its lock back
  if (moved !== content) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseHolder(content: string): Holder | undefined {
  try {
    const holder = JSON.parse(content) as Partial<Holder>;
    return typeof holder.pid === 'number' ? { pid: holder.pid, started: holder.started ?? null } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(holder: Holder, file: string): boolean {
  if (holder.pid === process.pid) return held.has(file);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // not permitted means that it is there
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const { started } = identity(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}
