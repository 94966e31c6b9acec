/**
 * INFLATE (RFC 1951 in the envelope of RFC 1950), in the manner of Eric Biggers' libdeflate: 64 bits at hand, look-up
 * tables with subtables, several literals between two refills, matches copied 16 bytes at a time. AssemblyScript, not
 * TypeScript: `npm run build` makes `dist/wasm/inflate.wasm` of it. What it has to compute, and what it has to refuse,
 * is defined by zlib's `inflateSync`.
 *
 * The memory is the caller's, who lays out everything in it but what this keeps from `--memoryBase` on.
 */

/*
 * Table entries. The lowest 6 bits are how many bits the entry stands for, so that shifting by the entry itself, which
 * takes a count modulo 64, drops them.
 *
 *   literals   bit 7; in bits 16-23 the first one, in 24-31 the second, in bit 8 whether there is a second
 *   length or  in bits 16-31 the least one; in bits 8-11 the bits of the code, behind which its extra bits begin
 *   distance
 *   subtable   bits 15 and 14; in bits 16-31 where it begins, in bits 8-11 how many bits look up in it
 *   end        bits 15 and 13
 *   no code    bits 15 and 12
 */
const LITERAL: u32 = 1 << 7;
const PAIR: u32 = 1 << 8;
const EXCEPTION: u32 = 1 << 15;
const SUBTABLE: u32 = EXCEPTION | (1 << 14);
const END: u32 = EXCEPTION | (1 << 13);
const NO_CODE: u32 = EXCEPTION | (1 << 12);

const LITLEN_BITS: u32 = 11;
const DISTANCE_BITS: u32 = 8;
const PRECODE_BITS: u32 = 7;
const LITLEN_CODES: i32 = 288;
const DISTANCE_CODES: i32 = 32;
/** Masks of offsets into tables: of bits at hand that have two more below them. */
const LITLEN_MASK: u32 = ((1 << LITLEN_BITS) - 1) << 2;
const DISTANCE_MASK: u32 = ((1 << DISTANCE_BITS) - 1) << 2;

/** Entries: the table and its subtables, 2342 and 402 at most (zlib's `enough 288 11 15` and `enough 32 8 15`). */
const litlenTable = memory.data(2352 * 4, 16);
const distanceTable = memory.data(512 * 4, 16);
const precodeTable = memory.data(128 * 4, 16);
/** Code lengths of both alphabets, one after the other, and of the alphabet they are written in. */
const lengths = memory.data(LITLEN_CODES + DISTANCE_CODES + 144);
const precodeLengths = memory.data(32);
/** What each symbol's entry holds besides its bits. */
const litlenResults = memory.data(LITLEN_CODES * 4);
const distanceResults = memory.data(DISTANCE_CODES * 4);
const precodeResults = memory.data(32 * 4);
const sorted = memory.data(LITLEN_CODES * 2);
const counts = memory.data(16 * 4);
const starts = memory.data(16 * 4);
/** For each distance below 16, lanes that repeat as many bytes. */
const repeats = memory.data(16 * 16, 16);
/** For each distance below 16, how many bytes of a vector are whole repetitions. */
const strides = memory.data(16);
const precodeOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** Bytes of input that the fast loop reads in one round at most: it refills at most three times. */
const INPUT_SLACK: i32 = 32;

// why a stream is refused, as `inflate-simd.ts` words it
const ENDS_EARLY: i32 = -1;
const TOO_LONG: i32 = -2;
const BAD_HEADER: i32 = -3;
const BAD_METHOD: i32 = -4;
const BAD_WINDOW: i32 = -5;
const NEEDS_DICTIONARY: i32 = -6;
const BAD_BLOCK_TYPE: i32 = -7;
const BAD_STORED_LENGTH: i32 = -8;
const TOO_MANY_CODES: i32 = -9;
const BAD_CODE_LENGTHS: i32 = -10;
const BAD_REPEAT: i32 = -11;
const NO_END_CODE: i32 = -12;
const BAD_LITLEN_SET: i32 = -13;
const BAD_DISTANCE_SET: i32 = -14;
const BAD_LITLEN_CODE: i32 = -15;
const BAD_DISTANCE_CODE: i32 = -16;
const BAD_DISTANCE: i32 = -17;
const BAD_SUM: i32 = -18;

/** The stream between its blocks: the next byte, and bits that were taken from those before it. */
let next: usize = 0;
let inputEnd: usize = 0;
let held: u64 = 0;
let heldBits: u32 = 0;
/** The next byte to be written. */
let to: usize = 0;

prepareConstants();

function prepareConstants(): void {
  for (let symbol = 0; symbol < LITLEN_CODES; symbol++) {
    store<u32>(litlenResults + (symbol << 2), symbol < 256 ? LITERAL | ((<u32>symbol) << 16) : NO_CODE);
  }
  store<u32>(litlenResults + (256 << 2), END);
  let length: u32 = 3;
  for (let symbol = 257; symbol < 285; symbol++) {
    const extra: u32 = symbol < 265 ? 0 : (symbol - 261) >> 2;
    store<u32>(litlenResults + (symbol << 2), (length << 16) | extra);
    length += 1 << extra;
  }
  store<u32>(litlenResults + (285 << 2), 258 << 16);
  let distance: u32 = 1;
  for (let symbol = 0; symbol < 30; symbol++) {
    const extra: u32 = symbol < 4 ? 0 : (symbol >> 1) - 1;
    store<u32>(distanceResults + (symbol << 2), (distance << 16) | extra);
    distance += 1 << extra;
  }
  store<u32>(distanceResults + (30 << 2), NO_CODE);
  store<u32>(distanceResults + (31 << 2), NO_CODE);
  for (let symbol: u32 = 0; symbol < 19; symbol++) store<u32>(precodeResults + (symbol << 2), symbol << 16);
  for (let distance = 1; distance < 16; distance++) {
    store<u8>(strides + distance, <u8>(16 - (16 % distance)));
    for (let lane = 0; lane < 16; lane++) store<u8>(repeats + (distance << 4) + lane, <u8>(lane % distance));
  }
}

/**
 * Inflates a stream in zlib's envelope; whatever follows it is ignored.
 *
 * @param most bytes that it may amount to; up to 300 more are overwritten: literals, a match, what a vector overhangs
 * @returns bytes written, or why it is refused
 */
export function inflate(input: usize, inputBytes: i32, output: usize, most: i32): i32 {
  next = input;
  inputEnd = input + inputBytes;
  held = 0;
  heldBits = 0;
  to = output;
  const fault = readHeader();
  if (fault != 0) return fault;
  let sum: u32 = 1;
  let isLast: u32 = 0;
  do {
    if (!require(3)) return ENDS_EARLY;
    isLast = take(1);
    const type = take(2);
    const from = to;
    let fault: i32 = 0;
    if (type == 0) fault = copyStored(output + most);
    else if (type == 3) return BAD_BLOCK_TYPE;
    else {
      fault = type == 1 ? makeFixedTables() : readDynamicTables();
      if (fault == 0) fault = decodeSymbols(output, output + most);
    }
    if (fault != 0) return fault;
    // while they are in the core's own cache
    sum = adler32(sum, from, <i32>(to - from));
  } while (isLast == 0);
  take(heldBits & 7);
  if (!require(32)) return ENDS_EARLY;
  return bswap<u32>(take(32)) == sum ? <i32>(to - output) : BAD_SUM;
}

function readHeader(): i32 {
  if (!require(16)) return ENDS_EARLY;
  const method = take(8);
  const flags = take(8);
  if (((method << 8) | flags) % 31 != 0) return BAD_HEADER;
  if ((method & 15) != 8) return BAD_METHOD;
  if (method >> 4 > 7) return BAD_WINDOW;
  if ((flags & 0x20) == 0) return 0;
  return require(32) ? NEEDS_DICTIONARY : ENDS_EARLY;
}

/** Fills up with what there is. @returns whether that is enough; `count` is 48 at most */
function require(count: u32): bool {
  while (heldBits <= 48 && next < inputEnd) {
    held |= (<u64>load<u8>(next++)) << heldBits;
    heldBits += 8;
  }
  return heldBits >= count;
}

function take(count: u32): u32 {
  const bits = <u32>(held & (((<u64>1) << count) - 1));
  held >>= count;
  heldBits -= count;
  return bits;
}

function copyStored(end: usize): i32 {
  take(heldBits & 7);
  if (!require(32)) return ENDS_EARLY;
  const length = take(16);
  if (length != (take(16) ^ 0xffff)) return BAD_STORED_LENGTH;
  // whole bytes that are at hand belong to it
  next -= heldBits >> 3;
  held = 0;
  heldBits = 0;
  if (length > <u32>(inputEnd - next)) return ENDS_EARLY;
  if (length > <u32>(end - to)) return TOO_LONG;
  memory.copy(to, next, length);
  next += length;
  to += length;
  return 0;
}

function makeFixedTables(): i32 {
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  memory.fill(lengths + LITLEN_CODES, 5, DISTANCE_CODES);
  makeTable(litlenTable, LITLEN_BITS, lengths, LITLEN_CODES, litlenResults);
  makeTable(distanceTable, DISTANCE_BITS, lengths + LITLEN_CODES, DISTANCE_CODES, distanceResults);
  return 0;
}

function readDynamicTables(): i32 {
  if (!require(14)) return ENDS_EARLY;
  const litlenCount = 257 + <i32>take(5);
  const distanceCount = 1 + <i32>take(5);
  const precodeCount = 4 + <i32>take(4);
  if (litlenCount > 286 || distanceCount > 30) return TOO_MANY_CODES;
  memory.fill(precodeLengths, 0, 32);
  for (let i = 0; i < precodeCount; i++) {
    if (!require(3)) return ENDS_EARLY;
    store<u8>(precodeLengths + load<u8>(precodeOrder + i), <u8>take(3));
  }
  if (makeTable(precodeTable, PRECODE_BITS, precodeLengths, 19, precodeResults) > COMPLETE) return BAD_CODE_LENGTHS;
  const count = litlenCount + distanceCount;
  for (let i = 0; i < count;) {
    require(14);
    const entry = load<u32>(precodeTable + (((<u32>held) & 127) << 2));
    const bits = entry & 63;
    if (bits > heldBits) return ENDS_EARLY;
    // with no code at all zlib takes each bit for a length of 0
    const symbol = (entry & EXCEPTION) != 0 ? 0 : entry >> 16;
    if (symbol < 16) {
      take(bits);
      store<u8>(lengths + i++, <u8>symbol);
      continue;
    }
    const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
    if (bits + extra > heldBits) return ENDS_EARLY;
    take(bits);
    if (symbol == 16 && i == 0) return BAD_REPEAT;
    const times = <i32>take(extra) + (symbol == 18 ? 11 : 3);
    if (i + times > count) return BAD_REPEAT;
    memory.fill(lengths + i, symbol == 16 ? load<u8>(lengths + i - 1) : 0, times);
    i += times;
  }
  if (load<u8>(lengths + 256) == 0) return NO_END_CODE;
  if (makeTable(litlenTable, LITLEN_BITS, lengths, litlenCount, litlenResults) > ALMOST) return BAD_LITLEN_SET;
  pairLiterals();
  if (makeTable(distanceTable, DISTANCE_BITS, lengths + litlenCount, distanceCount, distanceResults) > ALMOST) {
    return BAD_DISTANCE_SET;
  }
  return 0;
}

// what a set of code lengths amounts to
/** Every sequence of bits begins with one of its codes; or it has none at all, which is found out when one is met. */
const COMPLETE: i32 = 0;
/** It has one code, of one bit. */
const ALMOST: i32 = 1;
const WRONG: i32 = 2;

/** Makes the table of a canonical code (RFC 1951, 3.2.2). @returns what its lengths amount to */
function makeTable(table: usize, tableBits: u32, codeLengths: usize, codeCount: i32, results: usize): i32 {
  memory.fill(counts, 0, 64);
  for (let i = 0; i < codeCount; i++) {
    const at = counts + ((<usize>load<u8>(codeLengths + i)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  const unused = load<u32>(counts);
  store<u32>(counts, 0);
  let left: i32 = 1;
  let most: u32 = 0;
  let first: u32 = 0;
  for (let bits: u32 = 1; bits < 16; bits++) {
    const count = load<u32>(counts + (bits << 2));
    store<u32>(starts + (bits << 2), first);
    first += count;
    left = (left << 1) - <i32>count;
    if (left < 0) return WRONG;
    if (count > 0) most = bits;
  }
  let found = COMPLETE;
  if (left > 0) {
    if (most > 1) return WRONG;
    if (most == 1) found = ALMOST;
    for (let i = 0; i < 1 << tableBits; i++) store<u32>(table + (i << 2), NO_CODE | 1);
    if (most == 0) return found;
  }
  for (let i = 0; i < codeCount; i++) {
    const bits = <usize>load<u8>(codeLengths + i);
    if (bits == 0) continue;
    const at = starts + (bits << 2);
    const place = load<u32>(at);
    store<u16>(sorted + (place << 1), <u16>i);
    store<u32>(at, place + 1);
  }
  fillTable(table, tableBits, <u32>codeCount - unused, codeLengths, results);
  return found;
}

/** The entries of a set of codes that is not over-subscribed, shortest codes first: as they are written, backwards. */
function fillTable(table: usize, tableBits: u32, codeCount: u32, codeLengths: usize, results: usize): void {
  let code: u32 = 0; // bits reversed, the first one lowest
  let subtableEnd: u32 = 1 << tableBits;
  let subtable: u32 = 0;
  let subtableBits: u32 = 0;
  let prefix: u32 = 0xffffffff;
  const mask: u32 = (1 << tableBits) - 1;
  for (let i: u32 = 0; i < codeCount; i++) {
    const symbol = <usize>load<u16>(sorted + (i << 1));
    const bits = <u32>load<u8>(codeLengths + symbol);
    const result = load<u32>(results + (symbol << 2));
    if (bits <= tableBits) {
      const entry = result + (bits << 8) * <u32>((result & (LITERAL | EXCEPTION)) == 0) + bits;
      const end = table + (4 << tableBits);
      for (let at = table + (code << 2); at < end; at += (<usize>4) << bits) store<u32>(at, entry);
    } else {
      if ((code & mask) != prefix) {
        prefix = code & mask;
        subtable = subtableEnd;
        subtableBits = bits - tableBits;
        // as many bits as all codes with this prefix need, which come one after the other
        let used = load<u32>(counts + (bits << 2));
        while (used < 1 << subtableBits) {
          subtableBits++;
          used = (used << 1) + load<u32>(counts + ((tableBits + subtableBits) << 2));
        }
        subtableEnd = subtable + (1 << subtableBits);
        store<u32>(table + (prefix << 2), SUBTABLE | (subtable << 18) | (subtableBits << 8) | tableBits);
      }
      const rest = bits - tableBits;
      const entry = result + (rest << 8) * <u32>((result & (LITERAL | EXCEPTION)) == 0) + rest;
      const end = table + (subtableEnd << 2);
      for (let at = table + ((subtable + (code >> tableBits)) << 2); at < end; at += (<usize>4) << rest) {
        store<u32>(at, entry);
      }
    }
    const countAt = counts + (bits << 2);
    store<u32>(countAt, load<u32>(countAt) - 1);
    // the next code of as many bits: in reverse, 1 is added to the highest
    let highest: u32 = 1 << (bits - 1);
    while ((code & highest) != 0) highest >>= 1;
    code = highest == 0 ? 0 : (code & (highest - 1)) | highest;
  }
}

/**
 * Looks up two literals at once where both codes fit into the table's bits. From the last entry to the first one: what
 * follows a code is looked up nearer to the beginning, where entries are single yet.
 */
function pairLiterals(): void {
  for (let i: i32 = (1 << LITLEN_BITS) - 1; i >= 0; i--) {
    const at = litlenTable + (i << 2);
    const entry = load<u32>(at);
    if ((entry & LITERAL) == 0) continue;
    const second = load<u32>(litlenTable + (((<u32>i) >> (entry & 63)) << 2));
    const bits = (entry & 63) + (second & 63);
    if ((second & LITERAL) == 0 || bits > LITLEN_BITS) continue;
    store<u32>(at, (entry & 0xff0000) | ((second & 0xff0000) << 8) | LITERAL | PAIR | bits);
  }
}

/**
 * Literals and matches until the end of a block: as long as there is plenty of input, without looking how much. Below
 * the bits at hand lie two that mean nothing, so that masking them gives an entry's place without a shift.
 */
function decodeSymbols(begin: usize, end: usize): i32 {
  const limit = inputEnd - INPUT_SLACK;
  let input = next;
  if (input >= limit) return finishSymbols(begin, end);
  let output = to;
  let bits = held << 2;
  let count = heldBits + 2; // in its lowest 6 bits; what lies above them is of no account
  bits |= load<u64>(input) << count;
  input += (~count >> 3) & 7;
  count |= 56;
  let entry = load<u32>((<u32>bits) & LITLEN_MASK, litlenTable);
  do {
    if ((entry & LITERAL) != 0) {
      bits >>= entry;
      count -= entry;
      store<u16>(output, <u16>(entry >> 16));
      output += 1 + ((entry >> 8) & 1);
      entry = load<u32>((<u32>bits) & LITLEN_MASK, litlenTable);
      if ((entry & LITERAL) != 0) {
        bits >>= entry;
        count -= entry;
        store<u16>(output, <u16>(entry >> 16));
        output += 1 + ((entry >> 8) & 1);
        entry = load<u32>((<u32>bits) & LITLEN_MASK, litlenTable);
        if ((entry & LITERAL) != 0) {
          bits >>= entry;
          count -= entry;
          store<u16>(output, <u16>(entry >> 16));
          output += 1 + ((entry >> 8) & 1);
          entry = load<u32>((<u32>bits) & LITLEN_MASK, litlenTable);
          if ((entry & LITERAL) != 0) {
            bits >>= entry;
            count -= entry;
            store<u16>(output, <u16>(entry >> 16));
            output += 1 + ((entry >> 8) & 1);
            // of the 62 bits that were there at least 18 are left
            entry = load<u32>((<u32>bits) & LITLEN_MASK, litlenTable);
            bits |= load<u64>(input) << count;
            input += (~count >> 3) & 7;
            count |= 56;
            continue;
          }
        }
      }
      bits |= load<u64>(input) << count;
      input += (~count >> 3) & 7;
      count |= 56;
    }
    if ((entry & EXCEPTION) != 0) {
      if ((entry & SUBTABLE) == SUBTABLE) {
        bits >>= entry;
        count -= entry;
        const mask = ((1 << ((entry >> 8) & 15)) - 1) << 2;
        entry = load<u32>(litlenTable + (entry >> 16) + ((<u32>bits) & mask));
        if ((entry & LITERAL) != 0) {
          bits >>= entry;
          count -= entry;
          store<u8>(output++, <u8>(entry >> 16));
          entry = load<u32>((<u32>bits) & LITLEN_MASK, litlenTable);
          bits |= load<u64>(input) << count;
          input += (~count >> 3) & 7;
          count |= 56;
          continue;
        }
      }
      if ((entry & EXCEPTION) != 0) {
        if ((entry & END) != END) return BAD_LITLEN_CODE;
        if (output > end) return TOO_LONG;
        putBack(input, bits >> entry, count - entry, output);
        return 0;
      }
    }
    // both codes and their extra bits: 48 of at least 54
    const length = valueOf(entry, bits);
    bits >>= entry;
    count -= entry;
    entry = load<u32>((<u32>bits) & DISTANCE_MASK, distanceTable);
    if ((entry & EXCEPTION) != 0) {
      if ((entry & SUBTABLE) != SUBTABLE) return BAD_DISTANCE_CODE;
      bits >>= entry;
      count -= entry;
      const mask = ((1 << ((entry >> 8) & 15)) - 1) << 2;
      entry = load<u32>(distanceTable + (entry >> 16) + ((<u32>bits) & mask));
    }
    const distance = valueOf(entry, bits);
    bits >>= entry;
    count -= entry;
    if (distance > <u32>(output - begin)) return BAD_DISTANCE;
    bits |= load<u64>(input) << count;
    input += (~count >> 3) & 7;
    count |= 56;
    entry = load<u32>((<u32>bits) & LITLEN_MASK, litlenTable);
    repeat(output, distance, length);
    output += length;
  } while (input < limit && output <= end);
  putBack(input, bits, count, output);
  return output > end ? TOO_LONG : finishSymbols(begin, end);
}

/** Keeps the stream's state between blocks: of the bits at hand those that `count` says. */
function putBack(input: usize, bits: u64, count: u32, output: usize): void {
  next = input;
  heldBits = (count & 63) - 2;
  held = (bits >> 2) & (((<u64>1) << heldBits) - 1);
  to = output;
}

/** A length or a distance: the least one of its entry, and its extra bits behind the code. */
function valueOf(entry: u32, bits: u64): u32 {
  const codeBits = (entry >> 8) & 15;
  const extra = (entry & 63) - codeBits;
  return (entry >> 16) + ((<u32>(bits >> (codeBits + 2))) & ((1 << extra) - 1));
}

/** Writes what lies `distance` before once more, and up to 15 bytes behind it. */
function repeat(output: usize, distance: usize, length: usize): void {
  const end = output + length;
  if (distance >= 16) {
    do {
      v128.store(output, v128.load(output - distance));
      output += 16;
    } while (output < end);
  } else {
    const pattern = i8x16.swizzle(v128.load(output - distance), v128.load(repeats + (distance << 4)));
    const stride = <usize>load<u8>(strides + distance);
    do {
      v128.store(output, pattern);
      output += stride;
    } while (output < end);
  }
}

/** As `decodeSymbols`, looking before each code what is left of the input: behind its end all bits are 0. */
function finishSymbols(begin: usize, end: usize): i32 {
  while (true) {
    require(48);
    let entry = load<u32>(litlenTable + (((<u32>held) << 2) & LITLEN_MASK));
    if ((entry & 63) > heldBits) return ENDS_EARLY;
    if ((entry & SUBTABLE) == SUBTABLE) {
      take(entry & 63);
      const mask = ((1 << ((entry >> 8) & 15)) - 1) << 2;
      entry = load<u32>(litlenTable + (entry >> 16) + (((<u32>held) << 2) & mask));
      if ((entry & 63) > heldBits) return ENDS_EARLY;
    }
    if ((entry & LITERAL) != 0) {
      const count: u32 = 1 + ((entry >> 8) & 1);
      if (count > <u32>(end - to)) return TOO_LONG;
      take(entry & 63);
      store<u16>(to, <u16>(entry >> 16));
      to += count;
      continue;
    }
    if ((entry & EXCEPTION) != 0) {
      take(entry & 63);
      return (entry & END) == END ? 0 : BAD_LITLEN_CODE;
    }
    const length = valueOf(entry, held << 2);
    take(entry & 63);
    entry = load<u32>(distanceTable + (((<u32>held) << 2) & DISTANCE_MASK));
    if ((entry & SUBTABLE) == SUBTABLE && (entry & 63) <= heldBits) {
      take(entry & 63);
      const mask = ((1 << ((entry >> 8) & 15)) - 1) << 2;
      entry = load<u32>(distanceTable + (entry >> 16) + (((<u32>held) << 2) & mask));
    }
    if ((entry & 63) > heldBits) return ENDS_EARLY;
    if ((entry & EXCEPTION) != 0) return BAD_DISTANCE_CODE;
    const distance = valueOf(entry, held << 2);
    take(entry & 63);
    if (distance > <u32>(to - begin)) return BAD_DISTANCE;
    if (length > <u32>(end - to)) return TOO_LONG;
    // byte by byte: a function with one caller is made part of it, and `repeat` should be part of the fast loop
    for (const stop = to + length; to < stop; to++) store<u8>(to, load<u8>(to - distance));
  }
}

/** Terms after which the sums of 32 bits are divided: 5552 bytes do not overflow them (RFC 1950's `NMAX`). */
const ADLER_BYTES: i32 = 5536;

/** RFC 1950's check sum continued, 32 bytes at a time. */
function adler32(sum: u32, from: usize, length: i32): u32 {
  let a = sum & 0xffff;
  let b = sum >> 16;
  const weightsA = i16x8(32, 31, 30, 29, 28, 27, 26, 25);
  const weightsB = i16x8(24, 23, 22, 21, 20, 19, 18, 17);
  const weightsC = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const weightsD = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (length >= 32) {
    const bytes = min(length, ADLER_BYTES) & ~31;
    const end = from + bytes;
    let before = i32x4.splat(0); // sums of `a` before each 32 bytes, without the one it began with
    let sums = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    for (let at = from; at < end; at += 32) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      before = i32x4.add(before, sums);
      const pairs = i16x8.add(i16x8.extadd_pairwise_i8x16_u(low), i16x8.extadd_pairwise_i8x16_u(high));
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(pairs));
      weighted = i32x4.add(
        weighted,
        i32x4.add(
          i32x4.add(
            i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), weightsA),
            i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), weightsB),
          ),
          i32x4.add(
            i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), weightsC),
            i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), weightsD),
          ),
        ),
      );
    }
    b = <u32>((<u64>b + <u64>a * bytes + ((<u64>total(before)) << 5) + total(weighted)) % 65521);
    a = (a + total(sums)) % 65521;
    from = end;
    length -= bytes;
  }
  for (; length > 0; length--) {
    a += load<u8>(from++);
    b += a;
  }
  return ((b % 65521) << 16) | (a % 65521);
}

function total(lanes: v128): u32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}
