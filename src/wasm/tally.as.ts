/**
 * Counting float32 numbers by their sort keys, four at a time. AssemblyScript, not TypeScript: `npm run build` makes
 * `dist/wasm/tally.wasm` of it. What it has to compute is defined by the plain loops of `../../stats/key-counter.ts`:
 * counts and extremes to the last bit, sums in another order. The memory is the caller's, who lays out everything in it.
 */

const KEY_COUNT: i32 = 1 << 21;
const SHIFT: i32 = 11;
const KEY_SPAN: u32 = 1 << SHIFT;
/** Most numbers whose deviations are taken from one of them. */
const CHUNK: i32 = 1024;

/** What all runs have in common, and what they have amounted to; where things lie is in bytes, from the memory's beginning. */
class Look {
  scale: f64;
  offset: f64;
  /** Numbers of runs, their mean, and the sum of their squared distances from it. */
  count: f64;
  mean: f64;
  squares: f64;
  /** Of the last run: sum of the positions, counted from its beginning, of the numbers that count. */
  places: f64;
  /** Of stored numbers. */
  min: f32;
  max: f32;
  /** The number that is nodata, or NaN. */
  absent: f32;
  /** 1 where a number counts if it is one at all; 0 in place of the address where all do. */
  valid: usize;
  values: usize;
  /** By key, and one more for what does not count. */
  counts: usize;
  /** Of keys, 16 bits each: 0, or 1 and more for the place of a chosen one. Of `listKeys`: its list. */
  placeOf: usize;
  /** By place and lower bits. */
  finer: usize;
  /** Room for a chunk's positions, and one more. */
  list: usize;
}

/** Counts the numbers `[from, to)`. @returns how many those are that count */
export function count(look: Look, from: i32, to: i32): i32 {
  let counted = 0;
  let places: f64 = 0;
  for (let start = from; start < to; start += CHUNK) {
    const n = countChunk(look, start, min(start + CHUNK, to));
    counted += n;
    places += look.places + <f64>(start - from) * <f64>n;
  }
  look.places = places;
  return counted;
}

function countChunk(look: Look, from: i32, end: i32): i32 {
  const values = look.values;
  const valid = look.valid;
  const counts = look.counts;
  const absent = f32x4.splat(look.absent);
  look.places = 0;
  let i = from;
  while (i < end && !isCounted(look, i)) i++;
  if (i == end) return 0;
  const scale = f64x2.splat(look.scale);
  const offset = f64x2.splat(look.offset);
  // deviations from a number that is among them keep their digits
  const pivot = <f64>load<f32>(values + ((<usize>i) << 2)) * look.scale + look.offset;
  const pivots = f64x2.splat(pivot);
  let sums = f64x2.splat(0);
  let squares = f64x2.splat(0);
  let least = f32x4.splat(f32.MAX_VALUE);
  let most = f32x4.splat(-f32.MAX_VALUE);
  let ns = i32x4.splat(0);
  let places = i32x4.splat(0);
  let place = i32x4.add(i32x4.splat(i - from), i32x4(0, 1, 2, 3));
  for (; i + 4 <= end; i += 4) {
    const four = v128.load(values + ((<usize>i) << 2));
    let counting = v128.and(f32x4.eq(f32x4.sub(four, four), f32x4.splat(0)), f32x4.ne(four, absent));
    if (valid != 0) counting = v128.and(counting, widened(valid + i));
    const keys = v128.bitselect(i32x4.shr_u(sortedWords(four), SHIFT), i32x4.splat(KEY_COUNT), counting);
    increment(counts, i32x4.extract_lane(keys, 0));
    increment(counts, i32x4.extract_lane(keys, 1));
    increment(counts, i32x4.extract_lane(keys, 2));
    increment(counts, i32x4.extract_lane(keys, 3));
    least = f32x4.min(least, v128.bitselect(four, f32x4.splat(f32.MAX_VALUE), counting));
    most = f32x4.max(most, v128.bitselect(four, f32x4.splat(-f32.MAX_VALUE), counting));
    ns = i32x4.sub(ns, counting);
    places = i32x4.add(places, v128.and(place, counting));
    place = i32x4.add(place, i32x4.splat(4));
    const low = deviations(four, scale, offset, pivots, v128.shuffle<i32>(counting, counting, 0, 0, 1, 1));
    const upper = v128.shuffle<i32>(four, four, 2, 3, 2, 3);
    const high = deviations(upper, scale, offset, pivots, v128.shuffle<i32>(counting, counting, 2, 2, 3, 3));
    sums = f64x2.add(sums, f64x2.add(low, high));
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  let n = sum4(ns);
  let placeSum = <f64>sum4(places);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  let square = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  for (; i < end; i++) {
    if (!isCounted(look, i)) continue;
    const one = load<f32>(values + ((<usize>i) << 2));
    increment(counts, sortedWord(one) >>> SHIFT);
    least = f32x4.min(least, f32x4.splat(one));
    most = f32x4.max(most, f32x4.splat(one));
    n++;
    placeSum += <f64>(i - from);
    const deviation = <f64>one * look.scale + look.offset - pivot;
    sum += deviation;
    square += deviation * deviation;
  }
  look.places = placeSum;
  extend(look, least, most);
  addMoments(look, <f64>n, pivot, sum, square);
  return n;
}

/** Writes the keys that have numbers, ascending, where keys are looked up later. @returns how many those are */
export function listKeys(look: Look): i32 {
  const counts = look.counts;
  const list = look.placeOf;
  let n = 0;
  for (let key = 0; key < KEY_COUNT; key += 16) {
    const at = counts + ((<usize>key) << 2);
    const first = v128.or(v128.load(at), v128.load(at, 16));
    if (!v128.any_true(v128.or(first, v128.or(v128.load(at, 32), v128.load(at, 48))))) continue;
    for (let i = key; i < key + 16; i++) {
      if (load<u32>(counts + ((<usize>i) << 2)) == 0) continue;
      store<u32>(list + ((<usize>n) << 2), <u32>i);
      n++;
    }
  }
  return n;
}

/** Looks at the numbers `[from, to)` again: counts those of chosen keys one by one. */
export function countAgain(look: Look, from: i32, to: i32): void {
  for (let start = from; start < to; start += CHUNK) countChosen(look, start, min(start + CHUNK, to));
}

/** One in twenty is of a chosen key, as if by chance: listing those first spares a branch that would be guessed wrong. */
function countChosen(look: Look, from: i32, to: i32): void {
  const values = look.values;
  const placeOf = look.placeOf;
  const list = look.list;
  let end = list;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const keys = i32x4.shr_u(sortedWords(v128.load(values + ((<usize>i) << 2))), SHIFT);
    end = listIf(end, i, placeOf, i32x4.extract_lane(keys, 0));
    end = listIf(end, i + 1, placeOf, i32x4.extract_lane(keys, 1));
    end = listIf(end, i + 2, placeOf, i32x4.extract_lane(keys, 2));
    end = listIf(end, i + 3, placeOf, i32x4.extract_lane(keys, 3));
  }
  for (; i < to; i++) end = listIf(end, i, placeOf, sortedWord(load<f32>(values + ((<usize>i) << 2))) >>> SHIFT);
  for (let at = list; at < end; at += 4) {
    const chosen = load<i32>(at);
    if (!isCounted(look, chosen)) continue;
    const sorted = sortedWord(load<f32>(values + ((<usize>chosen) << 2)));
    const place = <u32>load<u16>(placeOf + ((<usize>(sorted >>> SHIFT)) << 1));
    increment(look.finer, (place - 1) * KEY_SPAN + (sorted & (KEY_SPAN - 1)));
  }
}

/** Writes `i` at the end of a list, to stay there if the key is chosen. @returns the list's end */
function listIf(end: usize, i: i32, placeOf: usize, key: u32): usize {
  store<i32>(end, i);
  return end + ((<usize>i32(load<u16>(placeOf + ((<usize>key) << 1)) != 0)) << 2);
}

function isCounted(look: Look, i: i32): bool {
  const value = load<f32>(look.values + ((<usize>i) << 2));
  const isNumber = value - value == 0 && value != look.absent;
  return isNumber && (look.valid == 0 || load<u8>(look.valid + i) != 0);
}

/** Words that sort as the floats do; as `stats/sort-keys.ts` has it. */
function sortedWords(floats: v128): v128 {
  return v128.xor(floats, v128.or(i32x4.shr_s(floats, 31), i32x4.splat(i32.MIN_VALUE)));
}

function sortedWord(float: f32): u32 {
  const word = reinterpret<i32>(float);
  return <u32>(word ^ ((word >> 31) | i32.MIN_VALUE));
}

function increment(counts: usize, i: u32): void {
  const at = counts + ((<usize>i) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** All bits of each of four lanes where the byte is not 0. */
function widened(bytes: usize): v128 {
  const lanes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(bytes)));
  return i32x4.ne(lanes, i32x4.splat(0));
}

/** Index values of the lower two floats less the pivot; 0 where they do not count. */
function deviations(floats: v128, scale: v128, offset: v128, pivots: v128, counting: v128): v128 {
  const values = f64x2.add(f64x2.mul(f64x2.promote_low_f32x4(floats), scale), offset);
  return v128.and(f64x2.sub(values, pivots), counting);
}

function sum4(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}

function extend(look: Look, least: v128, most: v128): void {
  look.min = min(
    look.min,
    min(
      min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
      min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
    ),
  );
  look.max = max(
    look.max,
    max(
      max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
      max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
    ),
  );
}

/** As `stats/moments.ts` has it. */
function addMoments(look: Look, n: f64, pivot: f64, sum: f64, squares: f64): void {
  const before = look.count;
  const total = before + n;
  const apart = pivot + sum / n - look.mean;
  look.squares += squares - (sum * sum) / n + apart * apart * ((before * n) / total);
  look.mean += (apart * n) / total;
  look.count = total;
}
