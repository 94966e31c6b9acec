import { sharp } from '../../../src/render/sharp.ts';

/** How far the pictures of two servers differ. */
export interface Difference {
  /** Fraction of the pixels that both show whose colour differs by more than 8 of 255. */
  readonly color: number;
  /** Fraction of all pixels that only one of them shows. */
  readonly shown: number;
}

/** Compares two lists of equally large PNGs, one by one. */
export async function compare(ours: readonly Buffer[], theirs: readonly Buffer[]): Promise<Difference> {
  let [pixels, both, colored, shown] = [0, 0, 0, 0];
  for (const [i, png] of ours.entries()) {
    const [a, b] = [await rgbaOf(png), await rgbaOf(theirs[i])];
    if (a.length !== b.length) throw new Error(`a picture of ${a.length / 4} pixels beside one of ${b.length / 4}`);
    pixels += a.length / 4;
    for (let at = 0; at < a.length; at += 4) {
      const [isHere, isThere] = [a[at + 3] > 127, b[at + 3] > 127];
      if (isHere !== isThere) shown++;
      if (!isHere || !isThere) continue;
      both++;
      const apart = [0, 1, 2].map((channel) => Math.abs(a[at + channel] - b[at + channel]));
      if (Math.max(...apart) > 8) colored++;
    }
  }
  return { color: colored / both, shown: shown / pixels };
}

async function rgbaOf(png: Buffer): Promise<Buffer> {
  return sharp(png).ensureAlpha().toColourspace('srgb').raw().toBuffer();
}
