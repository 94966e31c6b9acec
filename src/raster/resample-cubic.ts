import { bilinearKernel } from './resample-bilinear.ts';
import { asFloats, widening, type Canvas, type Kernel, type LevelPixels } from './kernel.ts';
import { EDGE_PX, emptyRun, type Run } from './run.ts';
import { centredTaps, SolidRuns } from './solid-runs.ts';

const FOUR = centredTaps(4);

/** A widened kernel of which less than this remains beside nodata overshoots, and gives way to the bilinear one. */
const LEAST_WEIGHT = 0.5;

/**
 * Cubic convolution with a = -0.5 (Keys 1981; Catmull-Rom) over the sixteen pixels around each position, or over the
 * span of a coarser target pixel. Where one of the sixteen is nodata or lies off the raster, the pixel is taken
 * bilinearly; of more than sixteen, those that are missing carry no weight. Both as in GDAL.
 */
export function cubicKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const from = { ...source, values: asFloats(source.values) };
  const solid = new SolidRuns(source);
  const bilinear = bilinearKernel(from, canvas);
  const ofFour = fourKernel(from, canvas);
  const wide = wideKernel(from, canvas);
  const weighted = weightedKernel(from, canvas, bilinear);
  return (run) => {
    const taps = tapCount(Math.max(run.spanCols, run.spanRows));
    if (taps === 4) solid.fill(run, FOUR, ofFour, bilinear);
    else solid.fill(run, centredTaps(taps), wide, weighted);
  };
}

/** How far from a position the far edge of a pixel lies that the kernel may look at, px. */
export function cubicReach(span: number): number {
  return tapCount(span) / 2 + 0.5;
}

function tapCount(span: number): number {
  return 2 * Math.ceil(2 * widening(span));
}

function fourKernel(source: LevelPixels, { values, valid }: Canvas): Kernel {
  const { values: from, stride, col: left, row: top } = source;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow }) => {
    for (let i = first; i < end; i++) {
      const x = col + i * (stepCol + i * bendCol) - 1.5;
      const y = row + i * (stepRow + i * bendRow) - 1.5;
      const before = Math.floor(x);
      const above = Math.floor(y);
      const u = x - before;
      const v = y - above;
      const a0 = ((1 - 0.5 * u) * u - 0.5) * u;
      const a1 = (1.5 * u - 2.5) * u * u + 1;
      const a2 = ((2 - 1.5 * u) * u + 0.5) * u;
      const a3 = (0.5 * u - 0.5) * u * u;
      const b0 = ((1 - 0.5 * v) * v - 0.5) * v;
      const b1 = (1.5 * v - 2.5) * v * v + 1;
      const b2 = ((2 - 1.5 * v) * v + 0.5) * v;
      const b3 = (0.5 * v - 0.5) * v * v;
      const r0 = (above - top) * stride + before - left;
      const r1 = r0 + stride;
      const r2 = r0 + 2 * stride;
      const r3 = r0 + 3 * stride;
      values[start + i] =
        b0 * (a0 * from[r0] + a1 * from[r0 + 1] + a2 * from[r0 + 2] + a3 * from[r0 + 3]) +
        b1 * (a0 * from[r1] + a1 * from[r1 + 1] + a2 * from[r1 + 2] + a3 * from[r1 + 3]) +
        b2 * (a0 * from[r2] + a1 * from[r2 + 1] + a2 * from[r2 + 2] + a3 * from[r2 + 3]) +
        b3 * (a0 * from[r3] + a1 * from[r3 + 1] + a2 * from[r3 + 2] + a3 * from[r3 + 3]);
      valid[start + i] = 1;
    }
  };
}

/** Any span; a widened kernel's weights do not add up to a whole, and are made to. */
function wideKernel(source: LevelPixels, { values, valid }: Canvas): Kernel {
  const { values: from, stride, col: left, row: top } = source;
  let across = new Float64Array(16);
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    const fallCols = 1 / widening(spanCols);
    const fallRows = 1 / widening(spanRows);
    const count = tapCount(Math.max(spanCols, spanRows));
    const offset = (count - 1) / 2;
    if (across.length < count) across = new Float64Array(count);
    const weights = across;
    for (let i = first; i < end; i++) {
      const x = col + i * (stepCol + i * bendCol) - offset;
      const y = row + i * (stepRow + i * bendRow) - offset;
      const before = Math.floor(x);
      const above = Math.floor(y);
      // from the first tap's middle
      const right = x - before + offset - 0.5;
      const down = y - above + offset - 0.5;
      let acrossSum = 0;
      for (let k = 0; k < count; k++) acrossSum += weights[k] = cubicWeight(Math.abs(k - right) * fallCols);
      let sum = 0;
      let downSum = 0;
      for (let j = 0; j < count; j++) {
        const weight = cubicWeight(Math.abs(j - down) * fallRows);
        if (weight === 0) continue;
        const at = (above + j - top) * stride + before - left;
        let rowSum = 0;
        for (let k = 0; k < count; k++) rowSum += weights[k] * from[at + k];
        sum += weight * rowSum;
        downSum += weight;
      }
      values[start + i] = sum / (acrossSum * downSum);
      valid[start + i] = 1;
    }
  };
}

/** Any span, beside nodata and at the raster's edge. */
function weightedKernel(source: LevelPixels, { values, valid }: Canvas, bilinear: Kernel): Kernel {
  const { values: from, valid: sourceValid, stride, col: left, row: top, width, height } = source;
  const single = emptyRun();
  return (run) => {
    const { start, first, end, col, row, stepCol, stepRow, bendCol, bendRow } = run;
    const wideCols = widening(run.spanCols);
    const wideRows = widening(run.spanRows);
    for (let i = first; i < end; i++) {
      const atCol = col + i * (stepCol + i * bendCol);
      const atRow = row + i * (stepRow + i * bendRow);
      const nearest = (((atRow + EDGE_PX) | 0) - top) * stride + ((atCol + EDGE_PX) | 0) - left;
      if (sourceValid[nearest] === 0) continue;
      const x = atCol - 0.5;
      const y = atRow - 0.5;
      const col0 = Math.max(0, Math.ceil(x - 2 * wideCols));
      const col1 = Math.min(width - 1, Math.floor(x + 2 * wideCols));
      const row0 = Math.max(0, Math.ceil(y - 2 * wideRows));
      const row1 = Math.min(height - 1, Math.floor(y + 2 * wideRows));
      let sum = 0;
      let weight = 0;
      for (let j = row0; j <= row1; j++) {
        const down = cubicWeight(Math.abs(j - y) / wideRows) / wideRows;
        const at = (j - top) * stride - left;
        for (let k = col0; k <= col1; k++) {
          if (sourceValid[at + k] === 0) continue;
          const share = (down * cubicWeight(Math.abs(k - x) / wideCols)) / wideCols;
          sum += share * from[at + k];
          weight += share;
        }
      }
      if (weight < LEAST_WEIGHT) {
        bilinear(onePixel(single, run, i, atCol, atRow));
        continue;
      }
      values[start + i] = sum / weight;
      valid[start + i] = 1;
    }
  };
}

function onePixel(single: Run, run: Run, i: number, col: number, row: number): Run {
  single.start = run.start + i;
  single.first = 0;
  single.end = 1;
  single.col = col;
  single.row = row;
  single.spanCols = run.spanCols;
  single.spanRows = run.spanRows;
  return single;
}

/** @param distance from the position in pixels of the kernel */
function cubicWeight(distance: number): number {
  if (distance >= 2) return 0;
  return distance < 1
    ? (1.5 * distance - 2.5) * distance * distance + 1
    : ((2.5 - 0.5 * distance) * distance - 4) * distance + 2;
}
