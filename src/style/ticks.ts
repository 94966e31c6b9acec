/**
 * Round numbers within [min, max] for an axis: the multiples of 1, 2 or 5 times a power of ten that come closest to
 * `count` of them (the rule of d3-array's `ticks`). Exact decimals: 0.3, never 0.30000000000000004.
 *
 * @param min below `max`, both finite
 */
export function niceTicks(min: number, max: number, count: number): number[] {
  const rough = (max - min) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = Math.floor(Math.log10(rough));
  const error = rough / 10 ** power;
  const factor = error >= Math.sqrt(50) ? 10 : error >= Math.sqrt(10) ? 5 : error >= Math.sqrt(2) ? 2 : 1;
  // dividing by a whole power keeps decimals exact where multiplying by 0.1 does not
  const valueAt = (i: number): number => (power < 0 ? (i * factor) / 10 ** -power : i * factor * 10 ** power);
  const step = valueAt(1);
  if (!(step > 0)) return [];
  const ticks: number[] = [];
  for (let i = Math.ceil(min / step); valueAt(i) <= max && ticks.length < 4 * count; i++) {
    if (valueAt(i) >= min) ticks.push(valueAt(i) + 0);
  }
  return ticks;
}
