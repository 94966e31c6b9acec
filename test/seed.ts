import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildSeed } from '../src/catalogue/build-seed.ts';
import { lockDirectory } from '../src/catalogue/data-dir-lock.ts';
import { manifestHash, usableSeed } from '../src/catalogue/seed-archive.ts';
import { Failure } from '../src/failure.ts';

/** The build's seed archive or, before there is one, one that the first test file makes for all later ones. */
export async function testSeed(): Promise<string> {
  const built = await usableSeed();
  if (built !== undefined) return built;
  const directory = join(tmpdir(), 'chromatile-test-seeds');
  await mkdir(directory, { recursive: true });
  const archive = join(directory, `${(await manifestHash()).slice(0, 16)}.tar.gz`);
  for (;;) {
    const made = await usableSeed(archive);
    if (made !== undefined) return made;
    try {
      const unlock = await lockDirectory(directory);
      try {
        if ((await usableSeed(archive)) === undefined) await buildSeed(archive);
      } finally {
        await unlock();
      }
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'conflict') throw error;
      await delay(200);
    }
  }
}
