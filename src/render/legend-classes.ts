import { fontPixels, hairlinePixels, line, pixels, TEXT, type Block, type LegendShape } from './legend-design.ts';
import type { TableRow } from './legend-table.ts';
import { fitText, measureText, type FittedText } from './text.ts';

/** Units. */
const SWATCH_WIDTH = 24;
const SWATCH_GAP = 10;
const SWATCH_RADIUS = 2.5;
const ROW_PITCH = 20;
const CELL_GAP = 15;
const COLUMN_GAP = 26;
const NO_DATA_GAP = 6;
const MAX_LABEL_WIDTH = 176;
const SHARE_WIDTH = 56;
const SHARE_HEIGHT = 9;

interface Cell {
  readonly row: TableRow;
  readonly label: FittedText;
  /** Height of the line, image pixels. */
  readonly height: number;
}

/** Right edges of the columns of numbers, and widths that decide them, in image pixels. */
interface Numbers {
  readonly interval: number;
  readonly area: number;
  readonly percent: number;
  readonly share: number;
}

/**
 * The table of classes: a stack of colours as they follow one another on the map, labels beside it, and numbers in
 * columns that end on the right, so that digits stand below digits.
 */
export function classesBlock(rows: readonly TableRow[], shape: LegendShape): Block {
  const cells = rows.map((row) => fitCell(row, shape));
  const columns = spread(cells, shape.columns);
  const widthOf = (texts: readonly string[]) =>
    Math.max(0, ...texts.map((text) => measureText(text, fontPixels(shape, TEXT.row), false)));
  const hasAreas = rows.some((row) => row.area !== '');
  const labelWidth = widthOf(cells.flatMap(({ label }) => label.lines));
  const widths: Numbers = {
    interval: widthOf(rows.map((row) => row.interval)),
    area: hasAreas ? widthOf([...rows.map((row) => row.area), 'ha']) : 0,
    percent: hasAreas ? widthOf([...rows.map((row) => row.percent), '%']) : 0,
    share: rows.some((row) => row.share !== undefined) ? pixels(shape, SHARE_WIDTH) : 0,
  };
  const gap = pixels(shape, CELL_GAP);
  const textLeft = pixels(shape, SWATCH_WIDTH) + pixels(shape, SWATCH_GAP);
  const numbersWidth = Object.values(widths as object as Record<string, number>)
    .filter((width) => width > 0)
    .reduce((sum, width) => sum + gap + width, 0);
  const columnWidth = Math.ceil(textLeft + labelWidth + numbersWidth);
  const columnGap = pixels(shape, COLUMN_GAP);

  return {
    width: columns.length * columnWidth + (columns.length - 1) * columnGap,
    draw(x, y, width) {
      const drawn = columns.map((column, i) => {
        const left = x + i * (columnWidth + columnGap);
        // a lone column spreads to the panel's edge; several keep together
        const right = columns.length === 1 ? x + width : left + columnWidth;
        return drawColumn(column, left, right, y, widths, hasAreas, shape);
      });
      return {
        svg: drawn.map(({ svg }) => svg).join(''),
        height: Math.max(...drawn.map(({ height }) => height)),
        shortened: cells.filter(({ label }) => label.isShortened).map(({ row }) => row.label),
      };
    },
  };
}

function fitCell(row: TableRow, shape: LegendShape): Cell {
  const label = fitText(row.label, fontPixels(shape, TEXT.row), false, pixels(shape, MAX_LABEL_WIDTH), 2);
  const extraLines = label.lines.length - 1;
  return { row, label, height: pixels(shape, ROW_PITCH) + extraLines * pixels(shape, TEXT.row.line) };
}

/** Cells in reading order over at most `count` columns of about the same number of lines. */
function spread(cells: readonly Cell[], count: number): Cell[][] {
  const perColumn = Math.ceil(cells.length / Math.min(count, cells.length));
  const columns: Cell[][] = [];
  for (let i = 0; i < cells.length; i += perColumn) columns.push(cells.slice(i, i + perColumn));
  return columns;
}

function drawColumn(
  cells: readonly Cell[],
  left: number,
  right: number,
  top: number,
  widths: Numbers,
  hasAreas: boolean,
  shape: LegendShape,
): { svg: string; height: number } {
  const { theme } = shape;
  const ends = numberEnds(right, widths, shape);
  const parts: string[] = [];
  let y = top;
  if (hasAreas) {
    const height = pixels(shape, TEXT.unit.line);
    const look = { text: TEXT.unit, color: theme.muted, anchor: 'end' } as const;
    parts.push(
      line(shape, 'ha', ends.area, y + height / 2, look),
      line(shape, '%', ends.percent, y + height / 2, look),
    );
    y += height + pixels(shape, 3);
  }
  const swatches: Swatch[] = [];
  for (const cell of cells) {
    if (cell.row.color === undefined && y > top) y += pixels(shape, NO_DATA_GAP);
    swatches.push({ y, height: cell.height, color: cell.row.color });
    parts.push(cellTexts(cell, left, y, ends, shape));
    y += cell.height;
  }
  return { svg: swatchStack(swatches, left, shape) + parts.join(''), height: y - top };
}

function numberEnds(right: number, widths: Numbers, shape: LegendShape): Numbers {
  const gap = pixels(shape, CELL_GAP);
  const percent = widths.share > 0 ? right - widths.share - gap : right;
  const area = widths.percent > 0 ? percent - Math.ceil(widths.percent) - gap : percent;
  const interval = widths.area > 0 ? area - Math.ceil(widths.area) - gap : area;
  return { interval, area, percent, share: right };
}

function cellTexts({ row, label, height }: Cell, left: number, y: number, ends: Numbers, shape: LegendShape): string {
  const { theme } = shape;
  const middle = y + height / 2;
  const color = row.color === undefined ? theme.muted : theme.text;
  const pitch = pixels(shape, TEXT.row.line);
  const textX = left + pixels(shape, SWATCH_WIDTH) + pixels(shape, SWATCH_GAP);
  const firstMiddle = middle - ((label.lines.length - 1) * pitch) / 2;
  const number = { text: TEXT.row, anchor: 'end' } as const;
  return [
    ...label.lines.map((text, i) => line(shape, text, textX, firstMiddle + i * pitch, { text: TEXT.row, color })),
    row.interval === '' ? '' : line(shape, row.interval, ends.interval, middle, { ...number, color: theme.muted }),
    row.area === '' ? '' : line(shape, row.area, ends.area, middle, { ...number, color }),
    row.percent === '' ? '' : line(shape, row.percent, ends.percent, middle, { ...number, color }),
    row.share === undefined ? '' : shareBar(row.share, ends.share, middle, shape),
  ].join('');
}

/** How much of the valid area a class has, beside the largest. */
function shareBar(share: number, right: number, middle: number, shape: LegendShape): string {
  if (share <= 0) return '';
  const [width, height] = [pixels(shape, SHARE_WIDTH), pixels(shape, SHARE_HEIGHT)];
  const shown = Math.max(1, Math.round(share * width));
  return `<rect x="${right - width}" y="${Math.round(middle - height / 2)}" width="${shown}" height="${height}" fill="${shape.theme.hairline}"/>`;
}

interface Swatch {
  readonly y: number;
  readonly height: number;
  /** Without one: missing data, which the map leaves transparent. */
  readonly color: string | undefined;
}

/** Swatches that touch share one rounded frame; hairlines part them. */
function swatchStack(swatches: readonly Swatch[], x: number, shape: LegendShape): string {
  const classes = swatches.filter(({ color }) => color !== undefined);
  const empty = swatches.filter(({ color }) => color === undefined);
  return (
    (classes.length === 0 ? '' : framed(classes, x, shape)) + empty.map((swatch) => framed([swatch], x, shape)).join('')
  );
}

function framed(swatches: readonly Swatch[], x: number, shape: LegendShape): string {
  const { theme } = shape;
  const stroke = hairlinePixels(shape);
  const width = pixels(shape, SWATCH_WIDTH);
  const top = swatches[0].y + pixels(shape, swatches[0].color === undefined ? 3 : 0);
  const last = swatches[swatches.length - 1];
  const bottom = last.y + last.height - pixels(shape, last.color === undefined ? 3 : 0);
  const radius = pixels(shape, SWATCH_RADIUS);
  // of the same name only where it is the same: pages may hold several legends
  const clip = `swatches-${x}-${top}-${width}-${bottom - top}-${radius}`;
  const fills = swatches.map(({ y, height, color }, i) =>
    color === undefined
      ? `<path d="M${x} ${bottom}L${x + width} ${top}" stroke="${theme.hairline}" stroke-width="${stroke}"/>`
      : `<rect x="${x}" y="${i === 0 ? y : y + stroke}" width="${width}" height="${i === 0 ? height : height - stroke}" fill="${color}"/>`,
  );
  const frame = `x="${x + stroke / 2}" y="${top + stroke / 2}" width="${width - stroke}" height="${bottom - top - stroke}" rx="${radius}"`;
  return (
    `<clipPath id="${clip}"><rect x="${x}" y="${top}" width="${width}" height="${bottom - top}" rx="${radius + stroke / 2}"/></clipPath>` +
    `<g clip-path="url(#${clip})">${fills.join('')}</g>` +
    `<rect ${frame} fill="none" stroke="${theme.hairline}" stroke-width="${stroke}"/>`
  );
}
