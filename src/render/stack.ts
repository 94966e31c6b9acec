import { decodePicture } from './decode-picture.ts';
import type { Rgba } from './sharp.ts';

/** PNGs of one size laid over each other, the first at the bottom; their pixels are opaque or not there. */
export async function stackPictures(pictures: readonly Buffer[], width: number, height: number): Promise<Rgba> {
  const data = new Uint8Array(width * height * 4);
  const pixels = new Uint32Array(data.buffer);
  for (const bytes of pictures) {
    const above = await decodePicture(bytes, { width, height, channels: 4 });
    const colors = new Uint32Array(above.buffer, above.byteOffset, pixels.length);
    for (let i = 0; i < pixels.length; i++) if (above[4 * i + 3] !== 0) pixels[i] = colors[i];
  }
  return { width, height, data };
}
