import type { Dtype, Encoding } from '../../raster/raster.ts';
import { slotOf, type Cuts } from '../../stats/classify.ts';
import { channelsOf } from '../color.ts';
import { cutsOf } from '../cuts.ts';
import { plainDecimal } from '../number-format.ts';
import type { Style } from '../style.ts';
import { halfway, storedSegments } from './segments.ts';
import { factsOf, oneLine, titleOf, type StyleSubject } from './subject.ts';

/** All numbers of the types whose pixels an ArcGIS colour map can name one by one. */
const NAMED: Partial<Record<Dtype, readonly [first: number, last: number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
};

/** Beyond any value that an index has: how far a remap table's open ends reach. */
const FAR = 1e9;

/** Whether a colour map file can name the raster's own numbers; else it names classes, made with the remap table. */
export function namesStoredNumbers({ dtype }: Encoding): boolean {
  return NAMED[dtype] !== undefined;
}

/**
 * The style as an ArcGIS colour map (.clr): a line of number, red, green and blue for each number that is painted.
 * Such files hold whole numbers of 16 bits only, and no comments. Of rasters of such numbers they are the stored ones;
 * of others the numbers of the classes from 1, which `exportArcgisRemap` makes of the values.
 */
export function exportClr(style: Style, encoding: Encoding): string {
  const range = NAMED[encoding.dtype];
  const lines =
    range === undefined
      ? style.intervals.map(({ color }, i) => line(i + 1, color))
      : storedLines(style, cutsOf(style, encoding), range);
  return lines.join('');
}

function storedLines({ intervals }: Style, cuts: Cuts, [first, last]: readonly [number, number]): string[] {
  const lines: string[] = [];
  for (let stored = first; stored <= last; stored++) {
    const slot = slotOf(cuts, stored);
    if (slot !== 0) lines.push(line(stored, intervals[slot - 1].color));
  }
  return lines;
}

function line(value: number, color: string): string {
  return `${value} ${channelsOf(color).join(' ')}\n`;
}

/**
 * A remap table for ArcGIS's Reclass by ASCII File: stored numbers to class numbers, everything else to NoData. Its
 * ranges meet half way between two numbers that the file can store.
 */
export function exportArcgisRemap(style: Style, subject: StyleSubject): string {
  const { cuts, paints } = halfway(storedSegments(style, subject.encoding), subject.encoding);
  const bounds = [-FAR, ...cuts, FAR];
  const slots = cutsOf(style, subject.encoding).slots;
  const comments = [titleOf(subject), ...factsOf(style, subject, 'stored'), 'the outputs are the numbers in the .clr'];
  const rows = paints.map((_, i) => {
    const output = slots[i] === 0 ? 'NoData' : String(slots[i]);
    return `${plainDecimal(bounds[i])} ${plainDecimal(bounds[i + 1])} : ${output}`;
  });
  return [...comments.map((text) => `# ${oneLine(text)}`), ...rows, ''].join('\n');
}
