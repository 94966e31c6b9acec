import type { Palette } from './png.ts';

/**
 * Colours by slot: the background for what has no value or no class, then the style's own.
 *
 * @param colors `#rrggbb` of slots 1, 2, ...; at most 255
 * @param background red, green, blue, alpha
 */
export function paletteOf(colors: readonly string[], background: Uint8Array): Palette {
  const palette = new Uint8Array((colors.length + 1) * 4);
  palette.set(background);
  for (const [i, color] of colors.entries()) {
    const rgb = parseInt(color.slice(1), 16);
    palette.set([rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255], (i + 1) * 4);
  }
  return palette;
}
