import type { LegendModel } from '../style/legend.ts';
import { undrawableWarnings } from './glyphs.ts';
import { barBlock } from './legend-bar.ts';
import { classesBlock } from './legend-classes.ts';
import { hairlinePixels, pixels, type Block, type LegendShape } from './legend-design.ts';
import { headingBlock, noteBlock, type LegendHeading } from './legend-heading.ts';
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
  const contentWidth = Math.max(pixels(shape, MIN_CONTENT_WIDTH), ...blocks.map((block) => block.width));
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
    svg: panel(parts, width, height, shape),
    width,
    height,
    warnings: [...new Set(warnings), ...missingGlyphs(content)],
  };
}

function legendBlocks({ model, heading, noData, showsAreas }: LegendContent, shape: LegendShape): Block[] {
  const rows = tableRows(model, noData, showsAreas);
  const note = heading?.modeNote ?? '';
  return [
    ...(heading === undefined ? [] : [headingBlock(heading, shape)]),
    ...(model.bar === undefined ? [] : [barBlock(model.bar, model.ends, shape)]),
    ...(rows.length === 0 ? [] : [classesBlock(rows, shape)]),
    ...(note === '' ? [] : [noteBlock(note, shape)]),
  ];
}

function panel(parts: readonly string[], width: number, height: number, shape: LegendShape): string {
  const { theme } = shape;
  const stroke = hairlinePixels(shape);
  const frame = `x="${stroke / 2}" y="${stroke / 2}" width="${width - stroke}" height="${height - stroke}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect ${frame} rx="${pixels(shape, RADIUS)}" fill="${theme.panel}" stroke="${theme.border}" stroke-width="${stroke}"/>` +
    `${parts.join('')}</svg>`
  );
}

function missingGlyphs({ model, heading }: LegendContent): string[] {
  const texts = [
    ...(heading === undefined ? [] : Object.values(heading as object as Record<string, string>)),
    ...model.rows.map((row) => row.label),
  ];
  return undrawableWarnings(texts.join(' '));
}
