import { isInteger, type Encoding } from '../../raster/raster.ts';
import { storedCut } from '../cuts.ts';
import { plainDecimal } from '../number-format.ts';
import { previousStored } from '../stored-numbers.ts';
import type { Style } from '../style.ts';
import { storedSegments, type Paint } from './segments.ts';
import { smoothKnots, type Knot } from './smooth.ts';
import { factsOf, safeName, titleOf, type StyleSubject } from './subject.ts';
import { escapeXml } from './xml.ts';

/** One `ColorMapEntry`: paints the values below its quantity and not below the entry before it. */
interface Entry {
  readonly quantity: number;
  /** Undefined paints nothing. */
  readonly paint: Paint;
}

/** Above any value that an index can have: where an open end stops. */
const FAR_ABOVE = 1e9;

/**
 * The style as an SLD 1.0.0 of one `intervals` colour map, after the rules that GeoServer and its kin follow: an entry
 * paints [previous quantity, its quantity) in its own colour, the first one everything below, and nothing is painted
 * at or above the last. Every number that the file can store gets the colour that `cutsOf` gives it. Quantities are
 * index values; those of whole stored numbers lie half way between two of them.
 */
export function exportSld(style: Style, subject: StyleSubject): string {
  const entries = atLeastTwo(entriesOf(style, subject.encoding));
  return sldDocument(style, subject, { type: 'type="intervals"', entries: entries.map(entryXml) });
}

/**
 * A continuous style as an SLD of one `ramp` colour map, which blends where `exportSld` steps. `extended` gives the
 * blend 65,536 colours instead of 256.
 *
 * @throws as `smoothKnots`
 */
export function exportSmoothSld(style: Style, subject: StyleSubject): string {
  const knots = smoothKnots(style, subject.encoding);
  // a colour map has two entries at least
  const entries = knots.length > 1 ? knots : knots.flatMap((knot) => [knot, { ...knot, value: knot.value + 1 }]);
  if (entries.length === 0) return exportSld(style, subject);
  return sldDocument(style, subject, { type: 'type="ramp" extended="true"', entries: entries.map(knotXml(entries)) });
}

function sldDocument(
  style: Style,
  subject: StyleSubject,
  { type, entries }: { readonly type: string; readonly entries: readonly string[] },
): string {
  const { layerName, styleName, band = 1 } = subject;
  const name = styleName === undefined ? '' : `\n      <Name>${safeName(styleName)}</Name>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld">
  <NamedLayer>
    <Name>${safeName(layerName)}</Name>
    <UserStyle>${name}
      <Title>${escapeXml(titleOf(subject))}</Title>
      <Abstract>${escapeXml(factsOf(style, subject, 'index').join('; '))}</Abstract>
      <FeatureTypeStyle>
        <Rule>
          <RasterSymbolizer>
            <ChannelSelection><GrayChannel><SourceChannelName>${band}</SourceChannelName></GrayChannel></ChannelSelection>
            <ColorMap ${type}>
${entries.map((entry) => `              ${entry}`).join('\n')}
            </ColorMap>
          </RasterSymbolizer>
        </Rule>
      </FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
`;
}

/** One entry a segment of the cuts: guard, classes and gaps come out of them by themselves, empty classes do not. */
function entriesOf(style: Style, encoding: Encoding): Entry[] {
  const segments = storedSegments(style, encoding);
  const ends = segments.cuts.map(quantities(style, encoding));
  const paints = [...segments.paints];
  // a negative scale turns the stored order round
  if (encoding.scale < 0) {
    ends.reverse();
    paints.reverse();
  }
  const entries = ends.map((quantity, i) => ({ quantity, paint: paints[i] }));
  const beyond = paints[paints.length - 1];
  if (beyond !== undefined) entries.push({ quantity: farAbove(style), paint: beyond });
  // an offset so large that neighbouring cuts round to one number leaves nothing between them
  return entries.filter(({ quantity }, i) => i === 0 || quantity > entries[i - 1].quantity);
}

/**
 * The index value to write for a threshold. Where the file stores the values themselves as floats that is the class
 * edge, exact in any reader, or the next float above a closed maximum; else half way between the two stored numbers.
 */
function quantities(style: Style, encoding: Encoding): (threshold: number) => number {
  const { scale, offset, dtype } = encoding;
  if (isInteger(encoding)) return (threshold) => (threshold - 0.5) * scale + offset;
  const value = (stored: number): number => stored * scale + offset;
  if (scale !== 1 || offset !== 0) {
    return (threshold) => halfWay(value(threshold), value(previousStored(dtype, threshold)));
  }
  const edges = new Map<number, number>();
  for (const { min, max, isMaxClosed } of style.intervals) {
    edges.set(storedCut(min, encoding), min);
    if (!isMaxClosed) edges.set(storedCut(max, encoding), max);
  }
  return (threshold) => edges.get(threshold) ?? threshold;
}

/** Between two values, above the lower one even where they are neighbours and nothing lies between. */
function halfWay(a: number, b: number): number {
  const [lower, upper] = a < b ? [a, b] : [b, a];
  const middle = lower / 2 + upper / 2;
  return middle > lower ? middle : upper;
}

function farAbove({ intervals }: Style): number {
  const last = Math.abs(intervals[intervals.length - 1].max);
  return last < FAR_ABOVE ? FAR_ABOVE : Math.min(last * 1000, Number.MAX_VALUE);
}

/** A colour map has two entries at least: one alone is split, and none becomes two that paint nothing. */
function atLeastTwo(entries: readonly Entry[]): readonly Entry[] {
  if (entries.length > 1) return entries;
  if (entries.length === 0) return [0, 1].map((quantity) => ({ quantity, paint: undefined }));
  return [{ ...entries[0], quantity: 0 }, entries[0]];
}

function entryXml({ quantity, paint }: Entry): string {
  const number = plainDecimal(quantity);
  if (paint === undefined) return `<ColorMapEntry color="#000000" quantity="${number}" opacity="0"/>`;
  return `<ColorMapEntry color="${paint.color}" quantity="${number}" label="${escapeXml(paint.label)}"/>`;
}

/** What paints nothing has the colour of its neighbour, so that it fades into no other where a program blends opacity. */
function knotXml(knots: readonly Knot[]): (knot: Knot, i: number) => string {
  return ({ value, color }, i) => {
    const number = plainDecimal(value);
    if (color !== undefined) return `<ColorMapEntry color="${color}" quantity="${number}" label="${number}"/>`;
    const neighbour = knots[i + 1]?.color ?? knots[i - 1]?.color ?? '#000000';
    return `<ColorMapEntry color="${neighbour}" quantity="${number}" opacity="0"/>`;
  };
}
