/**
 * A run of pixels of one target row whose source positions lie on a straight line, evenly spaced. One object serves
 * a whole warp, so that the hot path allocates nothing.
 */
export interface Run {
  /** Element of the output that the run begins with, and its number of pixels. */
  start: number;
  count: number;
  /** Source position of the first pixel's centre, and the step to the next. */
  col: number;
  row: number;
  stepCol: number;
  stepRow: number;
  /** The pixels `[first, end)` of the run that lie inside the source. */
  first: number;
  end: number;
}

/** A run of nothing, to be filled in. */
export function emptyRun(): Run {
  return { start: 0, count: 0, col: 0, row: 0, stepCol: 0, stepRow: 0, first: 0, end: 0 };
}

/** Sets `first` and `end` to what lies inside a source of this size: a loop over them needs no checks. */
export function clipRun(run: Run, width: number, height: number): void {
  const { count, col, row, stepCol, stepRow } = run;
  let first = Math.max(0, firstInside(col, stepCol, width), firstInside(row, stepRow, height));
  let end = Math.min(count, endInside(col, stepCol, width), endInside(row, stepRow, height));
  // the divisions above round; the positions themselves decide
  while (first < end && !isInside(run, first, width, height)) first++;
  while (end > first && !isInside(run, end - 1, width, height)) end--;
  run.first = first;
  run.end = end;
}

function isInside({ col, row, stepCol, stepRow }: Run, i: number, width: number, height: number): boolean {
  const atCol = col + i * stepCol;
  const atRow = row + i * stepRow;
  return atCol >= 0 && atCol < width && atRow >= 0 && atRow < height;
}

function firstInside(at: number, step: number, size: number): number {
  if (step === 0) return at >= 0 && at < size ? 0 : Infinity;
  return Math.floor((step > 0 ? -at : size - at) / step);
}

function endInside(at: number, step: number, size: number): number {
  if (step === 0) return Infinity;
  return Math.ceil((step > 0 ? size - at : -at) / step) + 1;
}
