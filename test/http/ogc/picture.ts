import { sharp } from '../../../src/render/sharp.ts';

/** A picture decoded: four bytes a pixel, row-major. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint32Array;
}

export async function pixelsOf(bytes: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const numbers = new Uint32Array(info.width * info.height);
  Buffer.from(numbers.buffer).set(data);
  return { width: info.width, height: info.height, data: numbers };
}

/** How many pixels are not wholly transparent. */
export function painted({ data }: Pixels): number {
  return data.reduce((count, pixel) => count + (pixel >>> 24 === 0 ? 0 : 1), 0);
}

/** A pixel as `#rrggbbaa`. */
export function colorAt({ data, width }: Pixels, col: number, row: number): string {
  const pixel = Buffer.alloc(4);
  pixel.writeUInt32LE(data[row * width + col]);
  return `#${pixel.toString('hex')}`;
}
