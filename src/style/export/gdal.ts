import { channelsOf } from '../color.ts';
import { plainDecimal } from '../number-format.ts';
import type { Style } from '../style.ts';
import { halfway, storedSegments, withoutNumber, type Paint } from './segments.ts';
import { storedSmoothKnots, type Knot } from './smooth.ts';
import { factsOf, oneLine, titleOf, type StyleSubject } from './subject.ts';

/** The largest 32-bit float; gdaldem reads every raster as such. */
const LARGEST = 3.4028234663852886e38;

/**
 * The style as a table for `gdaldem color-relief -alpha`, in the numbers that the file stores, which is what gdaldem
 * reads. It blends between neighbouring entries and has no classes: every cut stands twice, with the colour below it
 * and the colour above it, and lies between two numbers that the file can store. NaN gets what stands last, which is
 * always nothing. Where nodata is another number it is left out as a gap; an `nv` line leaves it out where it is not
 * known, but makes gdaldem blend between it and its neighbours.
 */
export function exportGdalTable(style: Style, subject: StyleSubject): string {
  const { encoding, nodata } = subject;
  const stored = storedSegments(style, encoding);
  const { cuts, paints } = halfway(nodata == null ? stored : withoutNumber(stored, nodata, encoding), encoding);
  const [below, above] = [paints[0], paints[paints.length - 1]];
  const rows = cuts.flatMap((cut, i) => [row(cut, paints[i]), row(cut, paints[i + 1])]);
  // infinities and NaN get what stands first and last
  if (cuts.length === 0 && below === undefined) rows.push(row(0, undefined));
  if (below !== undefined) rows.unshift(row(-LARGEST, undefined), row(-LARGEST, below));
  if (above !== undefined) rows.push(row(LARGEST, above), row(LARGEST, undefined));
  return tableOf(style, subject, rows);
}

/** A continuous style as a table that blends where `exportGdalTable` steps. @throws as `smoothKnots` */
export function exportSmoothGdalTable(style: Style, subject: StyleSubject): string {
  const knots = storedSmoothKnots(style, subject.encoding, subject.nodata);
  if (knots.length === 0) return exportGdalTable(style, subject);
  const [first, last] = [knots[0], knots[knots.length - 1]];
  const beyond = (value: number, { color }: Knot): Knot[] => (color === undefined ? [] : [{ value, color }]);
  // infinities and NaN get what stands first and last
  const ends = { below: beyond(-LARGEST, first), above: beyond(LARGEST, last) };
  const nothing = (value: number): Knot => ({ value, color: undefined });
  const all = [
    ...(ends.below.length > 0 ? [nothing(-LARGEST)] : []),
    ...ends.below,
    ...knots,
    ...ends.above,
    ...(ends.above.length > 0 ? [nothing(LARGEST)] : []),
  ];
  const rows = all.map(({ value, color }) => row(value, color === undefined ? undefined : { color, label: '' }));
  return tableOf(style, subject, rows);
}

function tableOf(style: Style, subject: StyleSubject, rows: readonly string[]): string {
  const comments = [titleOf(subject), ...factsOf(style, subject, 'stored'), usage(subject)];
  const known = subject.nodata === undefined ? ['nv 0 0 0 0'] : [];
  return [...comments.map((text) => `# ${oneLine(text)}`), ...known, ...rows, ''].join('\n');
}

function usage({ band = 1 }: StyleSubject): string {
  return `gdaldem color-relief -alpha${band === 1 ? '' : ` -b ${band}`} RASTER.tif THIS_FILE OUT.tif`;
}

function row(value: number, paint: Paint): string {
  return `${plainDecimal(value)} ${paint === undefined ? '0 0 0 0' : `${channelsOf(paint.color).join(' ')} 255`}`;
}
