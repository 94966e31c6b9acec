import { unreadableStyle } from './faults.ts';
import { parseGdalTable } from './gdal.ts';
import { readQml } from './qml.ts';
import type { ImportFormat, ReadStyle } from './read-style.ts';
import { readSld, type Dialect } from './sld.ts';
import type { ImportTarget } from './target.ts';
import { readXml } from './xml.ts';

/** Longest style file, characters; those of real programs are some kB. */
const MAX_CHARACTERS = 1 << 20;

/** A style file, and what else decides how it is read. */
export interface StyleInput {
  readonly text: string;
  /** Told by its content unless given. */
  readonly format?: ImportFormat | undefined;
  /** Whether its numbers are index values or those that the raster stores; what its format usually has, unless given. */
  readonly unit?: 'index' | 'stored' | undefined;
  /** Which program an SLD of intervals is for; GeoServer unless given, or the file says MapServer. */
  readonly dialect?: Dialect | undefined;
}

/** What of a date decides how a file is understood: percentages are of its data. */
export type ReadingTarget = Pick<ImportTarget, 'dataRange' | 'encoding'>;

/** A style file that has been read: what it says for a date. @throws Failure `invalid` if it says nothing for that */
export type ParsedStyle = (target: ReadingTarget) => ReadStyle;

/**
 * Reads a style file, once for all dates.
 *
 * @throws Failure `invalid` naming the line of a fault
 */
export function parseStyle({ text, format, unit, dialect }: StyleInput): ParsedStyle {
  if (text.length > MAX_CHARACTERS)
    throw unreadableStyle(`it has ${text.length} characters; at most ${MAX_CHARACTERS} are read`);
  if (text.trim() === '') throw unreadableStyle('it is empty');
  const isXml = /^\ufeff?\s*</.test(text);
  const read =
    format === 'gdal' || (format === undefined && !isXml) ? tableReader(text, unit) : xmlReader(text, format, dialect);
  return unit === undefined ? read : (target) => ({ ...read(target), unit });
}

function tableReader(text: string, unit: StyleInput['unit']): ParsedStyle {
  const table = parseGdalTable(text);
  return (target) => table(unit === 'index' ? target.dataRange : storedRange(target), target.encoding);
}

function xmlReader(text: string, format: ImportFormat | undefined, dialect: Dialect | undefined): ParsedStyle {
  const root = readXml(text);
  const isQml = format === 'qml' || (format === undefined && root.name === 'qgis');
  const read = isQml ? readQml(root) : readSld(root, dialect);
  return () => read;
}

function storedRange({ dataRange, encoding: { scale, offset } }: ReadingTarget): ImportTarget['dataRange'] {
  if (dataRange === null) return null;
  const [a, b] = dataRange.map((value) => (value - offset) / scale);
  return [Math.min(a, b), Math.max(a, b)];
}
