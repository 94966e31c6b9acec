import { drawableText } from './glyphs.ts';
import { fontPixels, line, pixels, TEXT, type Block, type LegendShape, type TextSize } from './legend-design.ts';
import { fitText, measureText } from './text.ts';

/** What stands above a legend. Empty texts are left out. */
export interface LegendHeading {
  readonly indexName: string;
  readonly aoiName: string;
  /** The date as it is shown. */
  readonly date: string;
  readonly mode: string;
  /** Unit of the index. */
  readonly units?: string;
  /** Small print below everything, such as how the classes were found. */
  readonly modeNote?: string;
}

/** Units; a longer heading breaks into two lines rather than widening the panel further. */
const MAX_WIDTH = 250;

interface Line {
  readonly text: string;
  readonly look: { readonly text: TextSize; readonly color: string; readonly isBold: boolean };
  readonly maxLines: number;
}

/** Index name, AOI, then date, mode and unit: from the loudest to the quietest. */
export function headingBlock(heading: LegendHeading, shape: LegendShape): Block {
  const { theme } = shape;
  const detail = [heading.date, heading.mode, heading.units ?? ''].filter((text) => text !== '').join('  ·  ');
  return textBlock(
    [
      { text: heading.indexName, look: { text: TEXT.title, color: theme.text, isBold: true }, maxLines: 2 },
      { text: heading.aoiName, look: { text: TEXT.name, color: theme.text, isBold: false }, maxLines: 2 },
      { text: detail, look: { text: TEXT.detail, color: theme.muted, isBold: false }, maxLines: 2 },
    ],
    shape,
  );
}

/** Words in the place of classes, or below them. */
export function remarkBlock(remark: string, shape: LegendShape): Block {
  const look = { text: TEXT.row, color: shape.theme.muted, isBold: false };
  return textBlock([{ text: remark, look, maxLines: 3 }], shape);
}

/** Small print. */
export function noteBlock(note: string, shape: LegendShape): Block {
  const look = { text: TEXT.note, color: shape.theme.muted, isBold: false };
  const block = textBlock([{ text: note, look, maxLines: 3 }], shape);
  return { ...block, width: 0 }; // it takes the width that is there
}

function textBlock(texts: readonly Line[], shape: LegendShape): Block {
  const lines = texts.map((item) => ({ ...item, text: drawableText(item.text) })).filter(({ text }) => text !== '');
  const widths = lines.map(({ text, look }) => measureText(text, fontPixels(shape, look.text), look.isBold));
  return {
    width: Math.ceil(Math.min(Math.max(0, ...widths), pixels(shape, MAX_WIDTH))),
    draw(x, y, width) {
      const parts: string[] = [];
      const shortened: string[] = [];
      let at = y;
      for (const { text, look, maxLines } of lines) {
        const fitted = fitText(text, fontPixels(shape, look.text), look.isBold, width, maxLines, 'middle');
        if (fitted.isShortened) shortened.push(text);
        const height = pixels(shape, look.text.line);
        for (const part of fitted.lines) {
          parts.push(line(shape, part, x, at + height / 2, look));
          at += height;
        }
      }
      return { svg: parts.join(''), height: at - y, shortened };
    },
  };
}
