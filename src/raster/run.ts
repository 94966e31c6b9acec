/**
 * A run of pixels of one target row; their source positions lie on a parabola, a straight line for most. One object
 * serves a whole warp, so that the hot path allocates nothing.
 *
 * The run begins where its patch does, whatever part of it is asked for: the position of pixel `i` is
 * `col + i * (stepCol + i * bendCol)`, the same number in every window.
 */
export interface Run {
  /** Element of the output that pixel 0 of the run is, if it is asked for at all. */
  start: number;
  /** The pixels `[first, end)` of the run that are to be filled: all have a place in the source. */
  first: number;
  end: number;
  /** Source position of pixel 0's centre, the step to the next, and how the step changes. */
  col: number;
  row: number;
  stepCol: number;
  stepRow: number;
  bendCol: number;
  bendRow: number;
  /** Source pixels that one target pixel spans. */
  spanCols: number;
  spanRows: number;
}

/** A run of nothing, to be filled in. */
export function emptyRun(): Run {
  const place = { col: 0, row: 0, stepCol: 0, stepRow: 0, bendCol: 0, bendRow: 0 };
  return { start: 0, first: 0, end: 0, ...place, spanCols: 1, spanRows: 1 };
}

/**
 * A position this little before a pixel's edge, px, lies on it: what is halfway between two pixels goes to the right
 * or lower one, as in GDAL, whatever the last digits say.
 */
export const EDGE_PX = 1e-7;

/**
 * Hands on those stretches of a run whose positions lie inside a source of this size, at most `reachCols` and
 * `reachRows` beyond its edge.
 */
export function sampleInside(
  run: Run,
  width: number,
  height: number,
  reachCols: number,
  reachRows: number,
  sample: (run: Run) => void,
): void {
  const { first, end } = run;
  const [minCol, maxCol] = [-EDGE_PX - reachCols, width - EDGE_PX + reachCols];
  const [minRow, maxRow] = [-EDGE_PX - reachRows, height - EDGE_PX + reachRows];
  const { col, row, stepCol, stepRow, bendCol, bendRow } = run;
  for (let i = first; i < end; i++) {
    const atCol = col + i * (stepCol + i * bendCol);
    const atRow = row + i * (stepRow + i * bendRow);
    const isInside = atCol >= minCol && atCol < maxCol && atRow >= minRow && atRow < maxRow;
    if (isInside) continue;
    // a parabola may leave the source and come back
    run.end = i;
    if (run.first < i) sample(run);
    run.first = i + 1;
  }
  run.end = end;
  if (run.first < end) sample(run);
}
