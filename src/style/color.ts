/** Red, green and blue of `#rrggbb`, each 0 to 255. */
export function channelsOf(color: string): [red: number, green: number, blue: number] {
  const rgb = parseInt(color.slice(1), 16);
  return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}

/** `#rrggbb`, lower case, of channels already rounded. */
export function colorOf(red: number, green: number, blue: number): string {
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;
}

/** `#rgb` or `#rrggbb`, either case, as `#rrggbb` in lower case; undefined for anything else. */
export function parseColor(text: string): string | undefined {
  if (/^#[0-9a-f]{6}$/i.test(text)) return text.toLowerCase();
  if (/^#[0-9a-f]{3}$/i.test(text)) return text.toLowerCase().replace(/[0-9a-f]/g, '$&$&');
  return undefined;
}
