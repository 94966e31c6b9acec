import { readRanges, type ByteRange, type Source } from './source.ts';
import { workbench, type LentBytes } from './workbench.ts';

/**
 * Bytes of several ranges, on the workbench where the source can read into it and there is room, otherwise in memory of
 * their own. Each that arrives is to be given back.
 */
export function readLent(source: Source, ranges: readonly ByteRange[]): Promise<LentBytes>[] {
  const lent = ranges.map(({ length }) => (source.readInto === undefined ? undefined : workbench.lend(length)));
  const rest = readOwn(
    source,
    ranges.filter((_, i) => lent[i] === undefined),
  ).values();
  return ranges.map(async ({ offset }, i) => {
    const place = lent[i];
    if (place === undefined) return rest.next().value as Promise<LentBytes>;
    try {
      await source.readInto?.(offset, place.bytes);
      return place;
    } catch (cause) {
      place.giveBack();
      throw cause;
    }
  });
}

/** Bytes of several ranges, each in memory of its own. */
export function readOwn(source: Source, ranges: readonly ByteRange[]): Promise<LentBytes>[] {
  return readRanges(source, ranges).map(async (bytes) => ({ bytes: await bytes, giveBack: () => undefined }));
}
