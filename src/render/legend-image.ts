import { onBackground } from './compose.ts';
import { drawLegend, type LegendContent, type LegendDrawing } from './legend.ts';
import { encodeRgbaPng, type PngText } from './png.ts';
import { rasteriseSvg } from './sharp.ts';
import { chooseTheme } from './theme.ts';

export const LEGEND_ORIENTATIONS = ['vertical', 'horizontal'] as const;

/** How a legend by itself is drawn. */
export interface LegendImageOptions {
  /** Image pixels per CSS pixel. */
  readonly scale: number;
  /** Classes in a column, or side by side; the bar upright, or lying. */
  readonly orientation: (typeof LEGEND_ORIENTATIONS)[number];
  /** `auto` is light unless the background is a dark one. */
  readonly theme: 'auto' | 'light' | 'dark';
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

/** A legend by itself as SVG, in image pixels. */
export async function drawLegendImage(content: LegendContent, options: LegendImageOptions): Promise<LegendDrawing> {
  const theme = await chooseTheme(options.theme, options.background);
  return drawLegend(content, { theme, unit: options.scale, columns: 1 });
}

/** A legend by itself as PNG. Same input, same bytes. */
export async function renderLegendImage(
  content: LegendContent,
  options: LegendImageOptions,
  text: PngText = {},
): Promise<{ readonly bytes: Buffer; readonly warnings: readonly string[] }> {
  const { svg, warnings } = await drawLegendImage(content, options);
  const picture = onBackground(await rasteriseSvg(svg), new Uint8Array(4));
  return { bytes: encodeRgbaPng(picture.data, picture.width, picture.height, { filter: 'up', text }), warnings };
}
