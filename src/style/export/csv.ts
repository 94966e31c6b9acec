import { channelsOf } from '../color.ts';
import { isInteger, type Encoding } from '../../raster/raster.ts';
import { cutsOf } from '../cuts.ts';
import { plainDecimal } from '../number-format.ts';
import type { LegendClass, Style } from '../style.ts';
import { lastBelow } from './segments.ts';
import { oneLine } from './subject.ts';

const COLUMNS = [
  'class',
  'label',
  'min',
  'max',
  'interval',
  'color',
  'red',
  'green',
  'blue',
  'area_m2',
  'area_percent',
];
/** Only for whole numbers with a scale, whose stored numbers are not the values. */
const STORED_COLUMNS = ['first_stored', 'last_stored'];
/** Tells spreadsheets that the text is UTF-8: without it they take labels of other letters for a local encoding. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * The classes as a table (RFC 4180, UTF-8 with a byte order mark): label, bounds, the interval with the ends that the
 * class really has, colour and areas. Of a continuous style too it lists the classes, not the steps.
 */
export function exportCsv(style: Style, encoding: Encoding): string {
  const isRaw = isInteger(encoding) && (encoding.scale !== 1 || encoding.offset !== 0);
  const stored = isRaw ? storedRanges(style, encoding) : undefined;
  const rows = style.classes.map((item, i) => [
    String(i + 1),
    withoutFormula(oneLine(item.label)),
    plainDecimal(item.min),
    plainDecimal(item.max),
    intervalText(style, item, i),
    item.color,
    ...channelsOf(item.color).map(String),
    plainDecimal(item.area),
    plainDecimal(item.area_percentage),
    ...(stored?.[i] ?? []),
  ]);
  const table = [[...COLUMNS, ...(isRaw ? STORED_COLUMNS : [])], ...rows];
  return BYTE_ORDER_MARK + table.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** `[0.2, 0.5)`; `(-inf, 0.2)` and `[0.8, inf)` at open ends. */
function intervalText({ ends, classes }: Style, { min, max }: LegendClass, i: number): string {
  const [isFirst, isLast] = [i === 0, i === classes.length - 1];
  const low = ends === 'open' && isFirst ? '(-inf' : `[${plainDecimal(min)}`;
  if (isLast) return `${low}, ${ends === 'open' ? 'inf)' : `${plainDecimal(max)}]`}`;
  return `${low}, ${plainDecimal(max)})`;
}

/** First and last stored number of each class; empty where it goes on without end, or holds none. */
function storedRanges(style: Style, encoding: Encoding): [first: string, last: string][] {
  const intervals = style.classes.map((item, i) => ({ ...item, isMaxClosed: i === style.classes.length - 1 }));
  const { thresholds, slots } = cutsOf({ ...style, intervals }, encoding);
  return style.classes.map((_, i) => {
    const at = slots.indexOf(i + 1);
    if (at === -1) return ['', ''];
    const first = at === 0 ? '' : plainDecimal(thresholds[at - 1]);
    return [first, at === thresholds.length ? '' : plainDecimal(lastBelow(thresholds[at], encoding))];
  });
}

/** How a text begins that spreadsheets calculate, full-width signs included (OWASP, CSV Injection). */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const PLAIN_NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** An apostrophe before it makes a text of it everywhere, also where quotes do not. A mere number calculates nothing. */
function withoutFormula(label: string): string {
  return FORMULA.test(label) && !PLAIN_NUMBER.test(label) ? `'${label}` : label;
}

function quoted(cell: string): string {
  return /[",]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}
