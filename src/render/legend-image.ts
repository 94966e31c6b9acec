import type { LegendModel } from '../style/legend.ts';
import { overlay } from './compose.ts';
import { drawLegend, type LegendContent, type LegendDrawing } from './legend.ts';
import { paletteOf } from './palette.ts';
import { encodeIndexedPng, encodeRgbaPng, type Palette, type PngText } from './png.ts';
import { stampOf } from './stamp.ts';
import { chooseTheme, parseColor } from './theme.ts';

export const LEGEND_ORIENTATIONS = ['vertical', 'horizontal'] as const;

/** How a legend by itself is drawn. */
export interface LegendImageOptions {
  /** Image pixels per CSS pixel. */
  readonly scale: number;
  /** Classes in a column, or side by side; the bar upright, or lying. */
  readonly orientation: (typeof LEGEND_ORIENTATIONS)[number];
  /** `auto` is light unless the background is a dark one. */
  readonly theme: 'auto' | 'light' | 'dark';
  /** Of the panel, CSS pixels; what its text needs at least. */
  readonly width?: number;
  /** CSS colour of the panel instead of the theme's; a transparent one leaves panel and frame out. */
  readonly background?: string;
  /** Whether the values' distribution is shown. */
  readonly histogram: boolean;
}

export const DEFAULT_LEGEND_IMAGE: LegendImageOptions = {
  scale: 1,
  orientation: 'vertical',
  theme: 'auto',
  histogram: true,
};

/** A legend by itself as SVG, in image pixels, its letters as shapes so that every program shows it alike. */
export async function drawLegendImage(content: LegendContent, options: LegendImageOptions): Promise<LegendDrawing> {
  return draw(content, options, true);
}

async function draw(
  content: LegendContent,
  { scale, orientation, theme: asked, background, histogram, width }: LegendImageOptions,
  hasOutlines: boolean,
): Promise<LegendDrawing> {
  const theme = await chooseTheme(asked, background);
  const panel = background ?? theme.panel;
  const isBare = background !== undefined && (await parseColor('background', background))[3] === 0;
  const { distribution, ...rest } = content;
  const shape = {
    ...{ theme: { ...theme, panel }, unit: scale, columns: 1, orientation, hasOutlines, isBare },
    width: width === undefined ? undefined : Math.round(width * scale),
  };
  return drawLegend({ ...rest, ...(histogram && distribution && { distribution }) }, shape);
}

/** A legend by itself as PNG. Same input, same bytes. */
export async function renderLegendImage(
  content: LegendContent,
  options: LegendImageOptions,
  text: PngText = {},
): Promise<{ readonly bytes: Buffer; readonly warnings: readonly string[] }> {
  const { svg, warnings } = await draw(content, options, false);
  const { rasteriseSvg } = await import('./sharp.ts');
  const image = await rasteriseSvg(svg);
  const { width, height, data } = image;
  const own = ownColors(content.model);
  const blank = own && { width, height, indices: new Uint8Array(width * height), palette: own };
  const drawn = blank === undefined ? image : overlay(blank, [{ stamp: stampOf(image), x: 0, y: 0 }]);
  const bytes =
    'indices' in drawn
      ? encodeIndexedPng(drawn.indices, width, height, drawn.palette, { text, effort: 'small' })
      : encodeRgbaPng(data, width, height, { filter: 'up', text, effort: 'small' });
  return { bytes, warnings };
}

/** Transparent, and the colours of the classes, which stay as they are; undefined for a bar, which has too many. */
function ownColors({ rows, bar }: LegendModel): Palette | undefined {
  if (bar !== undefined) return undefined;
  return paletteOf([...new Set(rows.map(({ color }) => color))], new Uint8Array(4));
}
