import { execFileSync } from 'node:child_process';
import { median, quantile } from '../medians.ts';
import { RASTER } from './lab.ts';
import { onePass } from './load.ts';
import type { TilePeer } from './peer.ts';
import { shortNumber, type Row } from './row.ts';

/** One pass over the tiles by a fresh process: seconds in all, milliseconds of single ones. */
export interface ColdPass {
  readonly totalS: number;
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** A server that is started anew for every pass, with one process or thread. */
export interface ColdContender {
  readonly name: string;
  readonly start: () => Promise<TilePeer | undefined>;
}

/** Passes of all in turn, each by a fresh process with nothing of the raster in the page cache. */
export async function coldPasses(
  contenders: readonly ColdContender[],
  rounds: number,
): Promise<Map<string, ColdPass[]>> {
  const passes = new Map<string, ColdPass[]>();
  for (let round = 0; round < rounds; round++) {
    for (const { name, start } of contenders) {
      const peer = await start();
      if (peer === undefined) continue;
      dropFromPageCache(RASTER);
      const ms = (await onePass(peer.targets(256)[0])).map((answer) => answer.ms);
      await peer.stop();
      const totalS = ms.reduce((sum, each) => sum + each, 0) / 1000;
      const pass = { totalS, firstMs: ms[0], p50Ms: median(ms), p95Ms: quantile(ms, 0.95) };
      passes.set(name, [...(passes.get(name) ?? []), pass]);
    }
  }
  return passes;
}

/** Asks the kernel to forget the file's pages. */
function dropFromPageCache(path: string): void {
  execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
}

export function coldRow(name: string, atLeast: number, ours: readonly ColdPass[], theirs: readonly ColdPass[]): Row {
  const ratio = median(ours.map(({ totalS }, i) => theirs[i].totalS / totalS));
  const [here, there] = [ours, theirs].map((passes) => shortNumber(median(passes.map(({ totalS }) => totalS))));
  return { name, goal: { atLeast }, ratio, measured: `${here} against ${there} s for 200 tiles` };
}

export function coldTable(passes: ReadonlyMap<string, readonly ColdPass[]>): string {
  const lines = [...passes].map(([name, all]) => {
    const of = (key: keyof ColdPass) => shortNumber(median(all.map((pass) => pass[key])));
    return `| ${name} | ${of('totalS')} | ${of('firstMs')} | ${of('p50Ms')} / ${of('p95Ms')} |`;
  });
  return ['| server | 200 tiles, s | first, ms | p50 / p95 ms |', '|---|---|---|---|', ...lines].join('\n');
}
