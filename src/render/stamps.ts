import { stampOf, type Stamp } from './stamp.ts';

/** Of one thread: a legend at scale 1 takes 300 kB, an outline 50. Drawing one takes 10 ms. */
const MAX_BYTES = 4_000_000;
/** Bytes that an entry takes besides its text and pixels. */
const ENTRY_BYTES = 500;

interface Entry {
  readonly stamp: Promise<Stamp>;
  bytes: number;
}

/**
 * Stamps by the SVG that they show, the least recently used ones dropped first: pictures of one style share their
 * legend, those of one area its outline. Who asks at the same time shares one drawing; failures are not kept.
 */
export class StampCache {
  readonly #kept = new Map<string, Entry>();
  readonly #draw: (svg: string) => Promise<Stamp>;
  readonly #maxBytes: number;
  #heldBytes = 0;

  constructor(draw: (svg: string) => Promise<Stamp>, maxBytes: number) {
    this.#draw = draw;
    this.#maxBytes = maxBytes;
  }

  /** What is held now, texts included. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** The stamp of an SVG, drawn if it is not at hand. It is everyone's: nobody may change it. */
  get(svg: string): Promise<Stamp> {
    const known = this.#kept.get(svg);
    if (known !== undefined) {
      this.#kept.delete(svg); // to the young end of the map's insertion order
      this.#kept.set(svg, known);
      return known.stamp;
    }
    const entry: Entry = { stamp: this.#draw(svg), bytes: ENTRY_BYTES + svg.length };
    this.#kept.set(svg, entry);
    this.#heldBytes += entry.bytes;
    entry.stamp.then(
      ({ spans, pixels }) => this.#grow(svg, entry, spans.byteLength + pixels.byteLength),
      () => this.#drop(svg, entry),
    );
    return entry.stamp;
  }

  #grow(svg: string, entry: Entry, bytes: number): void {
    if (this.#kept.get(svg) !== entry) return;
    entry.bytes += bytes;
    this.#heldBytes += bytes;
    if (entry.bytes > this.#maxBytes) this.#drop(svg, entry);
    for (const [oldest, held] of this.#kept) {
      if (this.#heldBytes <= this.#maxBytes) return;
      this.#drop(oldest, held);
    }
  }

  #drop(svg: string, entry: Entry): void {
    if (this.#kept.get(svg) !== entry) return;
    this.#kept.delete(svg);
    this.#heldBytes -= entry.bytes;
  }
}

const stamps = new StampCache(async (svg) => {
  // a thread that draws tiles only never needs it, and it takes 20 MB
  const { rasteriseSvg } = await import('./sharp.ts');
  return stampOf(await rasteriseSvg(svg));
}, MAX_BYTES);

/** An SVG drawn at its own size, ready to be laid over a picture. */
export function stampOfSvg(svg: string): Promise<Stamp> {
  return stamps.get(svg);
}
