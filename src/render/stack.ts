import { layOver } from './compose.ts';
import { decodePicture } from './decode-picture.ts';
import type { Rgba } from './sharp.ts';

/**
 * PNGs of one size laid over each other, the first at the bottom. Each is asked for when those before it are forgotten:
 * beside the result one is in memory at a time.
 *
 * @param background red, green, blue, alpha of what lies below the first; transparent unless given
 */
export async function stackPictures(
  pictures: AsyncIterable<Buffer>,
  width: number,
  height: number,
  background?: Uint8Array,
): Promise<Rgba> {
  const data = new Uint8Array(width * height * 4);
  if (background !== undefined) new Uint32Array(data.buffer).fill(new Uint32Array(background.slice().buffer)[0]);
  for await (const bytes of pictures) layOver(data, await decodePicture(bytes, { width, height, channels: 4 }));
  return { width, height, data };
}
