/**
 * DEFLATE (RFC 1951) in zlib's wrapping (RFC 1950) of the rows of a picture, in memory that is kept. AssemblyScript,
 * not TypeScript: `npm run build` makes `dist/wasm/deflate.wasm` of it. What it writes is zlib's to read back; how
 * matches are found is its own: first above and to the left, then by hashes of four bytes with two places each, taking
 * the longest at once (as libdeflate's level 1). It reads no memory but its own, whatever the picture.
 *
 * The caller says `begin`, then for every piece writes pixels at `input()`, calls `add`, and takes what that returns
 * from `output()`.
 */

/** Farthest that a match reaches back. */
const HISTORY: i32 = 32768;
/** Filtered bytes at a time: a tile of 256 px, half of one of 512. */
const PIECE: i32 = 132096;
/** Bytes that may be read or written behind an end: two vectors. */
const SLACK: i32 = 32;
/** Bytes at a piece's end in which no match begins: more than a vector. */
const TAIL: i32 = 20;
const HASH_BITS: i32 = 14;
const BUCKET_BYTES: i32 = 8 << HASH_BITS;
const LONGEST: i32 = 258;

/** A block ends with so many tokens: codes fit what lies close together better, and cost 60 to 100 bytes. */
const BLOCK_TOKENS: i32 = 16384;
/** Tokens are codes of literals (0 to 255) or of lengths from 256 on, then the distance's symbol and its extra bits. */
const LENGTHS_FROM: i32 = 256;
const SYMBOL_SHIFT: i32 = 9;
const EXTRA_SHIFT: i32 = 14;
/** Symbol of the distance that a literal does not have: takes no bits. */
const NO_DISTANCE: i32 = 30;

const LITERALS: i32 = 286;
const DISTANCES: i32 = 30;
const RUN_KINDS: i32 = 19;
const END_OF_BLOCK: i32 = 256;
/** RFC 1951 allows 15; with 14 a literal's or length's code, a distance's and their extra bits fit 64 with the 7 held. */
const LONGEST_LITERAL_CODE: i32 = 14;
const LONGEST_DISTANCE_CODE: i32 = 15;
const LONGEST_RUN_CODE: i32 = 7;
const STORED_BYTES: i32 = 65535;
const ADLER_BASE: u32 = 65521;
/** Vectors of 16 bytes whose sums fit 32 bits before they are reduced. */
const ADLER_VECTORS: usize = 256;

/** Two addresses in `stream` for each hash, the later one first; it lies before the stream, so that 0 is far from it. */
const buckets = memory.data(BUCKET_BYTES, 16);
const stage = memory.data(PIECE + SLACK, 16);
const stream = memory.data(HISTORY + PIECE + SLACK, 16);
const tokens = memory.data(BLOCK_TOKENS * 4 + 2 * TAIL * 4, 16);
const packed = memory.data(PIECE + 1024, 16);

const tokenCounts = memory.data(512 * 4, 16);
const tokenCodes = memory.data(512 * 4, 16);
const literalCounts = memory.data(288 * 4, 16);
const literalBits = memory.data(288, 16);
const literalCodes = memory.data(288 * 2, 16);
const distanceCounts = memory.data(32 * 4, 16);
const distanceBits = memory.data(32, 16);
const distanceCodes = memory.data(32 * 2, 16);
/** Code, its bits from 16 on, and those with the extra ones from 24 on. */
const distanceTable = memory.data(32 * 4, 16);
const runCounts = memory.data(RUN_KINDS * 4, 16);
const runBits = memory.data(32, 16);
const runCodes = memory.data(32 * 2, 16);
const allBits = memory.data(LITERALS + DISTANCES + 4, 16);
/** Kind and extra bits, a byte each. */
const runs = memory.data((LITERALS + DISTANCES) * 2, 16);

const sortKeys = memory.data(288 * 4, 16);
const sortSpare = memory.data(288 * 4, 16);
const sortBins = memory.data(256 * 4, 16);
const nodes = memory.data(288 * 4, 16);
const nodeParents = memory.data(288 * 4, 16);
const bitCounts = memory.data(16 * 4, 16);
const nextCodes = memory.data(16 * 4, 16);

/** Symbols of lengths less 3, their first one and their extra bits: RFC 1951, 3.2.5. */
const lengthSymbols = memory.data(256, 16);
const lengthFirsts = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 255,
]);
const lengthExtras = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
/** Order in which a block tells the lengths of the codes of runs: RFC 1951, 3.2.7. */
const runOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

for (let symbol = 0; symbol < 29; symbol++) {
  const end =
    symbol == 28 ? 256 : min(<i32>load<u8>(lengthFirsts + symbol) + (1 << load<u8>(lengthExtras + symbol)), 255);
  for (let length = <i32>load<u8>(lengthFirsts + symbol); length < end; length++) {
    store<u8>(lengthSymbols + length, <u8>symbol);
  }
}

/** End of what `stream` holds. */
let streamEnd: usize = stream;
/** Distances of the pixel above, and of the one to the left. */
let rowBack: usize = 1;
let pixelBack: usize = 1;
let adlerA: u32 = 1;
let adlerB: u32 = 0;
/** Where the next byte of output goes, and the bits that have none yet. */
let at: usize = 0;
let held: u64 = 0;
let heldBits: u64 = 0;
let tokensEnd: usize = tokens;

/** Where pixels are to be written. */
export function input(): usize {
  return stage;
}

/** Where compressed bytes lie. */
export function output(): usize {
  return packed;
}

/** Bytes of filtered rows that fit at a time, with the row above where that is needed. */
export function room(): i32 {
  return PIECE;
}

/** Begins a picture. */
export function begin(rowBytes: i32, pixelBytes: i32): void {
  memory.fill(buckets, 0, BUCKET_BYTES);
  streamEnd = stream;
  pixelBack = pixelBytes;
  rowBack = rowBytes < HISTORY ? rowBytes + 1 : pixelBytes;
  adlerA = 1;
  adlerB = 0;
  // deflate with a window of 32 KiB, compressed fast: RFC 1950, 2.2
  held = 0x0178;
  heldBits = 16;
}

/**
 * Compresses rows as PNG filters them.
 *
 * @param isUp whether each is less the row above (PNG's filter 2), and the one above the first lies before them
 * @returns bytes of output
 */
export function add(rowBytes: i32, rowCount: i32, isUp: bool, isLast: bool): i32 {
  slide();
  const start = streamEnd;
  filterRows(rowBytes, rowCount, isUp);
  checksum(start, streamEnd);
  at = packed;
  let done = start;
  do {
    const end = findMatches(done, streamEnd);
    writeBlock(done, end, isLast && end == streamEnd);
    done = end;
  } while (done < streamEnd);
  if (isLast) {
    flushByte();
    store<u32>(at, bswap<u32>((adlerB << 16) | adlerA));
    at += 4;
  }
  return <i32>(at - packed);
}

/** Makes room for a piece, keeping as much as matches reach. */
function slide(): void {
  const kept = <i32>(streamEnd - stream);
  if (kept <= HISTORY) return;
  const by = kept - HISTORY;
  memory.copy(stream, stream + by, HISTORY);
  streamEnd -= by;
  const first = i32x4.splat(<i32>stream);
  const less = i32x4.splat(by);
  for (let bucket = buckets; bucket < buckets + BUCKET_BYTES; bucket += 16) {
    const moved = i32x4.sub(v128.load(bucket), less);
    v128.store(bucket, v128.and(moved, i32x4.ge_s(moved, first)));
  }
}

/** From the stage to the stream's end, with the filter's number before each row. */
function filterRows(rowBytes: i32, rowCount: i32, isUp: bool): void {
  let from = isUp ? stage + rowBytes : stage;
  for (let row = 0; row < rowCount; row++) {
    const to = streamEnd + 1;
    store<u8>(streamEnd, isUp ? 2 : 0);
    if (isUp) {
      for (let i = 0; i < rowBytes; i += 16) {
        v128.store(to + i, i8x16.sub(v128.load(from + i), v128.load(from + i - rowBytes)));
      }
    } else {
      memory.copy(to, from, rowBytes);
    }
    from += rowBytes;
    streamEnd = to + rowBytes;
  }
}

// Matches

/** Turns bytes into tokens, until they end or the block is full. @returns where it ends */
function findMatches(start: usize, end: usize): usize {
  memory.fill(tokenCounts, 0, 512 * 4);
  memory.fill(distanceCounts, 0, 32 * 4);
  const firstBelow = stream + rowBack;
  const firstRight = stream + pixelBack;
  const full = tokens + BLOCK_TOKENS * 4;
  const last = end - start > <usize>TAIL ? end - TAIL : start;
  let token = tokens;
  let p = start;
  while (p < last && token < full) {
    const bytes = load<u64>(p);
    // pictures in few colours repeat what lies above or to the left: that needs no search
    const isAbove = bytes == load<u64>(p - rowBack) && p >= firstBelow;
    const isRun = bytes == load<u64>(p - pixelBack) && p >= firstRight;
    if (isAbove || isRun) {
      let back = pixelBack;
      let length = isRun ? extend(p, p - pixelBack, end) : 0;
      const other = isAbove ? extend(p, p - rowBack, end) : 0;
      if (other > length) {
        length = other;
        back = rowBack;
      }
      Step.addMatch(token, length, <u32>back);
      token += 4;
      Step.insert(p, <u32>bytes);
      p += length;
      if (p < last) Step.insert(p - 1, load<u32>(p - 1)); // behind the end lies what was there before
      continue;
    }
    const bucket = Step.bucketOf(<u32>bytes);
    const places = load<u64>(bucket);
    store<u64>(bucket, (places << 32) | (<u64>p));
    // what the places hold now is compared, whatever was there once
    const from0 = <usize>(<u32>places);
    const from1 = <usize>(places >> 32);
    const length0 = <u32>(ctz(bytes ^ load<u64>(from0)) >> 3);
    const length1 = <u32>(ctz(bytes ^ load<u64>(from1)) >> 3);
    // selected, not branched to: which one is longer cannot be foreseen
    let from = select<usize>(from0, from1, length0 >= length1);
    let length = select<u32>(length0, length1, length0 >= length1);
    if (length >= 4) {
      if (p - from > <usize>HISTORY) {
        from = from0;
        length = p - from > <usize>HISTORY ? 0 : length0;
      }
      if (length == 8) {
        length = extend(p, from, end);
        const other = length0 == 8 && from != from0 ? extend(p, from0, end) : 0;
        if (other >= length) {
          length = other;
          from = from0;
        }
      }
      if (length >= 4) {
        Step.addMatch(token, length, <u32>(p - from));
        token += 4;
        Step.insert(p + 1, <u32>(bytes >> 8));
        Step.insert(p + 2, <u32>(bytes >> 16));
        Step.insert(p + 3, <u32>(bytes >> 24));
        if (length > 4) Step.insert(p + 4, <u32>(bytes >> 32));
        p += length;
        continue;
      }
    }
    Step.addLiteral(token, <u32>(bytes & 255));
    token += 4;
    p++;
  }
  if (p >= last) {
    for (; p < end; p++) {
      Step.addLiteral(token, <u32>load<u8>(p));
      token += 4;
    }
  }
  tokensEnd = token;
  return p;
}

/** Length of a match of at least eight bytes; those behind the end do not count. */
function extend(p: usize, from: usize, end: usize): u32 {
  const most = <u32>min<usize>(end - p, LONGEST);
  for (let length: u32 = 8; length < most; length += 16) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(p + length), v128.load(from + length)));
    if (same != 0xffff) return min(length + ctz(~same), most);
  }
  return most;
}

/** What the loop above does, laid out in it by the compiler: methods, since only these can be told to be. */
class Step {
  @inline
  static bucketOf(bytes: u32): usize {
    return buckets + (((bytes * 0x9e3779b1) >>> (32 - HASH_BITS)) << 3); // Knuth's multiplicative hash
  }

  @inline
  static insert(p: usize, bytes: u32): void {
    const bucket = Step.bucketOf(bytes);
    store<u64>(bucket, (load<u64>(bucket) << 32) | (<u64>p));
  }

  @inline
  static addLiteral(token: usize, byte: u32): void {
    store<u32>(token, byte | (NO_DISTANCE << SYMBOL_SHIFT));
    Step.increment(tokenCounts, byte);
  }

  @inline
  static addMatch(token: usize, length: u32, back: u32): void {
    const distance = back - 1;
    const extraBits = 30 - clz(distance | 2);
    const symbol = (extraBits << 1) + (distance >>> extraBits);
    const extra = distance & ((1 << extraBits) - 1);
    const code = LENGTHS_FROM + length - 3;
    store<u32>(token, code | (symbol << SYMBOL_SHIFT) | (extra << EXTRA_SHIFT));
    Step.increment(tokenCounts, code);
    Step.increment(distanceCounts, symbol);
  }

  @inline
  static increment(counts: usize, i: u32): void {
    const count = counts + (i << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

// Codes

/**
 * Huffman's codes of symbols by their counts, in the order in which a stream has their bits. Codes that would be too
 * long are shortened at the expense of the next shorter ones, as zlib does it.
 *
 * @param bits how long each symbol's code becomes; 0 where it has none
 */
function makeCodes(counts: usize, symbols: i32, longest: i32, bits: usize, codes: usize): void {
  let used = 0;
  let most: u32 = 1;
  for (let symbol = 0; symbol < symbols; symbol++) {
    const count = load<u32>(counts + (symbol << 2));
    if (count == 0) continue;
    store<u32>(sortKeys + (used << 2), (count << 9) | symbol);
    most = max(most, count);
    used++;
  }
  // some decoders refuse a code of fewer than two symbols
  for (let symbol = 0; used < 2; symbol++) {
    if (load<u32>(counts + (symbol << 2)) != 0) continue;
    store<u32>(sortKeys + (used << 2), (1 << 9) | symbol);
    used++;
  }
  const sorted = sortByCount(used, most);
  countBits(sorted, used, longest);
  memory.fill(bits, 0, symbols);
  let leaf = 0;
  for (let length = longest; length > 0; length--) {
    for (let left = load<u32>(bitCounts + (length << 2)); left > 0; left--) {
      store<u8>(bits + (load<u32>(sorted + (leaf << 2)) & 511), <u8>length);
      leaf++;
    }
  }
  assignCodes(symbols, longest, bits, codes);
}

/** Sorts keys whose counts begin at bit 9, eight bits at a time. @returns where they are then */
function sortByCount(used: i32, most: u32): usize {
  let from = sortKeys;
  let to = sortSpare;
  for (let shift = 9; shift < 32 && most >>> (shift - 9) != 0; shift += 8) {
    memory.fill(sortBins, 0, 256 * 4);
    for (let i = 0; i < used; i++) Step.increment(sortBins, (load<u32>(from + (i << 2)) >>> shift) & 255);
    let before: u32 = 0;
    for (let bin = sortBins; bin < sortBins + 256 * 4; bin += 4) {
      const count = load<u32>(bin);
      store<u32>(bin, before);
      before += count;
    }
    for (let i = 0; i < used; i++) {
      const key = load<u32>(from + (i << 2));
      const bin = (key >>> shift) & 255;
      store<u32>(to + (load<u32>(sortBins + (bin << 2)) << 2), key);
      Step.increment(sortBins, bin);
    }
    const other = from;
    from = to;
    to = other;
  }
  return from;
}

/** How many codes of each length Huffman's tree of the sorted counts has, no length above the longest. */
function countBits(sorted: usize, used: i32, longest: i32): void {
  const leafParents = sorted == sortKeys ? sortSpare : sortKeys;
  let leaf = 0;
  let node = 0;
  // the two lightest become one; new nodes are never lighter than those before, so that they are a queue by themselves
  for (let made = 0; made < used - 1; made++) {
    let weight: u32 = 0;
    for (let side = 0; side < 2; side++) {
      const leafWeight = leaf < used ? load<u32>(sorted + (leaf << 2)) >>> 9 : u32.MAX_VALUE;
      const nodeWeight = node < made ? load<u32>(nodes + (node << 2)) : u32.MAX_VALUE;
      if (leafWeight <= nodeWeight) {
        weight += leafWeight;
        store<u32>(leafParents + (leaf << 2), made);
        leaf++;
      } else {
        weight += nodeWeight;
        store<u32>(nodeParents + (node << 2), made);
        node++;
      }
    }
    store<u32>(nodes + (made << 2), weight);
  }
  // from the root on: depths in place of weights
  store<u32>(nodes + ((used - 2) << 2), 0);
  for (let i = used - 3; i >= 0; i--) store<u32>(nodes + (i << 2), depthBelow(nodeParents, i));
  memory.fill(bitCounts, 0, 16 * 4);
  let space: i32 = 0; // taken of all codes, in the longest ones
  for (let i = 0; i < used; i++) {
    const length = min<u32>(depthBelow(leafParents, i), longest);
    Step.increment(bitCounts, length);
    space += 1 << (longest - length);
  }
  for (; space > 1 << longest; space--) {
    let length = longest - 1;
    while (load<u32>(bitCounts + (length << 2)) == 0) length--;
    const count = bitCounts + (length << 2);
    store<u32>(count, load<u32>(count) - 1);
    store<u32>(count, load<u32>(count, 4) + 2, 4);
    store<u32>(bitCounts + (longest << 2), load<u32>(bitCounts + (longest << 2)) - 1);
  }
}

function depthBelow(parents: usize, i: i32): u32 {
  return load<u32>(nodes + (load<u32>(parents + (i << 2)) << 2)) + 1;
}

/** Codes by their lengths alone: RFC 1951, 3.2.2. */
function assignCodes(symbols: i32, longest: i32, bits: usize, codes: usize): void {
  let code: u32 = 0;
  store<u32>(bitCounts, 0);
  for (let length = 1; length <= longest; length++) {
    code = (code + load<u32>(bitCounts + ((length - 1) << 2))) << 1;
    store<u32>(nextCodes + (length << 2), code);
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = <u32>load<u8>(bits + symbol);
    if (length == 0) continue;
    store<u16>(codes + (symbol << 1), <u16>reversed(load<u32>(nextCodes + (length << 2)), length));
    Step.increment(nextCodes, length);
  }
}

/** The lowest bits, the last of them first. */
function reversed(code: u32, bits: u32): u32 {
  code = ((code & 0x5555) << 1) | ((code >>> 1) & 0x5555);
  code = ((code & 0x3333) << 2) | ((code >>> 2) & 0x3333);
  code = ((code & 0x0f0f) << 4) | ((code >>> 4) & 0x0f0f);
  return (((code & 0xff) << 8) | (code >>> 8)) >>> (16 - bits);
}

// Blocks

/** Writes the tokens of the bytes from `start` to `end` in whichever form takes fewest bits. */
function writeBlock(start: usize, end: usize, isLast: bool): void {
  countSymbols();
  makeCodes(literalCounts, LITERALS, LONGEST_LITERAL_CODE, literalBits, literalCodes);
  makeCodes(distanceCounts, DISTANCES, LONGEST_DISTANCE_CODE, distanceBits, distanceCodes);
  const literals = usedOf(literalBits, LITERALS);
  const distances = usedOf(distanceBits, DISTANCES);
  const runsEnd = makeRuns(literals, distances);
  makeCodes(runCounts, RUN_KINDS, LONGEST_RUN_CODE, runBits, runCodes);
  let kinds = RUN_KINDS;
  while (load<u8>(runBits + <usize>load<u8>(runOrder + kinds - 1)) == 0) kinds--;

  let dynamicBits: u32 = 14 + 3 * kinds;
  let fixedBits: u32 = 0;
  for (let run = runs; run < runsEnd; run += 2) {
    dynamicBits += <u32>load<u8>(runBits + <usize>load<u8>(run)) + runExtra(load<u8>(run));
  }
  for (let symbol = 0; symbol < LITERALS; symbol++) {
    const count = load<u32>(literalCounts + (symbol << 2));
    const extra = symbol > END_OF_BLOCK ? <u32>load<u8>(lengthExtras + symbol - END_OF_BLOCK - 1) : 0;
    dynamicBits += count * (load<u8>(literalBits + symbol) + extra);
    fixedBits += count * (fixedLiteralBits(symbol) + extra);
  }
  for (let symbol = 0; symbol < DISTANCES; symbol++) {
    const count = load<u32>(distanceCounts + (symbol << 2));
    dynamicBits += count * (load<u8>(distanceBits + symbol) + distanceExtra(symbol));
    fixedBits += count * (5 + distanceExtra(symbol));
  }
  const bytes = <u32>(end - start);
  const storedBits: u32 = 8 * bytes + 40 * ((bytes + STORED_BYTES - 1) / STORED_BYTES);
  if (bytes > 0 && storedBits <= min<u32>(dynamicBits, fixedBits)) {
    writeStored(start, end, isLast);
    return;
  }
  if (fixedBits <= dynamicBits) {
    put((<u32>isLast) | (1 << 1), 3);
    makeFixedCodes();
  } else {
    put((<u32>isLast) | (2 << 1), 3);
    put(literals - 257, 5);
    put(distances - 1, 5);
    put(kinds - 4, 4);
    writeRuns(kinds, runsEnd);
  }
  writeTokens();
}

/** Of the two kinds of codes that a block has, from the counts of its tokens. */
function countSymbols(): void {
  memory.copy(literalCounts, tokenCounts, 256 * 4);
  memory.fill(literalCounts + END_OF_BLOCK * 4, 0, 32 * 4);
  store<u32>(literalCounts + END_OF_BLOCK * 4, 1);
  for (let length = 0; length < 256; length++) {
    const count = literalCounts + ((END_OF_BLOCK + 1 + <u32>load<u8>(lengthSymbols + length)) << 2);
    store<u32>(count, load<u32>(count) + load<u32>(tokenCounts + ((LENGTHS_FROM + length) << 2)));
  }
}

/** Symbols up to the last one that has a code. */
function usedOf(bits: usize, symbols: i32): i32 {
  while (load<u8>(bits + symbols - 1) == 0) symbols--;
  return symbols;
}

/** Run-length coding of the codes' lengths, and the counts of its symbols: RFC 1951, 3.2.7. @returns its end */
function makeRuns(literals: i32, distances: i32): usize {
  memory.copy(allBits, literalBits, literals);
  memory.copy(allBits + literals, distanceBits, distances);
  memory.fill(runCounts, 0, RUN_KINDS * 4);
  const end = literals + distances;
  let to = runs;
  for (let i = 0; i < end;) {
    const bits = <u32>load<u8>(allBits + i);
    let left = 1;
    while (i + left < end && load<u8>(allBits + i + left) == bits) left++;
    i += left;
    if (bits != 0) {
      to = addRun(to, bits, 0);
      left--;
    }
    while (left >= 3) {
      const count = min(left, bits != 0 ? 6 : 138);
      if (bits != 0) to = addRun(to, 16, count - 3);
      else if (count < 11) to = addRun(to, 17, count - 3);
      else to = addRun(to, 18, count - 11);
      left -= count;
    }
    for (; left > 0; left--) to = addRun(to, bits, 0);
  }
  return to;
}

function addRun(to: usize, kind: u32, extra: i32): usize {
  store<u8>(to, <u8>kind);
  store<u8>(to, <u8>extra, 1);
  Step.increment(runCounts, kind);
  return to + 2;
}

function runExtra(kind: u32): u32 {
  return kind < 16 ? 0 : kind == 16 ? 2 : kind == 17 ? 3 : 7;
}

function distanceExtra(symbol: i32): u32 {
  return max((symbol >> 1) - 1, 0);
}

function fixedLiteralBits(symbol: u32): u32 {
  return symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
}

/** RFC 1951, 3.2.6. */
function makeFixedCodes(): void {
  memory.fill(bitCounts, 0, 16 * 4);
  for (let symbol = 0; symbol < 288; symbol++) {
    store<u8>(literalBits + symbol, <u8>fixedLiteralBits(symbol));
    Step.increment(bitCounts, fixedLiteralBits(symbol));
  }
  assignCodes(288, 9, literalBits, literalCodes);
  memory.fill(bitCounts, 0, 16 * 4);
  memory.fill(distanceBits, 5, DISTANCES);
  assignCodes(DISTANCES, 5, distanceBits, distanceCodes);
}

function writeRuns(kinds: i32, runsEnd: usize): void {
  for (let i = 0; i < kinds; i++) put(<u32>load<u8>(runBits + <usize>load<u8>(runOrder + i)), 3);
  for (let run = runs; run < runsEnd; run += 2) {
    const kind = <u32>load<u8>(run);
    put(<u32>load<u16>(runCodes + (kind << 1)), <u32>load<u8>(runBits + kind));
    put(<u32>load<u8>(run, 1), runExtra(kind));
  }
}

function writeTokens(): void {
  makeTables();
  let to = at;
  let bits = held;
  let bitCount = heldBits;
  for (let from = tokens; from < tokensEnd; from += 4) {
    const token = load<u32>(from);
    const code = load<u32>(tokenCodes + ((token & 511) << 2));
    bits |= (<u64>(code >>> 5)) << bitCount;
    bitCount += code & 31;
    // of a literal too, which has none: no bits are written quicker than they are asked for
    const distance = load<u32>(distanceTable + (((token >>> SYMBOL_SHIFT) & 31) << 2));
    bits |= (<u64>((distance & 0xffff) | ((token >>> EXTRA_SHIFT) << ((distance >>> 16) & 31)))) << bitCount;
    bitCount += distance >>> 24;
    store<u64>(to, bits);
    to += <usize>(bitCount >> 3);
    bits >>= bitCount & 56;
    bitCount &= 7;
  }
  at = to;
  held = bits;
  heldBits = bitCount;
  put(<u32>load<u16>(literalCodes + (END_OF_BLOCK << 1)), <u32>load<u8>(literalBits + END_OF_BLOCK));
}

/** Codes by what tokens hold, those of lengths with their extra bits. */
function makeTables(): void {
  for (let i = 0; i < 256; i++) {
    const literal = <u32>load<u16>(literalCodes + (i << 1));
    store<u32>(tokenCodes + (i << 2), (literal << 5) | load<u8>(literalBits + i));
    const kind = <u32>load<u8>(lengthSymbols + i);
    const bits = <u32>load<u8>(literalBits + END_OF_BLOCK + 1 + kind);
    const code = <u32>load<u16>(literalCodes + ((END_OF_BLOCK + 1 + kind) << 1));
    const extra = i - load<u8>(lengthFirsts + kind);
    const length = ((code | (extra << bits)) << 5) | (bits + load<u8>(lengthExtras + kind));
    store<u32>(tokenCodes + ((LENGTHS_FROM + i) << 2), length);
  }
  for (let symbol = 0; symbol < DISTANCES; symbol++) {
    const bits = <u32>load<u8>(distanceBits + symbol);
    const code = <u32>load<u16>(distanceCodes + (symbol << 1));
    store<u32>(distanceTable + (symbol << 2), code | (bits << 16) | ((bits + distanceExtra(symbol)) << 24));
  }
  store<u32>(distanceTable + (NO_DISTANCE << 2), 0);
}

function writeStored(start: usize, end: usize, isLast: bool): void {
  while (start < end) {
    const bytes = <u32>min<usize>(end - start, STORED_BYTES);
    put(isLast && start + bytes == end ? 1 : 0, 3);
    flushByte();
    store<u32>(at, bytes | (~bytes << 16));
    memory.copy(at + 4, start, bytes);
    at += bytes + 4;
    start += bytes;
  }
}

/** At most 14 bits, at least 7 of which remain held for the next ones. */
function put(bits: u32, count: u32): void {
  held |= (<u64>bits) << heldBits;
  heldBits += count;
  store<u64>(at, held);
  at += <usize>(heldBits >> 3);
  held >>= heldBits & 56;
  heldBits &= 7;
}

/** Goes on with the next byte. */
function flushByte(): void {
  if (heldBits > 0) put(0, 8 - <u32>heldBits);
}

/** Adler-32 (RFC 1950, 8.2), 16 bytes at a time. */
function checksum(start: usize, end: usize): void {
  const weightsLow = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const weightsHigh = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  let a = adlerA;
  let b = adlerB;
  let p = start;
  while (end - p >= 16) {
    const vectors = min<usize>((end - p) >> 4, ADLER_VECTORS);
    const stop = p + (vectors << 4);
    let sums = i32x4.splat(0);
    let sumsBefore = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    b += a * <u32>(vectors << 4);
    for (; p < stop; p += 16) {
      const bytes = v128.load(p);
      sumsBefore = i32x4.add(sumsBefore, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), weightsLow));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), weightsHigh));
    }
    a = (a + total(sums)) % ADLER_BASE;
    b = (b + 16 * total(sumsBefore) + total(weighted)) % ADLER_BASE;
  }
  for (; p < end; p++) {
    a += load<u8>(p);
    b += a;
  }
  adlerA = a % ADLER_BASE;
  adlerB = b % ADLER_BASE;
}

function total(lanes: v128): u32 {
  const low = i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1);
  return <u32>(low + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3));
}
