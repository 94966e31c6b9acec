import { inflateSync } from 'node:zlib';
import { openLocalFile } from '../../../src/cog/sources/local.ts';
import { readRanges, type OpenSource } from '../../../src/cog/source.ts';
import { CogStore } from '../../../src/cog/store.ts';

/** The DEFLATE blocks that `use` reads of local files through a store that holds none yet. */
export async function blocksReadBy(use: (cogs: CogStore) => Promise<unknown>): Promise<Uint8Array[]> {
  const read: Uint8Array[] = [];
  const openSource: OpenSource = async (location) => {
    const source = await openLocalFile(location);
    const keep = async (bytes: Promise<Uint8Array<ArrayBuffer>>) => {
      read.push((await bytes).slice());
      return bytes;
    };
    return {
      name: source.name,
      version: source.version,
      read: (offset, length) => keep(source.read(offset, length)),
      readMany: (ranges) => readRanges(source, ranges).map(keep),
      isCurrent: (isForced) => source.isCurrent(isForced),
      release: () => source.release(),
    };
  };
  const cogs = new CogStore({ openSource });
  await use(cogs);
  await cogs.close();
  return read.filter(isDeflated);
}

/** Tables of a file's header are read the same way, and inflate to nothing. */
function isDeflated(bytes: Uint8Array): boolean {
  try {
    inflateSync(bytes);
    return true;
  } catch {
    return false;
  }
}
