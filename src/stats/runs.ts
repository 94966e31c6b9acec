/**
 * Which pixels of each row of a grid are meant: of row r the columns `[edges[2 * k], edges[2 * k + 1])` for every k
 * from `starts[r]` to `starts[r + 1]` (excluded), ascending, with gaps between them.
 */
export interface RowSpans {
  readonly starts: Int32Array;
  readonly edges: Int32Array;
}

/**
 * Ground areas in a part of a row as `count` straight lines: a pixel of column `col` before `ends[k]`, and from
 * `ends[k - 1]` on, covers `bases[k] + slopes[k] * col` m2.
 */
export interface AreaLines {
  count: number;
  readonly ends: Int32Array;
  readonly bases: Float64Array;
  readonly slopes: Float64Array;
}

/** Ground areas of a grid's pixels. */
export interface PixelAreas {
  /** Writes the lines of the columns `[from, to)` of a row; at most as many as there are columns. */
  fillLines(row: number, from: number, to: number, lines: AreaLines): void;
}

/** Areas that are alike in a row. */
export function rowAreas(areaOf: (row: number) => number): PixelAreas {
  return {
    fillLines: (row, _from, to, lines) => {
      lines.count = 1;
      lines.ends[0] = to;
      lines.bases[0] = areaOf(row);
      lines.slopes[0] = 0;
    },
  };
}

/** Every pixel of a grid. */
export function wholeRows(width: number, height: number): RowSpans {
  return {
    starts: Int32Array.from({ length: height + 1 }, (_, row) => row),
    edges: Int32Array.from({ length: 2 * height }, (_, i) => (i % 2) * width),
  };
}

/** Pixels of spans. */
export function spannedPixels({ edges }: RowSpans): number {
  let pixels = 0;
  for (let i = 0; i < edges.length; i += 2) pixels += edges[i + 1] - edges[i];
  return pixels;
}

/** A rectangle of a grid, in its pixels. */
export interface Rectangle {
  readonly col: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Hands over the pixels of a rectangle that lie in spans, in runs of one row in which the area changes evenly.
 *
 * @param visit gets the run's pixels `[from, to)` of the rectangle, row-major, the area of its first one in m2, and by
 * how much each next one is larger
 */
export function visitRuns(
  { col, row, width, height }: Rectangle,
  { starts, edges }: RowSpans,
  areas: PixelAreas,
  visit: (from: number, to: number, areaM2: number, stepM2: number) => void,
): void {
  const lines = {
    count: 0,
    ends: new Int32Array(width),
    bases: new Float64Array(width),
    slopes: new Float64Array(width),
  };
  const { ends, bases, slopes } = lines;
  for (let y = 0; y < height; y++) {
    const toPixel = y * width - col;
    for (let k = starts[row + y]; k < starts[row + y + 1]; k++) {
      const first = Math.max(edges[2 * k], col);
      const end = Math.min(edges[2 * k + 1], col + width);
      if (first >= end) continue;
      areas.fillLines(row + y, first, end, lines);
      for (let line = 0, from = first; line < lines.count; from = ends[line++]) {
        visit(toPixel + from, toPixel + ends[line], bases[line] + slopes[line] * from, slopes[line]);
      }
    }
  }
}
