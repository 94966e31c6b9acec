import type { Histogram } from '../stats/histogram.ts';
import type { LegendBar } from '../style/legend.ts';
import type { Ends } from '../style/style.ts';
import { BAR_POINT, BAR_THICKNESS, HISTOGRAM_COLUMN, rect, TICK } from './legend-bar.ts';
import { fontPixels, hairlinePixels, line, pixels, TEXT, type Block, type LegendShape } from './legend-design.ts';
import { columnHeights, columnOutline } from './legend-histogram.ts';
import { measureText } from './text.ts';

/** Units. */
const HEIGHT = 210;
const LABEL_GAP = 4;
const HISTOGRAM_GAP = 2;
const HISTOGRAM_WIDTH = 110;

/**
 * A continuous colour bar, high on top, its ends in points where the legend is open. Numbers stand right of it; with a
 * distribution, which grows out of the bar to the right, they stand left of it as at the axis of a chart.
 */
export function uprightBarBlock(bar: LegendBar, ends: Ends, shape: LegendShape, distribution?: Histogram): Block {
  const thickness = pixels(shape, BAR_THICKNESS);
  const labelWidth = Math.ceil(
    Math.max(0, ...bar.ticks.map(({ text }) => measureText(text, fontPixels(shape, TEXT.tick), false))),
  );
  const axisWidth = labelWidth + pixels(shape, LABEL_GAP) + pixels(shape, TICK);
  const histogramWidth = distribution === undefined ? 0 : pixels(shape, HISTOGRAM_GAP) + pixels(shape, HISTOGRAM_WIDTH);
  return {
    width: axisWidth + thickness + histogramWidth,
    draw(x, y, width) {
      const height = pixels(shape, HEIGHT);
      const point = ends === 'open' ? pixels(shape, BAR_POINT) : 0;
      const left = distribution === undefined ? x : x + axisWidth;
      const right = left + thickness;
      const ramp = { y: y + point, height: height - 2 * point };
      const ticks = bar.ticks.map((tick) => ({ text: tick.text, at: tickPlace(bar, tick.value, ramp, shape) }));
      const svg = [
        distribution === undefined
          ? ''
          : lyingHistogram(bar, distribution, ramp, right + pixels(shape, HISTOGRAM_GAP), x + width, shape),
        rampRects(bar.colors, left, ramp.y, thickness, ramp.height),
        point === 0 ? '' : points(bar.colors, left, y, thickness, height, point),
        barFrame(left, y, thickness, height, point, shape),
        ...ticks.map(({ text, at }) =>
          distribution === undefined
            ? mark(right, at, shape) + label(text, right + axisWidth - labelWidth, at, 'start', shape)
            : mark(left - pixels(shape, TICK), at, shape) + label(text, x + labelWidth, at, 'end', shape),
        ),
      ].join('');
      return { svg, height, shortened: [] };
    },
  };
}

function tickPlace(bar: LegendBar, value: number, ramp: { y: number; height: number }, shape: LegendShape): number {
  const share = bar.max > bar.min ? (value - bar.min) / (bar.max - bar.min) : 0.5;
  const stroke = hairlinePixels(shape);
  return ramp.y + (1 - share) * (ramp.height - stroke) + stroke / 2;
}

function mark(x: number, at: number, shape: LegendShape): string {
  const stroke = hairlinePixels(shape);
  return rect(x, Math.round(at - stroke / 2), pixels(shape, TICK), stroke, shape.theme.hairline);
}

function label(text: string, x: number, at: number, anchor: 'start' | 'end', shape: LegendShape): string {
  return line(shape, text, x, at, { text: TEXT.tick, color: shape.theme.text, anchor });
}

/** Whole pixel rows, each in the colour of the step that its middle lies in. */
function rampRects(colors: readonly string[], x: number, y: number, width: number, height: number): string {
  const parts: string[] = [];
  let start = 0;
  const colorAt = (row: number) => colors[Math.floor(((height - row - 0.5) / height) * colors.length)];
  for (let row = 1; row <= height; row++) {
    if (row < height && colorAt(row) === colorAt(start)) continue;
    parts.push(rect(x, y + start, width, row - start, colorAt(start)));
    start = row;
  }
  return parts.join('');
}

function points(colors: readonly string[], x: number, y: number, width: number, height: number, point: number): string {
  const middle = x + width / 2;
  const [top, bottom] = [y + point, y + height - point];
  const high = `<path d="M${x} ${top}L${middle} ${y}L${x + width} ${top}Z" fill="${colors[colors.length - 1]}"/>`;
  const low = `<path d="M${x} ${bottom}L${middle} ${y + height}L${x + width} ${bottom}Z" fill="${colors[0]}"/>`;
  return high + low;
}

function barFrame(x: number, y: number, width: number, height: number, point: number, shape: LegendShape): string {
  const stroke = hairlinePixels(shape);
  const inset = stroke / 2;
  const [left, right, top, bottom] = [x + inset, x + width - inset, y + inset, y + height - inset];
  const middle = x + width / 2;
  const path =
    point === 0
      ? `M${left} ${top}H${right}V${bottom}H${left}Z`
      : `M${left} ${y + point}V${y + height - point}L${middle} ${bottom}L${right} ${y + height - point}V${y + point}L${middle} ${top}Z`;
  return `<path d="${path}" fill="none" stroke="${shape.theme.hairline}" stroke-width="${stroke}" stroke-linejoin="round"/>`;
}

/** Rows that grow out of the bar, beside the values that they count. */
function lyingHistogram(
  bar: LegendBar,
  distribution: Histogram,
  ramp: { y: number; height: number },
  foot: number,
  right: number,
  shape: LegendShape,
): string {
  const column = pixels(shape, HISTOGRAM_COLUMN);
  const columns = Math.floor(ramp.height / column);
  const end = bar.min + ((columns * column) / ramp.height) * (bar.max - bar.min);
  const heights = columnHeights(distribution, bar.min, end, columns);
  const frame = { along: columns * column, rise: right - foot, column };
  const low = ramp.y + ramp.height;
  const outline = columnOutline(heights, frame).map(([along, rise]) => `${foot + rise} ${low - along}`);
  return `<path d="M${outline.join('L')}Z" fill="${shape.theme.hairline}"/>`;
}
