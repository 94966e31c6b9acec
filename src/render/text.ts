import { bundledFace } from './glyphs.ts';
import { FONT_FAMILY, escapeXml } from './fonts.ts';

/** Width of one line of text in pixels: the sum of its glyphs' advances. */
export function measureText(text: string, sizePx: number, isBold: boolean): number {
  let width = 0;
  for (const character of text) width += advance(character.codePointAt(0)!, isBold);
  return width * sizePx;
}

const advances = { regular: new Map<number, number>(), bold: new Map<number, number>() };

/** Advance of a character in em. */
function advance(codePoint: number, isBold: boolean): number {
  const known = advances[isBold ? 'bold' : 'regular'];
  let width = known.get(codePoint);
  if (width === undefined) {
    const face = bundledFace(isBold);
    width = face.hasGlyphForCodePoint(codePoint)
      ? face.glyphForCodePoint(codePoint).advanceWidth / face.unitsPerEm
      : foreignAdvance(codePoint);
    known.set(codePoint, width);
  }
  return width;
}

/** Room kept for a character of another font, in em: a full square in East Asian scripts and for pictures. */
function foreignAdvance(codePoint: number): number {
  if (/[\p{Default_Ignorable_Code_Point}\p{Mn}]/u.test(String.fromCodePoint(codePoint))) return 0;
  return codePoint >= 0x2e80 ? 1 : 0.75;
}

export interface FittedText {
  readonly lines: readonly string[];
  /** True when an ellipsis stands for a part of the text. */
  readonly isShortened: boolean;
}

/**
 * Text broken into at most `maxLines` lines of `maxWidth` pixels: at spaces and after hyphens and slashes, inside a
 * word only where the word alone is too wide. What does not fit is cut off the last line's end, or out of its middle:
 * the end of a name often tells it from its neighbours.
 */
export function fitText(
  text: string,
  sizePx: number,
  isBold: boolean,
  maxWidth: number,
  maxLines: number,
  cut: 'end' | 'middle' = 'end',
): FittedText {
  const lines: string[] = [];
  let rest = text.trim();
  while (lines.length < maxLines - 1 && measureText(rest, sizePx, isBold) > maxWidth) {
    const end = lineEnd(rest, sizePx, isBold, maxWidth);
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  const isShortened = measureText(rest, sizePx, isBold) > maxWidth;
  lines.push(isShortened ? ellipsised(rest, sizePx, isBold, maxWidth, cut) : rest);
  return { lines, isShortened };
}

/** Where the first line of `text` ends: behind the last break that fits, else behind the last character that does. */
function lineEnd(text: string, sizePx: number, isBold: boolean, maxWidth: number): number {
  let [width, end, lastBreak] = [0, 0, 0];
  for (const character of text) {
    width += advance(character.codePointAt(0)!, isBold) * sizePx;
    if (character === ' ') lastBreak = end;
    if (width > maxWidth) break;
    end += character.length;
    if (/[-/_–—]/.test(character)) lastBreak = end;
  }
  if (lastBreak > 0) return lastBreak;
  return Math.max(end, Array.from(text)[0].length);
}

function ellipsised(text: string, sizePx: number, isBold: boolean, maxWidth: number, cut: 'end' | 'middle'): string {
  const characters = Array.from(text);
  for (let kept = characters.length - 1; kept > 0; kept--) {
    const tail = cut === 'end' ? 0 : Math.floor(kept * 0.4);
    const head = characters
      .slice(0, kept - tail)
      .join('')
      .trimEnd();
    const shortened = `${head}…${characters
      .slice(characters.length - tail)
      .join('')
      .trimStart()}`;
    if (measureText(shortened, sizePx, isBold) <= maxWidth) return shortened;
  }
  return '…';
}

export interface TextLook {
  readonly sizePx: number;
  readonly color: string;
  readonly isBold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** A rim around the letters, half of it inside them. */
  readonly halo?: { readonly color: string; readonly widthPx: number };
}

/** One line of text as an SVG element, its baseline at `y`. */
export function textElement(text: string, x: number, y: number, look: TextLook): string {
  const anchor = look.anchor === undefined || look.anchor === 'start' ? '' : ` text-anchor="${look.anchor}"`;
  const weight = look.isBold === true ? ' font-weight="700"' : '';
  const { halo } = look;
  const rim =
    halo === undefined
      ? ''
      : ` stroke="${halo.color}" stroke-width="${halo.widthPx}" stroke-linejoin="round" stroke-linecap="round"`;
  // a machine's locale must not choose among fonts for Chinese, Japanese and Korean
  return `<text x="${x}" y="${y}" font-family="${FONT_FAMILY}" font-size="${look.sizePx}"${weight}${anchor} fill="${look.color}"${rim} xml:lang="en">${escapeXml(text)}</text>`;
}
