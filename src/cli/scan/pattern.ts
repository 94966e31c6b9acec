import { Failure } from '../../failure.ts';

/** What a file's name says about it. */
export interface NamedScene {
  /** As written in the name, such as `ndvi`. */
  readonly indexName?: string;
  /** `YYYY-MM-DD` */
  readonly date?: string;
}

/** Reads a path: undefined where its name has another form. */
export type NameReader = (path: string) => NamedScene | undefined;

/** `ndvi_2024_05_06.tif`, with anything behind the date. */
export const DEFAULT_PATTERN = '{index}_{YYYY}_{MM}_{DD}*';
/** The same with the date in any usual form: also `ndvi_2024-05-06.tif` and `ndvi_20240506.tif`. */
const DATED_PATTERN = '{index}_{date}*';

/** What each token stands for. An index is as short as the rest of the pattern allows. */
const TOKENS: Readonly<Record<string, string>> = {
  '{index}': '(?<index>[^/]+?)',
  '{YYYY}': '(?<year>\\d{4})',
  '{MM}': '(?<month>\\d{2})',
  '{DD}': '(?<day>\\d{2})',
  '{date}': '(?<date>\\d{4}[-_.]?\\d{2}[-_.]?\\d{2})',
  '*': '[^/]*?',
  '?': '[^/]',
};
const TOKEN = /\{[^}]*\}|[*?]/g;
const EXTENSION = /\.tiff?$/i;

/**
 * A reader of file names by a pattern: `{index}`, `{YYYY}`, `{MM}`, `{DD}` (or `{date}` for all three), `*` and `?`.
 * It describes the name without `.tif`; with slashes it describes the folders above as well. Without a pattern, the
 * default one and dates in ISO form are understood.
 *
 * @throws Failure `invalid` for an unknown or repeated token, or a date that is given in part
 */
export function nameReader(pattern?: string): NameReader {
  if (pattern !== undefined) return readerOf(pattern);
  const readers = [DEFAULT_PATTERN, DATED_PATTERN].map(readerOf);
  return (path) => {
    for (const read of readers) {
      const found = read(path);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function readerOf(pattern: string): NameReader {
  const matcher = compile(pattern.replace(EXTENSION, ''));
  const depth = pattern.split('/').length;
  return (path) => {
    const name = path.replaceAll('\\', '/').split('/').slice(-depth).join('/').replace(EXTENSION, '');
    const groups = matcher.exec(name)?.groups;
    return groups && sceneOf(groups);
  };
}

function compile(pattern: string): RegExp {
  const tokens = pattern.match(TOKEN) ?? [];
  const named = tokens.filter((token) => token.startsWith('{'));
  const unknown = named.find((token) => !(token in TOKENS));
  if (unknown !== undefined) throw badPattern(pattern, `${unknown} means nothing`);
  if (new Set(named).size < named.length) throw badPattern(pattern, 'a token is repeated');
  const parts = ['{YYYY}', '{MM}', '{DD}'].filter((token) => named.includes(token)).length;
  if (parts > 0 && (parts < 3 || named.includes('{date}')))
    throw badPattern(pattern, 'the date is not given once, whole');
  const literals = pattern.split(TOKEN).map((text) => text.replace(/[.+^$(){}|[\]\\]/g, '\\$&'));
  const source = literals.map((literal, i) => literal + (i < tokens.length ? TOKENS[tokens[i]] : '')).join('');
  return new RegExp(`^${source}$`, 'i');
}

function badPattern(pattern: string, reason: string): Failure {
  const valid = '{index}, {YYYY} with {MM} and {DD}, or {date}; * and ? stand for any letters';
  return new Failure('invalid', `pattern "${pattern.slice(0, 100)}": ${reason}; valid are ${valid}`);
}

/** Undefined where the digits are no day of the calendar: then the name has another form. */
function sceneOf({ index, date, year, month, day }: Record<string, string | undefined>): NamedScene | undefined {
  const digits = date?.replace(/\D/g, '') ?? (year !== undefined ? `${year}${month}${day}` : undefined);
  const iso = digits?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  if (iso !== undefined && !isDay(iso)) return undefined;
  return { ...(index === undefined ? {} : { indexName: index }), ...(iso === undefined ? {} : { date: iso }) };
}

/** True for a day of the calendar in the form `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}
