import { Failure } from '../../failure.ts';
import { checkRange, type ByteRange, type RangeBytes, type Source } from '../source.ts';
import { ChangedFile, HASHED_BYTES, versionOf, type FileVersion } from '../version.ts';
import { bodyLimit, conditionOf, judgeFirst, judgePart, type Asked, type Validators } from './answers.ts';
import { Freshness } from './freshness.ts';
import type { HttpClient } from './http-client.ts';
import { mergeRanges, type MergeLimits } from './merge-ranges.ts';
import { Pages } from './pages.ts';
import type { Answer } from './send.ts';

/** A file on another host. */
export interface RemoteLocation {
  readonly name: string;
  /** Without user and password. */
  readonly url: URL;
  /** Where else an answer says that the file is to be asked for; undefined when it is to be judged. */
  readonly next: (answer: Answer, url: URL) => URL | undefined;
  /** What a request to `url` carries beside its range: credentials, for the file's own host only. */
  readonly headersFor: (
    url: URL,
    headers: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, string>>>;
}

/**
 * A request costs a round trip, 20 to 100 ms, in which 256 KiB arrive at 20 to 100 Mbit/s: as much as it takes to skip
 * the gap. Longer than 8 MiB, two requests side by side are faster than one, and less is lost when one breaks off.
 */
const MERGE: MergeLimits = { maxGap: 256 << 10, maxLength: 8 << 20 };
/** Structure beyond the first bytes is read in pages; anything longer is read by itself. */
const MAX_PAGED_BYTES = 256 << 10;

/**
 * Opens a file on another host: one request brings its first bytes, its size and what tells its state.
 *
 * @throws Failure `unreadable` if it is missing, empty or not sent in parts; `busy` if the host cannot be read from at
 *   the moment; `forbidden` if it may not be
 */
export async function openRemoteFile(client: HttpClient, location: RemoteLocation, recheckMs: number): Promise<Source> {
  const { name, url, next } = location;
  const { validators, head } = await client.get({
    name,
    url,
    next,
    bytes: HASHED_BYTES,
    headersFor: (at) => location.headersFor(at, { range: `bytes=0-${HASHED_BYTES - 1}` }),
    bodyLimit: bodyLimit(HASHED_BYTES),
    judge: (answer, at) => judgeFirst({ name, host: at.host }, HASHED_BYTES, answer),
  });
  if (validators.size === 0) throw new Failure('unreadable', `${name} is empty (0 bytes)`);
  return new RemoteFile(client, location, validators, head, recheckMs);
}

class RemoteFile implements Source {
  readonly name: string;
  readonly version: FileVersion;
  private readonly freshness: Freshness;
  private readonly pages: Pages;

  constructor(
    private readonly client: HttpClient,
    private readonly location: RemoteLocation,
    private readonly validators: Validators,
    private readonly head: Uint8Array<ArrayBuffer>,
    recheckMs: number,
  ) {
    this.name = location.name;
    const { size, etag = '', lastModified } = validators;
    const modifiedMs = Date.parse(lastModified ?? '');
    this.version = Number.isNaN(modifiedMs)
      ? versionOf({ size, modifiedMs: 0 }, head, etag)
      : versionOf({ size, modifiedMs }, head);
    this.freshness = new Freshness(recheckMs, () => this.isUnchanged());
    this.pages = new Pages(size, (range) => this.fetch(range));
  }

  async read(offset: number, length: number): RangeBytes {
    const range = { offset, length };
    return this.atHand(range) ?? (length > MAX_PAGED_BYTES ? this.fetch(range) : this.pages.read(range));
  }

  readMany(ranges: readonly ByteRange[]): RangeBytes[] {
    const results = ranges.map((range) => this.atHand(range));
    const far = [...ranges.keys()].filter((i) => results[i] === undefined);
    const wanted = far.map((i) => ranges[i]);
    for (const { members, ...whole } of mergeRanges(wanted, MERGE)) {
      const bytes = this.fetch(whole);
      for (const member of members) {
        const start = wanted[member].offset - whole.offset;
        results[far[member]] = bytes.then((all) => all.slice(start, start + wanted[member].length));
      }
    }
    return results.map((bytes, i) => bytes ?? this.fetch(ranges[i]));
  }

  async isCurrent(isForced: boolean): Promise<boolean> {
    try {
      return await this.freshness.isCurrent(isForced);
    } catch (cause) {
      if (isForced || !(cause instanceof Failure) || cause.kind !== 'busy') throw cause;
      // a host that is away for a while does not take away what was read from it
      this.freshness.confirm();
      return true;
    }
  }

  /** Nothing is held open: connections are the client's. */
  release(): Promise<void> {
    return Promise.resolve();
  }

  /** Bytes that opening brought; a rejection where the file has no such bytes; else undefined. */
  private atHand({ offset, length }: ByteRange): RangeBytes | undefined {
    const end = offset + length;
    const { size } = this.version;
    if (offset >= 0 && length >= 0 && end > this.head.length && end <= size) return undefined;
    return Promise.resolve(this.head).then((head) => {
      checkRange(this.name, size, offset, length);
      return head.slice(offset, end);
    });
  }

  private async fetch(range: ByteRange): RangeBytes {
    const { name, url, next } = this.location;
    const asked = (at: URL): Asked => ({ name, host: at.host });
    const span = `bytes=${range.offset}-${range.offset + range.length - 1}`;
    const bytes = await this.client.get({
      name,
      url,
      next,
      bytes: range.length,
      headersFor: (at) => this.location.headersFor(at, { range: span, ...conditionOf(this.validators) }),
      bodyLimit: bodyLimit(range.length),
      judge: (answer, at) => judgePart(asked(at), range, this.validators, answer),
    });
    this.freshness.confirm();
    return bytes;
  }

  private async isUnchanged(): Promise<boolean> {
    try {
      await this.fetch({ offset: 0, length: 1 });
      return true;
    } catch (cause) {
      if (cause instanceof ChangedFile) return false;
      throw cause;
    }
  }
}
