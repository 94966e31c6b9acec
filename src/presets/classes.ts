import type { Breakpoints } from '../style/style.ts';

/** A class by its upper end: it begins where the one before it ends. */
export type ClassStep = readonly [upTo: number, label: string, color?: string];

/** Breakpoints from the lowest valid value upwards. Classes have colours of their own when every step has one. */
export function classes(from: number, ...steps: readonly ClassStep[]): Breakpoints {
  const edges = [from, ...steps.map(([upTo]) => upTo)];
  const labels = steps.map(([, label]) => label);
  const colors = steps.flatMap(([, , color]) => (color === undefined ? [] : [color]));
  return colors.length === steps.length ? { edges, labels, colors } : { edges, labels };
}
