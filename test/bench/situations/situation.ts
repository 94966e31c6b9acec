import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median } from '../medians.ts';

/** Something that is timed, and the least that it can cost. */
export interface Situation {
  readonly name: string;
  readonly run: () => unknown;
  /** What the run cannot do without, alone; absent where nothing comparable can be named. */
  readonly floor?: { readonly name: string; readonly run: () => unknown } | undefined;
  /** Frees what the situation holds open. */
  readonly close?: () => Promise<void>;
}

/** Milliseconds by the clock, medians over the repeats. */
export interface Timing {
  readonly name: string;
  readonly ms: number;
  readonly floorName?: string;
  readonly floorMs?: number;
  /**
   * Median of the repeats' own ratios, in processor time: on a busy machine what takes longer than a time slice also
   * waits for everyone else's, and its floor does not.
   */
  readonly ratio?: number;
  readonly repeats: number;
}

/** Longest that a situation is run before anything counts, so that the code is compiled, and how often at most. */
const WARM_UP_MS = 1000;
const WARM_UPS = 60;

/**
 * Times a situation and its floor in turn, as often as fits.
 *
 * @param budgetMs for the repeats; at least `leastRepeats` are made whatever they take
 */
export async function time(
  { name, run, floor }: Situation,
  { budgetMs, leastRepeats = 5 }: { readonly budgetMs: number; readonly leastRepeats?: number },
): Promise<Timing> {
  const warmed = performance.now() + WARM_UP_MS;
  for (let i = 0; i < WARM_UPS && (i < 3 || performance.now() < warmed); i++) {
    await run();
    await floor?.run();
  }
  const [times, floors]: [Duration[], Duration[]] = [[], []];
  const end = performance.now() + budgetMs;
  while (times.length < leastRepeats || performance.now() < end) {
    times.push(await durationOf(run));
    if (floor !== undefined) floors.push(await durationOf(floor.run));
  }
  const ms = median(times.map((time) => time.ms));
  const repeats = times.length;
  if (floor === undefined) return { name, ms, repeats };
  const ratio = median(times.map((time, i) => time.cpuMs / floors[i].cpuMs));
  return { name, ms, floorName: floor.name, floorMs: median(floors.map((time) => time.ms)), ratio, repeats };
}

setFlagsFromString('--expose-gc');
/**
 * V8's collector: nobody is to pay for what another has left. In one process out of five the megabytes of zlib's
 * floor had V8 mark its heap all the time, and the tile took twice as long.
 */
const collect = runInNewContext('gc') as () => void;

interface Duration {
  readonly ms: number;
  /** Of all threads of the process. */
  readonly cpuMs: number;
}

async function durationOf(run: () => unknown): Promise<Duration> {
  collect();
  const before = process.cpuUsage();
  const start = performance.now();
  await run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000 };
}

/** A Markdown table, one line a situation. */
export function timingTable(timings: readonly Timing[]): string {
  const lines = timings.map(({ name, ms, floorName, floorMs, ratio }) => {
    const floor = floorMs === undefined ? '' : `${shortMs(floorMs)} ms: ${floorName ?? ''}`;
    return `| ${name} | ${shortMs(ms)} | ${floor} | ${ratio === undefined ? '' : ratio.toFixed(2)} |`;
  });
  return ['| situation | ms | floor | ratio |', '|---|---|---|---|', ...lines].join('\n') + '\n';
}

function shortMs(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}
