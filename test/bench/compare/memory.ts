import { load } from './load.ts';
import { memoryOf } from './processes.ts';
import type { Row } from './row.ts';
import { startService } from './service.ts';

/** Caches that the 200 tiles fill: they touch 259 MiB of blocks and are 7 MB. */
const BLOCK_CACHE_MB = 200;
const ANSWER_CACHE_MB = 5;
const MIB_PER_MB = 1e6 / 1048576;

/**
 * What the process takes beyond its full caches after drawing for a while. With an embedded database that one is
 * included (some 200 MiB); the goal is meant without.
 */
export async function memoryRow(seconds: number): Promise<Row> {
  // the second, and the flag, as the image and `npm start` set them
  const env = { BLOCK_CACHE: `${BLOCK_CACHE_MB} MB`, MALLOC_MMAP_THRESHOLD_: '65536' };
  const nodeFlags = ['--max-semi-space-size=2'];
  const service = await startService({ threads: 2, answerCache: `${ANSWER_CACHE_MB} MB`, env, nodeFlags });
  try {
    await load(service.targets(256)[0], 8, 4 * seconds);
    await load(service.targets(512)[0], 8, 4 * seconds);
    const { rssMiB, pssMiB } = memoryOf(service.pids());
    const caches = (BLOCK_CACHE_MB + ANSWER_CACHE_MB) * MIB_PER_MB;
    const database = process.env.DATABASE_URL === undefined ? ', the embedded database included' : '';
    return {
      name: `memory beyond the caches, MiB${database}`,
      goal: { atMost: 150 },
      ratio: rssMiB - caches,
      measured: `RSS ${rssMiB.toFixed(0)}, PSS ${pssMiB.toFixed(0)}, caches ${caches.toFixed(0)} MiB`,
    };
  } finally {
    await service.stop();
  }
}
