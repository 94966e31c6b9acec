import { Failure, type FieldFault } from '../failure.ts';
import { MAX_BINS } from './automatic.ts';
import { parseColor } from './color.ts';
import type { LegendClass } from './style.ts';

const MAX_LABEL_LENGTH = 200;
/** Share of the legend's span within which two bounds mean the same edge: 0.1 + 0.2 against 0.3. */
const SAME_EDGE = 1e-9;

/** A class as a PUT gives it. No field is required; null is the same as leaving it out, save for theoretical bounds. */
export interface LegendItemInput {
  readonly min?: number | null | undefined;
  readonly max?: number | null | undefined;
  readonly label?: string | null | undefined;
  readonly color?: string | null | undefined;
}

/** An item whose bounds are settled; `place` is where it stood in the request. */
export interface BoundedItem extends LegendItemInput {
  readonly min: number;
  readonly max: number;
  readonly place: number;
}

/** Null or left out. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** One failure of all faults; its message is the first one's. */
export function invalidItems(faults: FieldFault[]): Failure {
  const { field, reason } = faults[0];
  return new Failure('invalid', `${field}: ${reason}`, { details: faults });
}

/**
 * Refuses items that cannot be, one by one: bounds, colours, labels.
 *
 * @param field path of the items in the request
 * @throws Failure `invalid` naming every item at fault
 */
export function checkItems(items: readonly LegendItemInput[], isDynamic: boolean, field: string): void {
  if (items.length > MAX_BINS) {
    throw invalidItems([{ field, reason: `has ${items.length} classes; a legend has 1 to ${MAX_BINS}` }]);
  }
  const faults = items.flatMap((item, i) => itemFaults(item, isDynamic, `${field}[${i}]`));
  if (faults.length > 0) throw invalidItems(faults);
}

function itemFaults(item: LegendItemInput, isDynamic: boolean, field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const bound of ['min', 'max'] as const) {
    const value = item[bound];
    if (value === null && !isDynamic) {
      faults.push({ field: `${field}.${bound}`, reason: 'must be a number in theoretical mode' });
    } else if (!isAbsent(value) && !Number.isFinite(value)) {
      faults.push({ field: `${field}.${bound}`, reason: 'must be a finite number' });
    }
  }
  if (!isAbsent(item.color) && parseColor(item.color) === undefined) {
    const reason = `"${item.color.slice(0, 30)}" is not a colour; valid is #rgb or #rrggbb`;
    faults.push({ field: `${field}.color`, reason });
  }
  if (!isAbsent(item.label) && item.label.length > MAX_LABEL_LENGTH) {
    faults.push({ field: `${field}.label`, reason: `is longer than ${MAX_LABEL_LENGTH} characters` });
  }
  return faults;
}

/**
 * The items with every bound settled: given, else the neighbour's that touches it, else the bound of the class that
 * stands at its place among `known`, where those are as many.
 *
 * @param why what it means when there is no such class
 * @throws Failure `invalid` naming every bound that nothing settles
 */
export function settleBounds(
  items: readonly LegendItemInput[],
  known: readonly LegendClass[],
  field: string,
  why: string,
): BoundedItem[] {
  const source = known.length === items.length ? known : [];
  const faults: FieldFault[] = [];
  const settle = (place: number, bound: 'min' | 'max', neighbour: number | null | undefined): number => {
    const value = items[place][bound] ?? neighbour ?? source.at(place)?.[bound];
    if (value !== undefined) return value;
    faults.push({
      field: `${field}[${place}].${bound}`,
      reason: `${why} has ${known.length} of ${items.length} classes`,
    });
    return NaN;
  };
  const bounded = items.map((item, place) => ({
    ...item,
    min: settle(place, 'min', place > 0 ? items[place - 1].max : undefined),
    max: settle(place, 'max', items.at(place + 1)?.min),
    place,
  }));
  if (faults.length > 0) throw invalidItems(faults);
  return bounded;
}

/**
 * The items ascending, each wider than nothing and none over another. Bounds that differ by rounding alone become one
 * edge.
 *
 * @param constant the one class that may be as narrow as a single value
 * @throws Failure `invalid` naming every item at fault
 */
export function orderedItems(
  items: readonly BoundedItem[],
  constant: LegendClass | undefined,
  field: string,
): BoundedItem[] {
  const narrow = items.filter(({ min, max }) => !(min < max) && !(min === constant?.min && max === constant.max));
  if (narrow.length > 0) {
    throw invalidItems(
      narrow.map(({ min, max, place }) => {
        return { field: `${field}[${place}].max`, reason: `must be above its min ${min}, not ${max}` };
      }),
    );
  }
  const ascending = [...items].sort((a, b) => a.min - b.min);
  const tolerance = (ascending[ascending.length - 1].max - ascending[0].min) * SAME_EDGE;
  const faults: FieldFault[] = [];
  const ordered = ascending.map((item, i) => {
    if (i === 0) return item;
    const before = ascending[i - 1];
    const overlap = before.max - item.min;
    if (Math.abs(overlap) <= tolerance && before.max < item.max) return { ...item, min: before.max };
    if (overlap > 0) {
      const reason = `${item.min} lies inside the class from ${before.min} to ${before.max}`;
      faults.push({ field: `${field}[${item.place}].min`, reason });
    }
    return item;
  });
  if (faults.length > 0) throw invalidItems(faults);
  return ordered;
}
