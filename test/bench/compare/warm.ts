import { median } from '../medians.ts';
import { load, onePass, type Load, type Target } from './load.ts';
import { cpuOf, memoryOf, type Memory } from './processes.ts';
import { shortNumber, type Row } from './row.ts';

/** How long and how often servers are asked. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
}

/** What one target did in every round, one connection and eight. */
export interface WarmResult {
  readonly name: string;
  readonly one: readonly Load[];
  readonly eight: readonly Load[];
  readonly bytesPerTile: number;
  /** Processor time that the server takes for a tile with eight connections, ms, in every round. */
  readonly cpuMs: readonly number[];
  readonly memory: Memory;
}

/** A target, and the processes whose memory counts as its own. */
export interface Contender {
  readonly target: Target;
  readonly pids: () => readonly number[];
}

/** Asks all in turn, round after round, so that a busy minute of the machine meets everyone. */
export async function askInTurn(contenders: readonly Contender[], { rounds, seconds }: Effort): Promise<WarmResult[]> {
  const bytes: number[] = [];
  for (const { target } of contenders) {
    const answers = await onePass(target);
    bytes.push(answers.reduce((sum, { body }) => sum + body.length, 0) / answers.length);
    await load(target, 8, 2); // every process has its code compiled and its blocks decoded
  }
  const results = contenders.map(({ target }, i) => ({
    name: target.name,
    one: [] as Load[],
    eight: [] as Load[],
    bytesPerTile: bytes[i],
    cpuMs: [] as number[],
    memory: { rssMiB: 0, pssMiB: 0 },
  }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { target, pids }] of contenders.entries()) {
      results[i].one.push(await load(target, 1, seconds));
      const cpuBefore = cpuOf(pids());
      const eight = await load(target, 8, seconds);
      results[i].cpuMs.push((cpuOf(pids()) - cpuBefore) / eight.count);
      results[i].eight.push(eight);
      const memory = memoryOf(pids());
      if (memory.rssMiB > results[i].memory.rssMiB) results[i].memory = memory;
    }
  }
  return results;
}

/** How many times more tiles a second the first serves over eight connections: the median of the rounds' ratios. */
export function throughputRow(name: string, atLeast: number, ours: WarmResult, theirs: WarmResult): Row {
  const ratio = median(ours.eight.map((load, i) => load.perSecond / theirs.eight[i].perSecond));
  const [here, there] = [ours, theirs].map(({ eight }) => shortNumber(median(eight.map(({ perSecond }) => perSecond))));
  const cpu = median(theirs.cpuMs.map((ms, i) => ms / ours.cpuMs[i]));
  const measured = `${here} against ${there} tiles/s; by processor time ${shortNumber(cpu)}`;
  return { name, goal: { atLeast }, ratio, measured };
}

/** The first's median latency over one connection as a part of the other's. */
export function latencyRow(name: string, atMost: number, ours: WarmResult, theirs: WarmResult): Row {
  const ratio = median(ours.one.map((load, i) => load.p50Ms / theirs.one[i].p50Ms));
  const [here, there] = [ours, theirs].map(({ one }) => shortNumber(median(one.map(({ p50Ms }) => p50Ms))));
  return { name, goal: { atMost }, ratio, measured: `${here} against ${there} ms` };
}

export function bytesRow(name: string, atMost: number, ours: WarmResult, theirs: WarmResult): Row {
  const measured = `${(ours.bytesPerTile / 1000).toFixed(1)} against ${(theirs.bytesPerTile / 1000).toFixed(1)} kB`;
  return { name, goal: { atMost }, ratio: ours.bytesPerTile / theirs.bytesPerTile, measured };
}

/** Everything of a warm comparison, one line a target. */
export function warmTable(results: readonly WarmResult[]): string {
  const lines = results.map(({ name, one, eight, bytesPerTile, cpuMs, memory }) => {
    const of = (loads: readonly Load[], key: 'p50Ms' | 'p95Ms' | 'perSecond') =>
      shortNumber(median(loads.map((load) => load[key])));
    const latency = `${of(one, 'p50Ms')} / ${of(one, 'p95Ms')}`;
    const kilobytes = (bytesPerTile / 1000).toFixed(1);
    const mebibytes = `${memory.rssMiB.toFixed(0)} / ${memory.pssMiB.toFixed(0)}`;
    return `| ${name} | ${latency} | ${of(eight, 'perSecond')} | ${shortNumber(median(cpuMs))} | ${kilobytes} | ${mebibytes} |`;
  });
  return [
    '| server | c1 p50 / p95 ms | c8 tiles/s | c8 CPU ms a tile | kB a tile | RSS / PSS MiB |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
