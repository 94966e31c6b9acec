/** Between thousands: a thin space that does not break. */
const GROUP = '\u202f';

/**
 * Hectares of a column of areas with the same decimals throughout, so that digits stand in line: none from 1 000 ha,
 * one from 10 ha, else two, decided by the largest. An area that would round to nothing is `<` the smallest number shown.
 */
export function areaTexts(hectares: readonly number[]): string[] {
  const largest = Math.max(0, ...hectares);
  const decimals = largest >= 1000 ? 0 : largest >= 10 ? 1 : 2;
  return hectares.map((area) => amount(area, decimals));
}

/** Percent with one decimal; `<0.1` for what is there but would round to nothing. */
export function percentText(percent: number): string {
  return amount(percent, 1);
}

function amount(value: number, decimals: number): string {
  const smallest = 10 ** -decimals;
  if (value > 0 && value < smallest / 2) return `<${smallest.toFixed(decimals)}`;
  return value.toFixed(decimals).replace(/\d(?=(\d{3})+(\.|$))/g, `$&${GROUP}`);
}
