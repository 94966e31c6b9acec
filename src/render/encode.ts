import type { Rgba } from './sharp.ts';

/**
 * A JPEG; what is transparent shows `background` (red, green, blue), or white where that is transparent itself. Colour is not subsampled: the edges of
 * classes and letters are what these pictures are made of.
 *
 * @param quality 1 to 100
 */
export async function encodeJpeg(picture: Rgba, quality: number, background: Uint8Array): Promise<Buffer> {
  const [r, g, b, alpha] = background;
  const behind = alpha === 0 ? '#ffffff' : { r, g, b };
  return (await source(picture))
    .flatten({ background: behind })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/**
 * A WebP with transparency; lossless at 100, else lossy, which moves most colours a little.
 *
 * @param quality 1 to 100
 */
export async function encodeWebp(picture: Rgba, quality: number): Promise<Buffer> {
  const options = quality === 100 ? { lossless: true, effort: 1 } : { quality, smartSubsample: true };
  return (await source(picture)).webp(options).toBuffer();
}

async function source({ data, width, height }: Rgba) {
  const { sharp } = await import('./sharp.ts');
  return sharp(data, { raw: { width, height, channels: 4 } });
}
