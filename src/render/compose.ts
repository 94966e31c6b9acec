import type { Box } from './corners.ts';
import type { Palette } from './png.ts';
import type { Size } from './placement.ts';
import { fitColors } from './quantise.ts';
import type { Rgba } from './sharp.ts';
import type { Stamp } from './stamp.ts';

/** A picture whose pixels are indices of at most 256 colours, row-major. */
export interface Indexed extends Size {
  readonly indices: Uint8Array;
  readonly palette: Palette;
}

/** Something drawn over a picture, its top left corner at `x`, `y`. */
export interface Overlay {
  readonly stamp: Stamp;
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
  const indices = new Uint8Array(picture.indices);
  const entries = shownEntries({ ...picture, indices });
  const free = Array.from({ length: 256 }, (_, entry) => entry).filter((entry) => !entries.includes(entry));
  const palette = new Uint8Array(256 * 4);
  palette.set(picture.palette);
  for (const [i, item] of overlays.entries()) {
    const share = Math.ceil(free.length / (overlays.length - i));
    const blended = blendedColors({ ...picture, indices, palette }, item);
    const fitted = fitColors(blended, colorsOf(entries, palette), share);
    if (fitted === undefined) return overlayRgba(toRgba(picture), overlays);
    for (let at = entries.length * 4; at < fitted.palette.length; at += 4) {
      const entry = free.shift()!;
      entries.push(entry);
      palette.set(fitted.palette.subarray(at, at + 4), entry * 4);
    }
    put(item, blended, (color) => entries[fitted.indexOf(color)], indices, picture.width);
  }
  return { ...picture, indices, palette: palette.subarray(0, (Math.max(...entries) + 1) * 4) };
}

/** Colours of a palette that leave overlays the other half, whichever of them are shown. */
const FEW_COLORS = 128;

/** Places in the palette that overlays must leave alone; looked for only where that may make room for them. */
function shownEntries({ indices, palette }: Indexed): number[] {
  const all = Array.from({ length: palette.length / 4 }, (_, entry) => entry);
  if (all.length <= FEW_COLORS) return all;
  const isShown = shownIn(indices);
  return all.filter((entry) => isShown[entry] === 1);
}

/** 1 for every index that occurs in an array of its own buffer. Four at a time take a quarter of the time. */
function shownIn(indices: Uint8Array): Uint8Array {
  const isShown = new Uint8Array(256);
  const fours = new Uint32Array(indices.buffer, indices.byteOffset, indices.length >> 2);
  for (let i = 0; i < fours.length; i++) {
    const four = fours[i];
    isShown[four & 255] = 1;
    isShown[(four >>> 8) & 255] = 1;
    isShown[(four >>> 16) & 255] = 1;
    isShown[four >>> 24] = 1;
  }
  for (let i = fours.length * 4; i < indices.length; i++) isShown[indices[i]] = 1;
  return isShown;
}

function colorsOf(entries: readonly number[], palette: Palette): Palette {
  const colors = new Uint8Array(entries.length * 4);
  for (const [i, entry] of entries.entries()) colors.set(palette.subarray(entry * 4, entry * 4 + 4), i * 4);
  return colors;
}

/** Sets the indices of a stamp's pixels. */
function put(
  { stamp: { spans }, x, y }: Overlay,
  colors: Uint32Array,
  entryOf: (color: number) => number,
  indices: Uint8Array,
  width: number,
): void {
  // neighbours are often alike: a look-up for each run of them
  let [last, entry] = [0, 0];
  for (let span = 0, i = 0; span < spans.length; span += 3) {
    const target = (y + spans[span]) * width + x;
    for (let col = spans[span + 1]; col < spans[span + 2]; col++, i++) {
      const color = colors[i];
      if (color !== last) [last, entry] = [color, entryOf(color)];
      indices[target + col] = entry;
    }
  }
}

/** Colours that a stamp's pixels have on those below them, packed as 0xRRGGBBAA. */
function blendedColors(picture: Indexed, { stamp: { spans, pixels }, x, y }: Overlay): Uint32Array {
  const blended = new Uint32Array(pixels.length / 4);
  const { palette, indices } = picture;
  const color = new Uint8Array(4);
  for (let span = 0, i = 0; span < spans.length; span += 3) {
    const under = (y + spans[span]) * picture.width + x;
    for (let col = spans[span + 1]; col < spans[span + 2]; col++, i++) {
      if (pixels[i * 4 + 3] === 255) {
        blended[i] = packedColor(pixels, i * 4);
        continue;
      }
      blend(pixels, i * 4, palette, indices[under + col] * 4, color, 0);
      blended[i] = packedColor(color, 0);
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
  for (const { stamp, x, y } of overlays) {
    const { spans, pixels } = stamp;
    for (let span = 0, source = 0; span < spans.length; span += 3) {
      let target = ((y + spans[span]) * picture.width + x + spans[span + 1]) * 4;
      const end = source + (spans[span + 2] - spans[span + 1]) * 4;
      for (; source < end; source += 4, target += 4) blend(pixels, source, data, target, data, target);
    }
  }
  return { ...picture, data };
}

/**
 * Lays one RGBA picture over another of the same size, in place. Nearly every pixel hides the one below or has nothing
 * there: copied as one number, 4096 x 4096 of them take 40 ms instead of the 300 of blending.
 */
export function layOver(under: Uint8Array, over: Uint8Array): void {
  const below = new Uint32Array(under.buffer, under.byteOffset, under.length >> 2);
  const above = new Uint32Array(over.buffer, over.byteOffset, over.length >> 2);
  for (let i = 0; i < above.length; i++) {
    const alpha = above[i] >>> 24;
    if (alpha === 0) continue;
    if (alpha === 255 || below[i] >>> 24 === 0) below[i] = above[i];
    else blend(over, i * 4, under, i * 4, under, i * 4);
  }
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
