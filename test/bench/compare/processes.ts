import { spawn, type ChildProcess } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { labFile } from './lab.ts';

/** A program that runs until it is stopped; it logs into the lab. */
export interface Running {
  readonly pid: number;
  stop(): Promise<void>;
}

const children = new Set<ChildProcess>();

function exitAtOnce(): void {
  process.exit(1);
}

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, exitAtOnce);

/** Starts a program in the background; it ends with this process. */
export function startProgram(
  name: string,
  program: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Running {
  const log = openSync(labFile('log', `${name}.txt`), 'a');
  const env = { ...process.env, ...options.env };
  const child = spawn(program, args, { stdio: ['ignore', log, log], env, ...(options.cwd && { cwd: options.cwd }) });
  children.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      children.delete(child);
      resolve();
    });
    child.once('error', () => resolve());
  });
  return {
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(force);
    },
  };
}

/**
 * Waits until a URL is answered with a status below 500.
 *
 * @throws Error after `seconds`
 */
export async function untilAnswers(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  seconds = 60,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const response = await fetch(url, { headers }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response !== undefined && response.status < 500) return;
    await delay(100);
  }
  throw new Error(`no answer from ${url} within ${seconds} s; see the lab's log folder`);
}

/** The processes and all their descendants. */
function familyOf(pids: readonly number[]): number[] {
  const family = new Set(pids);
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = read(`/proc/${entry}/stat`);
    parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  for (let grown = -1; grown !== family.size;) {
    grown = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}

export interface Memory {
  readonly rssMiB: number;
  /** Shared pages divided by the processes that share them. */
  readonly pssMiB: number;
}

/** Resident memory of processes and their descendants, added up. */
export function memoryOf(pids: readonly number[]): Memory {
  const rollups = familyOf(pids).map((pid) => read(`/proc/${pid}/smaps_rollup`));
  const sum = (field: RegExp) => rollups.reduce((total, text) => total + Number(field.exec(text)?.[1] ?? 0), 0) / 1024;
  return { rssMiB: sum(/^Rss:\s+(\d+)/m), pssMiB: sum(/^Pss:\s+(\d+)/m) };
}

/** Clock ticks of /proc are hundredths of a second on Linux. */
const TICK_MS = 10;

/** Processor time that processes and their living descendants have taken, ms. */
export function cpuOf(pids: readonly number[]): number {
  const ticks = familyOf(pids).flatMap((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    // the 14th and 15th field; the name, the second one, may hold spaces
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
  });
  return ticks.reduce((sum, each) => sum + each, 0) * TICK_MS;
}

/** A file of /proc; empty where the process has gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
