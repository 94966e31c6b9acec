import { Failure } from '../failure.ts';
import type { ByteRange, Source } from './source.ts';
import { BLOCK_TABLES, FIELD_SIZES, FieldType, READ_TAGS, Tag } from './tags.ts';

/** One field of a directory whose values lie in the file from `offset` on. Its range is known to be inside the file. */
export interface Field {
  readonly type: number;
  readonly count: number;
  readonly offset: number;
}

/** One image file directory (IFD), with the values of the tags in `READ_TAGS`. */
export interface Directory {
  /** Where it starts, bytes. */
  readonly offset: number;
  /** True when it hangs under the first directory (tag SubIFDs) and not in the chain. */
  readonly isSub: boolean;
  readonly numbers: ReadonlyMap<number, readonly number[]>;
  readonly texts: ReadonlyMap<number, string>;
  /** The tables of block offsets and lengths, left in the file: they can be large. */
  readonly tables: ReadonlyMap<number, Field>;
}

/** A TIFF file's structure: classic or BigTIFF, either byte order. */
export interface Header {
  readonly littleEndian: boolean;
  readonly bigTiff: boolean;
  readonly directories: readonly Directory[];
}

/** Full image, overviews and masks of a COG are some 20 directories; a file with more than this is no raster of ours. */
const MAX_DIRECTORIES = 256;
/** TIFF knows a few hundred tags. */
const MAX_FIELDS = 4096;
/** Bytes of one tag's values that are read at opening: metadata XML can be long, nothing else is. */
const MAX_VALUE_BYTES = 4 << 20;

/** What differs between classic TIFF and BigTIFF, bytes. */
const CLASSIC = { start: 4, count: 2, field: 12, pointer: 4 } as const;
const BIG = { start: 8, count: 8, field: 20, pointer: 8 } as const;

/**
 * Walks the directories of a TIFF file. Everything declared is checked against the size of the file before anything
 * is allocated by it.
 *
 * @throws Failure `unreadable` if the file is not a TIFF or its structure is damaged
 */
export async function readHeader(source: Source): Promise<Header> {
  const start = await source.read(0, Math.min(16, source.version.size));
  const { littleEndian, bigTiff } = parseMagic(source, start);
  const walker = new Walker(source, littleEndian, bigTiff);
  const first = walker.pointer(new DataView(start.buffer), bigTiff ? BIG.start : CLASSIC.start);
  return { littleEndian, bigTiff, directories: await walker.walk(first) };
}

function parseMagic(source: Source, start: Uint8Array): { littleEndian: boolean; bigTiff: boolean } {
  const [a, b, c, d] = start;
  const littleEndian = a === 0x49 && b === 0x49;
  const magic = littleEndian ? c | (d << 8) : (c << 8) | d;
  if (start.length < 8 || !(littleEndian || (a === 0x4d && b === 0x4d)) || (magic !== 42 && magic !== 43)) {
    throw new Failure('unreadable', `${source.name} is not a TIFF file: ${describeStart(start)}`);
  }
  if (magic === 43 && start.length < 16) {
    throw new Failure('unreadable', `${source.name} is truncated: ${start.length} bytes cannot hold a BigTIFF header`);
  }
  return { littleEndian, bigTiff: magic === 43 };
}

function describeStart(start: Uint8Array): string {
  if (start.length < 8) return `it has ${start.length} bytes`;
  if (start[0] === 0x89 && start[1] === 0x50) return 'it is a PNG picture';
  if (start[0] === 0xff && start[1] === 0xd8) return 'it is a JPEG picture';
  if (start[0] === 0x3c) return 'it is an XML or HTML text';
  return `it starts with ${Buffer.from(start.subarray(0, 4)).toString('hex')}`;
}

class Walker {
  private readonly layout: typeof CLASSIC | typeof BIG;

  constructor(
    private readonly source: Source,
    private readonly littleEndian: boolean,
    private readonly bigTiff: boolean,
  ) {
    this.layout = bigTiff ? BIG : CLASSIC;
  }

  /** The chain from `first` on, followed by the SubIFDs of the first directory. */
  async walk(first: number): Promise<Directory[]> {
    const seen = new Set<number>();
    const directories: Directory[] = [];
    for (let offset = first; offset !== 0;) {
      const { directory, next } = await this.readDirectory(offset, false, seen);
      directories.push(directory);
      offset = next;
    }
    if (directories.length === 0) throw this.damaged('it has no image directory');
    for (const offset of directories[0].numbers.get(Tag.SubIfds) ?? []) {
      directories.push((await this.readDirectory(offset, true, seen)).directory);
    }
    return directories;
  }

  private async readDirectory(
    offset: number,
    isSub: boolean,
    seen: Set<number>,
  ): Promise<{ directory: Directory; next: number }> {
    if (seen.has(offset)) throw this.damaged(`its image directories form a loop at byte ${offset}`);
    if (seen.size >= MAX_DIRECTORIES) throw this.damaged(`it has more than ${MAX_DIRECTORIES} image directories`);
    seen.add(offset);
    const { count: countBytes, field: fieldBytes, pointer: pointerBytes } = this.layout;
    const countView = view(await this.source.read(offset, countBytes));
    const count = this.bigTiff ? this.uint64(countView, 0) : countView.getUint16(0, this.littleEndian);
    const bodyBytes = count * fieldBytes + pointerBytes;
    if (count > MAX_FIELDS || offset + countBytes + bodyBytes > this.source.version.size) {
      throw this.damaged(
        `its image directory at byte ${offset} declares ${count} entries, more than the file can hold`,
      );
    }
    const body = view(await this.source.read(offset + countBytes, bodyBytes));
    const directory = { offset, isSub, numbers: new Map(), texts: new Map(), tables: new Map() };
    for (let i = 0; i < count; i++) {
      await this.readField(body, i * fieldBytes, offset + countBytes, directory);
    }
    return { directory, next: this.pointer(body, count * fieldBytes) };
  }

  private async readField(
    body: DataView,
    at: number,
    bodyOffset: number,
    into: { numbers: Map<number, number[]>; texts: Map<number, string>; tables: Map<number, Field> },
  ): Promise<void> {
    const tag = body.getUint16(at, this.littleEndian);
    if (!READ_TAGS.has(tag)) return;
    const type = body.getUint16(at + 2, this.littleEndian);
    const count = this.bigTiff ? this.uint64(body, at + 4) : body.getUint32(at + 4, this.littleEndian);
    const valueAt = at + (this.bigTiff ? 12 : 8);
    const bytes = (FIELD_SIZES[type] ?? NaN) * count;
    if (Number.isNaN(bytes)) throw this.damaged(`tag ${tag} has the unknown field type ${type}`);
    const isInline = bytes <= this.layout.pointer;
    const offset = isInline ? bodyOffset + valueAt : this.pointer(body, valueAt);
    if (offset + bytes > this.source.version.size) {
      throw this.damaged(
        `tag ${tag} declares ${count} values, which end beyond the file's ${this.source.version.size} bytes`,
      );
    }
    const field = { type, count, offset };
    if (BLOCK_TABLES.has(tag)) {
      into.tables.set(tag, field);
      return;
    }
    if (bytes > MAX_VALUE_BYTES)
      throw this.damaged(`tag ${tag} holds ${bytes} bytes; at most ${MAX_VALUE_BYTES} are read`);
    const raw = await this.source.read(offset, bytes);
    if (type === FieldType.Ascii) into.texts.set(tag, trimNul(new TextDecoder('utf-8').decode(raw)));
    else into.numbers.set(tag, decodeNumbers(raw, type, this.littleEndian));
  }

  /** An offset in the file: 4 bytes in classic TIFF, 8 in BigTIFF. */
  pointer(data: DataView, at: number): number {
    return this.bigTiff ? this.uint64(data, at) : data.getUint32(at, this.littleEndian);
  }

  private uint64(data: DataView, at: number): number {
    return Number(data.getBigUint64(at, this.littleEndian));
  }

  private damaged(what: string): Failure {
    return new Failure('unreadable', `${this.source.name} is damaged: ${what}`);
  }
}

/** A part of a field: `count` values from the value `first` on. */
export function fieldPart({ type, offset }: Field, first: number, count: number): Field {
  return { type, count, offset: offset + first * FIELD_SIZES[type] };
}

/** Where the values of a field lie in the file. */
export function fieldRange({ type, count, offset }: Field): ByteRange {
  return { offset, length: count * FIELD_SIZES[type] };
}

/**
 * The numbers that a field's bytes hold.
 *
 * @param type one of `FieldType`
 */
export function decodeNumbers(raw: Uint8Array<ArrayBuffer>, type: number, littleEndian: boolean): number[] {
  const data = view(raw);
  const size = FIELD_SIZES[type];
  const read = numberReader(data, type, littleEndian);
  return Array.from({ length: raw.length / size }, (_, i) => read(i * size));
}

function numberReader(data: DataView, type: number, le: boolean): (at: number) => number {
  switch (type) {
    case FieldType.SByte:
      return (at) => data.getInt8(at);
    case FieldType.Short:
      return (at) => data.getUint16(at, le);
    case FieldType.SShort:
      return (at) => data.getInt16(at, le);
    case FieldType.Long:
    case FieldType.Ifd:
      return (at) => data.getUint32(at, le);
    case FieldType.SLong:
      return (at) => data.getInt32(at, le);
    case FieldType.Rational:
      return (at) => data.getUint32(at, le) / data.getUint32(at + 4, le);
    case FieldType.SRational:
      return (at) => data.getInt32(at, le) / data.getInt32(at + 4, le);
    case FieldType.Float:
      return (at) => data.getFloat32(at, le);
    case FieldType.Double:
      return (at) => data.getFloat64(at, le);
    case FieldType.Long8:
    case FieldType.Ifd8:
      return (at) => Number(data.getBigUint64(at, le));
    case FieldType.SLong8:
      return (at) => Number(data.getBigInt64(at, le));
    default:
      return (at) => data.getUint8(at);
  }
}

function view(bytes: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function trimNul(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
