import { channelsOf, colorOf } from './color.ts';

/**
 * A colour map as stops: positions ascend from 0 to 1, colours are `#rrggbb`, linear in sRGB between them. Two stops
 * at one position are a jump, and the position itself takes the later one's colour.
 */
export type Stops = readonly { readonly position: number; readonly color: string }[];

/** Colours spread evenly from 0 to 1, blending. */
export function evenStops(colors: readonly string[]): Stops {
  return colors.map((color, i) => ({ position: i / (colors.length - 1), color }));
}

/** Colours in equal flat steps from 0 to 1: a blend of two categories would name a third one. */
export function flatStops(colors: readonly string[]): Stops {
  const n = colors.length;
  return colors.flatMap((color, i) => [
    { position: i / n, color },
    { position: (i + 1) / n, color },
  ]);
}

/** The same colours from the other end. */
export function reversedStops(stops: Stops): Stops {
  return stops.map(({ position, color }) => ({ position: 1 - position, color })).reverse();
}

/** A half, and a little more, so that halves round up whatever the arithmetic before them lost. */
const HALF = 0.5 + 1e-9;

/**
 * Colour at a position: each channel linear in sRGB between the stops around it, rounded half up.
 *
 * @param t position; beyond 0 and 1 the end colours
 */
export function sampleColor(stops: Stops, t: number): string {
  let above = 0;
  while (above < stops.length && stops[above].position <= t) above++;
  if (above === 0) return stops[0].color;
  if (above === stops.length) return stops[above - 1].color;
  const [from, to] = [stops[above - 1], stops[above]];
  const share = (t - from.position) / (to.position - from.position);
  const start = channelsOf(from.color);
  const end = channelsOf(to.color);
  const mix = (i: 0 | 1 | 2): number => Math.floor(start[i] + (end[i] - start[i]) * share + HALF);
  return colorOf(mix(0), mix(1), mix(2));
}

/** Colours of `n` equal steps, each taken at its middle. */
export function stepColors(stops: Stops, n: number): string[] {
  return Array.from({ length: n }, (_, i) => sampleColor(stops, (i + 0.5) / n));
}
