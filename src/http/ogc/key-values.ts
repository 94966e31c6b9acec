import type { z } from 'zod';
import { Failure } from '../../failure.ts';
import { parse, refuseUnstorable } from '../parse.ts';
import { ServiceException, type ExceptionCode } from './service-exception.ts';

/** Parameters of an OGC request by their names in lower case: names come in any case, values do not. */
export type KeyValues = Readonly<Partial<Record<string, string>>>;

/**
 * The parameters of a query that have a value. One that is given again with the same value, as clients do that add theirs to an address
 * which has them already, is given once.
 *
 * @throws ServiceException if one is given with two values
 */
export function keyValues(query: Readonly<Record<string, string | readonly string[] | undefined>>): KeyValues {
  const found = new Map<string, string>();
  for (const [given, values] of Object.entries(query)) {
    const name = given.toLowerCase();
    for (const value of [values ?? []].flat()) {
      if ((found.get(name) ?? value) !== value) {
        throw new ServiceException('InvalidParameterValue', `${name.toUpperCase()} is given twice, differently`, name);
      }
      found.set(name, value);
    }
  }
  return Object.fromEntries([...found].filter(([, value]) => value !== ''));
}

/**
 * What a schema, whose members are in lower case, makes of the parameters.
 *
 * @param codes of what is wrong with which parameter, where the standards have one of their own
 * @throws ServiceException about the first fault
 */
export function parseKeyValues<T>(
  schema: z.ZodType<T>,
  given: KeyValues,
  codes: Readonly<Partial<Record<string, ExceptionCode>>>,
): T {
  try {
    refuseUnstorable(given);
    return parse(schema, given);
  } catch (error) {
    const fault = error instanceof Failure ? error.details?.at(0) : undefined;
    if (fault === undefined) throw error;
    const { field, reason } = fault;
    const isMissing = given[field] === undefined;
    const code = isMissing ? 'MissingParameterValue' : (codes[field] ?? 'InvalidParameterValue');
    throw new ServiceException(code, `${field.toUpperCase()} ${reason}`, field);
  }
}
