import type { Font, GlyphRun } from 'fontkit';
import { bundledFace, isShapeless, systemFace } from './glyphs.ts';
import { textElement, type TextLook } from './text.ts';

/** Scripts that run from right to left. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Nko}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LEFT_TO_RIGHT = /[\p{L}\p{N}]/u;

/** Characters that follow one another in one face and one direction. */
interface Run {
  readonly text: string;
  readonly face: Font;
  readonly isRightToLeft: boolean;
}

/**
 * One line of text as the shapes of its letters, its baseline at `y`: the same in every program. Where a font has
 * pictures instead of shapes (colour emoji) the line stays text.
 */
export function textOutline(text: string, x: number, y: number, look: TextLook): string {
  const runs = runsOf(text, look.isBold === true);
  if (runs === undefined) return textElement(text, x, y, look);
  const laidOut = runs.map(({ text: part, face, isRightToLeft }) => ({
    scale: look.sizePx / face.unitsPerEm,
    run: face.layout(part, undefined, undefined, undefined, isRightToLeft ? 'rtl' : 'ltr'),
  }));
  const width = laidOut.reduce((sum, { run, scale }) => sum + run.advanceWidth * scale, 0);
  let at = look.anchor === 'end' ? x - width : look.anchor === 'middle' ? x - width / 2 : x;
  const parts: string[] = [];
  for (const { run, scale } of laidOut) {
    parts.push(runPath(run, at, y, scale));
    at += run.advanceWidth * scale;
  }
  return `<path d="${parts.join('')}" fill="${look.color}"/>`;
}

/** Undefined where a character has no shape in any font. */
function runsOf(text: string, isBold: boolean): Run[] | undefined {
  const isBaseRightToLeft = isRightToLeft(firstStrong(text));
  const runs: Run[] = [];
  let direction = isBaseRightToLeft;
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    const previous = runs.at(-1);
    if (isStrong(character)) direction = isRightToLeft(character);
    const face = isShapeless(character) && previous !== undefined ? previous.face : faceOf(codePoint, isBold);
    if (face === undefined) return undefined;
    if (previous?.face === face && previous.isRightToLeft === direction) {
      runs[runs.length - 1] = { ...previous, text: previous.text + character };
    } else {
      runs.push({ text: character, face, isRightToLeft: direction });
    }
  }
  return isBaseRightToLeft ? runs.reverse() : runs;
}

function faceOf(codePoint: number, isBold: boolean): Font | undefined {
  const bundled = bundledFace(isBold);
  return bundled.hasGlyphForCodePoint(codePoint) ? bundled : systemFace(codePoint);
}

function isStrong(character: string): boolean {
  return RIGHT_TO_LEFT.test(character) || LEFT_TO_RIGHT.test(character);
}

function isRightToLeft(character: string): boolean {
  return RIGHT_TO_LEFT.test(character);
}

function firstStrong(text: string): string {
  return Array.from(text).find(isStrong) ?? '';
}

const LETTERS = { moveTo: 'm', lineTo: 'l', quadraticCurveTo: 'q', bezierCurveTo: 'c', closePath: 'z' } as const;
/** Steps of a pixel that coordinates are rounded to. */
const PRECISION = 100;

/** Path data, relative to the point before: half as long as with absolute coordinates. */
function runPath({ glyphs, positions }: GlyphRun, x: number, y: number, scale: number): string {
  const parts: string[] = [];
  let pen = 0;
  // in steps, so that rounding cannot add up
  let [atX, atY, startX, startY] = [0, 0, 0, 0];
  for (const [i, glyph] of glyphs.entries()) {
    const { xAdvance, xOffset, yOffset } = positions[i];
    for (const { command, args } of glyph.path.commands) {
      const points = args.map((value, j) =>
        Math.round(PRECISION * (j % 2 === 0 ? x + (pen + xOffset + value) * scale : y - (yOffset + value) * scale)),
      );
      if (parts.length === 0) parts.push(`M${points.map((value) => value / PRECISION).join(' ')}`);
      else parts.push(LETTERS[command] + joined(points.map((value, j) => value - (j % 2 === 0 ? atX : atY))));
      if (command === 'closePath') [atX, atY] = [startX, startY];
      else [atX, atY] = points.slice(-2);
      if (command === 'moveTo') [startX, startY] = [atX, atY];
    }
    pen += xAdvance;
  }
  return parts.join('');
}

/** Numbers with as little between them as path data allow. */
function joined(steps: readonly number[]): string {
  return steps
    .map((step, i) => {
      const text = String(step / PRECISION).replace(/^(-?)0\./, '$1.');
      return i === 0 || text.startsWith('-') ? text : ` ${text}`;
    })
    .join('');
}
