import type { DecodePicture } from './picture.ts';

/** Markers of ITU-T T.81, table B.1. */
const Marker = {
  StartOfImage: 0xd8,
  EndOfImage: 0xd9,
  StartOfScan: 0xda,
  App0: 0xe0,
  App14: 0xee,
  App15: 0xef,
} as const;
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
/** Scans of a progressive picture; encoders make about ten, attacks thousands that each cost a pass over all pixels. */
const MAX_SCANS = 100;

/** What the JPEG blocks of an image share. */
export interface JpegEncoding {
  /** A picture without pixels that holds the tables of all blocks (tag 347), where the file has one. */
  readonly jpegTables: Uint8Array | undefined;
  /** True when colours are kept as luma and chroma, and decode to red, green and blue. */
  readonly isYcbcr: boolean;
}

/** What a frame header declares. */
interface Frame {
  readonly bits: number;
  readonly height: number;
  readonly width: number;
  readonly components: number;
}

/**
 * One block of JPEG: grey, or red, green and blue.
 *
 * @returns `width * height * channels` bytes, those of a pixel beside each other
 * @throws Error if it is damaged, or a picture of another size
 */
export async function decodeJpeg(
  input: Uint8Array,
  size: { width: number; height: number; channels: number },
  { jpegTables, isYcbcr }: JpegEncoding,
  decodePicture: DecodePicture,
): Promise<Uint8Array<ArrayBuffer>> {
  const { headers, frame, scansAt } = readHeaders(input);
  if (frame?.bits !== 8 || frame.width !== size.width || frame.height !== size.height) {
    const found = frame === undefined ? 'no frame' : `${frame.width} x ${frame.height} of ${frame.bits} bits`;
    throw new RangeError(`its JPEG picture has ${found}, ${size.width} x ${size.height} of 8 bits was expected`);
  }
  if (frame.components !== size.channels) {
    throw new RangeError(`its JPEG picture has ${frame.components} components, ${size.channels} were expected`);
  }
  const scans = input.subarray(scansAt);
  if (countScans(scans) > MAX_SCANS) throw new RangeError(`its JPEG picture has more than ${MAX_SCANS} scans`);
  const tables = jpegTables === undefined ? [] : readHeaders(jpegTables).headers;
  const picture = Buffer.concat([
    Uint8Array.of(0xff, Marker.StartOfImage),
    ...(size.channels === 3 ? [colourMarker(isYcbcr)] : []),
    ...tables,
    ...headers,
    scans,
  ]);
  return decodePicture(picture, size);
}

/**
 * Adobe's marker (Technical Note 5116), which tells decoders what the components are. TIFF's JPEG has none: there the
 * tag PhotometricInterpretation says it, and decoders left alone guess.
 */
function colourMarker(isYcbcr: boolean): Uint8Array {
  const body = Buffer.from('Adobe\0\x64\0\0\0\0', 'latin1');
  return Buffer.concat([Uint8Array.of(0xff, Marker.App14, 0, body.length + 3), body, Uint8Array.of(isYcbcr ? 1 : 0)]);
}

/**
 * The segments before the first scan, without those of applications (which would speak of colours), and what the
 * frame header among them declares.
 */
function readHeaders(input: Uint8Array): { headers: Uint8Array[]; frame: Frame | undefined; scansAt: number } {
  const data = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const headers: Uint8Array[] = [];
  let frame: Frame | undefined;
  if (input[0] !== 0xff || input[1] !== Marker.StartOfImage) throw new RangeError('it is not a JPEG picture');
  let at = 2;
  for (; at + 4 <= input.length; at += 2 + data.getUint16(at + 2)) {
    if (input[at] !== 0xff) throw new RangeError('its JPEG picture is damaged');
    const marker = input[at + 1];
    if (marker === Marker.StartOfScan || marker === Marker.EndOfImage) break;
    if (marker >= Marker.App0 && marker <= Marker.App15) continue;
    headers.push(input.subarray(at, at + 2 + data.getUint16(at + 2)));
    if (FRAMES.has(marker)) {
      if (frame !== undefined) throw new RangeError('its JPEG picture has two frames');
      frame = {
        bits: data.getUint8(at + 4),
        height: data.getUint16(at + 5),
        width: data.getUint16(at + 7),
        components: data.getUint8(at + 9),
      };
    }
  }
  return { headers, frame, scansAt: at };
}

function countScans(scans: Uint8Array): number {
  const bytes = Buffer.from(scans.buffer, scans.byteOffset, scans.byteLength);
  const start = Uint8Array.of(0xff, Marker.StartOfScan);
  let count = 0;
  for (let at = bytes.indexOf(start); at >= 0 && count <= MAX_SCANS; at = bytes.indexOf(start, at + 2)) count++;
  return count;
}
