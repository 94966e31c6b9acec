import { isInteger, type Encoding } from '../../raster/raster.ts';
import { colorOf } from '../color.ts';
import { firstStored } from '../stored-numbers.ts';
import { namedColor } from './colors.ts';
import { readNumber, shown, unreadableStyle } from './faults.ts';
import { Notes, type Knot, type Paint, type ReadStyle } from './read-style.ts';
import { tellOpacity, toldRange, tooManyEntries } from './tell.ts';

/** What a table's percentages are of, in the table's numbers; null where there is no data. */
export type DataRange = readonly [min: number, max: number] | null;

const SEPARATORS = /[\s,:]+/;

/** A value of a table, or a share of the data. */
type Level = { readonly value: number } | { readonly share: number; readonly text: string };

/** An entry of a table before percentages are numbers. */
interface Entry {
  readonly level: Level;
  readonly paint: Paint;
  readonly line: number;
}

/** The table for a raster whose data, in the table's numbers, reach that far. @throws as `parseGdalTable` */
export type GdalTable = (dataRange: DataRange, encoding: Encoding) => ReadStyle;

/**
 * A colour table of `gdaldem color-relief`, in the numbers that the raster stores. Colours blend between entries; a
 * value that stands twice is a jump, and belongs to the colour below.
 *
 * @throws Failure `invalid` naming the line of the fault
 */
export function parseGdalTable(text: string): GdalTable {
  const notes = new Notes();
  const entries: Entry[] = [];
  let range: readonly [number, number] | undefined;
  for (const [i, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = i + 1;
    if (raw.trim().startsWith('#')) range = toldRange(raw) ?? range;
    const [content] = raw.split('#');
    const fields = content.split(SEPARATORS).filter((field) => field !== '');
    if (fields.length === 0) continue;
    const paint = paintOf(fields.slice(1), line, notes);
    if (/^(nv|nan|default)$/i.test(fields[0])) {
      if (paint !== undefined) {
        const message = `a colour for "${fields[0]}": pixels without a value are always transparent`;
        notes.add('lost', 'nodata_color', message, { line });
      }
      continue;
    }
    entries.push({ level: levelOf(fields[0], line, notes), paint, line });
    tooManyEntries(entries.length, line);
  }
  if (entries.length === 0) throw unreadableStyle('the table has no entry such as "0.5 255 255 191"');
  return (dataRange, encoding) => {
    const knots = entries.map(({ level, ...entry }): Knot => ({
      ...entry,
      value: valueOf(level, dataRange, entry.line),
    }));
    return {
      format: 'gdal',
      drawing: {
        kind: 'blend',
        knots: withoutHoles(withoutInfinite(sorted(knots)), encoding),
        isClamped: true,
        side: 'below',
      },
      unit: 'stored',
      range,
      notes: notes.all(),
    };
  };
}

function levelOf(text: string, line: number, notes: Notes): Level {
  if (!text.endsWith('%')) {
    const value = readNumber(text, 'the value', line);
    if (Number.isFinite(value)) return { value };
    throw unreadableStyle(`the value is "${shown(text)}"; gdaldem draws nothing with it`, line);
  }
  const share = readNumber(text.slice(0, -1), 'the percentage', line) / 100;
  const message = 'percentages are taken of the values inside the area; gdaldem takes them of the whole raster';
  notes.add('differs', 'percent', message, { line });
  return { share, text };
}

function valueOf(level: Level, dataRange: DataRange, line: number): number {
  if ('value' in level) return level.value;
  if (dataRange === null) throw unreadableStyle(`"${shown(level.text)}" is of the data, and this date has none`, line);
  return dataRange[0] + level.share * (dataRange[1] - dataRange[0]);
}

/** Red, green, blue and perhaps alpha, or a name. */
function paintOf(fields: readonly string[], line: number, notes: Notes): Paint {
  const named = fields.length > 0 ? namedColor(fields[0]) : undefined;
  if (named !== undefined) return { color: colorOf(...named) };
  if (fields.length < 3) {
    throw unreadableStyle(
      `"${shown(fields.join(' '))}" is no colour; expected red green blue [alpha], or a name`,
      line,
    );
  }
  const channels = fields.slice(0, 4).map((field) => channelOf(field, line));
  const [red, green, blue, alpha = 255] = channels;
  if (alpha === 0) return undefined;
  tellOpacity(alpha / 255, { line }, notes);
  return { color: colorOf(red, green, blue) };
}

function channelOf(field: string, line: number): number {
  const channel = Math.trunc(readNumber(field, 'a colour', line));
  if (channel >= 0 && channel <= 255) return channel;
  throw unreadableStyle(`a colour is ${shown(field)}; red, green, blue and alpha are 0 to 255`, line);
}

/** gdaldem sorts its entries, keeping the order of equal ones. */
function sorted(knots: readonly Knot[]): Knot[] {
  return [...knots].sort((a, b) => a.value - b.value);
}

/** A jump from or to nothing out here, as our own tables have it, parts only infinities from what is painted. */
const LARGEST = 3.4028234663852886e38;

function withoutInfinite(knots: readonly Knot[]): readonly Knot[] {
  const [first, last] = [knots[0], knots[knots.length - 1]];
  const isGuarded = [
    first.paint === undefined && first.value <= -LARGEST && knots.at(1)?.value === first.value,
    last.paint === undefined && last.value >= LARGEST && knots.at(-2)?.value === last.value,
  ];
  return knots.slice(isGuarded[0] ? 1 : 0, isGuarded[1] ? -1 : undefined);
}

function isSamePaint(one: Knot | undefined, other: Knot | undefined): boolean {
  return one?.paint !== undefined && one.paint.color === other?.paint?.color;
}

/**
 * The same without holes in one colour that hold a single number: so our own tables leave nodata out, which no legend
 * paints anyway.
 */
function withoutHoles(knots: readonly Knot[], encoding: Encoding): readonly Knot[] {
  const kept: Knot[] = [];
  for (let i = 0; i < knots.length; i++) {
    if (isHole(knots.slice(i, i + 4), encoding)) i += 3;
    else kept.push(knots[i]);
  }
  return kept;
}

/** Whether entries are `low colour, low nothing, high nothing, high colour` around at most one number of the raster. */
function isHole([first, second, third, fourth]: readonly (Knot | undefined)[], encoding: Encoding): boolean {
  if (first === undefined || second === undefined || third === undefined || !isSamePaint(first, fourth)) return false;
  if (second.paint !== undefined || third.paint !== undefined) return false;
  if (first.value !== second.value || third.value !== fourth?.value) return false;
  const [low, high] = [second.value, third.value];
  if (isInteger(encoding)) return Math.ceil(high) - Math.floor(low) <= 2;
  const inside = firstStored(encoding.dtype, (stored) => stored > low);
  return firstStored(encoding.dtype, (stored) => stored > inside) > high;
}
