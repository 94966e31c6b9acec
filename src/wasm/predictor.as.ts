/**
 * Undoing TIFF's predictors with SIMD, in place. AssemblyScript, not TypeScript: `npm run build` makes
 * `dist/wasm/predictor.wasm` of it. What it has to compute is defined by the plain loops of `cog/predictor.ts`.
 *
 * The memory is the caller's. Rows that lie elsewhere it writes at `base()`, at most `ROOM` bytes of them, and reads them
 * back from there; 320 KiB from the beginning belong to this.
 */

/** Bytes of rows at a time, and of one row at most: the rows, and the copy of one, stay in a core's own cache. */
const ROOM: i32 = 128 << 10;
const rows = __heap_base;
const scratch = __heap_base + ROOM;
const lanes = memory.data(16);

/** Where rows of other memories are copied to. */
export function base(): usize {
  return rows;
}

export function room(): i32 {
  return ROOM;
}

/**
 * Horizontal differencing of samples of 1, 2 or 4 bytes: each gains the one `stride` samples before it in its row.
 *
 * @param first where the rows lie
 */
export function undoHorizontal(first: usize, rowCount: i32, rowBytes: i32, sampleBytes: i32, stride: i32): void {
  const step = stride * sampleBytes;
  const last = lastSums(step);
  const end = first + <usize>(rowCount * rowBytes);
  for (let row = first; row < end; row += rowBytes) {
    if (sampleBytes == 1) accumulate<u8>(row, row, rowBytes, step, last);
    else if (sampleBytes == 2) accumulate<u16>(row, row, rowBytes, step, last);
    else accumulate<u32>(row, row, rowBytes, step, last);
  }
}

/** Floating point predictor: accumulated bytewise, then the planes of bytes put together, least significant first. */
export function undoFloatingPoint(first: usize, rowCount: i32, rowBytes: i32, sampleBytes: i32, stride: i32): void {
  const last = lastSums(stride);
  const end = first + <usize>(rowCount * rowBytes);
  for (let row = first; row < end; row += rowBytes) {
    accumulate<u8>(row, scratch, rowBytes, stride, last);
    if (sampleBytes == 2) join2(scratch, row, rowBytes >> 1);
    else if (sampleBytes == 4) join4(scratch, row, rowBytes >> 2);
    else join8(scratch, row, rowBytes >> 3);
  }
}

/**
 * Running sums of a row of samples `T` at `from`, each with the one `step` bytes before, written to `to` (which may
 * be `from`). 16 bytes at a time, the rest one by one.
 *
 * @param last `lastSums(step)`
 */
function accumulate<T>(from: usize, to: usize, bytes: i32, step: i32, last: v128): void {
  if (from != to) memory.copy(to, from, min(step, bytes)); // the first pixel stands as it is
  let done = step;
  if (step >= 16) {
    for (; done + 16 <= bytes; done += 16) {
      v128.store(to + done, v128.add<T>(v128.load(from + done), v128.load(to + done - step)));
    }
  } else if (bytes >= 16) {
    done = bytes & ~15;
    accumulateVectors<T>(from, to, done, step, last);
  }
  for (; done < bytes; done += sizeof<T>()) {
    store<T>(to + done, <T>(load<T>(from + done) + load<T>(to + done - step)));
  }
}

/** Running sums of whole vectors: inside each by doubling steps (Hillis & Steele 1986), then with the one before. */
function accumulateVectors<T>(from: usize, to: usize, bytes: i32, step: i32, last: v128): void {
  // a swizzle gives 0 for lanes that are not there: those before the vector, and all of them when a step is long
  const lane = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const by1 = i8x16.sub(lane, i8x16.splat(<i8>step));
  const by2 = i8x16.sub(lane, i8x16.splat(<i8>(step * 2)));
  const by4 = i8x16.sub(lane, i8x16.splat(<i8>(step * 4)));
  const by8 = i8x16.sub(lane, i8x16.splat(<i8>(step * 8)));
  let sums = i8x16.splat(0);
  for (let i = 0; i < bytes; i += 16) {
    const before = i8x16.swizzle(sums, last);
    sums = v128.load(from + i);
    sums = v128.add<T>(sums, i8x16.swizzle(sums, by1));
    sums = v128.add<T>(sums, i8x16.swizzle(sums, by2));
    sums = v128.add<T>(sums, i8x16.swizzle(sums, by4));
    sums = v128.add<T>(sums, i8x16.swizzle(sums, by8));
    sums = v128.add<T>(sums, before);
    v128.store(to + i, sums);
  }
}

/** For each lane of a vector, the lane of the vector before that its sum continues: one of the last `step` bytes. */
function lastSums(step: i32): v128 {
  for (let lane = 0; lane < 16; lane++) store<u8>(lanes + lane, <u8>(16 - step + (lane % step)));
  return v128.load(lanes);
}

function join2(planes: usize, to: usize, count: i32): void {
  const high = planes;
  const low = planes + count;
  let i = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(low + i);
    const b = v128.load(high + i);
    v128.store(to + 2 * i, zipLow(a, b));
    v128.store(to + 2 * i, zipHigh(a, b), 16);
  }
  for (; i < count; i++) {
    store<u8>(to + 2 * i, load<u8>(low + i));
    store<u8>(to + 2 * i, load<u8>(high + i), 1);
  }
}

function join4(planes: usize, to: usize, count: i32): void {
  const n = <usize>count;
  let i = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(planes + 3 * n + i);
    const b = v128.load(planes + 2 * n + i);
    const c = v128.load(planes + n + i);
    const d = v128.load(planes + i);
    storePairs(to + 4 * i, zipLow(a, b), zipLow(c, d));
    storePairs(to + 4 * i + 32, zipHigh(a, b), zipHigh(c, d));
  }
  joinBytes(planes, to, count, i, 4);
}

function join8(planes: usize, to: usize, count: i32): void {
  const n = <usize>count;
  let i = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(planes + 7 * n + i);
    const b = v128.load(planes + 6 * n + i);
    const c = v128.load(planes + 5 * n + i);
    const d = v128.load(planes + 4 * n + i);
    const e = v128.load(planes + 3 * n + i);
    const f = v128.load(planes + 2 * n + i);
    const g = v128.load(planes + n + i);
    const h = v128.load(planes + i);
    storeQuads(to + 8 * i, zipLow(a, b), zipLow(c, d), zipLow(e, f), zipLow(g, h));
    storeQuads(to + 8 * i + 64, zipHigh(a, b), zipHigh(c, d), zipHigh(e, f), zipHigh(g, h));
  }
  joinBytes(planes, to, count, i, 8);
}

function joinBytes(planes: usize, to: usize, count: i32, start: i32, sampleBytes: i32): void {
  for (let i = start; i < count; i++) {
    for (let byte = 0; byte < sampleBytes; byte++) {
      store<u8>(to + i * sampleBytes + byte, load<u8>(planes + (sampleBytes - 1 - byte) * count + i));
    }
  }
}

/** Bytes of two vectors in turn: those of the lower halves. */
function zipLow(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function zipHigh(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Eight samples of four bytes, from their lower and their upper halves. */
function storePairs(to: usize, low: v128, high: v128): void {
  v128.store(to, i16x8.shuffle(low, high, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(to, i16x8.shuffle(low, high, 4, 12, 5, 13, 6, 14, 7, 15), 16);
}

/** Eight samples of eight bytes, from their quarters, lowest first. */
function storeQuads(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const lowA = i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  const lowB = i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  const highA = i16x8.shuffle(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  const highB = i16x8.shuffle(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  v128.store(to, i32x4.shuffle(lowA, highA, 0, 4, 1, 5));
  v128.store(to, i32x4.shuffle(lowA, highA, 2, 6, 3, 7), 16);
  v128.store(to, i32x4.shuffle(lowB, highB, 0, 4, 1, 5), 32);
  v128.store(to, i32x4.shuffle(lowB, highB, 2, 6, 3, 7), 48);
}
