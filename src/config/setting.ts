/** One setting: its environment variable, what it is for, its unit, its default as one would type it, its check. */
export interface Setting<T> {
  readonly variable: string;
  readonly meaning: string;
  /** Unit or form of the value, as shown in the documentation. */
  readonly unit: string;
  /** The text used when the variable is unset or empty; undefined where the setting is then simply absent. */
  readonly fallback: string | undefined;
  /** The typed value of a text. Throws RangeError whose message says what would be valid. */
  readonly read: (text: string) => T;
}

/** A setting that has a default. */
export function required<T>(
  variable: string,
  meaning: string,
  unit: string,
  fallback: string,
  read: (text: string) => T,
): Setting<T> {
  return { variable, meaning, unit, fallback, read };
}

/** A setting that may be absent. */
export function optional<T>(
  variable: string,
  meaning: string,
  unit: string,
  read: (text: string) => T,
): Setting<T | undefined> {
  return { variable, meaning, unit, fallback: undefined, read };
}

/** Any text. */
export function word(text: string): string {
  return text;
}

/** A whole number between two, both included. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new RangeError(`"${text}" is not a whole number from ${least} to ${most}`);
  };
}

/** One of some words, in any case. */
export function oneOf<const T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const value = values.find((candidate) => candidate === text.toLowerCase());
    if (value !== undefined) return value;
    throw new RangeError(`"${text}" is none of ${values.join(', ')}`);
  };
}

/** Texts separated by commas. */
export function listOf<T>(read: (text: string) => T): (text: string) => readonly T[] {
  return (text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(read);
}

/** Bytes of `5242880`, `512 kB` or `5 MB` (decimal units), up to 64 GB. */
export function byteCount(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(kb|mb)?$/i.exec(text);
  const unit = { kb: 1e3, mb: 1e6 }[match?.[2]?.toLowerCase() ?? ''] ?? 1;
  const bytes = match ? Math.round(Number(match[1]) * unit) : NaN;
  if (bytes >= 1 && bytes <= 64e9) return bytes;
  throw new RangeError(`"${text}" is not a size such as 5242880, 512 kB or 5 MB (at most 64000 MB)`);
}

/** As `byteCount`, or 0. */
export function byteCountOrNone(text: string): number {
  return text === '0' ? 0 : byteCount(text);
}

/** Without its trailing slash, so that a path can be appended. */
export function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
  if (!isPlain) throw new RangeError(`"${text}" is not a URL such as https://maps.example.org (no query, no user)`);
  return url.href.replace(/\/+$/, '');
}
