import { deflateSync } from 'node:zlib';
import { compiledFile, instantiate } from '../wasm/instance.ts';

/** Rows of a picture as PNG keeps them, one after the other without anything between. */
export interface Rows {
  readonly pixels: Uint8Array;
  readonly rowBytes: number;
  readonly pixelBytes: number;
  /** PNG's filters 0 and 2: bytes as they are, or each less the one above. */
  readonly filter: 'none' | 'up';
}

/**
 * The rows, each with its filter's number before it, as zlib's stream (RFC 1950): its pieces one after the other, which
 * hold until the next call. Same input, same bytes.
 */
export type DeflateRows = (rows: Rows) => readonly Uint8Array[];

/** By zlib. */
export function zlibDeflate(level: number): DeflateRows {
  return (rows) => {
    const filtered = filterRows(rows);
    // room for the whole answer at once: 6 % of the time went into joining pieces of 16 kB
    const chunkSize = Math.max(1024, Math.min(filtered.length, 1 << 20));
    return [deflateSync(filtered, { level, chunkSize })];
  };
}

function filterRows({ pixels, rowBytes, filter }: Rows): Uint8Array {
  const rowCount = pixels.length / rowBytes;
  const rows = Buffer.allocUnsafeSlow(pixels.length + rowCount);
  for (let row = 0, from = 0, to = 0; row < rowCount; row++, from += rowBytes) {
    rows[to++] = filter === 'up' ? 2 : 0;
    rows.set(pixels.subarray(from, from + rowBytes), to);
    if (filter === 'up' && row > 0) for (let i = 0; i < rowBytes; i++) rows[to + i] -= pixels[from - rowBytes + i];
    to += rowBytes;
  }
  return rows;
}

/** What `wasm/deflate.as.ts` exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  input(): number;
  output(): number;
  room(): number;
  begin(rowBytes: number, pixelBytes: number): void;
  add(rowBytes: number, rowCount: number, isUp: boolean, isLast: boolean): number;
}

/**
 * In WebAssembly, some rows at a time through 0.6 MiB of memory that is kept: takes 0.35 to 0.45 of the time of zlib's
 * level 2 for no more bytes, of pictures in few colours for 0.6 to 0.7 of them.
 *
 * @param otherwise what rows are left to that are longer than that memory has room for, and a picture that has none
 * @returns undefined where the compiled file is missing or WebAssembly has no SIMD
 */
export function loadDeflate(otherwise: DeflateRows, file = compiledFile('deflate')): DeflateRows | undefined {
  const exports = instantiate(file) as Exports | undefined;
  if (exports === undefined) return undefined;
  const { buffer } = exports.memory;
  const room = exports.room();
  const input = new Uint8Array(buffer, exports.input(), room);
  const output = exports.output();

  return (rows) => {
    const { pixels, rowBytes, pixelBytes, filter } = rows;
    const isUp = filter === 'up';
    const rowCount = pixels.length / rowBytes;
    const mostRows = Math.floor(room / (rowBytes + 1)) - (isUp ? 1 : 0);
    if (mostRows < 1 || rowCount === 0) return otherwise(rows);
    const pieces: Uint8Array[] = [];
    // pieces of the same size: a last one of few rows would have codes of its own
    const atATime = Math.ceil(rowCount / Math.ceil(rowCount / mostRows));
    exports.begin(rowBytes, pixelBytes);
    for (let row = 0; row < rowCount; row += atATime) {
      const count = Math.min(atATime, rowCount - row);
      const isLast = row + count === rowCount;
      if (isUp && row === 0) input.fill(0, 0, rowBytes);
      const first = isUp ? row - 1 : row;
      input.set(pixels.subarray(Math.max(0, first) * rowBytes, (row + count) * rowBytes), first < 0 ? rowBytes : 0);
      const piece = new Uint8Array(buffer, output, exports.add(rowBytes, count, isUp, isLast));
      pieces.push(isLast ? piece : piece.slice());
    }
    return pieces;
  };
}
