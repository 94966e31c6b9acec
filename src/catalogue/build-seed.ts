import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { currentManifest, manifestFile } from './seed-archive.ts';

/**
 * Makes a seed archive and its manifest: an embedded database with the schema and the presets. Another process that
 * makes the same one at the same time does no harm, because each file appears whole, the manifest last.
 */
export async function buildSeed(archive: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'chromatile-seed-'));
  try {
    const database = await openEmbedded({ dataDir: directory, seed: null });
    let bytes: Uint8Array;
    try {
      await migrate(database);
      await database.query('CHECKPOINT');
      bytes = await database.dump();
    } finally {
      await database.close();
    }
    await mkdir(dirname(archive), { recursive: true });
    await replaceFile(archive, bytes);
    await replaceFile(manifestFile(archive), JSON.stringify(await currentManifest()));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, content);
  await rename(draft, file);
}
