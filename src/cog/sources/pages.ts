import type { ByteRange, RangeBytes } from '../source.ts';
import { joinBytes } from './send.ts';

/** Bytes of one page: a directory with its values, or some thousand entries of a block table. */
const PAGE_BYTES = 32 << 10;
/** Pages kept of one file. */
const MAX_PAGES = 8;

/** Reads a file page by page, for the many small reads that walking its structure takes. */
export class Pages {
  private readonly pages = new Map<number, RangeBytes>();

  constructor(
    private readonly fileBytes: number,
    private readonly fetch: (range: ByteRange) => RangeBytes,
  ) {}

  /** @param range lies inside the file */
  async read({ offset, length }: ByteRange): RangeBytes {
    const first = Math.floor(offset / PAGE_BYTES);
    const last = Math.max(first, Math.ceil((offset + length) / PAGE_BYTES) - 1);
    const bytes = joinBytes(await Promise.all(this.require(first, last)));
    const start = offset - first * PAGE_BYTES;
    return bytes.slice(start, start + length);
  }

  private require(first: number, last: number): RangeBytes[] {
    const wanted = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const missing = wanted.filter((page) => !this.pages.has(page));
    if (missing.length > 0) this.load(missing[0], missing[missing.length - 1]);
    const found = wanted.map((page) => this.pages.get(page) ?? Promise.resolve(new Uint8Array()));
    for (const page of this.pages.keys()) {
      if (this.pages.size <= MAX_PAGES) break;
      this.pages.delete(page);
    }
    return found;
  }

  /** All pages from the first to the last one in one request. */
  private load(first: number, last: number): void {
    const offset = first * PAGE_BYTES;
    const end = Math.min((last + 1) * PAGE_BYTES, this.fileBytes);
    const bytes = this.fetch({ offset, length: end - offset });
    for (let page = first; page <= last; page++) {
      const start = (page - first) * PAGE_BYTES;
      const part = bytes.then((all) => all.slice(start, start + PAGE_BYTES));
      this.pages.delete(page); // to the young end of the map's insertion order
      this.pages.set(page, part);
      part.catch(() => {
        if (this.pages.get(page) === part) this.pages.delete(page);
      });
    }
  }
}
