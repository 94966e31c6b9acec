import { inIndexValues } from './index-values.ts';
import type { Legend } from '../style.ts';
import { legendOf } from './legend-of.ts';
import { parseStyle, type ParsedStyle, type StyleInput } from './parse-style.ts';
import { Notes, type ImportFormat, type ImportNote } from './read-style.ts';
import type { ImportTarget } from './target.ts';

export { parseStyle, type ParsedStyle, type StyleInput } from './parse-style.ts';
export { IMPORT_FORMATS, type ImportFormat, type ImportNote, type Place } from './read-style.ts';
export type { Dialect } from './sld.ts';

export interface Imported {
  readonly format: ImportFormat;
  /** Without areas. */
  readonly legend: Legend;
  readonly notes: readonly ImportNote[];
}

/**
 * The legend that a style file of another program amounts to for one date, and what of the file it cannot say or
 * programs draw differently. Bounds between two numbers that the raster can hold become the decimal that was meant.
 *
 * @throws Failure `invalid` naming the line of a fault, or for a style that paints nothing or more than a legend can
 */
export function importStyle(input: StyleInput, target: ImportTarget): Imported {
  return importParsed(parseStyle(input), target);
}

/** The same of a file that has been read. @throws as `importStyle` */
export function importParsed(parsed: ParsedStyle, target: ImportTarget): Imported {
  const { encoding } = target;
  const read = parsed(target);
  const { unit } = read;
  const notes = new Notes();
  if (encoding.scale !== 1 || encoding.offset !== 0) {
    const numbers = unit === 'index' ? 'index values' : 'the numbers that the raster stores';
    notes.add(
      'note',
      'unit',
      `the file's numbers were read as ${numbers} (index value = stored * ${encoding.scale} + ${encoding.offset})`,
    );
  }
  if (read.band !== undefined && read.band !== target.band) {
    notes.add('note', 'band', `the style is of band ${read.band}; this index is band ${target.band}`);
  }
  const legend = legendOf(
    unit === 'stored' ? { ...read, drawing: inIndexValues(read.drawing, encoding) } : read,
    target,
    notes,
  );
  tellData(legend, target, notes);
  return { format: read.format, legend, notes: [...read.notes, ...notes.all()] };
}

function tellData({ classes }: Legend, { dataRange }: ImportTarget, notes: Notes): void {
  if (dataRange === null || classes.length === 0) return;
  const [first, last] = [classes[0].min, classes[classes.length - 1].max];
  if (last >= dataRange[0] && first <= dataRange[1]) return;
  const message = `the classes (${first} to ${last}) lie beside the data (${dataRange[0]} to ${dataRange[1]}): are they in another unit?`;
  notes.add('note', 'beside_data', message);
}
