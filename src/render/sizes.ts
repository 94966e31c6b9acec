import type { ImageOptions } from './image-options.ts';
import type { Size } from './placement.ts';

/** CSS pixels of map at which the legend has its designed size; larger maps get larger letters, up to three times. */
const DESIGN_SIDE = 1000;
const MAX_ENLARGED = 3;

/** Image pixels per unit of the legend's design on an image of this size. */
export function designUnit(image: Size, scale: number): number {
  const cssSide = Math.max(image.width, image.height) / scale;
  return scale * Math.min(Math.max(cssSide / DESIGN_SIDE, 1), MAX_ENLARGED);
}

/** The same proportions with no side longer than `maxSide`. */
export function within(size: Size, maxSide: number): Size {
  const factor = Math.min(1, maxSide / Math.max(size.width, size.height));
  return scaled(size, factor);
}

/** A size multiplied, whole and at least 1. */
export function scaled({ width, height }: Size, factor: number): Size {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** The largest picture of these proportions inside `frame`, whose sides may be open. */
export function contained(size: Size, frame: Partial<Size>, maxSide: number): Size {
  const factor = Math.min((frame.width ?? Infinity) / size.width, (frame.height ?? Infinity) / size.height);
  return within(scaled(size, factor), maxSide);
}

/** The size asked for in image pixels; sides that were not given are absent. */
export function askedSize({ width, height, scale }: ImageOptions): Partial<Size> | undefined {
  if (width === undefined && height === undefined) return undefined;
  return {
    ...(width === undefined ? {} : { width: Math.round(width * scale) }),
    ...(height === undefined ? {} : { height: Math.round(height * scale) }),
  };
}
