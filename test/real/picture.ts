import { createHash } from 'node:crypto';
import sharp from 'sharp';

/** Classes of a picture, one byte a pixel, row by row: 0 where it is transparent, else counted from 1. */
export interface PictureClasses {
  readonly width: number;
  readonly height: number;
  /** Number of pixels of each class, the transparent ones first. */
  readonly pixels: readonly number[];
  readonly sha256: string;
}

/** Pixels of a picture. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 0 where transparent, else 0xff000000 and the colour's three bytes. */
  readonly codes: Uint32Array;
}

async function decode(png: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const codes = new Uint32Array(info.width * info.height);
  for (let i = 0; i < codes.length; i++) {
    const alpha = data[4 * i + 3];
    if (alpha !== 0 && alpha !== 255) throw new Error(`pixel ${i} is half transparent: ${alpha}`);
    codes[i] = alpha === 0 ? 0 : codeOf(data[4 * i], data[4 * i + 1], data[4 * i + 2]);
  }
  return { width: info.width, height: info.height, codes };
}

function codeOf(red: number, green: number, blue: number): number {
  return (0xff000000 | (red << 16) | (green << 8) | blue) >>> 0;
}

/** A picture without a legend, read back. */
export interface ClassedPixels {
  readonly width: number;
  readonly height: number;
  /** One byte a pixel, row by row: 0 where it is transparent, else counted from 1. */
  readonly classes: Uint8Array;
}

/**
 * Reads a picture without a legend back into classes.
 *
 * @param colors `#rrggbb` of each class, all different
 * @throws Error if a pixel has none of them
 */
export async function classedPixels(png: Buffer, colors: readonly string[]): Promise<ClassedPixels> {
  const { width, height, codes } = await decode(png);
  const numbers = new Map(colors.map((color, i) => [0xff000000 + Number.parseInt(color.slice(1), 16), i + 1]));
  if (numbers.size < colors.length) throw new Error(`two classes share a colour: ${colors.join(' ')}`);
  numbers.set(0, 0);
  const classes = codes.map((code, i) => {
    const number = numbers.get(code);
    if (number === undefined) throw new Error(`pixel ${i} is of no class: ${code.toString(16)}`);
    return number;
  });
  return { width, height, classes: Uint8Array.from(classes) };
}

/** Number of pixels of each class, the transparent ones first, and a digest of where they are. */
export async function classesOf(png: Buffer, colors: readonly string[]): Promise<PictureClasses> {
  const { width, height, classes } = await classedPixels(png, colors);
  const pixels = Array<number>(colors.length + 1).fill(0);
  for (const number of classes) pixels[number]++;
  return { width, height, pixels, sha256: createHash('sha256').update(classes).digest('hex') };
}

/** The colours that a picture is painted in, `#rrggbb`. */
export async function colorsOf(png: Buffer): Promise<Set<string>> {
  const { codes } = await decode(png);
  const painted = [...new Set(codes)].filter((code) => code !== 0);
  return new Set(painted.map((code) => `#${(code & 0xffffff).toString(16).padStart(6, '0')}`));
}
