import type { Window } from '../grid/grid.ts';
import type { Values } from '../raster/raster.ts';
import type { BlockReader } from './blocks.ts';
import type { BandInfo } from './info.ts';
import type { LevelImage } from './levels.ts';
import { makeValues } from './samples.ts';
import type { Scratch } from './scratch.ts';
import { storedNodata, validity } from './validity.ts';
import { readSamples } from './window.ts';

/** Stored numbers and validity of a window, row-major. */
export interface WindowPixels {
  readonly values: Values;
  readonly valid: Uint8Array;
}

/**
 * One band of a window that may reach beyond the level; beyond it, pixels are 0 and invalid.
 *
 * @param sample 0-based
 * @param isSouthUp the file's rows run north; the window's run south
 * @param memory that the answer may lie in, and whether its validity is wanted where the window lies inside
 */
export async function readLevelWindow(
  blocks: BlockReader,
  level: LevelImage,
  bands: readonly BandInfo[],
  sample: number,
  window: Window,
  isSouthUp: boolean,
  memory: WindowMemory = {},
): Promise<WindowPixels> {
  const inside = clip(window, level.image);
  if (inside === undefined) return blank(level, window);
  const { height } = level.image;
  const inFile = isSouthUp ? { ...inside, row: height - inside.row - inside.height } : inside;
  const isWhole = !isSouthUp && inside.width === window.width && inside.height === window.height;
  const isUnchecked = isWhole && memory.isUnchecked === true;
  const pixels = await readInside(blocks, level, bands, sample, inFile, { ...memory, isUnchecked });
  if (isWhole) return pixels;
  return place(pixels, inside, blank(level, window), window, isSouthUp);
}

async function readInside(
  blocks: BlockReader,
  { image, mask, externalMask }: LevelImage,
  bands: readonly BandInfo[],
  sample: number,
  window: Window,
  { scratch, isUnchecked = false }: WindowMemory,
): Promise<WindowPixels> {
  const { nodata, isAlpha } = bands[sample];
  const absent = storedNodata(nodata, image.encoding.dtype);
  // GDAL leaves blocks out that hold nothing but nodata, or nothing but 0 when there is no nodata
  const fill = Number.isNaN(nodata) ? NaN : (absent ?? 0);
  const alpha = isAlpha ? -1 : bands.findIndex((band) => band.isAlpha);
  const [values, ...covers] = await readSamples(
    blocks,
    [
      { image, sample, fill },
      ...(mask === undefined ? [] : [{ image: mask, sample: 0, fill: 0 }]),
      ...(alpha < 0 ? [] : [{ image, sample: alpha, fill: 0 }]),
    ],
    window,
    scratch && ((dtype, length) => scratch.values(dtype, length)),
  );
  if (externalMask !== undefined) {
    const plane = { image: externalMask.image, sample: Math.min(sample, externalMask.image.samples - 1), fill: 0 };
    covers.push(...(await readSamples(externalMask.blocks, [plane], window)));
  }
  if (isUnchecked && covers.length === 0) return { values, valid: UNCHECKED };
  return { values, valid: validity(values, absent, covers, scratch?.flags(values.length)) };
}

/** As `WindowOptions` of `open.ts` has them. */
export interface WindowMemory {
  readonly scratch?: Scratch;
  readonly isUnchecked?: boolean;
}

const UNCHECKED = new Uint8Array(0);

function clip(window: Window, { width, height }: { width: number; height: number }): Window | undefined {
  const col = Math.max(window.col, 0);
  const row = Math.max(window.row, 0);
  const right = Math.min(window.col + window.width, width);
  const bottom = Math.min(window.row + window.height, height);
  return right > col && bottom > row ? { col, row, width: right - col, height: bottom - row } : undefined;
}

function blank({ image }: LevelImage, { width, height }: Window): WindowPixels {
  return { values: makeValues(image.encoding.dtype, width * height), valid: new Uint8Array(width * height) };
}

/** Copies the pixels of `inside` to their place in the window, rows reversed when the file's run north. */
function place(
  pixels: WindowPixels,
  inside: Window,
  into: WindowPixels,
  window: Window,
  isSouthUp: boolean,
): WindowPixels {
  for (let row = 0; row < inside.height; row++) {
    const from = (isSouthUp ? inside.height - 1 - row : row) * inside.width;
    const to = (inside.row - window.row + row) * window.width + inside.col - window.col;
    into.values.set(pixels.values.subarray(from, from + inside.width), to);
    into.valid.set(pixels.valid.subarray(from, from + inside.width), to);
  }
  return into;
}
