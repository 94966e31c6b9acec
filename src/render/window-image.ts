import type { Ground } from '../grid/ground.ts';
import { encodeJpeg, encodeWebp } from './encode.ts';
import type { WindowFurniture } from './furniture-options.ts';
import { furnish } from './furniture.ts';
import { encodeIndexedPng, encodeRgbaPng, type Palette } from './png.ts';

export const WINDOW_FORMATS = ['png', 'webp', 'jpeg'] as const;
export type WindowFormat = (typeof WINDOW_FORMATS)[number];

/** A picture before it is encoded: slots of a palette, or four bytes a pixel; row-major. */
export type WindowPixels = { readonly slots: Uint8Array; readonly palette: Palette } | { readonly rgba: Uint8Array };

/** Lossless WebP: the colours of a legend come through as they are. */
const WEBP_QUALITY = 100;
const JPEG_QUALITY = 90;
/** Red, green, blue, alpha of what JPEG shows where nothing is, unless told otherwise. */
export const WHITE = Uint8Array.of(255, 255, 255, 255);

/**
 * A picture without anything around it. Indexed as PNG where it has a palette; exact as PNG and WebP.
 *
 * @param background red, green, blue, alpha where nothing is painted; transparent unless given, white in a JPEG
 */
export async function encodeWindow(
  pixels: WindowPixels,
  width: number,
  height: number,
  format: WindowFormat,
  background?: Uint8Array,
): Promise<Buffer> {
  if (format === 'png') return encodePng(pixels, width, height, background);
  const data = 'rgba' in pixels ? pixels.rgba : spread(pixels.slots, pixels.palette);
  if (format === 'jpeg') return encodeJpeg({ data, width, height }, JPEG_QUALITY, background ?? WHITE);
  return encodeWebp({ data: background === undefined ? data : filled(data, background), width, height }, WEBP_QUALITY);
}

function encodePng(pixels: WindowPixels, width: number, height: number, background: Uint8Array | undefined): Buffer {
  if ('rgba' in pixels) {
    const rgba = background === undefined ? pixels.rgba : filled(pixels.rgba, background);
    return encodeRgbaPng(rgba, width, height, { filter: 'up' });
  }
  const { slots, palette } = pixels;
  return encodeIndexedPng(slots, width, height, background === undefined ? palette : filled(palette, background));
}

/**
 * A picture with scale bar, north arrow and attribution laid over it, for `encodeWindow`.
 *
 * @param ground of the picture's grid
 * @param background as `encodeWindow` is going to be given it
 */
export async function furnishWindow(
  pixels: WindowPixels,
  { width, height }: { readonly width: number; readonly height: number },
  ground: Ground,
  furniture: WindowFurniture,
  background?: Uint8Array,
): Promise<WindowPixels> {
  // what is half transparent has to be laid over what is going to lie below it
  const below = (bytes: Uint8Array) => (background === undefined ? bytes : filled(bytes, background));
  const bare =
    'rgba' in pixels
      ? { width, height, data: below(pixels.rgba) }
      : { width, height, indices: pixels.slots, palette: below(pixels.palette) };
  const { picture } = await furnish(bare, ground, furniture);
  return 'indices' in picture ? { slots: picture.indices, palette: picture.palette } : { rgba: picture.data };
}

/** A picture that shows nothing: as `encodeWindow`, and as small as can be, since it is made once and sent often. */
export async function encodeEmptyWindow(
  width: number,
  height: number,
  format: WindowFormat,
  background?: Uint8Array,
): Promise<Buffer> {
  const [slots, palette] = [new Uint8Array(width * height), background ?? new Uint8Array(4)];
  if (format === 'png') return encodeIndexedPng(slots, width, height, palette, { effort: 'small' });
  return encodeWindow({ slots, palette }, width, height, format, background);
}

/** Four bytes for every slot. */
function spread(slots: Uint8Array, palette: Palette): Uint8Array {
  const colors = new Uint32Array(palette.slice().buffer);
  const pixels = new Uint32Array(slots.length);
  for (let i = 0; i < slots.length; i++) pixels[i] = colors[slots[i]];
  return new Uint8Array(pixels.buffer);
}

/** With the background for what is transparent; pixels are so wholly or not at all. */
function filled(rgba: Uint8Array, background: Uint8Array): Uint8Array {
  const out = rgba.slice();
  for (let i = 3; i < out.length; i += 4) if (out[i] === 0) out.set(background, i - 3);
  return out;
}
