import type { Box } from './corners.ts';
import type { Palette } from './png.ts';
import type { Size } from './placement.ts';
import { fitColors } from './quantise.ts';
import type { Rgba } from './sharp.ts';

/** A picture whose pixels are indices of at most 256 colours, row-major. */
export interface Indexed extends Size {
  readonly indices: Uint8Array;
  readonly palette: Palette;
}

/** Something drawn over a picture, its top left corner at `x`, `y`. */
export interface Overlay {
  readonly image: Rgba;
  readonly x: number;
  readonly y: number;
}

/**
 * Lays pixels (slots, or four bytes as one number) on a canvas, each repeated to fill `box`; around them it is 0.
 *
 * @param pixels row-major, as large as `data`, of which `box` is a whole multiple
 */
export function enlarge<T extends Uint8Array | Uint32Array>(pixels: T, data: Size, box: Box, canvas: Size): T {
  if (data.width === canvas.width && data.height === canvas.height) return pixels;
  const factor = box.width / data.width;
  const length = canvas.width * canvas.height;
  const out = pixels instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length);
  for (let row = 0; row < data.height; row++) {
    const first = (box.y + row * factor) * canvas.width + box.x;
    const source = row * data.width;
    if (factor === 1) {
      out.set(pixels.subarray(source, source + data.width), first);
      continue;
    }
    for (let col = 0; col < data.width; col++) {
      const pixel = pixels[source + col];
      for (let i = first + col * factor, end = i + factor; i < end; i++) out[i] = pixel;
    }
    for (let repeat = 1; repeat < factor; repeat++) {
      out.copyWithin(first + repeat * canvas.width, first, first + box.width);
    }
  }
  return out as T;
}

/**
 * A picture with its overlays. It stays indexed, every colour of the picture itself unchanged, as long as the edges
 * of letters and lines find room in the palette beside the colours that it shows; where these take most of it (a
 * continuous map over all of its range) it becomes RGBA, which takes twice the time and 1.4 times the bytes.
 */
export function overlay(picture: Indexed, overlays: readonly Overlay[]): Indexed | Rgba {
  let result = picture;
  for (const [i, item] of overlays.entries()) {
    const room = 256 - result.palette.length / 4;
    const share = Math.ceil(room / (overlays.length - i));
    const drawn = drawOver(result, item, share);
    if (drawn === undefined) return overlayRgba(toRgba(picture), overlays);
    result = drawn;
  }
  return result;
}

/** Colours of a palette that leave overlays the other half, whichever of them are shown. */
const FEW_COLORS = 128;

/** The same picture with only the colours that it shows in its palette, where that may make room for overlays. */
export function withoutUnused(picture: Indexed): Indexed {
  const { indices, palette } = picture;
  if (palette.length / 4 <= FEW_COLORS) return picture;
  const isUsed = new Uint8Array(256);
  for (let i = 0; i < indices.length; i++) isUsed[indices[i]] = 1;
  const colors = palette.length / 4;
  const used = Array.from({ length: colors }, (_, i) => i).filter((i) => isUsed[i] === 1);
  if (used.length === colors) return picture;
  const places = new Uint8Array(256);
  const kept = new Uint8Array(used.length * 4);
  for (const [place, color] of used.entries()) {
    places[color] = place;
    kept.set(palette.subarray(color * 4, color * 4 + 4), place * 4);
  }
  const moved = new Uint8Array(indices.length);
  for (let i = 0; i < moved.length; i++) moved[i] = places[indices[i]];
  return { ...picture, indices: moved, palette: kept };
}

function drawOver(picture: Indexed, item: Overlay, room: number): Indexed | undefined {
  const blended = blendedColors(picture, item);
  const fitted = fitColors(blended, picture.palette, room);
  if (fitted === undefined) return undefined;
  const indices = picture.indices.slice();
  const { width, height } = item.image;
  // neighbours are often alike: a look-up for each run of them
  let [last, entry] = [0, 0];
  for (let row = 0; row < height; row++) {
    const target = (item.y + row) * picture.width + item.x;
    for (let col = 0; col < width; col++) {
      const color = blended[row * width + col];
      if (color === 0) continue;
      if (color !== last) [last, entry] = [color, fitted.indexOf(color)];
      indices[target + col] = entry;
    }
  }
  return { ...picture, indices, palette: fitted.palette };
}

/** Colours that an overlay gives to the pixels below it, packed as 0xRRGGBBAA; 0 where it leaves them alone. */
function blendedColors(picture: Indexed, { image, x, y }: Overlay): Uint32Array {
  const { width, height, data } = image;
  const blended = new Uint32Array(width * height);
  const { palette, indices } = picture;
  const color = new Uint8Array(4);
  for (let row = 0; row < height; row++) {
    const under = (y + row) * picture.width + x;
    for (let col = 0; col < width; col++) {
      const over = (row * width + col) * 4;
      if (data[over + 3] === 0) continue;
      if (data[over + 3] === 255) {
        blended[row * width + col] = packedColor(data, over);
        continue;
      }
      blend(data, over, palette, indices[under + col] * 4, color, 0);
      blended[row * width + col] = packedColor(color, 0);
    }
  }
  return blended;
}

function packedColor(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

/** An RGBA picture with its overlays. */
export function overlayRgba(picture: Rgba, overlays: readonly Overlay[]): Rgba {
  const data = picture.data.slice();
  for (const { image, x, y } of overlays) {
    for (let row = 0; row < image.height; row++) {
      const target = ((y + row) * picture.width + x) * 4;
      const source = row * image.width * 4;
      for (let i = 0; i < image.width * 4; i += 4) {
        if (image.data[source + i + 3] !== 0) blend(image.data, source + i, data, target + i, data, target + i);
      }
    }
  }
  return { ...picture, data };
}

/** Four bytes per pixel of an indexed picture. */
export function toRgba({ width, height, indices, palette }: Indexed): Rgba {
  const colors = new Uint32Array(256);
  colors.set(new Uint32Array(palette.slice().buffer));
  const pixels = new Uint32Array(indices.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colors[indices[i]];
  return { width, height, data: new Uint8Array(pixels.buffer) };
}

/** A picture with one colour (four bytes) behind it. */
export function onBackground(picture: Rgba, background: Uint8Array): Rgba {
  const data = new Uint8Array(picture.data.length);
  for (let i = 0; i < data.length; i += 4) blend(picture.data, i, background, 0, data, i);
  return { ...picture, data };
}

/** Source over backdrop (Porter and Duff 1984), both not premultiplied, rounded to bytes. */
function blend(
  over: Uint8Array,
  overAt: number,
  under: Uint8Array,
  underAt: number,
  out: Uint8Array,
  outAt: number,
): void {
  const alpha = over[overAt + 3];
  const rest = (under[underAt + 3] * (255 - alpha)) / 255;
  const total = alpha + rest;
  for (let channel = 0; channel < 3; channel++) {
    const sum = over[overAt + channel] * alpha + under[underAt + channel] * rest;
    out[outAt + channel] = total === 0 ? 0 : Math.round(sum / total);
  }
  out[outAt + 3] = Math.round(total);
}
