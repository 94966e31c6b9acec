import { parseColor } from '../color.ts';
import { shown, unreadableStyle } from './faults.ts';

/** `#rrggbb`, lower case. @throws Failure `invalid` naming the line */
export function readColor(text: string | undefined, line: number): string {
  if (text === undefined) throw unreadableStyle('an entry has no colour', line);
  const trimmed = text.trim();
  const color = parseColor(trimmed);
  if (color !== undefined) return color;
  throw unreadableStyle(`"${shown(trimmed)}" is not a colour; expected #rrggbb`, line);
}

/** Names that GDAL knows, as gdaldem of GDAL 3.6.2 paints them. */
const NAMES: Readonly<Record<string, readonly [number, number, number]>> = {
  white: [255, 255, 255],
  black: [0, 0, 0],
  red: [255, 0, 0],
  green: [0, 255, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  magenta: [255, 0, 255],
  cyan: [0, 255, 255],
  aqua: [0, 191, 191],
  grey: [191, 191, 191],
  gray: [191, 191, 191],
  orange: [255, 127, 0],
  brown: [191, 127, 63],
  purple: [127, 0, 255],
  violet: [127, 0, 255],
  indigo: [0, 127, 255],
};

/** Red, green and blue of a colour that GDAL names; undefined for others. */
export function namedColor(name: string): readonly [number, number, number] | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}
