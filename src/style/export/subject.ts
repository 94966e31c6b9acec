import type { Encoding } from '../../raster/raster.ts';
import { plainDecimal } from '../number-format.ts';
import type { Style } from '../style.ts';

/** What a style file must know of the raster that it paints, and what it says about itself; formats escape the texts. */
export interface StyleSubject {
  /** How the raster stores its values: decides where exactly the classes part. */
  readonly encoding: Encoding;
  /** The stored number that means none; null where the raster has none, undefined where it is not known. */
  readonly nodata?: number | null | undefined;
  /** Band that holds the index, counted from 1; 1 unless given. */
  readonly band?: number | undefined;
  /** Stable name of the layer; letters, digits, `_` and `-`, anything else becomes `_`. */
  readonly layerName: string;
  /** Name of the style within the layer. */
  readonly styleName?: string | undefined;
  readonly title: string;
  /** Unit of the values, told in the title. */
  readonly units?: string | undefined;
  /** Further facts for whoever reads the file, such as `style revision 3` and the scale id. */
  readonly facts?: readonly string[] | undefined;
}

/** The unit in which a program meets the raster's values: those of the index, or the numbers that the file stores. */
export type SeenUnit = 'index' | 'stored';

/** What a style file tells its reader: the range, the ends, the unit of its numbers, and the subject's own facts. */
export function factsOf(style: Style, { encoding, facts = [] }: StyleSubject, unit: SeenUnit): string[] {
  const { intervals, ends } = style;
  const told: string[] = [];
  if (intervals.length === 0) told.push('no valid data: nothing is painted');
  else {
    const range = `${plainDecimal(intervals[0].min)}..${plainDecimal(intervals[intervals.length - 1].max)}`;
    told.push(
      `range ${range}, ${ends === 'open' ? 'end classes include values beyond it' : 'values beyond it are transparent'}`,
    );
  }
  const { scale, offset } = encoding;
  if (scale !== 1 || offset !== 0) {
    const how = `scale ${plainDecimal(scale)}, offset ${plainDecimal(offset)}`;
    told.push(
      unit === 'index'
        ? `quantities are index values = stored * scale + offset (${how})`
        : `quantities are stored numbers; index values = stored * scale + offset (${how})`,
    );
  }
  return [...told, ...facts];
}

/** The title with the unit, if there is one. */
export function titleOf({ title, units }: StyleSubject): string {
  return units ? `${title} [${units}]` : title;
}

/** A name of letters, digits, `_` and `-` only. */
export function safeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, '_') || 'layer';
}

/** A text on one line, without what no text file should hold: control characters, lone surrogates. */
export function oneLine(text: string): string {
  return text
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
    .replace(/\p{Surrogate}/gu, '');
}
