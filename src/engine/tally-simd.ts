import type { Scratch } from '../cog/scratch.ts';
import { countedMembers, type KeyCounter } from '../stats/key-counter.ts';
import { Moments } from '../stats/moments.ts';
import { KEY_COUNT, KEY_SPAN, keyReader } from '../stats/sort-keys.ts';
import { compiledFile, instantiate } from '../wasm/instance.ts';

/** Of `wasm/tally.as.ts`. */
interface Exports {
  readonly count: (look: number, from: number, to: number) => number;
  readonly listKeys: (look: number) => number;
  readonly countAgain: (look: number, from: number, to: number) => void;
}

/** Most keys that are looked at again: those of 202 ranks and of 255 edges between bins. */
const MAX_KEYS = 511;
/** Where things lie in the tally of a scratch, bytes: `Look`, counts and one more, places of keys, counts of their numbers, a list. */
const COUNTS_AT = 1024;
const PLACES_AT = COUNTS_AT + 4 * (KEY_COUNT + 1) + 4;
const FINER_AT = PLACES_AT + 2 * KEY_COUNT;
const LIST_AT = FINER_AT + 4 * MAX_KEYS * KEY_SPAN;
/** Where a look's fields lie, in numbers of their size. */
const [SCALE, OFFSET, COUNT, MEAN, SQUARES, PLACES] = [0, 1, 2, 3, 4, 5];
/** And the number that is nodata. */
const [MIN, MAX] = [12, 13];
/** And addresses of counts, places of keys, counts of their numbers, and a list. */
const [VALID, VALUES, COUNTS] = [15, 16, 17];

const instances = new WeakMap<WebAssembly.Memory, Exports | undefined>();

function codeFor(memory: WebAssembly.Memory): Exports | undefined {
  if (!instances.has(memory)) instances.set(memory, instantiate(compiledFile('tally'), memory) as Exports | undefined);
  return instances.get(memory);
}

/** Whether `simdKeyCounter` can serve. */
export function hasSimdKeyCounter({ memory }: Scratch): boolean {
  return codeFor(memory) !== undefined;
}

/**
 * `plainKeyCounter` of float32 numbers in WebAssembly, in the memory of a scratch, which is taken for it. Where its
 * `valid` is empty, every finite number but `absent` counts.
 *
 * @returns undefined where its compiled file is missing: the plain one counts the same
 */
export function simdKeyCounter(
  scratch: Scratch,
  { scale, offset, absent }: { readonly scale: number; readonly offset: number; readonly absent?: number | undefined },
): KeyCounter | undefined {
  const code = codeFor(scratch.memory);
  if (code === undefined) return undefined;
  const { buffer, byteOffset: at } = scratch.tally();
  const doubles = new Float64Array(buffer, at, 6);
  const floats = new Float32Array(buffer, at, 15);
  const addresses = new Uint32Array(buffer, at, 21);
  const counts = new Uint32Array(buffer, at + COUNTS_AT, KEY_COUNT).fill(0);
  const placeOf = new Uint16Array(buffer, at + PLACES_AT, KEY_COUNT);
  const finer = new Uint32Array(buffer, at + FINER_AT, MAX_KEYS * KEY_SPAN);
  doubles.fill(0);
  doubles[SCALE] = scale;
  doubles[OFFSET] = offset;
  floats.set([Infinity, -Infinity, absent ?? NaN], MIN);
  addresses.set([at + COUNTS_AT, at + PLACES_AT, at + FINER_AT, at + LIST_AT], COUNTS);
  const kind = new Float32Array(0);
  const reader = keyReader(kind);
  let chosen: readonly number[] = [];
  return {
    kind,
    counts,
    use: (values, valid) => {
      const { length } = values;
      const room = () => scratch.values('float32', length) as Float32Array;
      addresses[VALUES] = laidIn(buffer, values as Float32Array, room).byteOffset;
      addresses[VALID] =
        valid.length === 0 ? 0 : laidIn<Uint8Array>(buffer, valid, () => scratch.flags(length)).byteOffset;
    },
    count: (from, to) => code.count(at, from, to),
    get places() {
      return doubles[PLACES];
    },
    get moments() {
      const extremes = [floats[MIN] * scale + offset, floats[MAX] * scale + offset];
      return Moments.of({
        count: doubles[COUNT],
        min: Math.min(...extremes),
        max: Math.max(...extremes),
        mean: doubles[MEAN],
        squares: doubles[SQUARES],
      });
    },
    keys: () => new Uint32Array(buffer, at + PLACES_AT, code.listKeys(at)).slice(),
    choose: (keys) => {
      if (keys.length > MAX_KEYS) throw new RangeError(`${keys.length} keys, of at most ${MAX_KEYS}`);
      chosen = keys;
      placeOf.fill(0);
      finer.fill(0, 0, keys.length * KEY_SPAN);
      for (const [i, key] of keys.entries()) placeOf[key] = i + 1;
    },
    countAgain: (from, to) => code.countAgain(at, from, to),
    members: (i) => countedMembers(reader, chosen[i], finer.subarray(i * KEY_SPAN, (i + 1) * KEY_SPAN)),
  };
}

/** The same numbers in memory that the compiled code reaches. */
function laidIn<T extends Float32Array | Uint8Array>(buffer: ArrayBuffer, numbers: T, makeRoom: () => T): T {
  if (numbers.buffer === buffer) return numbers;
  const room = makeRoom();
  if (room.buffer !== buffer) throw new RangeError(`${numbers.length} numbers are more than a scratch holds`);
  room.set(numbers);
  return room;
}
