import { isInteger, type Encoding } from '../../raster/raster.ts';
import { storedCut, storedCutAbove } from '../cuts.ts';
import { previousStored } from '../stored-numbers.ts';
import type { Cut } from './read-style.ts';

/**
 * The two neighbouring values that a raster can hold around a cut: `below` is the last one on its lower side, `above`
 * the first one on its upper side. Index values; infinite beyond what the raster's type can hold.
 */
export interface Gap {
  readonly below: number;
  readonly above: number;
}

/** The gap of a cut in index values, on the side that the cut says its own value is. */
export function gapOf({ value, side }: Pick<Cut, 'value' | 'side'>, encoding: Encoding): Gap {
  const { scale, offset, dtype } = encoding;
  const first = side === 'above' ? storedCut(value, encoding) : storedCutAbove(value, encoding);
  const last = isInteger(encoding) ? first - 1 : first === Infinity ? Infinity : previousStored(dtype, first);
  const [a, b] = [last * scale + offset, first * scale + offset];
  return scale > 0 ? { below: a, above: b } : { below: b, above: a };
}

/** Significant digits up to which a bound is taken for what somebody meant. */
const MEANT_DIGITS = 12;
/** A bound nearer to 0 is a cut beside it. */
const MEANT_SMALLEST = 1e-30;
/** How near a half of a stored step, or the middle of two floats, a cut is. */
const HALF_TOLERANCE = 1e-6;

/**
 * The bound of a class that begins at a cut: the cut's own number where somebody may have written it, else, where
 * it was put between two numbers that the raster can hold, the shortest decimal that parts the same numbers. So a cut
 * half way between two floats gives back 0.2, not 0.19999999552965164.
 */
export function edgeOf(cut: Cut, gap: Gap, encoding: Encoding): number {
  if (!isMachineMade(cut, gap, encoding)) return cut.value;
  const slack = isInteger(encoding) ? Math.abs(encoding.scale) * HALF_TOLERANCE : 0;
  return shortestBetween(gap.below, gap.above, gap.above, (x) => x > gap.below + slack && x <= gap.above + slack);
}

/** As `edgeOf` for the bound that closes the last class: it holds `gap.below`, and nothing from `gap.above` on. */
export function closingEdgeOf(cut: Cut, gap: Gap, encoding: Encoding): number {
  if (!isMachineMade(cut, gap, encoding)) return cut.value;
  const slack = isInteger(encoding) ? Math.abs(encoding.scale) * HALF_TOLERANCE : 0;
  return shortestBetween(gap.below, gap.above, gap.below, (x) => x >= gap.below - slack && x < gap.above - slack);
}

/** Whether a number is no class bound but a cut beside one. */
function isMachineMade({ value }: Cut, { below, above }: Gap, encoding: Encoding): boolean {
  if (!Number.isFinite(below) || !Number.isFinite(above)) return false;
  if (digitsOf(value) > MEANT_DIGITS || (value !== 0 && Math.abs(value) < MEANT_SMALLEST)) return true;
  const middle = below / 2 + above / 2;
  const tolerance = isInteger(encoding) ? (above - below) * HALF_TOLERANCE : Math.abs(value) * Number.EPSILON;
  return value !== below && value !== above && Math.abs(value - middle) <= tolerance;
}

function digitsOf(value: number): number {
  const [mantissa] = value.toExponential().split('e');
  return mantissa.replace(/[-.]/g, '').length;
}

/** Decimals of the finest number tried: those of the smallest 64-bit float. */
const MAX_DECIMALS = 324;

/** The decimal with the fewest digits between two numbers for which `fits` holds; of several the one nearest `ideal`. */
function shortestBetween(low: number, high: number, ideal: number, fits: (x: number) => boolean): number {
  if (fits(0)) return 0;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  for (let decimals = -Math.ceil(Math.log10(largest)) - 1; decimals <= MAX_DECIMALS; decimals++) {
    const steps = [low, ideal, high].map((x) => scaled(x, decimals));
    // beyond 2^53 a double has no further digits
    if (Math.abs(steps[1]) > Number.MAX_SAFE_INTEGER) break;
    const whole = new Set(steps.flatMap((step) => [Math.floor(step), Math.ceil(step)]));
    const fitting = [...whole].map((step) => Number(`${step}e${-decimals}`)).filter(fits);
    if (fitting.length > 0) {
      return fitting.reduce((best, x) => (Math.abs(x - ideal) < Math.abs(best - ideal) ? x : best));
    }
  }
  return ideal;
}

function scaled(x: number, decimals: number): number {
  return decimals > 300 ? x * 1e300 * 10 ** (decimals - 300) : x * 10 ** decimals;
}
