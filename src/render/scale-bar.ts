import type { ScaleBarUnits } from './furniture-options.ts';

/** How long a scale bar is, and what it says. */
export interface ScaleBar {
  /** Of the picture; need not be whole. */
  readonly pixels: number;
  /** Ground length, m. */
  readonly metres: number;
  /** Such as `500 m` or `2 km`. */
  readonly text: string;
}

interface Unit {
  readonly name: string;
  readonly metres: number;
}

const SMALL: Readonly<Record<ScaleBarUnits, Unit>> = {
  metric: { name: 'm', metres: 1 },
  imperial: { name: 'ft', metres: 0.3048 },
};
const LARGE: Readonly<Record<ScaleBarUnits, Unit>> = {
  metric: { name: 'km', metres: 1000 },
  imperial: { name: 'mi', metres: 1609.344 },
};

/** Shorter bars say nothing of the ground, and their decimals would not fit on a picture. */
const LEAST_METRES = 1e-6;

/**
 * The longest scale bar of a round length (1, 2 or 5 times a power of ten) that is no longer than `longest` pixels.
 * Undefined where the picture has no lengths, or none of a micrometre.
 *
 * @param metresAcross ground length of so many pixels in the middle of the picture, m
 */
export function chooseScaleBar(
  metresAcross: (pixels: number) => number,
  longest: number,
  units: ScaleBarUnits,
): ScaleBar | undefined {
  const most = metresAcross(longest);
  if (!(most >= LEAST_METRES) || !Number.isFinite(most)) return undefined;
  const unit = most >= LARGE[units].metres ? LARGE[units] : SMALL[units];
  const length = roundBelow(most / unit.metres);
  const metres = length * unit.metres;
  let pixels = (longest * metres) / most;
  // where the scale changes across the picture a shorter line has another one
  for (let step = 0; step < 4; step++) pixels *= metres / metresAcross(pixels);
  if (!(pixels > 0) || pixels > longest * 1.01) return undefined;
  return { pixels, metres, text: `${lengthText(length)}\u00a0${unit.name}` };
}

/** The largest 1, 2 or 5 times a power of ten that is no larger. */
function roundBelow(value: number): number {
  const power = Math.floor(Math.log10(value) + 1e-12);
  const share = value / 10 ** power;
  const digit = share >= 5 ? 5 : share >= 2 ? 2 : 1;
  return power < 0 ? digit / 10 ** -power : digit * 10 ** power;
}

function lengthText(length: number): string {
  const decimals = length < 1 ? Math.ceil(-Math.log10(length) - 1e-12) : 0;
  return length.toFixed(decimals).replace(/\d(?=(\d{3})+$)/g, '$&\u202f');
}
