import { readColor } from './colors.ts';
import { readNumber, shown, unreadableStyle } from './faults.ts';
import { Notes, type Cut, type Knot, type Paint, type Pieces, type Place, type ReadStyle } from './read-style.ts';
import { tellOpacity, tellUnsorted, tooManyEntries } from './tell.ts';
import { allOf, childOf, firstOf, type Element } from './xml.ts';

/** A transparent range of our own files ends this little below the 0 of a class that begins there. */
const BELOW_ZERO = -1e-12;
/** Characters of a number that somebody may have written. */
const MEANT_LENGTH = 14;
/** Most ranges of transparency: each takes a pass over what there is, and people write a few. */
const MOST_HIDDEN = 512;
/** A range that begins here begins at the lowest number that there is. */
const LOWEST = -1e30;

/**
 * A layer style of QGIS, of the renderers that colour one band.
 *
 * @throws Failure `invalid` naming the line of the fault
 */
export function readQml(root: Element): ReadStyle {
  const notes = new Notes();
  const renderer = firstOf(root, 'rasterrenderer');
  if (renderer === undefined)
    throw unreadableStyle('the style has no rasterrenderer: is it of a raster layer?', root.line);
  tellAround(root, renderer, notes);
  const { type = '', band = '' } = renderer.attributes;
  return {
    format: 'qml',
    drawing: drawingOf(type, renderer, notes),
    unit: 'index',
    band: /^\d{1,5}$/.test(band) ? Number(band) : undefined,
    range: rangeOf(renderer),
    notes: notes.all(),
  };
}

function drawingOf(type: string, renderer: Element, notes: Notes): ReadStyle['drawing'] {
  switch (type) {
    case 'singlebandpseudocolor':
      return shaded(renderer, notes);
    case 'paletted':
      return paletted(renderer, notes);
    case 'singlebandgray':
      return gray(renderer, notes);
    default:
      throw unreadableStyle(
        `the renderer "${shown(type)}" colours no classes; read are singlebandpseudocolor, paletted and singlebandgray`,
        renderer.line,
      );
  }
}

function shaded(renderer: Element, notes: Notes): ReadStyle['drawing'] {
  const shader = firstOf(renderer, 'colorrampshader');
  if (shader === undefined) throw unreadableStyle('the renderer has no colorrampshader', renderer.line);
  const written = shader.children.filter(({ name }) => name === 'item').map((item) => knotOf(item, notes));
  tooManyEntries(written.length, shader.line);
  if (written.length === 0) throw unreadableStyle('the colorrampshader has no item', shader.line);
  tellUnsorted(
    written.map(({ value }) => value),
    placeOf(shader),
    notes,
  );
  const knots = [...written].sort((a, b) => a.value - b.value);
  const { colorRampType = 'INTERPOLATED', clip } = shader.attributes;
  const hidden = hiddenRanges(renderer, notes);
  switch (colorRampType.toUpperCase()) {
    case 'DISCRETE':
      return withHidden(discrete(knots), hidden);
    case 'EXACT':
      return { kind: 'singles', knots };
    case 'INTERPOLATED': {
      const finite = knots.filter(({ value }) => Number.isFinite(value));
      if (finite.length === 0) throw unreadableStyle('no item has a finite value', shader.line);
      const [first, last] = [finite[0].value, finite[finite.length - 1].value];
      const isHidden = hidden.length > 0 && hidden.every(({ min, max }) => max <= first || min >= last);
      if (hidden.length > 0 && !isHidden) {
        notes.add('lost', 'transparent_range', 'transparent ranges inside a ramp', placeOf(shader));
      }
      return { kind: 'blend', knots: finite, isClamped: clip !== '1' && !isHidden, side: 'above' };
    }
    default:
      throw unreadableStyle(
        `the colorRampType is "${shown(colorRampType)}"; expected DISCRETE, INTERPOLATED or EXACT`,
        shader.line,
      );
  }
}

/** An item paints what is above the item before it, up to its own value; the first one everything below. */
function discrete(knots: readonly Knot[]): Pieces {
  const cuts = knots.map(({ value, line }): Cut => ({ value, side: 'below', line }));
  const paints: Paint[] = knots.map(({ paint }) => paint);
  if (cuts[cuts.length - 1].value === Infinity) cuts.pop();
  else paints.push(undefined);
  return { kind: 'pieces', cuts, paints };
}

interface HiddenRange {
  readonly min: number;
  readonly max: number;
  readonly line: number;
}

function hiddenRanges(renderer: Element, notes: Notes): HiddenRange[] {
  const entries = allOf(renderer, 'pixelListEntry');
  if (entries.length > MOST_HIDDEN) {
    throw unreadableStyle(`the style has more than ${MOST_HIDDEN} transparent ranges`, entries[MOST_HIDDEN].line);
  }
  return entries.flatMap((entry) => {
    const { min = '', max = '', percentTransparent = '100' } = entry.attributes;
    const { line } = entry;
    if (readNumber(percentTransparent, 'percentTransparent', line) < 100) {
      notes.add('lost', 'opacity', 'a partly transparent range: a legend paints it fully', placeOf(entry));
      return [];
    }
    const end = readNumber(max, 'max', line);
    return [{ min: readNumber(min, 'min', line), max: end >= BELOW_ZERO && end < 0 ? 0 : end, line }];
  });
}

/** Whether a number lies between two that a raster can hold, where it is on no side. */
function isCut(value: number): boolean {
  return String(value).length > MEANT_LENGTH;
}

/** The pieces with nothing painted in the ranges. */
function withHidden(pieces: Pieces, ranges: readonly HiddenRange[]): Pieces {
  return ranges.reduce(({ cuts, paints }, { min, max, line }): Pieces => {
    const [from, to]: Cut[] = [
      {
        value: min <= LOWEST ? -Infinity : min,
        side: isCut(min) && cuts.some(({ value }) => value === min) ? 'below' : 'above',
        line,
      },
      // a 0 that stands for what is just below it is painted
      { value: max, side: max === 0 ? 'above' : 'below', line },
    ];
    const isBelow = (cut: Cut, other: Cut): boolean =>
      cut.value < other.value || (cut.value === other.value && cut.side === 'above' && other.side === 'below');
    const before = cuts.filter((cut) => isBelow(cut, from));
    const after = cuts.filter((cut) => isBelow(to, cut));
    const head = from.value === -Infinity ? [] : [...before, from];
    const headPaints = from.value === -Infinity ? [] : paints.slice(0, before.length + 1);
    return {
      kind: 'pieces',
      cuts: [...head, to, ...after],
      paints: [...headPaints, undefined, ...paints.slice(paints.length - after.length - 1)],
    };
  }, pieces);
}

function paletted(renderer: Element, notes: Notes): ReadStyle['drawing'] {
  const entries = allOf(renderer, 'paletteEntry');
  tooManyEntries(entries.length, renderer.line);
  if (entries.length === 0) throw unreadableStyle('the renderer has no paletteEntry', renderer.line);
  const knots = entries.map((entry) => knotOf(entry, notes)).sort((a, b) => a.value - b.value);
  return { kind: 'singles', knots };
}

/** From black to white, or the other way round, between the bounds of the contrast enhancement. */
function gray(renderer: Element, notes: Notes): ReadStyle['drawing'] {
  const contrast = firstOf(renderer, 'contrastEnhancement') ?? renderer;
  const [low, high] = ['minValue', 'maxValue'].map((name) => childOf(contrast, name));
  if (low === undefined || high === undefined) {
    throw unreadableStyle('singlebandgray without a contrastEnhancement of minValue and maxValue', renderer.line);
  }
  const algorithm = childOf(contrast, 'algorithm')?.text ?? 'StretchToMinimumMaximum';
  if (algorithm !== 'StretchToMinimumMaximum') {
    notes.add('differs', 'contrast_enhancement', `"${shown(algorithm)}" is read as a stretch`, placeOf(contrast));
  }
  const colors = renderer.attributes.gradient === 'WhiteToBlack' ? ['#ffffff', '#000000'] : ['#000000', '#ffffff'];
  const knots = [low, high].map(({ text, line }, i) => {
    return { value: readNumber(text, 'a bound', line), paint: { color: colors[i] }, line };
  });
  if (!(knots[1].value > knots[0].value)) throw unreadableStyle('maxValue must be above minValue', high.line);
  return { kind: 'blend', knots, isClamped: true, side: 'above' };
}

function knotOf({ attributes, line, name }: Element, notes: Notes): Knot {
  const { value, color, label, alpha } = attributes;
  if (value === undefined) throw unreadableStyle(`an ${name} has no value`, line);
  const opacity = alpha === undefined ? 1 : readNumber(alpha, 'alpha', line) / 255;
  const number = readNumber(value, 'a value', line);
  if (opacity <= 0) return { value: number, paint: undefined, line };
  tellOpacity(opacity, { line, element: name }, notes);
  return { value: number, paint: { color: readColor(color, line), label: label || undefined }, line };
}

/** Tells of what stands beside the colours and changes what is drawn. */
function tellAround(root: Element, renderer: Element, notes: Notes): void {
  const { opacity = '1', alphaBand = '-1' } = renderer.attributes;
  if (readNumber(opacity, 'opacity', renderer.line) < 1) {
    notes.add('lost', 'layer_opacity', 'the opacity of the whole layer', placeOf(renderer));
  }
  if (alphaBand !== '-1') notes.add('lost', 'alpha_band', 'a band that says how opaque pixels are', placeOf(renderer));
  for (const [name, attribute, plain] of [
    ['brightnesscontrast', 'brightness', '0'],
    ['brightnesscontrast', 'contrast', '0'],
    ['brightnesscontrast', 'gamma', '1'],
    ['huesaturation', 'saturation', '0'],
    ['huesaturation', 'grayscaleMode', '0'],
    ['huesaturation', 'colorizeOn', '0'],
    ['huesaturation', 'invertColors', '0'],
  ] as const) {
    const element = firstOf(root, name);
    if (element === undefined) continue;
    const value = element.attributes[attribute] ?? plain;
    if (value !== plain)
      notes.add('lost', 'color_filter', `${attribute} of ${name}: ${shown(value)}`, placeOf(element));
  }
  const blend = firstOf(root, 'blendMode');
  if (blend !== undefined && blend.text !== '0') {
    notes.add('lost', 'blend_mode', 'a way of blending with the layers below', placeOf(blend));
  }
}

function rangeOf(renderer: Element): readonly [number, number] | undefined {
  const { classificationMin = '', classificationMax = '' } = renderer.attributes;
  const range = [classificationMin, classificationMax].map((text) => (text.trim() === '' ? NaN : Number(text)));
  return range.every(Number.isFinite) ? [range[0], range[1]] : undefined;
}

function placeOf({ line, name }: Element): Place {
  return { line, element: name };
}
