/** Most decimals that a legend ever shows. */
const MAX_DECIMALS = 20;

/**
 * Decimals with which a legend writes its edges: as few as write every edge exactly, but no more than one digit
 * beyond what an average class's width needs, unless it takes more to make neighbouring edges read differently.
 *
 * @param edges ascending
 */
export function decimalsFor(edges: readonly number[]): number {
  const distinct = edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
  if (distinct.length === 0) return 0;
  const span = distinct[distinct.length - 1] - distinct[0];
  // a single value: three significant digits
  const step = span > 0 ? span / (distinct.length - 1) : Math.abs(distinct[0]) / 10;
  if (!(step > 0) || !Number.isFinite(step)) return 0;
  const enough = clamp(Math.ceil(-Math.log10(step)) + 1);
  for (let decimals = 0; decimals < enough; decimals++) {
    const isExact = distinct.every((edge) => Math.abs(Number(edge.toFixed(decimals)) - edge) <= step * 1e-9);
    if (isExact && !hasTwins(distinct, decimals)) return decimals;
  }
  let decimals = enough;
  while (decimals < MAX_DECIMALS && hasTwins(distinct, decimals)) decimals++;
  return decimals;
}

function clamp(decimals: number): number {
  return Math.min(Math.max(decimals, 0), MAX_DECIMALS);
}

function hasTwins(edges: readonly number[], decimals: number): boolean {
  return edges.some((edge, i) => i > 0 && formatNumber(edge, decimals) === formatNumber(edges[i - 1], decimals));
}

/** A number with that many decimals for machines and labels: ASCII minus, point, no exponent, never `-0`. */
export function formatNumber(value: number, decimals: number): string {
  // toFixed goes over to exponents here, where a double has no decimals left anyway
  const text = Math.abs(value) >= 1e21 ? plainDecimal(value) : value.toFixed(decimals);
  return /^-[0.]*$/.test(text) ? text.slice(1) : text;
}

/** As `formatNumber` for pictures: with a proper minus sign (U+2212), as wide as the digits. */
export function typesetNumber(value: number, decimals: number): string {
  return formatNumber(value, decimals).replace('-', '\u2212');
}

/**
 * The shortest decimal that reads back as exactly this number, written out without an exponent.
 *
 * @throws RangeError if the number is not finite
 */
export function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no decimal form`);
  const text = String(value);
  if (!text.includes('e')) return text;
  const [mantissa, exponent] = text.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole, fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}${point < digits.length ? `.${digits.slice(point)}` : ''}`;
}
