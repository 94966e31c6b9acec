import { FIELD_SIZES, FieldType } from '../tags.ts';

/** One tag of a directory to be written; texts are UTF-8. */
export interface WrittenField {
  readonly tag: number;
  readonly type: number;
  readonly values: ArrayLike<number> | string;
}

/** What differs between classic TIFF and BigTIFF, bytes. */
const CLASSIC = { count: 2, field: 12, pointer: 4 } as const;
const BIG = { count: 8, field: 20, pointer: 8 } as const;

/** Bytes that a directory takes with the values of its tags, always even: the next one begins at a word. */
export function directorySize(fields: readonly WrittenField[], bigTiff: boolean): number {
  const layout = bigTiff ? BIG : CLASSIC;
  const outside = fields.map((field) => byteLength(field)).filter((bytes) => bytes > layout.pointer);
  const own = layout.count + fields.length * layout.field + layout.pointer;
  return outside.reduce((sum, bytes) => sum + padded(bytes), padded(own));
}

/**
 * A directory, little-endian, followed by the values that do not fit into its fields.
 *
 * @param at where it will lie in the file
 * @param next where the next directory will lie; 0 after the last
 */
export function directoryBytes(
  fields: readonly WrittenField[],
  { at, next, bigTiff }: { readonly at: number; readonly next: number; readonly bigTiff: boolean },
): Buffer {
  const layout = bigTiff ? BIG : CLASSIC;
  const out = Buffer.alloc(directorySize(fields, bigTiff));
  const writePointer = (value: number, position: number) =>
    bigTiff ? out.writeBigUInt64LE(BigInt(value), position) : out.writeUInt32LE(value, position);
  if (bigTiff) out.writeBigUInt64LE(BigInt(fields.length), 0);
  else out.writeUInt16LE(fields.length, 0);
  const ordered = [...fields].sort((a, b) => a.tag - b.tag);
  let position = layout.count;
  let outside = padded(layout.count + fields.length * layout.field + layout.pointer);
  for (const field of ordered) {
    const bytes = byteLength(field);
    out.writeUInt16LE(field.tag, position);
    out.writeUInt16LE(field.type, position + 2);
    writePointer(bytes / FIELD_SIZES[field.type], position + 4);
    const valueAt = position + layout.field - layout.pointer;
    if (bytes <= layout.pointer) {
      writeValues(field, out, valueAt);
    } else {
      writePointer(at + outside, valueAt);
      writeValues(field, out, outside);
      outside += padded(bytes);
    }
    position += layout.field;
  }
  writePointer(next, position);
  return out;
}

function padded(bytes: number): number {
  return bytes + (bytes % 2);
}

function byteLength({ type, values }: WrittenField): number {
  return typeof values === 'string' ? Buffer.byteLength(values) + 1 : values.length * FIELD_SIZES[type];
}

function writeValues({ type, values }: WrittenField, out: Buffer, at: number): void {
  if (typeof values === 'string') {
    out.write(values, at, 'utf8');
    return;
  }
  const size = FIELD_SIZES[type];
  for (let i = 0; i < values.length; i++) {
    const position = at + i * size;
    if (type === FieldType.Short) out.writeUInt16LE(values[i], position);
    else if (type === FieldType.Long) out.writeUInt32LE(values[i], position);
    else if (type === FieldType.Double) out.writeDoubleLE(values[i], position);
    else out.writeBigUInt64LE(BigInt(values[i]), position);
  }
}
