import { inflateRawSync } from 'node:zlib';
import { Failure } from '../../failure.ts';

/** Most bytes that one member may unpack to: a hundred times a large parcel layer. */
const MAX_MEMBER_BYTES = 512 << 20;

/** Signatures of APPNOTE.TXT 6.3: end of the central directory, and one entry of it. */
const END = 0x0605_4b50;
const ENTRY = 0x0201_4b50;
const END_LENGTH = 22;

/**
 * The members of a zip by their names, folders and what macOS adds left out.
 *
 * @throws Failure invalid if it is damaged, encrypted, or packed in an unusual way
 */
export function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readMembers(zip);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('invalid', 'a damaged zip', { cause });
  }
}

function readMembers(zip: Buffer): Map<string, Uint8Array> {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  const members = new Map<string, Uint8Array>();
  for (let i = 0, at = zip.readUInt32LE(end + 16); i < count; i++) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new Failure('invalid', 'a damaged zip: its list of members is broken');
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/') && !name.includes('__MACOSX')) members.set(name, readMember(zip, at, name));
    at += 46 + nameLength + extraLength + noteLength;
  }
  return members;
}

/** The end record lies at the end but for a comment of up to 65535 bytes. */
function findEnd(zip: Buffer): number {
  const last = zip.length - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (zip.readUInt32LE(at) === END) return at;
  }
  throw new Failure('invalid', 'a damaged zip: it has no end');
}

function readMember(zip: Buffer, entry: number, name: string): Uint8Array {
  const isEncrypted = (zip.readUInt16LE(entry + 8) & 1) === 1;
  const method = zip.readUInt16LE(entry + 10);
  if (isEncrypted) throw new Failure('invalid', `${name} in the zip is encrypted`);
  if (method !== 0 && method !== 8) throw new Failure('invalid', `${name} in the zip is packed by method ${method}`);
  // sizes of the central entry: those of the local header may be left open
  const [packedLength, length] = [zip.readUInt32LE(entry + 20), zip.readUInt32LE(entry + 24)];
  const local = zip.readUInt32LE(entry + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(start, start + packedLength);
  const data = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: MAX_MEMBER_BYTES });
  if (data.length !== length) throw new Failure('invalid', `${name} in the zip is damaged`);
  return data;
}
