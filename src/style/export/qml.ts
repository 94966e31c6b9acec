import type { Encoding } from '../../raster/raster.ts';
import { plainDecimal } from '../number-format.ts';
import type { Style } from '../style.ts';
import { valueHalfway, type Paint, type Segments } from './segments.ts';
import { smoothKnots } from './smooth.ts';
import { factsOf, titleOf, type StyleSubject } from './subject.ts';
import { escapeXml } from './xml.ts';

/** Two values that differ by less are one to QGIS where it decides what is transparent (four steps of a double at 1). */
const SAME_VALUE = 9e-16;
/** How far below 0 a transparent range ends instead of at 0, which QGIS would otherwise count in. */
const BELOW_ZERO = 1e-12;
/** Where the painted values span less than this, ranges that coarse would hide what has a class. */
const NARROW = 1e-6;

/** An item of QGIS's colour ramp shader: paints the values above the item before it, up to its own. */
interface Item {
  /** Infinity for an open end. */
  readonly value: number;
  readonly paint: Paint;
}

interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/**
 * The style as a QGIS layer style (QML) of one DISCRETE colour ramp, in index values, which is what QGIS sees. Its
 * items lie half way between two numbers that the file can store, so that QGIS's upper bounds, which belong to the
 * class below, and its rounding to 15 digits on saving change nothing. What has no class is hidden by ranges of
 * transparency, which add no row to QGIS's legend; where values are too small for QGIS to tell them apart there, by
 * transparent items.
 */
export function exportQml(style: Style, subject: StyleSubject): string {
  const segments = valueHalfway(style, subject.encoding);
  const isNarrow = spanOf(segments) < NARROW;
  const items = itemsOf(segments, isNarrow);
  const hidden = isNarrow ? [] : hiddenRanges(segments, subject.encoding);
  return qmlDocument(style, subject, { type: 'DISCRETE', items, hidden });
}

/**
 * A continuous style as a QML that blends (INTERPOLATED) where `exportQml` steps; what lies beyond closed ends is
 * hidden by ranges of transparency. @throws as `smoothKnots`
 */
export function exportSmoothQml(style: Style, subject: StyleSubject): string {
  const segments = valueHalfway(style, subject.encoding);
  const painted = smoothKnots(style, subject.encoding).filter(({ color }) => color !== undefined);
  if (painted.length === 0) return exportQml(style, subject);
  const items = painted.map(({ value, color = '' }) => ({ value, paint: { color, label: plainDecimal(value) } }));
  const { cuts, paints } = segments;
  const above =
    paints[paints.length - 1] === undefined ? [{ min: cuts[cuts.length - 1], max: highestOf(subject.encoding) }] : [];
  const hidden = [...hiddenRanges(segments, subject.encoding), ...above];
  return qmlDocument(style, subject, { type: 'INTERPOLATED', items, hidden });
}

function qmlDocument(
  style: Style,
  subject: StyleSubject,
  shader: {
    readonly type: 'DISCRETE' | 'INTERPOLATED';
    readonly items: readonly Item[];
    readonly hidden: readonly ValueRange[];
  },
): string {
  const { type, items, hidden } = shader;
  const { band = 1 } = subject;
  const [min, max] = rangeOf(style);
  const bounds = (names: readonly [string, string]): string => `${names[0]}="${min}" ${names[1]}="${max}"`;
  return `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<!-- ${commentText([titleOf(subject), ...factsOf(style, subject, 'index')].join('; '))} -->
<qgis version="3.22" styleCategories="Symbology">
  <pipe>
    <provider>
      <resampling enabled="false" zoomedInResamplingMethod="nearestNeighbour" zoomedOutResamplingMethod="nearestNeighbour" maxOversampling="2"/>
    </provider>
    <rasterrenderer type="singlebandpseudocolor" band="${band}" opacity="1" alphaBand="-1" ${bounds(['classificationMin', 'classificationMax'])}>
      <rasterTransparency>
        <singleValuePixelList>
${hidden.map((range) => `          ${hiddenXml(range)}\n`).join('')}        </singleValuePixelList>
      </rasterTransparency>
      <rastershader>
        <colorrampshader colorRampType="${type}" classificationMode="1" clip="0" ${bounds(['minimumValue', 'maximumValue'])}>
${items.map((item) => `          ${itemXml(item)}\n`).join('')}        </colorrampshader>
      </rastershader>
    </rasterrenderer>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
`;
}

/** From the first cut to the last; Infinity where there is one colour for all. */
function spanOf({ cuts }: Segments): number {
  return cuts.length < 2 ? Infinity : cuts[cuts.length - 1] - cuts[0];
}

/** An item a segment; those that paint nothing only where no range of transparency can hide them. */
function itemsOf({ cuts, paints }: Segments, keepsGuards: boolean): Item[] {
  const items: Item[] = paints.map((paint, i) => ({ value: cuts[i] ?? Infinity, paint }));
  // nothing is painted above the last item anyway
  if (items[items.length - 1].paint === undefined) items.pop();
  const kept = items.filter(({ paint }) => keepsGuards || paint !== undefined);
  return kept.length > 0 ? kept : [{ value: Infinity, paint: undefined }];
}

/** The segments below the last painted one that paint nothing: above it nothing is painted anyway. */
function hiddenRanges({ cuts, paints }: Segments, encoding: Encoding): ValueRange[] {
  const lowest = -highestOf(encoding);
  return paints.flatMap((paint, i) => {
    if (paint !== undefined || i === paints.length - 1) return [];
    return [{ min: i === 0 ? lowest : cuts[i - 1], max: endBelow(cuts[i]) }];
  });
}

function highestOf({ dtype }: Encoding): number {
  return dtype === 'float64' ? Number.MAX_VALUE : 3.4028234663852886e38;
}

/** QGIS takes values within `SAME_VALUE` of a range's end for part of it: the 0 of a class that begins there too. */
function endBelow(cut: number): number {
  return Math.abs(cut) < SAME_VALUE ? -BELOW_ZERO : cut;
}

function rangeOf({ intervals }: Style): [min: string, max: string] {
  if (intervals.length === 0) return ['0', '0'];
  return [plainDecimal(intervals[0].min), plainDecimal(intervals[intervals.length - 1].max)];
}

function itemXml({ value, paint }: Item): string {
  const number = value === Infinity ? 'inf' : plainDecimal(value);
  if (paint === undefined) return `<item value="${number}" label="" color="#000000" alpha="0"/>`;
  return `<item value="${number}" label="${escapeXml(paint.label)}" color="${paint.color}" alpha="255"/>`;
}

function hiddenXml({ min, max }: ValueRange): string {
  return `<pixelListEntry min="${plainDecimal(min)}" max="${plainDecimal(max)}" percentTransparent="100"/>`;
}

/** A comment must not hold two hyphens in a row nor end in one. */
function commentText(text: string): string {
  return escapeXml(text).replace(/-(?=-|$)/g, '- ');
}
