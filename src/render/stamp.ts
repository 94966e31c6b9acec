import type { Rgba } from './sharp.ts';

/** A drawing to be laid over pictures: only its pixels that are not wholly transparent, which of an outline are few. */
export interface Stamp {
  /** Row, first column and the one behind the last of each run of such pixels, from the top left on. */
  readonly spans: Int32Array;
  /** The runs' pixels behind one another, four bytes each, not premultiplied. */
  readonly pixels: Uint8Array;
}

/** What of a picture shows. */
export function stampOf({ width, height, data }: Rgba): Stamp {
  const spans: number[] = [];
  let shown = 0;
  for (let row = 0; row < height; row++) {
    const start = row * width;
    for (let col = 0; col < width; col++) {
      if (data[(start + col) * 4 + 3] === 0) continue;
      const from = col;
      while (col < width && data[(start + col) * 4 + 3] !== 0) col++;
      spans.push(row, from, col);
      shown += col - from;
    }
  }
  const pixels = new Uint8Array(shown * 4);
  for (let span = 0, at = 0; span < spans.length; span += 3) {
    const [row, from, to] = spans.slice(span, span + 3);
    pixels.set(data.subarray((row * width + from) * 4, (row * width + to) * 4), at);
    at += (to - from) * 4;
  }
  return { spans: Int32Array.from(spans), pixels };
}
