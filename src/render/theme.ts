import { invalidField } from '../failure.ts';

/** Colours of a legend panel. Text stands at 7:1 or better against the panel, muted text at 4.5:1 or better. */
export interface Theme {
  readonly panel: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  /** Hairline around swatches and bars: shows a white swatch on a light panel and a black one on a dark panel. */
  readonly hairline: string;
}

export const LIGHT: Theme = {
  panel: '#ffffff',
  border: '#c9d0d9',
  text: '#17202b',
  muted: '#5a6573',
  hairline: '#8d97a3',
};

export const DARK: Theme = {
  panel: '#151b23',
  border: '#414b58',
  text: '#f2f5f8',
  muted: '#a3aebb',
  hairline: '#76818e',
};

/** The panel's colours: as asked, else light unless the background is a dark one. */
export async function chooseTheme(asked: 'auto' | 'light' | 'dark', background: string | undefined): Promise<Theme> {
  if (asked !== 'auto') return asked === 'dark' ? DARK : LIGHT;
  if (background === undefined) return LIGHT;
  const color = await parseColor('background', background);
  return color[3] > 127 && !isLight(color) ? DARK : LIGHT;
}

/**
 * Red, green, blue and alpha, 0 to 255, of a CSS colour.
 *
 * @throws Failure invalid, naming `field`, when it is none
 */
export async function parseColor(field: string, color: string): Promise<Uint8Array> {
  if (/^#[\da-f]{6}$/i.test(color)) return Uint8Array.from(Buffer.from(`${color.slice(1)}ff`, 'hex'));
  const { sharp } = await import('./sharp.ts');
  try {
    const create = { width: 1, height: 1, channels: 4 as const, background: color };
    return new Uint8Array(await sharp({ create }).raw().toBuffer());
  } catch {
    throw invalidField(field, `"${color}" is no CSS colour; valid are names, #rrggbb, #rrggbbaa, rgb() and hsl()`);
  }
}

/** Whether dark letters read better on a colour than white ones: contrast by WCAG 2 is equal at a luminance of 0.18. */
export function isLight([red, green, blue]: Uint8Array): boolean {
  return relativeLuminance(red, green, blue) >= 0.18;
}

/** Luminance of an sRGB colour, 0 (black) to 1 (white), by WCAG 2. */
function relativeLuminance(red: number, green: number, blue: number): number {
  const [r, g, b] = [red, green, blue].map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
