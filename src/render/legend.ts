import type { Histogram } from '../stats/histogram.ts';
import type { LegendModel } from '../style/legend.ts';
import { escapeXml } from './fonts.ts';
import { undrawableWarnings, visibleText } from './glyphs.ts';
import { barBlock } from './legend-bar.ts';
import { uprightBarBlock } from './legend-bar-upright.ts';
import { classesBlock } from './legend-classes.ts';
import { hairlinePixels, pixels, type Block, type LegendShape } from './legend-design.ts';
import { headingBlock, noteBlock, remarkBlock, type LegendHeading } from './legend-heading.ts';
import { stripBlock } from './legend-strip.ts';
import { tableRows, type NoData } from './legend-table.ts';

export type { LegendHeading } from './legend-heading.ts';
export type { LegendShape } from './legend-design.ts';
export type { NoData } from './legend-table.ts';

/** What a legend says. */
export interface LegendContent {
  readonly model: LegendModel;
  /** Absent: the legend has no heading and no small print. */
  readonly heading?: LegendHeading;
  /** Only where a part of the AOI has no data. */
  readonly noData?: NoData;
  readonly showsAreas: boolean;
  /** Of the values: drawn on a bar; classes show theirs by bars of their areas. */
  readonly distribution?: Histogram;
  /** What is said below the classes, or in their place. */
  readonly remark?: string;
  /** The legend in words, for whoever cannot see it. */
  readonly words?: { readonly title: string; readonly description: string };
}

/** A drawn legend panel, in image pixels. */
export interface LegendDrawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** Texts that had to be shortened, characters that no font has. */
  readonly warnings: readonly string[];
}

/** Units. */
const PADDING = 15;
const RADIUS = 7;
const MIN_CONTENT_WIDTH = 140;
const BLOCK_GAP = 11;

/** Draws a legend panel as SVG: heading, colour bar where it is continuous, table of classes, small print. */
export function drawLegend(content: LegendContent, shape: LegendShape): LegendDrawing {
  const blocks = legendBlocks(content, shape);
  const padding = pixels(shape, PADDING);
  const needed = Math.max(pixels(shape, MIN_CONTENT_WIDTH), ...blocks.map((block) => block.width));
  const contentWidth = Math.max(needed, (shape.width ?? 0) - 2 * padding);
  const parts: string[] = [];
  const warnings: string[] = [];
  let y = padding;
  for (const [i, block] of blocks.entries()) {
    if (i > 0) y += pixels(shape, BLOCK_GAP);
    const drawn = block.draw(padding, y, contentWidth);
    parts.push(drawn.svg);
    warnings.push(...drawn.shortened.map((text) => `"${text}" is too long for the legend and was shortened`));
    y += drawn.height;
  }
  const [width, height] = [contentWidth + 2 * padding, y + padding];
  return {
    svg: panel(content, parts, width, height, shape),
    width,
    height,
    warnings: [...new Set(warnings), ...tooNarrow(width, shape), ...missingGlyphs(content)],
  };
}

function legendBlocks(content: LegendContent, shape: LegendShape): Block[] {
  const { model, heading, noData, showsAreas, distribution, remark } = content;
  const isClassed = model.bar === undefined;
  const rows = tableRows(model, noData, showsAreas, isClassed && distribution !== undefined);
  const note = heading?.modeNote ?? '';
  const drawBar = shape.orientation === 'vertical' ? uprightBarBlock : barBlock;
  const drawClasses = shape.orientation === 'horizontal' ? stripBlock : classesBlock;
  return [
    ...(heading === undefined ? [] : [headingBlock(heading, shape)]),
    ...(model.bar === undefined ? [] : [drawBar(model.bar, model.ends, shape, distribution)]),
    ...(rows.length === 0 ? [] : [drawClasses(rows, shape)]),
    ...(remark === undefined ? [] : [remarkBlock(remark, shape)]),
    ...(note === '' ? [] : [noteBlock(note, shape)]),
  ];
}

function panel(
  { words }: LegendContent,
  parts: readonly string[],
  width: number,
  height: number,
  shape: LegendShape,
): string {
  const { theme } = shape;
  const stroke = hairlinePixels(shape);
  const frame = `x="${stroke / 2}" y="${stroke / 2}" width="${width - stroke}" height="${height - stroke}"`;
  const box = `<rect ${frame} rx="${pixels(shape, RADIUS)}" fill="${theme.panel}" stroke="${theme.border}" stroke-width="${stroke}"/>`;
  const role = words === undefined ? '' : ` viewBox="0 0 ${width} ${height}" role="img"`;
  const said =
    words === undefined ? '' : `<title>${spoken(words.title)}</title><desc>${spoken(words.description)}</desc>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"${role}>` +
    `${said}${shape.isBare === true ? '' : box}${parts.join('')}</svg>`
  );
}

/** Names and labels may hold what XML cannot, which would cost the whole picture. */
function spoken(text: string): string {
  return escapeXml(visibleText(text));
}

function tooNarrow(needed: number, { width, unit }: LegendShape): string[] {
  if (width === undefined || needed <= width) return [];
  return [`the legend needs a width of ${Math.ceil(needed / unit)} and was given it`];
}

function missingGlyphs({ model, heading }: LegendContent): string[] {
  const texts = [
    ...(heading === undefined ? [] : Object.values(heading as object as Record<string, string>)),
    ...model.rows.map((row) => row.label),
  ];
  return undrawableWarnings(texts.join(' '));
}
