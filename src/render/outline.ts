import type { Ring } from '../grid/geometry.ts';
import type { OutlineOptions } from './image-options.ts';
import type { Size } from './placement.ts';

const DEFAULT_LINE: OutlineOptions = { color: '#ffffff', width: 1.5 };
/** CSS pixels by which the halo is wider than the line, on both sides together. */
const HALO = 2.4;
/** Under a light line and a dark one. */
const DARK_HALO = 'rgba(14,19,26,0.78)';
const LIGHT_HALO = 'rgba(255,255,255,0.82)';

/**
 * The AOI's boundary as SVG: a line on a halo that contrasts with it, so that one of the two shows on any map.
 *
 * @param rings in image pixels
 * @param unit image pixels per CSS pixel of the line's width
 */
export function outlineSvg(
  rings: readonly Ring[],
  canvas: Size,
  unit: number,
  look: OutlineOptions = DEFAULT_LINE,
  isLight = true,
): string {
  const path = rings.map(ringPath).join('');
  const stroke = (color: string, width: number) =>
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="${Math.round(width * unit * 100) / 100}" stroke-linejoin="round"/>`;
  const halo = stroke(isLight ? DARK_HALO : LIGHT_HALO, look.width + HALO);
  return svg(canvas, halo + stroke(look.color, look.width));
}

/** Vertices closer than a quarter of a pixel to the last one drawn move nothing visible. */
const LEAST_STEP = 0.25;

function ringPath(ring: Ring): string {
  let [lastX, lastY] = [NaN, NaN];
  const parts: string[] = [];
  for (const [x, y] of ring) {
    if (Math.abs(x - lastX) < LEAST_STEP && Math.abs(y - lastY) < LEAST_STEP) continue;
    parts.push(`${parts.length === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`);
    [lastX, lastY] = [x, y];
  }
  return parts.length < 2 ? '' : `${parts.join('')}Z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function svg({ width, height }: Size, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
}
