import { basename, resolve } from 'node:path';
import { Failure } from '../../failure.ts';

/** Where a raster lies, as an asset names it. */
export type Location =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: URL }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string };

/** S3's own rules, and underscores for older buckets and other stores. */
const BUCKET = /^[a-z0-9][a-z0-9._-]{1,62}$/i;

/**
 * What a location's text stands for: an `http://`, `https://` or `s3://` URL, anything else a path.
 *
 * @throws Failure `invalid` if it is a URL of another kind, or a damaged one
 */
export function parseLocation(text: string): Location {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1].toLowerCase();
  switch (scheme) {
    case undefined:
      return { kind: 'file', path: text };
    case 'http':
    case 'https':
      if (!URL.canParse(text)) throw new Failure('invalid', `not a URL that can be read: ${shownLocation(text)}`);
      return { kind: 'http', url: new URL(text) };
    case 's3':
      return parseS3(text);
    default:
      throw new Failure('invalid', `${scheme}:// cannot be read; a path, https://, http:// and s3:// can`);
  }
}

function parseS3(text: string): Location {
  const [, bucket, key] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(text) ?? ['', '', ''];
  // in a URL such segments would lead to another object
  const isWalking = key.split('/').some((segment) => segment === '.' || segment === '..');
  if (!BUCKET.test(bucket) || key === '' || isWalking || isControlled(key)) {
    throw new Failure('invalid', `not of the form s3://bucket/key: ${shownLocation(text)}`);
  }
  return { kind: 's3', bucket, key };
}

/**
 * The one text that names a location: a path made absolute, a URL in its normal form without a fragment.
 *
 * @throws Failure `invalid` as `parseLocation`
 */
export function normalLocation(text: string): string {
  const location = parseLocation(text);
  switch (location.kind) {
    case 'file':
      return resolve(location.path);
    case 'http':
      location.url.hash = '';
      return location.url.href;
    case 's3':
      return `s3://${location.bucket}/${location.key}`;
  }
}

/** The last part of a location, which is what messages and people call the raster. */
export function locationName(text: string): string {
  if (!/^(https?|s3):\/\//i.test(text)) return basename(text);
  const [, host, path] = /^[a-z0-9]+:\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)/i.exec(text) ?? ['', '', ''];
  const last = path.split('/').findLast((part) => part !== '') ?? host;
  const name = /^s3:/i.test(text) ? last : percentDecoded(last);
  return name.replace(/[/\\\p{Cc}]/gu, '_');
}

/** A location as it may be shown: without user, password or query, any of which may be a secret. */
export function shownLocation(text: string): string {
  const url = /^(https?:\/\/)(?:[^/?#]*@)?([^?#]*)(\?)?/i.exec(text);
  return url === null ? text : `${url[1]}${url[2]}${url.at(3) === undefined ? '' : '?…'}`;
}

/** Text without its percent encoding; as it stands where that is damaged. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % sign is a name too
  }
}

function isControlled(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
