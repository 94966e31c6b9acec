import { requireValidArea } from '../catalogue/areas.ts';
import type { Queryable } from '../catalogue/database.ts';
import { Failure } from '../failure.ts';
import { parseArea, type AreaGeometry } from '../grid/geometry.ts';
import type { AreaFeature } from './area-features.ts';

/** A feature that can become an AOI. */
export interface CheckedArea {
  readonly name: string;
  /** Empty where the feature has none. */
  readonly description: string;
  readonly geometry: AreaGeometry;
  /** What the feature carries besides name and description; its id as `id`, unless a property is called so. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Why a feature was not taken. */
export interface FeatureFault {
  /** Place in the file, counted from 1. */
  readonly number: number;
  readonly name: string | undefined;
  readonly reason: string;
}

/** Names are shown in legends and lists; longer ones are no names. */
const MAX_NAME_LENGTH = 200;

/**
 * Sorts features into those that can become AOIs and those that cannot, and why: no name, a name that an earlier
 * feature has, no polygon, or one that is not valid.
 *
 * @param nameProperty the property that holds the name; unless given, `name` in any case
 */
export async function checkFeatures(
  db: Queryable,
  features: readonly AreaFeature[],
  nameProperty?: string,
): Promise<{ areas: CheckedArea[]; faults: FeatureFault[] }> {
  const areas: CheckedArea[] = [];
  const faults: FeatureFault[] = [];
  const numbers = new Map<string, number>();
  for (const feature of features) {
    const { number, properties } = feature;
    const key = nameKey(properties, nameProperty);
    const name = key === undefined ? undefined : nameText(properties[key]);
    try {
      if (key === undefined || name === undefined) throw nameless(properties, key, nameProperty);
      requireUsableName(name, numbers.get(name));
      numbers.set(name, number);
      areas.push({ name, ...describe(feature, key), geometry: await checkedGeometry(db, feature.geometry) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      faults.push({ number, name, reason: error.message });
    }
  }
  return { areas, faults };
}

function nameKey(properties: AreaFeature['properties'], nameProperty: string | undefined): string | undefined {
  const keys = Object.keys(properties);
  if (nameProperty !== undefined) return keys.find((key) => key === nameProperty);
  return keys.find((key) => key === 'name') ?? keys.find((key) => key.toLowerCase() === 'name');
}

function nameText(value: unknown): string | undefined {
  if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

function nameless(properties: AreaFeature['properties'], key: string | undefined, nameProperty = 'name'): Failure {
  if (key !== undefined) return new Failure('invalid', `the name, its property "${key}", is empty`);
  const keys = Object.keys(properties).slice(0, 20).join(', ');
  const found = keys === '' ? 'it has no properties' : `it has ${keys}`;
  return new Failure('invalid', `no property "${nameProperty}" to take the name from; ${found}`);
}

function requireUsableName(name: string, twin: number | undefined): void {
  if (twin !== undefined) throw new Failure('invalid', `feature ${twin} of this file has the same name`);
  if (name.length > MAX_NAME_LENGTH) {
    throw new Failure('invalid', `the name has ${name.length} characters, at most ${MAX_NAME_LENGTH} are taken`);
  }
  if (/\p{Control}|\p{Surrogate}/u.test(name)) throw new Failure('invalid', 'the name holds control characters');
}

function describe({ id, properties }: AreaFeature, key: string): Pick<CheckedArea, 'description' | 'properties'> {
  const { description, ...rest } = storable(properties) as Record<string, unknown>;
  const carried = Object.entries(rest).filter(([name]) => name !== key);
  return {
    description: typeof description === 'string' ? description : '',
    properties: { ...(id === undefined ? {} : { id }), ...Object.fromEntries(carried) },
  };
}

/** JSON as the database can keep it: NUL and halves of surrogate pairs are no text there. */
function storable(value: unknown): unknown {
  const json = JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'string' ? member.replace(/\0|\p{Surrogate}/gu, '\ufffd') : member,
  );
  return JSON.parse(json) as unknown;
}

async function checkedGeometry(db: Queryable, input: unknown): Promise<AreaGeometry> {
  const geometry = parseArea(input);
  await requireValidArea(db, geometry);
  return geometry;
}

/** A fault in one line, such as `feature 2 (Bow tie): not a valid polygon`. */
export function faultText({ number, name, reason }: FeatureFault): string {
  return `feature ${number}${name === undefined ? '' : ` (${name})`}: ${reason}`;
}
