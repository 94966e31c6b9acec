import type { Histogram } from '../stats/histogram.ts';
import type { LegendBar } from '../style/legend.ts';
import type { Ends } from '../style/style.ts';
import { fontPixels, hairlinePixels, line, pixels, TEXT, type Block, type LegendShape } from './legend-design.ts';
import { columnHeights, columnOutline } from './legend-histogram.ts';
import { measureText } from './text.ts';

/** Units. */
const WIDTH = 230;
/** Of a bar that has the panel's width to itself. */
const LONG_WIDTH = 380;
export const BAR_THICKNESS = 15;
export const BAR_POINT = 9;
export const TICK = 4;
const TICK_GAP = 2;
const LABEL_GAP = 8;
export const HISTOGRAM_RISE = 44;
export const HISTOGRAM_COLUMN = 3;

/**
 * A continuous colour bar, low on the left: the very steps that the map is painted in. Where the legend is open the
 * bar ends in points, since values beyond its ends are painted too. A distribution stands on it.
 */
export function barBlock(bar: LegendBar, ends: Ends, shape: LegendShape, distribution?: Histogram): Block {
  return {
    width: pixels(shape, shape.orientation === 'horizontal' ? LONG_WIDTH : WIDTH),
    draw(x, top, width) {
      const height = pixels(shape, BAR_THICKNESS);
      const point = ends === 'open' ? pixels(shape, BAR_POINT) : 0;
      const ramp = { x: x + point, width: width - 2 * point };
      const y = top + (distribution === undefined ? 0 : pixels(shape, HISTOGRAM_RISE));
      const tickTop = y + height;
      const tickBottom = tickTop + pixels(shape, TICK);
      const labelHeight = pixels(shape, TEXT.tick.line);
      const svg = [
        distribution === undefined ? '' : standingHistogram(bar, distribution, ramp, y, shape),
        rampRects(bar.colors, ramp.x, y, ramp.width, height),
        point === 0 ? '' : points(bar.colors, x, y, width, height, point),
        barFrame(x, y, width, height, point, shape),
        ...placedTicks(bar, ramp, { x, width }, shape).flatMap((tick) => [
          tickMark(tick.at, tickTop, tickBottom, shape),
          line(shape, tick.text, tick.textX, tickBottom + pixels(shape, TICK_GAP) + labelHeight / 2, {
            text: TEXT.tick,
            color: shape.theme.text,
            anchor: 'middle',
          }),
        ]),
      ].join('');
      return { svg, height: tickBottom + pixels(shape, TICK_GAP) + labelHeight - top, shortened: [] };
    },
  };
}

/** Columns that stand on the bar, over the values that they count. */
function standingHistogram(
  bar: LegendBar,
  distribution: Histogram,
  ramp: { x: number; width: number },
  foot: number,
  shape: LegendShape,
): string {
  const column = pixels(shape, HISTOGRAM_COLUMN);
  const columns = Math.floor(ramp.width / column);
  const end = bar.min + ((columns * column) / ramp.width) * (bar.max - bar.min);
  const heights = columnHeights(distribution, bar.min, end, columns);
  const frame = { along: columns * column, rise: pixels(shape, HISTOGRAM_RISE), column };
  const points = columnOutline(heights, frame).map(([along, rise]) => `${ramp.x + along} ${foot - rise}`);
  return `<path d="M${points.join('L')}Z" fill="${shape.theme.hairline}"/>`;
}

/** Whole pixel columns, each in the colour of the step that its middle lies in. */
function rampRects(colors: readonly string[], x: number, y: number, width: number, height: number): string {
  const parts: string[] = [];
  let start = 0;
  const colorAt = (col: number) => colors[Math.floor(((col + 0.5) / width) * colors.length)];
  for (let col = 1; col <= width; col++) {
    if (col < width && colorAt(col) === colorAt(start)) continue;
    parts.push(rect(x + start, y, col - start, height, colorAt(start)));
    start = col;
  }
  return parts.join('');
}

export function rect(x: number, y: number, width: number, height: number, color: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${color}"/>`;
}

/** Points in the end colours; each reaches one pixel under the ramp so that no seam shows. */
function points(colors: readonly string[], x: number, y: number, width: number, height: number, point: number): string {
  const middle = y + height / 2;
  const [left, right] = [x + point, x + width - point];
  const low = `<path d="M${left} ${y}L${x} ${middle}L${left} ${y + height}Z" fill="${colors[0]}"/>`;
  const high = `<path d="M${right} ${y}L${x + width} ${middle}L${right} ${y + height}Z" fill="${colors[colors.length - 1]}"/>`;
  return low + high;
}

function barFrame(x: number, y: number, width: number, height: number, point: number, shape: LegendShape): string {
  const stroke = hairlinePixels(shape);
  const inset = stroke / 2;
  const [left, right, top, bottom] = [x + inset, x + width - inset, y + inset, y + height - inset];
  const middle = y + height / 2;
  const path =
    point === 0
      ? `M${left} ${top}H${right}V${bottom}H${left}Z`
      : `M${x + point} ${top}H${x + width - point}L${right} ${middle}L${x + width - point} ${bottom}H${x + point}L${left} ${middle}Z`;
  return `<path d="${path}" fill="none" stroke="${shape.theme.hairline}" stroke-width="${stroke}" stroke-linejoin="round"/>`;
}

interface PlacedTick {
  readonly text: string;
  /** Where the mark stands. */
  readonly at: number;
  /** Where the text is centred: moved inwards where it would leave the panel. */
  readonly textX: number;
}

/** Ticks by position; of labels that would touch, every second one is left out until none do. */
function placedTicks(
  bar: LegendBar,
  ramp: { x: number; width: number },
  frame: { x: number; width: number },
  shape: LegendShape,
): PlacedTick[] {
  const span = bar.max - bar.min;
  const stroke = hairlinePixels(shape);
  const place = (tick: LegendBar['ticks'][number]) => {
    const share = span > 0 ? (tick.value - bar.min) / span : 0.5;
    const at = ramp.x + share * (ramp.width - stroke) + stroke / 2;
    const half = measureText(tick.text, fontPixels(shape, TEXT.tick), false) / 2;
    const textX = Math.min(Math.max(at, frame.x + half), frame.x + frame.width - half);
    return { text: tick.text, at, textX, half };
  };
  let ticks = bar.ticks.map(place);
  const gap = pixels(shape, LABEL_GAP);
  const touch = () =>
    ticks.some((tick, i) => i > 0 && tick.textX - tick.half - (ticks[i - 1].textX + ticks[i - 1].half) < gap);
  while (ticks.length > 2 && touch()) ticks = ticks.filter((_, i) => i % 2 === 0);
  return ticks;
}

function tickMark(at: number, top: number, bottom: number, shape: LegendShape): string {
  const width = hairlinePixels(shape);
  return rect(Math.round(at - width / 2), top, width, bottom - top, shape.theme.hairline);
}
