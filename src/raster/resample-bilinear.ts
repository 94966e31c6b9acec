import { asFloats, widening, type Canvas, type Kernel, type LevelPixels } from './kernel.ts';
import { EDGE_PX } from './run.ts';
import { centredTaps, SolidRuns } from './solid-runs.ts';

const TWO = centredTaps(2);
const THREE = centredTaps(3);
const FOUR = centredTaps(4);

/**
 * Mean of the pixels around each position, weighted by nearness along columns and rows: of four where the target is
 * as fine as the source, of those within a target pixel's span where it is coarser.
 */
export function bilinearKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const from = { ...source, values: asFloats(source.values) };
  const solid = new SolidRuns(source);
  const [ofTwo, ofThree, ofFour] = [twoKernel(from, canvas), threeKernel(from, canvas), fourKernel(from, canvas)];
  const weighted = weightedKernel(from, canvas);
  return (run) => {
    const taps = bilinearTaps(run.spanCols, run.spanRows);
    if (taps === 2) solid.fill(run, TWO, ofTwo, weighted);
    else if (taps === 3) solid.fill(run, THREE, ofThree, weighted);
    else if (taps === 4) solid.fill(run, FOUR, ofFour, weighted);
    else weighted(run);
  };
}

/**
 * How many pixels on a side reach far enough around every position; 0 for more than four: with overviews of factor 2
 * no level is more than twice as fine as the target.
 */
function bilinearTaps(spanCols: number, spanRows: number): 0 | 2 | 3 | 4 {
  const wide = Math.max(widening(spanCols), widening(spanRows));
  if (wide === 1) return 2;
  if (wide <= 1.5) return 3;
  return wide <= 2 ? 4 : 0;
}

/** How far from a position the far edge of a pixel lies that the kernel may look at, px. */
export function bilinearReach(span: number): number {
  const wide = widening(span);
  return wide <= 2 ? 2.5 : wide + 0.5;
}

function twoKernel(source: LevelPixels, { values, valid }: Canvas): Kernel {
  const { values: from, stride, col: left, row: top } = source;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow }) => {
    for (let i = first; i < end; i++) {
      const x = col + i * (stepCol + i * bendCol) - 0.5;
      const y = row + i * (stepRow + i * bendRow) - 0.5;
      const before = Math.floor(x);
      const above = Math.floor(y);
      const right = x - before;
      const below = y - above;
      const at = (above - top) * stride + before - left;
      values[start + i] =
        (from[at] * (1 - right) + from[at + 1] * right) * (1 - below) +
        (from[at + stride] * (1 - right) + from[at + stride + 1] * right) * below;
      valid[start + i] = 1;
    }
  };
}

/** Three by three around the pixel that holds the position: all that a span of 1.5 px reaches. */
function threeKernel(source: LevelPixels, { values, valid }: Canvas): Kernel {
  const { values: from, stride, col: left, row: top } = source;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    const fallCols = 1 / widening(spanCols);
    const fallRows = 1 / widening(spanRows);
    for (let i = first; i < end; i++) {
      const x = col + i * (stepCol + i * bendCol) - 1;
      const y = row + i * (stepRow + i * bendRow) - 1;
      const before = Math.floor(x);
      const above = Math.floor(y);
      // from the middle of the pixel that holds the position, -0.5 to 0.5
      const right = x - before - 0.5;
      const down = y - above - 0.5;
      const a0 = Math.max(0, 1 - (1 + right) * fallCols);
      const a1 = 1 - Math.abs(right) * fallCols;
      const a2 = Math.max(0, 1 - (1 - right) * fallCols);
      const b0 = Math.max(0, 1 - (1 + down) * fallRows);
      const b1 = 1 - Math.abs(down) * fallRows;
      const b2 = Math.max(0, 1 - (1 - down) * fallRows);
      const r0 = (above - top) * stride + before - left;
      const r1 = r0 + stride;
      const r2 = r0 + 2 * stride;
      const sum =
        b0 * (a0 * from[r0] + a1 * from[r0 + 1] + a2 * from[r0 + 2]) +
        b1 * (a0 * from[r1] + a1 * from[r1 + 1] + a2 * from[r1 + 2]) +
        b2 * (a0 * from[r2] + a1 * from[r2 + 1] + a2 * from[r2 + 2]);
      values[start + i] = sum / ((a0 + a1 + a2) * (b0 + b1 + b2));
      valid[start + i] = 1;
    }
  };
}

/** Four by four around the position: all that a span of 2 px reaches. */
function fourKernel(source: LevelPixels, { values, valid }: Canvas): Kernel {
  const { values: from, stride, col: left, row: top } = source;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    const fallCols = 1 / widening(spanCols);
    const fallRows = 1 / widening(spanRows);
    for (let i = first; i < end; i++) {
      const x = col + i * (stepCol + i * bendCol) - 1.5;
      const y = row + i * (stepRow + i * bendRow) - 1.5;
      const before = Math.floor(x);
      const above = Math.floor(y);
      const right = x - before;
      const down = y - above;
      const a0 = Math.max(0, 1 - (1 + right) * fallCols);
      const a1 = Math.max(0, 1 - right * fallCols);
      const a2 = Math.max(0, 1 - (1 - right) * fallCols);
      const a3 = Math.max(0, 1 - (2 - right) * fallCols);
      const b0 = Math.max(0, 1 - (1 + down) * fallRows);
      const b1 = Math.max(0, 1 - down * fallRows);
      const b2 = Math.max(0, 1 - (1 - down) * fallRows);
      const b3 = Math.max(0, 1 - (2 - down) * fallRows);
      const r0 = (above - top) * stride + before - left;
      const r1 = r0 + stride;
      const r2 = r0 + 2 * stride;
      const r3 = r0 + 3 * stride;
      const sum =
        b0 * (a0 * from[r0] + a1 * from[r0 + 1] + a2 * from[r0 + 2] + a3 * from[r0 + 3]) +
        b1 * (a0 * from[r1] + a1 * from[r1 + 1] + a2 * from[r1 + 2] + a3 * from[r1 + 3]) +
        b2 * (a0 * from[r2] + a1 * from[r2 + 1] + a2 * from[r2 + 2] + a3 * from[r2 + 3]) +
        b3 * (a0 * from[r3] + a1 * from[r3 + 1] + a2 * from[r3 + 2] + a3 * from[r3 + 3]);
      values[start + i] = sum / ((a0 + a1 + a2 + a3) * (b0 + b1 + b2 + b3));
      valid[start + i] = 1;
    }
  };
}

/** Any span, beside nodata and at the raster's edge: what is missing carries no weight. */
function weightedKernel(source: LevelPixels, { values, valid }: Canvas): Kernel {
  const { values: from, valid: sourceValid, stride, col: left, row: top, width, height } = source;
  let across = new Float64Array(8);
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    const wideCols = widening(spanCols);
    const wideRows = widening(spanRows);
    const fallCols = 1 / wideCols;
    const fallRows = 1 / wideRows;
    if (across.length < 2 * wideCols + 2) across = new Float64Array(Math.ceil(2 * wideCols + 2));
    const weights = across;
    for (let i = first; i < end; i++) {
      const atCol = col + i * (stepCol + i * bendCol);
      const atRow = row + i * (stepRow + i * bendRow);
      const nearest = (((atRow + EDGE_PX) | 0) - top) * stride + ((atCol + EDGE_PX) | 0) - left;
      if (sourceValid[nearest] === 0) continue;
      const x = atCol - 0.5;
      const y = atRow - 0.5;
      const col0 = Math.max(0, Math.ceil(x - wideCols));
      const col1 = Math.min(width - 1, Math.floor(x + wideCols));
      const row0 = Math.max(0, Math.ceil(y - wideRows));
      const row1 = Math.min(height - 1, Math.floor(y + wideRows));
      for (let k = col0; k <= col1; k++) weights[k - col0] = 1 - Math.abs(k - x) * fallCols;
      let sum = 0;
      let weight = 0;
      for (let j = row0; j <= row1; j++) {
        const down = 1 - Math.abs(j - y) * fallRows;
        const at = (j - top) * stride - left;
        for (let k = col0; k <= col1; k++) {
          // an invalid pixel may hold NaN, which no weight of 0 would silence
          if (sourceValid[at + k] === 0) continue;
          const share = down * weights[k - col0];
          sum += share * from[at + k];
          weight += share;
        }
      }
      values[start + i] = sum / weight;
      valid[start + i] = 1;
    }
  };
}
