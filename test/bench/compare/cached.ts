import { rmSync, writeFileSync } from 'node:fs';
import { median } from '../medians.ts';
import { labFile } from './lab.ts';
import { load, onePass, type Target } from './load.ts';
import { NGINX_PORT, startNginx } from './nginx.ts';
import { shortNumber, type Row } from './row.ts';
import { startService } from './service.ts';
import type { Effort } from './warm.ts';

/** Answers kept by the service against the same bytes as files of nginx; undefined without nginx. */
export async function cachedRow({ rounds, seconds }: Effort): Promise<Row | undefined> {
  const service = await startService({ threads: 2, answerCache: '128 MB' });
  const nginx = await startNginx();
  try {
    if (nginx === undefined) return undefined;
    const [ours] = service.targets(256);
    const theirs = await asFiles(ours);
    // until V8 has compiled it: nginx has that behind it
    await load(ours, 8, 5);
    const ratios: number[] = [];
    const [here, there]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      here.push((await load(ours, 8, seconds)).perSecond);
      there.push((await load(theirs, 8, seconds)).perSecond);
      ratios.push(here[round] / there[round]);
    }
    const measured = `${shortNumber(median(here))} against ${shortNumber(median(there))} tiles/s`;
    return { name: 'cached tile, to nginx static', goal: { atLeast: 0.3 }, ratio: median(ratios), measured };
  } finally {
    await nginx?.stop();
    await service.stop();
  }
}

/** The target's answers, kept as files for nginx. */
async function asFiles(target: Target): Promise<Target> {
  const answers = await onePass(target);
  rmSync(labFile('static', 'tiles'), { recursive: true, force: true });
  for (const [i, { body }] of answers.entries()) writeFileSync(labFile('static', 'tiles', `${i}.png`), body);
  const paths = answers.map((_, i) => `/static/tiles/${i}.png`);
  return { name: 'nginx, static', port: NGINX_PORT, paths, headers: {} };
}

/**
 * How long a kept answer takes while every thread draws, against a draw alone: four connections that always miss,
 * and one that always hits. The cache holds some 60 tiles, so that a list of 200 never meets itself in it, while
 * the one tile that is asked for all the time stays.
 */
export async function hitsUnderLoad({ rounds, seconds }: Effort): Promise<Row[]> {
  const service = await startService({ threads: 2, answerCache: '2 MB' });
  try {
    const [all] = service.targets(256);
    const renders = { ...all, paths: all.paths.slice(1) };
    const hits = { ...all, name: 'hits', paths: all.paths.slice(0, 1) };
    await load(renders, 4, 2);
    const [p50s, p95s, measured]: [number[], number[], string[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      const alone = await load(renders, 1, seconds);
      const [busy, hit] = await Promise.all([load(renders, 4, seconds), load(hits, 1, seconds)]);
      p50s.push(hit.p50Ms / alone.p50Ms);
      p95s.push(hit.p95Ms / alone.p50Ms);
      measured.push(
        `hit p50 ${shortNumber(hit.p50Ms)}, p95 ${shortNumber(hit.p95Ms)} ms; a render alone ` +
          `${shortNumber(alone.p50Ms)} ms; ${shortNumber(busy.perSecond)} renders/s meanwhile`,
      );
    }
    const middle = measured[measured.length >> 1];
    return [
      {
        name: 'cached hit while all threads draw, p50 to a render',
        goal: { atMost: 0.05 },
        ratio: median(p50s),
        measured: middle,
      },
      { name: 'the same, p95', goal: { atMost: 2 }, ratio: median(p95s), measured: middle },
    ];
  } finally {
    await service.stop();
  }
}
