import { prepareFonts } from './fonts.ts';

// fontconfig reads its environment when the library is first used: set it before, hence no static import
prepareFonts();
const { default: sharp } = await import('sharp');

// renders run side by side already; libvips' own threads and cache would only compete with them
sharp.concurrency(1);
sharp.cache(false);

/** A picture as raw bytes, four per pixel: red, green, blue, alpha (not premultiplied), row-major from the top. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Draws an SVG at its own size. Same text, same bytes. */
export async function rasteriseSvg(svg: string): Promise<Rgba> {
  const image = sharp(Buffer.from(svg), { unlimited: true }).ensureAlpha().toColourspace('srgb').raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

export { sharp };
