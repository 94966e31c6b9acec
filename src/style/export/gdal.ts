import { channelsOf } from '../color.ts';
import { plainDecimal } from '../number-format.ts';
import type { Style } from '../style.ts';
import { storedHalfway, type Paint } from './segments.ts';
import { factsOf, oneLine, titleOf, type StyleSubject } from './subject.ts';

/**
 * The style as a table for `gdaldem color-relief -alpha`, in the numbers that the file stores, which is what gdaldem
 * reads. It blends between neighbouring entries and has no classes: every cut stands twice, with the colour below it
 * and the colour above it, and lies between two numbers that the file can store. The `nv` line keeps nodata, NaN and
 * everything below the nodata value transparent.
 */
export function exportGdalTable(style: Style, subject: StyleSubject): string {
  const { cuts, paints } = storedHalfway(style, subject.encoding);
  const comments = [titleOf(subject), ...factsOf(style, subject, 'stored'), usage(subject)];
  const rows = cuts.flatMap((cut, i) => [row(cut, paints[i]), row(cut, paints[i + 1])]);
  // one paint for all values: any entry will do
  if (rows.length === 0) rows.push(row(0, paints[0]));
  return [...comments.map((text) => `# ${oneLine(text)}`), 'nv 0 0 0 0', ...rows, ''].join('\n');
}

function usage({ band = 1 }: StyleSubject): string {
  return `gdaldem color-relief -alpha${band === 1 ? '' : ` -b ${band}`} RASTER.tif THIS_FILE OUT.tif`;
}

function row(value: number, paint: Paint): string {
  return `${plainDecimal(value)} ${paint === undefined ? '0 0 0 0' : `${channelsOf(paint.color).join(' ')} 255`}`;
}
