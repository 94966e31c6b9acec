import { createHash } from 'node:crypto';

/** Namespace of the presets' ids. Changing it changes every id that installations have stored. */
export const PRESET_NAMESPACE = 'c9bd8c83-d0b1-4605-a551-532c56d2dde0';

/**
 * The name-based UUID, version 5 (SHA-1), of RFC 9562 section 5.5: the same name always has the same id.
 *
 * @param namespace a UUID with hyphens
 */
export function uuidV5(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8');
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The id of a preset by its path, such as `index/sentinel-2/NDVI`. */
export function presetId(path: string): string {
  return uuidV5(PRESET_NAMESPACE, path);
}
