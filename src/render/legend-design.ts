import { textElement } from './text.ts';
import { textOutline } from './text-outline.ts';
import type { Theme } from './theme.ts';

/** How a legend is laid out: `unit` image pixels per unit of the design, in which the text of a class is 12 high. */
export interface LegendShape {
  readonly theme: Theme;
  readonly unit: number;
  /** Columns that the classes are spread over. */
  readonly columns: number;
  /**
   * Of a legend by itself: classes in a column and the bar upright, or classes side by side and the bar lying. Over a
   * map, without it, classes stand in columns and the bar lies.
   */
  readonly orientation?: 'vertical' | 'horizontal';
  /** Whether letters are drawn as shapes, which look the same whatever fonts a program has. */
  readonly hasOutlines?: boolean;
  /** Image pixels of the whole panel where its content needs less. */
  readonly width?: number | undefined;
  /** Whether panel and frame are left out. */
  readonly isBare?: boolean;
}

/** A part of a legend, drawn once its width is known. All numbers are image pixels. */
export interface Block {
  /** Width below which something would have to be shortened. */
  readonly width: number;
  /** Draws from the top left corner on; `height` is what the next part has to move down. */
  draw(x: number, y: number, width: number): DrawnBlock;
}

export interface DrawnBlock {
  readonly svg: string;
  readonly height: number;
  /** Texts that were shortened. */
  readonly shortened: readonly string[];
}

/** Size and line height of a text, in units. */
export interface TextSize {
  readonly size: number;
  readonly line: number;
}

export const TEXT = {
  title: { size: 16, line: 21 },
  name: { size: 12.5, line: 17 },
  detail: { size: 11, line: 15 },
  row: { size: 12, line: 15 },
  unit: { size: 10, line: 14 },
  tick: { size: 11, line: 15 },
  note: { size: 9.5, line: 12.5 },
} as const satisfies Record<string, TextSize>;

/** From the middle of a line of capitals or digits to its baseline, in em of DejaVu Sans (cap height 0.729). */
const MIDDLE_TO_BASELINE = 0.3645;

/** Units of the design to whole image pixels, so that edges stay sharp at every size. */
export function pixels(shape: LegendShape, units: number): number {
  return Math.round(units * shape.unit);
}

/** Font size in image pixels; letters need not be whole pixels high. */
export function fontPixels(shape: LegendShape, text: TextSize): number {
  return Math.round(text.size * shape.unit * 100) / 100;
}

/** Width of a hairline: one CSS pixel, whole image pixels. */
export function hairlinePixels(shape: LegendShape): number {
  return Math.max(1, Math.floor(shape.unit));
}

/** A line of text whose capitals are centred on `middle`. */
export function line(
  shape: LegendShape,
  text: string,
  x: number,
  middle: number,
  look: { text: TextSize; color: string; isBold?: boolean; anchor?: 'start' | 'middle' | 'end' },
): string {
  const sizePx = fontPixels(shape, look.text);
  const baseline = Math.round(middle + sizePx * MIDDLE_TO_BASELINE);
  const { color, isBold = false, anchor = 'start' } = look;
  const element = shape.hasOutlines === true ? textOutline : textElement;
  return element(text, Math.round(x * 100) / 100, baseline, { sizePx, color, isBold, anchor });
}
