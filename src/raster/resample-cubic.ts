import { bilinearKernel } from './resample-bilinear.ts';
import { widening, type Canvas, type Kernel, type LevelPixels } from './kernel.ts';
import { emptyRun, EDGE_PX, type Run } from './run.ts';

/**
 * Cubic convolution with a = -0.5 (Keys 1981; Catmull-Rom) over the sixteen pixels around each position, or over the
 * span of a coarser target pixel. Where one of them is nodata or lies off the raster, the pixel is taken bilinearly:
 * a kernel with negative weights and holes in it overshoots. GDAL does so too where the target is not coarser.
 */
export function cubicKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const { values: from, valid: sourceValid, stride, col: left, row: top, width, height } = source;
  const { values, valid } = canvas;
  const bilinear = bilinearKernel(source, canvas);
  const single = emptyRun();
  let across = new Float64Array(16);
  return (run) => {
    const { start, first, end, col, row, stepCol, stepRow, bendCol, bendRow } = run;
    const [wideCols, wideRows] = [widening(run.spanCols), widening(run.spanRows)];
    const [fallCols, fallRows] = [1 / wideCols, 1 / wideRows];
    if (across.length < 4 * wideCols + 2) across = new Float64Array(Math.ceil(4 * wideCols + 2));
    const weights = across;
    for (let i = first; i < end; i++) {
      const atCol = col + i * (stepCol + i * bendCol);
      const atRow = row + i * (stepRow + i * bendRow);
      const nearest = (((atRow + EDGE_PX) | 0) - top) * stride + ((atCol + EDGE_PX) | 0) - left;
      if (sourceValid[nearest] === 0) continue;
      const [x, y] = [atCol - 0.5, atRow - 0.5];
      const col0 = Math.floor(x - 2 * wideCols) + 1;
      const col1 = Math.ceil(x + 2 * wideCols) - 1;
      const row0 = Math.floor(y - 2 * wideRows) + 1;
      const row1 = Math.ceil(y + 2 * wideRows) - 1;
      let isWhole = col0 >= 0 && row0 >= 0 && col1 < width && row1 < height;
      let sum = 0;
      let weight = 0;
      if (isWhole) {
        let acrossSum = 0;
        for (let k = col0; k <= col1; k++) acrossSum += weights[k - col0] = cubicWeight(Math.abs(k - x) * fallCols);
        for (let j = row0; j <= row1 && isWhole; j++) {
          const down = cubicWeight(Math.abs(j - y) * fallRows);
          const at = (j - top) * stride - left;
          let allValid = 1;
          let rowSum = 0;
          for (let k = col0; k <= col1; k++) {
            allValid &= sourceValid[at + k];
            rowSum += weights[k - col0] * from[at + k];
          }
          isWhole = allValid === 1;
          sum += down * rowSum;
          weight += down * acrossSum;
        }
      }
      if (isWhole) {
        values[start + i] = sum / weight;
        valid[start + i] = 1;
      } else {
        bilinear(onePixel(single, run, i, atCol, atRow));
      }
    }
  };
}

/** @param distance from the position in pixels of the kernel, below 2 */
function cubicWeight(distance: number): number {
  return distance < 1
    ? (1.5 * distance - 2.5) * distance * distance + 1
    : ((2.5 - 0.5 * distance) * distance - 4) * distance + 2;
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
