import { fontPixels, hairlinePixels, line, pixels, TEXT, type Block, type LegendShape } from './legend-design.ts';
import { rect } from './legend-bar.ts';
import type { TableRow } from './legend-table.ts';
import { fitText, measureText, type FittedText } from './text.ts';

/** Units. */
const LEAST_CELL = 64;
const MAX_LABEL = 150;
const CELL_PADDING = 6;
const SWATCH = 16;
const SHARE_RISE = 40;
const SHARE_WIDTH = 0.5;
const TEXT_GAP = 5;
const ROW_GAP = 12;
const NO_DATA_GAP = 10;
/** A row of classes is not wider. */
const MAX_WIDTH = 960;
const MAX_LINES = 3;

interface Cell {
  readonly row: TableRow;
  readonly label: FittedText;
  /** Below the label, quieter. */
  readonly details: readonly string[];
}

/**
 * Classes side by side, lowest on the left, as a bar of their colours with each one's name and numbers below it.
 *
 * @param rows as `tableRows` gives them: highest first, missing data last
 */
export function stripBlock(rows: readonly TableRow[], shape: LegendShape): Block {
  const cells = rows.map((row) => fitCell(row, shape));
  const classes = cells.filter(({ row }) => row.color !== undefined).reverse();
  const missing = cells.filter(({ row }) => row.color === undefined);
  const size = (text: string) => measureText(text, fontPixels(shape, TEXT.row), false);
  const widest = Math.max(0, ...cells.flatMap(({ label, details }) => [...label.lines, ...details].map(size)));
  const cellWidth = Math.max(pixels(shape, LEAST_CELL), Math.ceil(widest) + 2 * pixels(shape, CELL_PADDING));
  const gap = missing.length > 0 && classes.length > 0 ? pixels(shape, NO_DATA_GAP) : 0;
  const most = Math.max(1, Math.floor((pixels(shape, MAX_WIDTH) - gap) / cellWidth));
  const lines = Math.ceil(cells.length / most);
  const perLine = Math.ceil(cells.length / lines);
  const ordered = [...classes, ...missing];
  const chunks = Array.from({ length: lines }, (_, i) => ordered.slice(i * perLine, (i + 1) * perLine));
  return {
    width: perLine * cellWidth + gap,
    draw(x, y) {
      let at = y;
      const parts = chunks.map((chunk, i) => {
        if (i > 0) at += pixels(shape, ROW_GAP);
        const drawn = drawChunk(chunk, x, at, cellWidth, gap, shape);
        at += drawn.height;
        return drawn.svg;
      });
      const shortened = cells.filter(({ label }) => label.isShortened).map(({ row }) => row.label);
      return { svg: parts.join(''), height: at - y, shortened };
    },
  };
}

function fitCell(row: TableRow, shape: LegendShape): Cell {
  const label = fitText(row.label, fontPixels(shape, TEXT.row), false, pixels(shape, MAX_LABEL), MAX_LINES);
  const numbers = [row.area === '' ? '' : `${row.area} ha`, row.percent === '' ? '' : `${row.percent} %`];
  return { row, label, details: [row.interval, ...numbers].filter((text) => text !== '') };
}

function drawChunk(
  cells: readonly Cell[],
  x: number,
  y: number,
  width: number,
  gap: number,
  shape: LegendShape,
): { svg: string; height: number } {
  const rise = cells.some(({ row }) => row.share !== undefined) ? pixels(shape, SHARE_RISE) : 0;
  const swatchTop = y + rise;
  const swatch = pixels(shape, SWATCH);
  const textTop = swatchTop + swatch + pixels(shape, TEXT_GAP);
  const pitch = pixels(shape, TEXT.row.line);
  const labelLines = Math.max(...cells.map(({ label }) => label.lines.length));
  const parts = cells.map(({ row, label, details }, i) => {
    const left = x + i * width + (row.color === undefined && i > 0 ? gap : 0);
    const middle = left + width / 2;
    const color = row.color === undefined ? shape.theme.muted : shape.theme.text;
    const text = (content: string, lineNumber: number, ink: string) =>
      line(shape, content, middle, textTop + (lineNumber + 0.5) * pitch, {
        text: TEXT.row,
        color: ink,
        anchor: 'middle',
      });
    return [
      row.share === undefined ? '' : shareBar(row.share, left, swatchTop, width, rise, shape),
      swatchRect(row.color, left, swatchTop, width, swatch, shape),
      ...label.lines.map((part, j) => text(part, j, color)),
      ...details.map((part, j) => text(part, labelLines + j, shape.theme.muted)),
    ].join('');
  });
  const textLines = labelLines + Math.max(...cells.map(({ details }) => details.length));
  return { svg: parts.join(''), height: textTop + textLines * pitch - y };
}

/** Classes touch, parted by hairlines; missing data is a crossed box as in the table. */
function swatchRect(
  color: string | undefined,
  x: number,
  y: number,
  width: number,
  height: number,
  shape: LegendShape,
): string {
  const stroke = hairlinePixels(shape);
  const { hairline } = shape.theme;
  const frame = `<rect x="${x + stroke / 2}" y="${y + stroke / 2}" width="${width - stroke}" height="${height - stroke}" fill="none" stroke="${hairline}" stroke-width="${stroke}"/>`;
  if (color !== undefined) return rect(x, y, width, height, color) + frame;
  return `<path d="M${x} ${y + height}L${x + width} ${y}" stroke="${hairline}" stroke-width="${stroke}"/>${frame}`;
}

/** How much of the valid area a class has, beside the largest. */
function shareBar(share: number, left: number, foot: number, width: number, rise: number, shape: LegendShape): string {
  if (share <= 0) return '';
  const height = Math.max(1, Math.round(share * (rise - pixels(shape, 4))));
  const barWidth = Math.round(width * SHARE_WIDTH);
  const x = left + Math.floor((width - barWidth) / 2);
  return rect(x, foot - height, barWidth, height, shape.theme.hairline);
}
