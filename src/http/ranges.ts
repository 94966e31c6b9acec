/** A span of bytes, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes that a Range header asks for (RFC 9110, section 14): `bytes=first-last`, `bytes=first-` or
 * `bytes=-suffixLength`. Several ranges and other units are left unanswered, as the standard allows.
 *
 * @returns the range clipped to the file; undefined when the whole file is to be sent; 'unsatisfiable' when the
 *   range lies beyond its end
 */
export function byteRange(header: string, sizeBytes: number): ByteRange | undefined | 'unsatisfiable' {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header);
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, first, last] = match;
  if (first === '') {
    const length = Number(last);
    return length === 0 || sizeBytes === 0
      ? 'unsatisfiable'
      : { start: Math.max(sizeBytes - length, 0), end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= sizeBytes ? 'unsatisfiable' : { start, end };
}
