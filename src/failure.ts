/**
 * Every way the service can fail, as one closed list. The doors (http, cli) translate a kind to a status or an
 * exit code; nothing below them knows about either.
 */
export type FailureKind =
  | 'invalid' // the request cannot be right: malformed or impossible input
  | 'unknownKey' // no API key, or one that is not (or no longer) valid
  | 'forbidden' // a valid key without the right
  | 'missing' // no such thing for this tenant
  | 'wrongMethod' // the path exists, the method does not
  | 'conflict' // it exists already
  | 'tooLarge' // the body is larger than the limit
  | 'unsupportedType' // the body is of a media type that the route does not take
  | 'tooMany' // rate limit
  | 'unreadable' // a raster is broken, missing or changed
  | 'busy'; // a bounded resource is exhausted; try again later

/** What was wrong with one field of the input: `field` is a path such as `geometry.coordinates[0][3]`. */
export interface FieldFault {
  field: string;
  reason: string;
}

/**
 * An expected failure. The message says what was asked, what was found and what would be valid; it may be shown to
 * the caller, so it never holds a file path, SQL or a stack.
 */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly details: FieldFault[] | undefined;

  constructor(kind: FailureKind, message: string, options: { details?: FieldFault[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.details = options.details;
  }
}

/** An `invalid` failure about one named field of the input. */
export function invalidField(field: string, reason: string): Failure {
  return new Failure('invalid', `${field}: ${reason}`, { details: [{ field, reason }] });
}
