import { drawableText, undrawableWarnings } from './glyphs.ts';
import type { ScaleBarUnits } from './furniture-options.ts';
import { chooseScaleBar } from './scale-bar.ts';
import { fitText, measureText, textElement } from './text.ts';
import type { Theme } from './theme.ts';

/** A piece of furniture, image pixels. */
export interface FurnitureDrawing {
  /** As messages call it. */
  readonly name: string;
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly warnings: readonly string[];
}

/** Image pixels per unit of the design, and the colours: text on a halo of the panel's colour. */
interface Look {
  readonly unit: number;
  readonly theme: Theme;
}

/** Units. */
const HALO = 2.2;
const BAR_HEIGHT = 5;
const NUMBER_SIZE = 11.5;
const NUMBER_GAP = 3.5;
const NEEDLE = 27;
const NEEDLE_HALF_WIDTH = 8;
const NOTCH = 6.5;
const LETTER_SIZE = 13;
const LETTER_DISTANCE = 36;
const ATTRIBUTION_SIZE = 10.5;
const ATTRIBUTION_PITCH = 13.5;
const ATTRIBUTION_LINES = 3;
/** Height of capitals and digits of DejaVu Sans, em. */
const CAP_HEIGHT = 0.729;
const DESCENT = 0.24;

/**
 * A scale bar of a round length: two halves, dark and light, so that one of them shows on any map.
 *
 * @param metresAcross ground length of so many pixels in the middle of the picture, m
 * @param longest image pixels
 */
export function drawScaleBar(
  metresAcross: (pixels: number) => number,
  longest: number,
  units: ScaleBarUnits,
  { unit, theme }: Look,
): FurnitureDrawing | undefined {
  const bar = chooseScaleBar(metresAcross, longest, units);
  if (bar === undefined) return undefined;
  const length = Math.max(2, Math.round(bar.pixels));
  const halo = Math.ceil(HALO * unit);
  const sizePx = NUMBER_SIZE * unit;
  const [zero, end] = [measureText('0', sizePx, false) / 2, measureText(bar.text, sizePx, false) / 2];
  const left = halo + Math.ceil(zero);
  const capHeight = Math.ceil(sizePx * CAP_HEIGHT);
  const top = halo + capHeight + Math.round(NUMBER_GAP * unit);
  const height = Math.round(BAR_HEIGHT * unit);
  const stroke = Math.max(1, Math.round(unit));
  const half = Math.round(length / 2);
  const width = left + length + Math.ceil(end) + halo;
  const rect = (x: number, y: number, w: number, h: number, fill: string) =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}"/>`;
  const number = (text: string, x: number) => haloed(text, x, halo + capHeight, sizePx, 'middle', { unit, theme });
  return {
    name: 'scale bar',
    width,
    height: top + height + halo,
    svg: svgOf(width, top + height + halo, [
      `<rect x="${left - halo}" y="${top - halo}" width="${length + 2 * halo}" height="${height + 2 * halo}" rx="${halo}" fill="${theme.panel}"/>`,
      rect(left, top, length, height, theme.text),
      rect(left + half, top + stroke, length - half - stroke, height - 2 * stroke, theme.panel),
      number('0', left),
      number(bar.text, left + length),
    ]),
    warnings: [],
  };
}

type Point = readonly [x: number, y: number];

/**
 * A needle with an N at its tip.
 *
 * @param degrees direction of true north, clockwise from up
 */
export function drawNorthArrow(degrees: number, { unit, theme }: Look): FurnitureDrawing {
  const radians = (degrees * Math.PI) / 180;
  // `along` towards north from the needle's notch, `aside` to its right; y runs down
  const turn = (aside: number, along: number): Point => [
    (aside * Math.cos(radians) + along * Math.sin(radians)) * unit,
    (aside * Math.sin(radians) - along * Math.cos(radians)) * unit,
  ];
  const [tip, notch] = [turn(0, NEEDLE), turn(0, 0)];
  const [left, right] = [turn(-NEEDLE_HALF_WIDTH, -NOTCH), turn(NEEDLE_HALF_WIDTH, -NOTCH)];
  const letter = turn(0, LETTER_DISTANCE);
  const sizePx = LETTER_SIZE * unit;
  const [halfLetter, halfCap] = [measureText('N', sizePx, true) / 2, (sizePx * CAP_HEIGHT) / 2];
  const halo = HALO * unit;
  const corners: Point[] = [
    ...[tip, left, right, notch],
    [letter[0] - halfLetter, letter[1] - halfCap],
    [letter[0] + halfLetter, letter[1] + halfCap],
  ];
  const least = (axis: 0 | 1) => Math.min(...corners.map((point) => point[axis]));
  const most = (axis: 0 | 1) => Math.max(...corners.map((point) => point[axis]));
  const [originX, originY] = [Math.ceil(halo - least(0)), Math.ceil(halo - least(1))];
  const [width, height] = [Math.ceil(originX + most(0) + halo), Math.ceil(originY + most(1) + halo)];
  const at = ([x, y]: Point) => `${round(originX + x)} ${round(originY + y)}`;
  const path = (points: readonly Point[], look: string) => `<path d="M${points.map(at).join('L')}Z" ${look}/>`;
  const outline = [tip, right, notch, left];
  const line = `stroke-linejoin="round" stroke-width`;
  return {
    name: 'north arrow',
    width,
    height,
    svg: svgOf(width, height, [
      path(outline, `fill="${theme.panel}" stroke="${theme.panel}" ${line}="${round(2 * halo - unit)}"`),
      path(outline, `fill="${theme.panel}" stroke="${theme.text}" ${line}="${round(unit)}"`),
      path([tip, notch, left], `fill="${theme.text}"`),
      haloed('N', originX + letter[0], originY + letter[1] + halfCap, sizePx, 'middle', { unit, theme }, true),
    ]),
    warnings: [],
  };
}

/** Who made the data, in up to three lines of at most `longest` image pixels; undefined for a blank text. */
export function drawAttribution(
  text: string,
  longest: number,
  { unit, theme }: Look,
): (FurnitureDrawing & { readonly isShortened: boolean }) | undefined {
  const shown = drawableText(text);
  if (shown === '') return undefined;
  const sizePx = ATTRIBUTION_SIZE * unit;
  const { lines, isShortened } = fitText(shown, sizePx, false, longest, ATTRIBUTION_LINES);
  const halo = Math.ceil(HALO * unit);
  const pitch = Math.round(ATTRIBUTION_PITCH * unit);
  const width = Math.ceil(Math.max(...lines.map((each) => measureText(each, sizePx, false)))) + 2 * halo;
  const first = halo + Math.ceil(sizePx * CAP_HEIGHT);
  const height = first + (lines.length - 1) * pitch + Math.ceil(sizePx * DESCENT) + halo;
  const parts = lines.map((each, i) => haloed(each, halo, first + i * pitch, sizePx, 'start', { unit, theme }));
  const warnings = isShortened ? [`"${shown}" is too long for the map and was shortened`] : [];
  return {
    ...{ name: 'attribution', width, height, svg: svgOf(width, height, parts) },
    isShortened,
    warnings: [...warnings, ...undrawableWarnings(text)],
  };
}

/** A line of text with a rim of the panel's colour, which makes it readable on any map. */
function haloed(
  text: string,
  x: number,
  baseline: number,
  sizePx: number,
  anchor: 'start' | 'middle',
  { unit, theme }: Look,
  isBold = false,
): string {
  const look = { sizePx: round(sizePx), isBold, anchor };
  const halo = { color: theme.panel, widthPx: round(2 * HALO * unit) };
  const place = [text, round(x), round(baseline)] as const;
  return (
    textElement(...place, { ...look, color: theme.panel, halo }) + textElement(...place, { ...look, color: theme.text })
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function svgOf(width: number, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`;
}
