import { overlayRgba } from './compose.ts';
import { decodePicture } from './decode-picture.ts';
import type { Rgba } from './sharp.ts';
import { stampOf } from './stamp.ts';

/** PNGs of one size laid over each other, the first at the bottom. */
export async function stackPictures(pictures: readonly Buffer[], width: number, height: number): Promise<Rgba> {
  let stacked: Rgba = { width, height, data: new Uint8Array(width * height * 4) };
  for (const bytes of pictures) {
    const image = { width, height, data: await decodePicture(bytes, { width, height, channels: 4 }) };
    stacked = overlayRgba(stacked, [{ stamp: stampOf(image), x: 0, y: 0 }]);
  }
  return stacked;
}
