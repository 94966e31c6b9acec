import type { Ring } from '../grid/geometry.ts';
import { liesInArea, type Box } from './corners.ts';
import { measureText, textElement } from './text.ts';
import type { Theme } from './theme.ts';

const WORDS = 'no valid data';
/** Letters, in units of the design. */
const LARGEST = 15;
/** Image pixels below which letters are specks. */
const SMALLEST_PX = 7;

export interface EmptyNote {
  readonly svg: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The words that stand on an AOI in which no pixel has a value, on a small panel so that they read on any map, as
 * large as the map allows. Undefined where it is too small for letters.
 *
 * @param picture the map on its image
 * @param rings boundary of the AOI, image pixels
 * @param unit image pixels per unit of the design
 */
export function emptyNote(picture: Box, rings: readonly Ring[], unit: number, theme: Theme): EmptyNote | undefined {
  const widthOfOne = measureText(WORDS, 1, true);
  const sizePx = Math.floor(Math.min(LARGEST * unit, picture.width / (widthOfOne + 1.8), picture.height / 2.2));
  if (sizePx < SMALLEST_PX) return undefined;
  const width = Math.ceil(sizePx * (widthOfOne + 1.8));
  const height = Math.ceil(sizePx * 2.2);
  const stroke = Math.max(1, Math.floor(unit));
  const baseline = Math.round(height / 2 + sizePx * 0.34);
  const look = { sizePx, color: theme.text, isBold: true, anchor: 'middle' } as const;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect x="${stroke / 2}" y="${stroke / 2}" width="${width - stroke}" height="${height - stroke}" rx="${Math.round(sizePx * 0.5)}" fill="${theme.panel}" stroke="${theme.border}" stroke-width="${stroke}"/>` +
    `${textElement(WORDS, width / 2, baseline, look)}</svg>`;
  return { svg, width, height, ...notePlace(picture, rings, width, height) };
}

/** Places tried across and down the map. */
const PLACES = 9;

/** Nearest to the middle of the map of the places that lie wholly inside the AOI; the middle itself where none do. */
function notePlace(picture: Box, rings: readonly Ring[], width: number, height: number): { x: number; y: number } {
  const places = Array.from({ length: PLACES * PLACES }, (_, i) => {
    const [across, down] = [(i % PLACES) / (PLACES - 1), Math.floor(i / PLACES) / (PLACES - 1)];
    const x = picture.x + Math.round(across * (picture.width - width));
    const y = picture.y + Math.round(down * (picture.height - height));
    return { x, y, distance: Math.hypot(across - 0.5, down - 0.5) };
  }).sort((a, b) => a.distance - b.distance);
  const { x, y } = places.find((place) => liesInArea({ ...place, width, height }, rings)) ?? places[0];
  return { x, y };
}
