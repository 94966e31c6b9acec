import { enlarge, onBackground, overlay, overlayRgba, toRgba, type Indexed, type Overlay } from './compose.ts';
import { encodeJpeg, encodeWebp } from './encode.ts';
import { furnitureOverlays } from './furniture.ts';
import type { MapPlan } from './map-plan.ts';
import { outlineSvg } from './outline.ts';
import { paletteOf } from './palette.ts';
import { encodeIndexedPng, encodeRgbaPng, type PngOptions, type PngText } from './png.ts';
import type { Rgba } from './sharp.ts';
import { stampOfSvg } from './stamps.ts';
import { isLight, parseColor } from './theme.ts';

/** Pixels of the AOI on its grid at `plan.data` size, row-major. */
export type MapPixels =
  | {
      /** Slots as `paint` gives them: 0 transparent, k the k-th colour. */
      readonly slots: Uint8Array;
      /** `#rrggbb` of slots 1, 2, ...: the painted intervals of the style. At most 255. */
      readonly colors: readonly string[];
    }
  | {
      /** Four bytes per pixel, not premultiplied. */
      readonly rgba: Uint8Array;
    };

export interface MapImage {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly contentType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly warnings: readonly string[];
}

/**
 * The finished image of a plan: pixels, boundary, legend, encoded. Same input, same bytes.
 *
 * @param text chunks of a PNG; the other formats carry none
 */
export async function renderMap(plan: MapPlan, pixels: MapPixels, text: PngText = {}): Promise<MapImage> {
  const { canvas, options } = plan;
  const background = await backgroundColor(plan);
  const overlays = await drawOverlays(plan);
  const drawn =
    'slots' in pixels
      ? overlay(indexedMap(plan, pixels.slots, pixels.colors, background), overlays)
      : overlayRgba(rgbaMap(plan, pixels.rgba, background), overlays);
  const filter = 'slots' in pixels ? 'none' : 'up';
  const { bytes, contentType } = await encode(drawn, options, { text, filter }, background);
  return { bytes, contentType, ...canvas, warnings: plan.warnings };
}

async function backgroundColor({ options }: MapPlan): Promise<Uint8Array> {
  if (options.background !== undefined) return parseColor('background', options.background);
  return options.format === 'jpeg' ? new Uint8Array([255, 255, 255, 255]) : new Uint8Array(4);
}

function indexedMap(plan: MapPlan, slots: Uint8Array, colors: readonly string[], background: Uint8Array): Indexed {
  const { data, picture, canvas } = plan;
  if (slots.length !== data.width * data.height) {
    throw new RangeError(`${slots.length} slots for a map of ${data.width} x ${data.height} pixels`);
  }
  return { ...canvas, indices: enlarge(slots, data, picture, canvas), palette: paletteOf(colors, background) };
}

function rgbaMap({ data, picture, canvas }: MapPlan, rgba: Uint8Array, background: Uint8Array): Rgba {
  const pixels = enlarge(new Uint32Array(rgba.slice().buffer), data, picture, canvas);
  return onBackground({ ...canvas, data: new Uint8Array(pixels.buffer) }, background);
}

/** From the map upwards: boundary, words on an empty AOI, scale bar and its like, legend. */
async function drawOverlays(plan: MapPlan): Promise<Overlay[]> {
  const { canvas, legend, rings, unit, options, isEmpty, note, furniture } = plan;
  const overlays: Overlay[] = [];
  if (options.outline !== false || isEmpty) {
    const look = typeof options.outline === 'object' ? options.outline : undefined;
    const light = look === undefined || isLight(await parseColor('outline.color', look.color));
    overlays.push({ stamp: await stampOfSvg(outlineSvg(rings, canvas, unit, look, light)), x: 0, y: 0 });
  }
  if (note !== undefined) overlays.push({ stamp: await stampOfSvg(note.svg), x: note.x, y: note.y });
  overlays.push(...(await furnitureOverlays(furniture)));
  if (legend !== undefined) {
    overlays.push({ stamp: await stampOfSvg(legend.drawing.svg), x: legend.x, y: legend.y });
  }
  return overlays;
}

async function encode(
  picture: Indexed | Rgba,
  options: MapPlan['options'],
  png: PngOptions & { filter: 'none' | 'up' },
  background: Uint8Array,
): Promise<Pick<MapImage, 'bytes' | 'contentType'>> {
  const { width, height } = picture;
  switch (options.format) {
    case 'png':
      return {
        contentType: 'image/png',
        bytes:
          'indices' in picture
            ? encodeIndexedPng(picture.indices, width, height, picture.palette, png)
            : encodeRgbaPng(picture.data, width, height, png),
      };
    case 'jpeg':
      return { contentType: 'image/jpeg', bytes: await encodeJpeg(rgbaOf(picture), options.quality, background) };
    case 'webp':
      return { contentType: 'image/webp', bytes: await encodeWebp(rgbaOf(picture), options.quality) };
  }
}

function rgbaOf(picture: Indexed | Rgba): Rgba {
  return 'indices' in picture ? toRgba(picture) : picture;
}
