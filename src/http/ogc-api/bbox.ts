import { z } from 'zod';
import type { Bounds } from '../../grid/bounds.ts';
import type { MapCrs } from '../../operations/find-crs.ts';

/** Four numbers (or six, whose heights are left out) separated by commas, as a query holds them. */
export const bbox = z
  .string()
  .transform((text, context): Bounds => {
    const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    const isFinite = numbers.every((value) => Number.isFinite(value));
    const flat = numbers.length === 6 ? [numbers[0], numbers[1], numbers[3], numbers[4]] : numbers;
    if (isFinite && flat.length === 4) return flat as [number, number, number, number];
    context.addIssue({
      code: 'custom',
      message: `"${text.slice(0, 80)}" is not four numbers: the lower left corner, then the upper right one`,
    });
    return z.NEVER;
  })
  .meta({ override: { type: 'string' } });

/** Bounds with x first of those that a CRS writes in its own order. */
export function xFirst([a, b, c, d]: Bounds, { isNorthFirst }: MapCrs): Bounds {
  return isNorthFirst ? [b, a, d, c] : [a, b, c, d];
}

/** Whether two bounds in longitude and latitude share a place; either may cross the antimeridian (`west > east`). */
export function intersects(a: Bounds, b: Bounds): boolean {
  if (a[1] > b[3] || b[1] > a[3]) return false;
  return spans(a).some(([west, east]) => spans(b).some(([from, to]) => west <= to && from <= east));
}

function spans([west, , east]: Bounds): readonly (readonly [number, number])[] {
  return west <= east
    ? [[west, east]]
    : [
        [west, 180],
        [-180, east],
      ];
}
