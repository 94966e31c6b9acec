import { readColor } from './colors.ts';
import { readNumber, shown, unreadableStyle } from './faults.ts';
import { Notes, type Cut, type Knot, type Paint, type Place, type ReadStyle } from './read-style.ts';
import { tellOpacity, tellUnsorted, toldRange, tooManyEntries } from './tell.ts';
import { allOf, childOf, firstOf, type Element } from './xml.ts';

/** Which program an `intervals` colour map is read as. */
export type Dialect = 'geoserver' | 'mapserver';

/** A quantity so far above the others stands for an open end. */
const FAR_ABOVE = 1e8;
const FAR_FACTOR = 100;

/**
 * The first raster symbolizer of an SLD 1.0.0, or of a style of Symbology Encoding 1.1, that has a colour map.
 *
 * @throws Failure `invalid` naming the line of the fault
 */
export function readSld(root: Element, asked?: Dialect): ReadStyle {
  const notes = new Notes();
  const dialect = asked ?? dialectOf(root);
  const symbolizers = symbolizersOf(root, dialect, notes);
  const [symbolizer] = symbolizers;
  tooManyEntries(symbolizers.flatMap((one) => allOf(one, 'ColorMapEntry')).length, symbolizer.line);
  tellAround(root, symbolizer, notes);
  const map = childOf(symbolizer, 'ColorMap') ?? symbolizer;
  const categorize = firstOf(map, 'Categorize');
  const interpolate = firstOf(map, 'Interpolate');
  const drawing =
    categorize !== undefined
      ? categorized(categorize, notes)
      : interpolate !== undefined
        ? interpolated(interpolate, notes)
        : joined(symbolizers.map((one) => colorMap(childOf(one, 'ColorMap') ?? one, dialect, notes)));
  return {
    format: 'sld',
    drawing,
    // MapServer meets the numbers that the file stores
    unit: dialect === 'mapserver' ? 'stored' : 'index',
    band: bandOf(symbolizer, notes),
    range: rangeOf(root),
    notes: notes.all(),
  };
}

/** GeoServer's, unless a file says that it is for MapServer, as our own do. */
function dialectOf(root: Element): Dialect {
  return allOf(root, 'Abstract').some(({ text }) => /mapserver|\bPROCESSING\b/i.test(text)) ? 'mapserver' : 'geoserver';
}

/** Those that are read: for MapServer, whose classes with gaps between them stand in several, all. */
function symbolizersOf(root: Element, dialect: Dialect, notes: Notes): Element[] {
  const all = [...(root.name === 'RasterSymbolizer' ? [root] : []), ...allOf(root, 'RasterSymbolizer')];
  const coloured = all.filter((one) => childOf(one, 'ColorMap') !== undefined);
  if (all.length === 0) throw unreadableStyle('the document has no RasterSymbolizer', root.line);
  if (coloured.length === 0) throw unreadableStyle('the RasterSymbolizer has no ColorMap', all[0].line);
  if (dialect === 'mapserver') return coloured;
  if (coloured.length > 1) {
    const message = `${coloured.length} raster symbolizers have a colour map; the first one was read`;
    notes.add('lost', 'several_symbolizers', message, placeOf(coloured[1]));
  }
  return coloured.slice(0, 1);
}

/** Tells of what stands beside the colour map and changes what is drawn. */
function tellAround(root: Element, symbolizer: Element, notes: Notes): void {
  const opacity = childOf(symbolizer, 'Opacity');
  if (opacity !== undefined && numberOf(opacity.text, 'Opacity', opacity, notes) < 1) {
    notes.add('lost', 'layer_opacity', 'the opacity of the whole layer', placeOf(opacity));
  }
  const contrast = childOf(symbolizer, 'ContrastEnhancement');
  if (contrast !== undefined && contrast.children.length > 0) {
    const message =
      'a contrast enhancement, which stretches values before they are coloured: bounds are read as they stand';
    notes.add('lost', 'contrast_enhancement', message, placeOf(contrast));
  }
  for (const name of ['ShadedRelief', 'ImageOutline', 'OverlapBehavior']) {
    const element = childOf(symbolizer, name);
    if (element !== undefined) notes.add('lost', 'not_drawn', `${name} is not drawn`, placeOf(element));
  }
  for (const name of ['MinScaleDenominator', 'MaxScaleDenominator']) {
    const element = firstOf(root, name);
    if (element !== undefined) notes.add('lost', 'scale_range', 'a legend holds at every scale', placeOf(element));
  }
}

function bandOf(symbolizer: Element, notes: Notes): number | undefined {
  const channels = childOf(symbolizer, 'ChannelSelection');
  const several = ['RedChannel', 'GreenChannel', 'BlueChannel'].map((name) => childOf(channels, name)).find(Boolean);
  if (several !== undefined) {
    notes.add('lost', 'several_bands', 'a picture of several bands: only its colour map was read', placeOf(several));
  }
  const name = childOf(childOf(channels, 'GrayChannel'), 'SourceChannelName');
  return name !== undefined && /^\d{1,5}$/.test(name.text) ? Number(name.text) : undefined;
}

function rangeOf(root: Element): readonly [number, number] | undefined {
  return allOf(root, 'Abstract')
    .map(({ text }) => toldRange(text))
    .find((range) => range !== undefined);
}

/** The drawings of several symbolizers that follow each other. */
function joined([first, ...others]: readonly ReadStyle['drawing'][]): ReadStyle['drawing'] {
  return others.reduce((all, one) => {
    if (all.kind !== 'pieces' || one.kind !== 'pieces') return all;
    return { kind: 'pieces', cuts: [...all.cuts, ...one.cuts], paints: [...all.paints, ...one.paints.slice(1)] };
  }, first);
}

interface Entry {
  readonly value: number;
  readonly paint: Paint;
  readonly line: number;
}

function colorMap(map: Element, dialect: Dialect, notes: Notes): ReadStyle['drawing'] {
  const { type, extended } = map.attributes;
  const written = map.children.filter(({ name }) => name === 'ColorMapEntry').map((entry) => entryOf(entry, notes));
  tooManyEntries(written.length, map.line);
  if (written.length === 0) throw unreadableStyle('the ColorMap has no ColorMapEntry', map.line);
  tellUnsorted(
    written.map(({ value }) => value),
    placeOf(map),
    notes,
  );
  const entries = [...written].sort((a, b) => a.value - b.value);
  switch (type?.toLowerCase()) {
    case 'intervals':
      return dialect === 'mapserver' ? lowerBounds(entries) : upperBounds(entries, map, notes);
    case 'values':
      return { kind: 'singles', knots: distinct(entries, notes) };
    case 'ramp':
    case undefined:
      if (type === undefined) {
        const message = 'the ColorMap has no type: read as a ramp, as GeoServer does; MapServer draws intervals always';
        notes.add('differs', 'missing_type', message, placeOf(map));
      }
      if (extended?.toLowerCase() !== 'true') {
        const message = 'GeoServer draws a ramp without extended="true" in 256 colours, up to 3/255 off';
        notes.add('differs', 'not_extended', message, placeOf(map));
      }
      return { kind: 'blend', knots: entries, isClamped: true, side: 'above' };
    default:
      throw unreadableStyle(
        `the ColorMap's type is "${shown(type ?? '')}"; expected ramp, intervals or values`,
        map.line,
      );
  }
}

/** GeoServer: an entry paints what is below its quantity and not below the entry before it. */
function upperBounds(entries: readonly Entry[], map: Element, notes: Notes): ReadStyle['drawing'] {
  const message =
    'read as GeoServer draws intervals: an entry colours the values below its quantity; MapServer colours those from ' +
    'its quantity on';
  notes.add('differs', 'intervals', message, placeOf(map));
  const unique = distinct(entries, notes);
  const cuts = unique.map(({ value, line }): Cut => ({ value, side: 'above', line }));
  const paints: Paint[] = unique.map(({ paint }) => paint);
  const last = cuts[cuts.length - 1].value;
  const before = cuts.length > 1 ? Math.abs(cuts[cuts.length - 2].value) : 0;
  if (last === Infinity || (last >= FAR_ABOVE && last >= before * FAR_FACTOR)) cuts.pop();
  else paints.push(undefined);
  return { kind: 'pieces', cuts, paints };
}

/** MapServer: an entry paints from its quantity up to the next one; the last one only closes. */
function lowerBounds(entries: readonly Entry[]): ReadStyle['drawing'] {
  const cuts = entries.map(({ value, line }): Cut => ({ value, side: 'above', line }));
  const paints = entries.map(({ paint }) => paint);
  return { kind: 'pieces', cuts, paints: [undefined, ...paints.slice(0, -1), undefined] };
}

/** Entries of one quantity each: of several the first one counts, as in GeoServer. */
function distinct(entries: readonly Entry[], notes: Notes): Entry[] {
  return entries.filter(({ value, line }, i) => {
    if (i === 0 || value !== entries[i - 1].value) return true;
    notes.add('lost', 'duplicate', 'a quantity stands twice; its first entry counts', { line }, String(value));
    return false;
  });
}

function entryOf(element: Element, notes: Notes): Entry {
  const { attributes, line } = element;
  const { color, quantity, label, opacity } = attributes;
  if (quantity === undefined) throw unreadableStyle('a ColorMapEntry has no quantity', line);
  const value = numberOf(quantity, 'a quantity', element, notes);
  if (opacity !== undefined) {
    const share = numberOf(opacity, 'an opacity', element, notes);
    if (share <= 0) return { value, paint: undefined, line };
    tellOpacity(share, placeOf(element), notes);
  }
  return {
    value,
    paint: { color: readColor(withoutEnv(color, element, notes), line), label: label || undefined },
    line,
  };
}

/** Symbology Encoding: values and the thresholds between them. */
function categorized(element: Element, notes: Notes): ReadStyle['drawing'] {
  const message = 'GeoServer and QGIS do not draw Categorize of a raster as it is meant; a SLD 1.0.0 says it to all';
  notes.add('differs', 'se_1_1', message, placeOf(element));
  const side = /^preceding$/i.test(
    element.attributes.thresholdsBelongTo ?? element.attributes.threshholdsBelongTo ?? '',
  )
    ? 'below'
    : 'above';
  const parts = element.children.filter(({ name }) => name === 'Value' || name === 'Threshold');
  tooManyEntries(parts.length, element.line);
  const wrong = parts.find(({ name }, i) => name !== (i % 2 === 0 ? 'Value' : 'Threshold'));
  if (wrong !== undefined || parts.length % 2 === 0) {
    throw unreadableStyle('Categorize needs a Value, then pairs of Threshold and Value', (wrong ?? element).line);
  }
  const paints = parts
    .filter(({ name }) => name === 'Value')
    .map((value): Paint => ({ color: readColor(value.text, value.line) }));
  const cuts = parts
    .filter(({ name }) => name === 'Threshold')
    .map((threshold): Cut => ({
      value: numberOf(threshold.text, 'a Threshold', threshold, notes),
      side,
      line: threshold.line,
    }));
  const wrongOrder = cuts.find(({ value }, i) => i > 0 && !(value > cuts[i - 1].value));
  if (wrongOrder !== undefined) throw unreadableStyle('the thresholds of Categorize must ascend', wrongOrder.line);
  return { kind: 'pieces', cuts, paints };
}

/** Symbology Encoding: points that colours blend between. */
function interpolated(element: Element, notes: Notes): ReadStyle['drawing'] {
  const message = 'GeoServer loses what Interpolate says of opacity and labels; a SLD 1.0.0 says it to all';
  notes.add('differs', 'se_1_1', message, placeOf(element));
  const { mode } = element.attributes;
  if (mode !== undefined && !/^linear$/i.test(mode)) {
    notes.add('lost', 'interpolation', `the mode "${shown(mode)}": colours blend linearly`, placeOf(element));
  }
  const points = element.children.filter(({ name }) => name === 'InterpolationPoint');
  tooManyEntries(points.length, element.line);
  const written = points.map((point): Knot => {
    const [data, value] = [childOf(point, 'Data'), childOf(point, 'Value')];
    if (data === undefined || value === undefined)
      throw unreadableStyle('an InterpolationPoint needs Data and Value', point.line);
    const color = readColor(value.text, value.line);
    return { value: numberOf(data.text, 'Data', data, notes), paint: { color }, line: point.line };
  });
  if (written.length === 0) throw unreadableStyle('Interpolate has no InterpolationPoint', element.line);
  tellUnsorted(
    written.map(({ value }) => value),
    placeOf(element),
    notes,
  );
  const knots = [...written].sort((a, b) => a.value - b.value);
  return { kind: 'blend', knots, isClamped: true, side: 'above' };
}

/** A number, told of where other programs read another one. */
function numberOf(text: string, what: string, element: Element, notes: Notes): number {
  const plain = withoutEnv(text, element, notes) ?? '';
  const value = readNumber(plain, what, element.line);
  if (/e/i.test(plain) && Number.isFinite(value)) {
    const message = 'an exponent, which MapServer leaves out';
    notes.add('differs', 'exponent', message, placeOf(element), shown(plain));
  }
  if (!Number.isFinite(value)) notes.add('differs', 'infinite', 'GeoServer cannot read "inf"', placeOf(element));
  return value;
}

/** Longer ones are not looked at: the expression takes time that grows with the cube of what does not match. */
const MOST_ENV = 200;
const ENV = /^\$\{\s*env\(\s*'[^']*'\s*,\s*'?([^')]*)'?\s*\)\s*\}$/;

/** GeoServer's `${env('low', 0)}`: the value that holds where nobody gives one. */
function withoutEnv(text: string | undefined, element: Element, notes: Notes): string | undefined {
  const env = text === undefined || text.length > MOST_ENV ? null : ENV.exec(text.trim());
  if (env === null) return text;
  notes.add('lost', 'parameter', 'a parameter of the request: its default was read', placeOf(element));
  return env[1];
}

function placeOf({ line, name }: Element): Place {
  return { line, element: name };
}
