import chroma from 'chroma-js';
import { Failure } from '../failure.ts';
import { ANCHOR_TABLES, SAFE_TABLES } from './color-tables.ts';
import { parseColor } from './color.ts';
import { evenStops, flatStops, reversedStops, stepColors, type Stops } from './stops.ts';
import type { ColorMap } from './style.ts';

export type ColorMapType = 'sequential' | 'diverging' | 'qualitative';

/** A published colour map as `GET /v0/colormaps` lists it. */
export interface ColorMapDescription {
  readonly name: string;
  readonly type: ColorMapType;
  /** Nine colours at the middles of nine equal steps, `#rrggbb`; a qualitative map's own colours. */
  readonly colors: readonly string[];
  /** True for the `_r` twin of another map. */
  readonly reversed: boolean;
  readonly color_blind_safe: boolean;
}

interface NamedMap {
  readonly name: string;
  readonly type: ColorMapType;
  readonly stops: Stops;
  readonly colors: readonly string[];
  readonly isColorBlindSafe: boolean;
}

const REVERSED = '_r';
/** Of a list that somebody gives. */
const MAX_COLORS = 256;
/** Of a stored one: an imported ramp is kept as a colour for every end and every middle of 250 steps. */
const MAX_STORED_COLORS = 501;

const DIVERGING = ['Spectral', 'RdYlGn', 'RdBu', 'PiYG', 'PRGn', 'RdYlBu', 'BrBG', 'RdGy', 'PuOr'];
const QUALITATIVE = ['Set1', 'Set2', 'Set3', 'Accent', 'Dark2', 'Paired', 'Pastel1', 'Pastel2'];
/** Diverging schemes that colorbrewer2.org marks colour-blind safe at every size; all sequential ones are. */
const SAFE_DIVERGING = ['RdBu', 'PiYG', 'PRGn', 'RdYlBu', 'BrBG', 'PuOr'];

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['rplumbho', 'rplumbo'],
  ['gray', 'grayscale'],
  ['grey', 'grayscale'],
  ['greyscale', 'grayscale'],
]);

/** Every named map by its name in lower case. */
const REGISTRY = buildRegistry();

/** Names of all published colour maps, reversed twins included, in the order they are listed. */
export function colorMapNames(): string[] {
  return [...REGISTRY.values()].map(({ name }) => name);
}

/** All published colour maps. */
export function describeColorMaps(): ColorMapDescription[] {
  return [...REGISTRY.values()].map(({ name, type, colors, isColorBlindSafe }) => ({
    name,
    type,
    colors,
    reversed: name.endsWith(REVERSED),
    color_blind_safe: isColorBlindSafe,
  }));
}

/**
 * Stops of a colour map: a published name in any case, or a list of colours spread evenly.
 *
 * @throws Failure `invalid`, with similar names, for an unknown name or a list that is not 2 to 501 colours
 */
export function resolveColorMap(map: ColorMap): Stops {
  return typeof map === 'string' ? namedMap(map).stops : evenStops(checkColors(map, MAX_STORED_COLORS));
}

/**
 * A colour map that is given, as it is stored: a name in its published spelling, or colours as `#rrggbb`.
 *
 * @throws Failure as `resolveColorMap`; a list that is given has at most 256 colours
 */
export function canonicalColorMap(map: ColorMap): ColorMap {
  return typeof map === 'string' ? namedMap(map).name : checkColors(map, MAX_COLORS);
}

function namedMap(name: string): NamedMap {
  const key = name.trim().toLowerCase();
  const isReversed = key.endsWith(REVERSED);
  const base = isReversed ? key.slice(0, -REVERSED.length) : key;
  const found = REGISTRY.get((ALIASES.get(base) ?? base) + (isReversed ? REVERSED : ''));
  if (found !== undefined) return found;
  const near = similarNames(key);
  const hint = near.length > 0 ? `; similar: ${near.join(', ')}` : '';
  throw new Failure(
    'invalid',
    `no colour map is named "${name.slice(0, 60)}"${hint}; GET /v0/colormaps lists them all`,
  );
}

function checkColors(colors: readonly string[], most: number): string[] {
  if (colors.length < 2 || colors.length > most) {
    throw new Failure('invalid', `a colour list has 2 to ${most} colours, not ${colors.length}`);
  }
  return colors.map((text, i) => {
    const color = parseColor(text);
    if (color !== undefined) return color;
    throw new Failure('invalid', `colour ${i + 1} of the list is "${text.slice(0, 30)}"; valid is #rgb or #rrggbb`);
  });
}

function buildRegistry(): ReadonlyMap<string, NamedMap> {
  const maps = [...brewerMaps(), ...anchoredMaps()];
  const twins = maps.map((map) => ({
    ...map,
    name: map.name + REVERSED,
    stops: reversedStops(map.stops),
    colors: [...map.colors].reverse(),
  }));
  const pairs = maps.flatMap((map, i) => [map, twins[i]]);
  return new Map(pairs.map((map) => [map.name.toLowerCase(), map]));
}

function brewerMaps(): NamedMap[] {
  // chroma-js counts a nine-colour Viridis among them; ours is the full table
  const schemes = Object.entries(chroma.brewer).filter(([name]) => name !== 'Viridis');
  return schemes.map(([name, colors]) => {
    if (QUALITATIVE.includes(name)) {
      return { name, type: 'qualitative', stops: flatStops(colors), colors, isColorBlindSafe: false };
    }
    const isDiverging = DIVERGING.includes(name);
    const stops = evenStops(colors);
    return {
      name,
      type: isDiverging ? 'diverging' : 'sequential',
      stops,
      colors: stepColors(stops, 9),
      isColorBlindSafe: !isDiverging || SAFE_DIVERGING.includes(name),
    };
  });
}

function anchoredMaps(): NamedMap[] {
  return Object.entries(ANCHOR_TABLES).map(([name, table]) => {
    const words = table.split(/\s+/);
    const stops = words.flatMap((word, i) =>
      i % 2 === 0 ? [{ position: Number(word) / 255, color: words[i + 1] }] : [],
    );
    return { name, type: 'sequential', stops, colors: stepColors(stops, 9), isColorBlindSafe: SAFE_TABLES.has(name) };
  });
}

/** Up to five names that share a beginning with the asked one or are few letters away from it. */
function similarNames(asked: string): string[] {
  const scored = [...REGISTRY.entries()].map(([key, { name }]) => ({ name, distance: editDistance(asked, key) }));
  return scored
    .filter(({ name, distance }) => distance <= 2 || (asked.length >= 3 && name.toLowerCase().startsWith(asked)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 5)
    .map(({ name }) => name);
}

/** Levenshtein's distance; long texts are cut, for they are no misspelling. */
function editDistance(a: string, b: string): number {
  const text = a.slice(0, 40);
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= text.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (text[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, previous[j] + 1, row[j - 1] + 1));
    }
    previous = row;
  }
  return previous[b.length];
}
