/** One line of a colour table, in the order of the file. */
export interface TableRow {
  readonly value: number;
  readonly rgba: readonly number[];
}

/** The rows of a `gdaldem color-relief` table but comments and the `nv` line. */
export function readTable(text: string): TableRow[] {
  const lines = text.split('\n').filter((line) => line !== '' && !/^(#|nv )/.test(line));
  return lines.map((line) => {
    const [value, ...rgba] = line.split(' ').map(Number);
    return { value, rgba };
  });
}

/**
 * RGBA that gdaldem gives a number: the entries around it blended, of several at one value the lowest below it and
 * the highest above it; the end colours beyond the ends (`gdaldem_lib.cpp`, GDAL 3.6).
 */
export function gdalColor(rows: readonly TableRow[], stored: number): readonly number[] {
  const value = Math.fround(stored);
  let above = rows.findIndex((row) => value <= row.value);
  if (above === -1) above = rows.length;
  if (above === 0) return rows[0].rgba;
  if (above === rows.length) return rows[above - 1].rgba;
  const [from, to] = [rows[above - 1], rows[above]];
  const share = (value - from.value) / (to.value - from.value);
  return from.rgba.map((channel, i) => Math.trunc(0.45 + channel + (to.rgba[i] - channel) * share));
}
