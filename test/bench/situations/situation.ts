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

/** Milliseconds, medians over the repeats. */
export interface Timing {
  readonly name: string;
  readonly ms: number;
  readonly floorName?: string;
  readonly floorMs?: number;
  /** Median of the repeats' own ratios, which a busy minute moves less than it moves times. */
  readonly ratio?: number;
  readonly repeats: number;
}

/** Runs before anything counts, so that the code is compiled. */
const WARM_UPS = 3;

/**
 * Times a situation and its floor in turn, as often as fits.
 *
 * @param budgetMs for the repeats; at least `leastRepeats` are made whatever they take
 */
export async function time(
  { name, run, floor }: Situation,
  { budgetMs, leastRepeats = 5 }: { readonly budgetMs: number; readonly leastRepeats?: number },
): Promise<Timing> {
  for (let i = 0; i < WARM_UPS; i++) {
    await run();
    await floor?.run();
  }
  const [times, floors]: [number[], number[]] = [[], []];
  const end = performance.now() + budgetMs;
  while (times.length < leastRepeats || performance.now() < end) {
    times.push(await millisecondsOf(run));
    if (floor !== undefined) floors.push(await millisecondsOf(() => floor.run()));
  }
  const ms = median(times);
  const repeats = times.length;
  if (floor === undefined) return { name, ms, repeats };
  const ratio = median(times.map((each, i) => each / floors[i]));
  return { name, ms, floorName: floor.name, floorMs: median(floors), ratio, repeats };
}

async function millisecondsOf(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
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
