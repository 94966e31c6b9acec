/**
 * TIFF's LZW with strings copied 16 bytes at a time. AssemblyScript, not TypeScript: `npm run build` makes
 * `dist/wasm/lzw.wasm` of it. What it has to compute is defined by `cog/lzw.ts`; so is the way it goes about it.
 *
 * The caller asks for room, writes the compressed bytes at `prepare()`, and finds the block at `output()`.
 */

const CLEAR: i32 = 256;
const FIRST_FREE: i32 = 258;
const MAX_CODES: i32 = 4096;
const MAX_WIDTH: i32 = 12;
/** Bytes that may be read or written behind an end: a vector. */
const SLACK: i32 = 16;

/** For every code, where its string lies and how long it is. */
const starts = memory.data(MAX_CODES * 4);
const lengths = memory.data(MAX_CODES * 4);
/** The strings of single bytes. */
const bytes = memory.data(CLEAR + SLACK);

for (let code = 0; code < CLEAR; code++) {
  store<u8>(bytes + code, <u8>code);
  store<u32>(starts + (code << 2), <u32>(bytes + code));
  store<u32>(lengths + (code << 2), 1);
}

let outputAt: usize = 0;

/** Makes room for a block. @returns where its compressed bytes are to be written; 0 when it does not fit `mostBytes` */
export function prepare(inputBytes: i32, length: i32, mostBytes: i32): usize {
  const end = <i32>__heap_base + inputBytes + length + 2 * SLACK;
  if (end > mostBytes) return 0;
  const pages = (end + 0xffff) >>> 16;
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) return 0;
  outputAt = __heap_base + inputBytes + SLACK;
  return __heap_base;
}

export function output(): usize {
  return outputAt;
}

/** Decodes the block that `prepare` made room for. @returns the bytes written, or -1 - the code that is not defined */
export function decode(inputBytes: i32, length: i32): i32 {
  const input = __heap_base;
  const out = outputAt;
  const end = out + length;
  const bits = inputBytes << 3;
  let width = 9;
  let next = FIRST_FREE;
  let at = 0;
  let to = out;
  while (to < end && at + width <= bits) {
    const code = <i32>((bswap<u32>(load<u32>(input + (at >> 3))) << (at & 7)) >>> (32 - width));
    at += width;
    if ((code & ~1) == CLEAR) {
      if (code != CLEAR) break;
      width = 9;
      next = FIRST_FREE;
      continue;
    }
    if (code >= next) return -1 - code;
    const from = <usize>load<u32>(starts + (code << 2));
    const wanted = <i32>load<u32>(lengths + (code << 2));
    const count = min(wanted, <i32>(end - to));
    v128.store(to, v128.load(from));
    for (let i = 16; i < count; i += 16) v128.store(to + i, v128.load(from + i));
    // the string that is being defined ends in its own first byte, which was not there yet to be copied
    if (code == next - 1 && count == wanted) store<u8>(to + count - 1, load<u8>(from));
    if (next < MAX_CODES) {
      store<u32>(starts + (next << 2), <u32>to);
      store<u32>(lengths + (next << 2), count + 1);
      next++;
      if (next == 1 << width && width < MAX_WIDTH) width++;
    }
    to += count;
  }
  return <i32>(to - out);
}
