import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../../failure.ts';
import type { ByteRange } from '../source.ts';
import { ChangedFile } from '../version.ts';
import { Passing } from './retry.ts';
import type { Answer } from './send.ts';

/** What tells one state of a remote file from another. */
export interface Validators {
  readonly size: number;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

/** Whose answer is judged; both are for messages. */
export interface Asked {
  readonly name: string;
  readonly host: string;
}

/** The first bytes of a file, and its state. */
export interface FirstPart {
  readonly validators: Validators;
  readonly head: Uint8Array<ArrayBuffer>;
}

/** Files up to this size are taken whole from a server that knows no byte ranges, bytes. */
export const MAX_WHOLE_BYTES = 1 << 20;
/** Enough of a refusal to see its reason, and to use the connection again. */
const MAX_REFUSAL_BYTES = 16 << 10;

/** How much of an answer's body is read where `length` bytes were asked for. */
export function bodyLimit(length: number): (status: number, headers: IncomingHttpHeaders) => number {
  return (status, headers) => {
    if (status === 206) return length;
    if (status !== 200) return MAX_REFUSAL_BYTES;
    return Number(headers['content-length'] ?? 0) > MAX_WHOLE_BYTES ? 0 : MAX_WHOLE_BYTES;
  };
}

/** Headers that make a server refuse (412) rather than send bytes of another state of the file. */
export function conditionOf({ etag, lastModified }: Validators): Readonly<Record<string, string>> {
  if (etag !== undefined && !etag.startsWith('W/')) return { 'if-match': etag };
  return lastModified === undefined ? {} : { 'if-unmodified-since': lastModified };
}

/**
 * The beginning of a file: what was asked for, or all of it where it is shorter.
 *
 * @param length bytes asked for, from the first one on
 * @throws Failure `unreadable` if the answer is none of these; `Passing` if its body is incomplete
 */
export function judgeFirst(asked: Asked, length: number, answer: Answer): FirstPart {
  const { status, headers, body } = answer;
  refuseEncoded(asked, headers);
  const stated = { etag: headers.etag, lastModified: headers['last-modified'] };
  if (status === 200) return { validators: { ...stated, size: wholeLength(asked, answer) }, head: body };
  const range = contentRange(headers);
  if (status === 416 && range?.size === 0) throw new Failure('unreadable', `${asked.name} is empty (0 bytes)`);
  if (status !== 206) throw refusal(asked, answer);
  if (range?.size === undefined) {
    throw new Failure('unreadable', `${asked.name} cannot be read: ${asked.host} does not say the size of the file`);
  }
  checkPart(asked, { offset: 0, length: Math.min(length, range.size) }, range, answer);
  return { validators: { ...stated, size: range.size }, head: body };
}

/**
 * Exactly the bytes asked for, of the file in the state that is known.
 *
 * @throws ChangedFile if the file is in another state; Failure `unreadable` if the answer holds other bytes; `Passing`
 *   if its body is incomplete
 */
export function judgePart(asked: Asked, wanted: ByteRange, known: Validators, answer: Answer): Uint8Array<ArrayBuffer> {
  const { status, headers, body } = answer;
  if (status === 412 || status === 416) throw new ChangedFile(asked.name);
  if (status !== 200 && status !== 206) throw refusal(asked, answer);
  refuseEncoded(asked, headers);
  const range = contentRange(headers);
  const size = status === 206 ? range?.size : Number(headers['content-length'] ?? known.size);
  const stated = { size: size ?? known.size, etag: headers.etag, lastModified: headers['last-modified'] };
  if (isOther(known, stated)) throw new ChangedFile(asked.name);
  if (status === 200) {
    if (wholeLength(asked, answer) !== known.size) throw new ChangedFile(asked.name);
    return body.slice(wanted.offset, wanted.offset + wanted.length);
  }
  checkPart(asked, wanted, range, answer);
  return body;
}

/** The length of a file that a server sent whole instead of a part. */
function wholeLength({ name, host }: Asked, { headers, body, isWhole }: Answer): number {
  if (!isWhole) {
    throw new Failure(
      'unreadable',
      `${name} cannot be read: ${host} does not send parts of files, and this one is larger than the ` +
        `${MAX_WHOLE_BYTES / 1048576} MiB that are read whole`,
    );
  }
  const stated = headers['content-length'];
  if (stated !== undefined && Number(stated) !== body.length) throw new Passing('its answer was cut short');
  return body.length;
}

function checkPart({ name, host }: Asked, wanted: ByteRange, range: ContentRange | undefined, answer: Answer): void {
  const { body, isWhole } = answer;
  const end = wanted.offset + wanted.length - 1;
  if (range?.start !== wanted.offset || range.end !== end || !isWhole) {
    const sent = range?.start === undefined ? 'other bytes' : `bytes ${range.start} to ${range.end}`;
    throw new Failure(
      'unreadable',
      `${name} cannot be read: ${host} sent ${sent} where bytes ${wanted.offset} to ${end} were asked for`,
    );
  }
  if (body.length < wanted.length) throw new Passing('its answer was cut short');
}

interface ContentRange {
  readonly start?: number;
  readonly end?: number;
  readonly size: number | undefined;
}

/** Content-Range, with or without the span and the size, which may each be a star (RFC 9110, section 14.4). */
function contentRange(headers: IncomingHttpHeaders): ContentRange | undefined {
  const match = /^bytes\s+(?:(\d+)-(\d+)|\*)\/(\d+|\*)$/i.exec(headers['content-range']?.trim() ?? '');
  if (match === null) return undefined;
  const size = match[3] === '*' ? undefined : Number(match[3]);
  return match.at(1) === undefined ? { size } : { start: Number(match[1]), end: Number(match[2]), size };
}

/** What only one side states tells nothing. */
function isOther(a: Validators, b: Validators): boolean {
  const differ = (one: string | undefined, other: string | undefined): boolean =>
    one !== undefined && other !== undefined && one !== other;
  return a.size !== b.size || differ(a.etag, b.etag) || differ(a.lastModified, b.lastModified);
}

function refuseEncoded({ name, host }: Asked, headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  throw new Failure('unreadable', `${name} cannot be read: ${host} sends it in the encoding ${encoding.slice(0, 40)}`);
}

/** The failure that stands for a status, with the code that S3 stores give as its reason. */
function refusal({ name, host }: Asked, { status, body }: Answer): Failure {
  const code = /<Code>(\w{1,60})<\/Code>/.exec(new TextDecoder('latin1').decode(body))?.[1];
  const detail = code === undefined ? `status ${status}` : `status ${status}, ${code}`;
  return new Failure('unreadable', `${name} cannot be read: ${reasonOf(status, host)} (${detail})`);
}

function reasonOf(status: number, host: string): string {
  if (status === 404 || status === 410) return `there is no such file on ${host}`;
  if (status === 401 || status === 403) return `${host} refuses access`;
  return `${host} does not send it`;
}
