import { channelsOf } from '../color.ts';
import { plainDecimal } from '../number-format.ts';
import type { Style } from '../style.ts';
import {
  mapserverClass,
  mapserverStyle,
  type MapserverClass,
  type MapserverRaster,
  type MapserverStyle,
} from './mapserver-scale.ts';
import { factsOf, oneLine, safeName, titleOf, type StyleSubject } from './subject.ts';
import { escapeXml } from './xml.ts';

/** What files for MapServer must know of the raster beside the rest. */
export interface MapserverSubject extends StyleSubject, MapserverRaster {
  /** Name of the raster's file, without its folder. */
  readonly fileName: string;
}

/**
 * The style as a LAYER of a mapfile, its PROCESSING lines included, in the numbers that the file stores, which is what
 * MapServer reads.
 */
export function exportMapserverLayer(style: Style, subject: MapserverSubject): string {
  const drawn = mapserverStyle(style, subject.encoding, subject);
  const comments = [
    titleOf(subject),
    ...factsOf(style, subject, 'stored'),
    'set DATA to where the raster lies, if it is not beside the mapfile',
    'the PROCESSING lines belong to the classes: MapServer parts them elsewhere without',
    ...inexactness(drawn),
  ];
  const name = `${subject.layerName}${subject.styleName === undefined ? '' : `_${subject.styleName}`}`;
  return `${comments.map((text) => `# ${oneLine(text)}`).join('\n')}
LAYER
  NAME "${safeName(name)}"
  TYPE RASTER
  STATUS ON
  DATA ${quoted(subject.fileName)}
  PROJECTION
    AUTO
  END
  ENCODING "UTF-8"
${processing(drawn, subject)
  .map((option) => `  PROCESSING "${option}"\n`)
  .join('')}  METADATA
    "ows_title" ${quoted(titleOf(subject))}
  END
${classLines(drawn)
  .map((line) => `  ${line}\n`)
  .join('')}END
`;
}

/**
 * The style as an SLD 1.0.0 for MapServer, to be used over a layer that has the PROCESSING lines told in its Abstract:
 * an SLD cannot set them. MapServer paints from an entry's quantity to the next one's; classes with a gap between them
 * stand in rules of their own, and the entry that closes a rule paints nothing.
 */
export function exportMapserverSld(style: Style, subject: MapserverSubject): string {
  const drawn = mapserverStyle(style, subject.encoding, subject);
  const { layerName, styleName } = subject;
  const lines = processing(drawn, subject).map((option) => `PROCESSING "${option}"`);
  const facts = [
    ...factsOf(style, subject, 'stored'),
    `for MapServer only; its layer needs the lines ${lines.join(' ')}`,
    ...inexactness(roundedBounds(drawn)),
  ];
  const name = styleName === undefined ? '' : `\n      <Name>${safeName(styleName)}</Name>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld">
  <NamedLayer>
    <Name>${safeName(`${layerName}${styleName === undefined ? '' : `_${styleName}`}`)}</Name>
    <UserStyle>${name}
      <Title>${escapeXml(titleOf(subject))}</Title>
      <Abstract>${escapeXml(facts.join('; '))}</Abstract>
      <FeatureTypeStyle>
${runsOf(drawn.classes)
  .map((run) => ruleXml(entriesOf(run, drawn)))
  .join('')}      </FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
`;
}

/** Whether MapServer has every class as it is from the SLD, which it reads with six decimals, given the PROCESSING lines. */
export function isMapserverSldExact(style: Style, subject: MapserverSubject): boolean {
  const { scale } = roundedBounds(mapserverStyle(style, subject.encoding, subject));
  return scale === undefined || scale.isExact;
}

function processing({ scale }: MapserverStyle, { band = 1 }: StyleSubject): string[] {
  const bands = `BANDS=${band}`;
  if (scale === undefined) return [bands];
  return [bands, `SCALE=${plainDecimal(scale.low)},${plainDecimal(scale.high)}`, `SCALE_BUCKETS=${scale.buckets}`];
}

function inexactness({ scale }: MapserverStyle): string[] {
  if (scale === undefined || scale.isExact) return [];
  const half = (scale.high - scale.low) / scale.buckets / 2;
  return [
    `numbers within ${half.toPrecision(2)} of an edge may get the neighbouring colour: no buckets part at all edges`,
  ];
}

function classLines(drawn: MapserverStyle): string[] {
  // without any class MapServer would draw the numbers in grey
  if (drawn.classes.length === 0) return ['CLASS NAME "no valid data" EXPRESSION (1 = 0) END'];
  return drawn.classes.map(({ paint }, i) => {
    const color = channelsOf(paint.color).join(' ');
    return `CLASS NAME ${quoted(paint.label)} EXPRESSION (${condition(drawn, i)}) STYLE COLOR ${color} END END`;
  });
}

function condition({ classes, hasOuterBounds }: MapserverStyle, i: number): string {
  const { min, max } = classes[i];
  const isBounded = (bound: number, isOuter: boolean): boolean =>
    Number.isFinite(bound) && (hasOuterBounds || !isOuter);
  const parts = [
    ...(isBounded(min, i === 0) ? [`[pixel] >= ${pointed(min)}`] : []),
    ...(isBounded(max, i === classes.length - 1) ? [`[pixel] < ${pointed(max)}`] : []),
  ];
  return parts.length === 0 ? '1 = 1' : parts.join(' AND ');
}

/** MapServer takes text in double quotes with backslashes before quotes and backslashes. */
function quoted(text: string): string {
  return `"${oneLine(text).replace(/["\\]/g, '\\$&')}"`;
}

/** A number with a point: MapServer reads what has none as whole. */
function pointed(value: number): string {
  const text = plainDecimal(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** Neighbouring classes together. */
function runsOf(classes: readonly MapserverClass[]): MapserverClass[][] {
  const runs: MapserverClass[][] = [];
  for (const one of classes) {
    const run = runs.at(-1);
    if (run?.[run.length - 1].max === one.min) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

interface Entry {
  readonly quantity: number;
  readonly paint: MapserverClass['paint'] | undefined;
}

/** Lower bounds, and the upper one of the last class; where classes have none, what is beyond all that is drawn. */
function entriesOf(run: readonly MapserverClass[], { scale, hasOuterBounds, classes }: MapserverStyle): Entry[] {
  const low = Math.floor(scale?.low ?? 0) - 1;
  const high = Math.ceil(scale?.high ?? 255) + 1;
  const [first, last] = [classes[0], classes[classes.length - 1]];
  const isLoose = (one: MapserverClass, end: MapserverClass, bound: number): boolean =>
    !Number.isFinite(bound) || (one === end && !hasOuterBounds);
  const entries: Entry[] = run.map((one) => {
    return { quantity: isLoose(one, first, one.min) ? low : one.min, paint: one.paint };
  });
  const closing = run[run.length - 1];
  return [...entries, { quantity: isLoose(closing, last, closing.max) ? high : closing.max, paint: undefined }];
}

function ruleXml(entries: readonly Entry[]): string {
  const lines = entries.map(({ quantity, paint }) => {
    const label = paint === undefined ? '' : ` label="${escapeXml(paint.label)}"`;
    return `              <ColorMapEntry color="${paint?.color ?? '#000000'}" quantity="${pointed(quantity)}"${label}/>\n`;
  });
  return `        <Rule>
          <RasterSymbolizer>
            <ColorMap type="intervals">
${lines.join('')}            </ColorMap>
          </RasterSymbolizer>
        </Rule>
`;
}

/** The same as MapServer has it from an SLD: bounds with six decimals. Not exact where that moves one over a bucket. */
function roundedBounds(drawn: MapserverStyle): MapserverStyle {
  const { scale, classes } = drawn;
  if (scale === undefined || !scale.isExact) return drawn;
  const rounded = classes.map(({ min, max, paint }) => ({ min: sixDecimals(min), max: sixDecimals(max), paint }));
  const isSame = classes.every(({ min, max }) => {
    return [min, max].every((bound) => {
      if (!Number.isFinite(bound)) return true;
      const step = (scale.high - scale.low) / scale.buckets;
      return [-0.5, 0.5].every((side) => {
        const stored = bound + side * step;
        const [before, after] = [drawn, { ...drawn, classes: rounded }].map((one) =>
          mapserverClass(one, scale, stored),
        );
        return before?.paint === after?.paint;
      });
    });
  });
  return { ...drawn, scale: { ...scale, isExact: isSame } };
}

function sixDecimals(bound: number): number {
  return Number.isFinite(bound) ? Number(bound.toFixed(6)) : bound;
}
