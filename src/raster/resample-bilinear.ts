import { widening, type Canvas, type Kernel, type LevelPixels } from './kernel.ts';
import { EDGE_PX } from './run.ts';

/**
 * Mean of the pixels around each position, weighted by nearness along columns and rows: of four where the target is
 * as fine as the source, of those within a target pixel's span where it is coarser.
 */
export function bilinearKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const ofFour = fourKernel(source, canvas);
  const wide = wideKernel(source, canvas);
  return (run) => {
    if (widening(run.spanCols) === 1 && widening(run.spanRows) === 1) ofFour(run);
    else wide(run);
  };
}

function fourKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const { values: from, valid: sourceValid, stride, col: left, row: top, width, height } = source;
  const { values, valid } = canvas;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow }) => {
    for (let i = first; i < end; i++) {
      const atCol = col + i * (stepCol + i * bendCol);
      const atRow = row + i * (stepRow + i * bendRow);
      const nearest = (((atRow + EDGE_PX) | 0) - top) * stride + ((atCol + EDGE_PX) | 0) - left;
      if (sourceValid[nearest] === 0) continue;
      // positions are not below -0.5: | 0 of one more is the floor of one more
      const before = ((atCol + 0.5) | 0) - 1;
      const above = ((atRow + 0.5) | 0) - 1;
      const shareAfter = atCol - 0.5 - before;
      const shareBelow = atRow - 0.5 - above;
      // beyond the raster's edge the edge pixel stands in for the missing one
      const upper = ((above < 0 ? 0 : above) - top) * stride - left;
      const lower = ((above + 1 < height ? above + 1 : height - 1) - top) * stride - left;
      const col0 = before < 0 ? 0 : before;
      const col1 = before + 1 < width ? before + 1 : width - 1;
      const [at00, at01, at10, at11] = [upper + col0, upper + col1, lower + col0, lower + col1];
      const shareBefore = 1 - shareAfter;
      const shareAbove = 1 - shareBelow;
      if ((sourceValid[at00] & sourceValid[at01] & sourceValid[at10] & sourceValid[at11]) === 1) {
        values[start + i] =
          (from[at00] * shareBefore + from[at01] * shareAfter) * shareAbove +
          (from[at10] * shareBefore + from[at11] * shareAfter) * shareBelow;
      } else {
        let sum = 0;
        let weight = 0;
        // an invalid neighbour may hold NaN, which no weight of 0 would silence
        if (sourceValid[at00] === 1) {
          sum += shareBefore * shareAbove * from[at00];
          weight += shareBefore * shareAbove;
        }
        if (sourceValid[at01] === 1) {
          sum += shareAfter * shareAbove * from[at01];
          weight += shareAfter * shareAbove;
        }
        if (sourceValid[at10] === 1) {
          sum += shareBefore * shareBelow * from[at10];
          weight += shareBefore * shareBelow;
        }
        if (sourceValid[at11] === 1) {
          sum += shareAfter * shareBelow * from[at11];
          weight += shareAfter * shareBelow;
        }
        values[start + i] = sum / weight;
      }
      valid[start + i] = 1;
    }
  };
}

function wideKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const { values: from, valid: sourceValid, stride, col: left, row: top, width, height } = source;
  const { values, valid } = canvas;
  let across = new Float64Array(8);
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    const [wideCols, wideRows] = [widening(spanCols), widening(spanRows)];
    const [fallCols, fallRows] = [1 / wideCols, 1 / wideRows];
    if (across.length < 2 * wideCols + 2) across = new Float64Array(Math.ceil(2 * wideCols + 2));
    const weights = across;
    for (let i = first; i < end; i++) {
      const atCol = col + i * (stepCol + i * bendCol);
      const atRow = row + i * (stepRow + i * bendRow);
      const nearest = (((atRow + EDGE_PX) | 0) - top) * stride + ((atCol + EDGE_PX) | 0) - left;
      if (sourceValid[nearest] === 0) continue;
      const [x, y] = [atCol - 0.5, atRow - 0.5];
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
