import { checkBitOrder, decodeLzw } from './lzw.ts';
import { compiledFile, instantiate } from '../wasm/instance.ts';

/** What `wasm/lzw.as.ts` exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  prepare(inputBytes: number, length: number, mostBytes: number): number;
  output(): number;
  decode(inputBytes: number, length: number): number;
}

/** Memory that a thread keeps for it: a block of 1024 px of float64 with its compressed bytes. Larger ones go plain. */
const MOST_BYTES = 17 << 20;

/**
 * `decodeLzw` in WebAssembly: a 512 px float32 block takes 5 ms where the plain loop takes 14 to 19, an int16 one 1.6
 * instead of 8.
 *
 * @returns undefined where the compiled file is missing or WebAssembly has no SIMD
 */
export function loadSimdLzw(file = compiledFile('lzw')): typeof decodeLzw | undefined {
  const exports = instantiate(file) as Exports | undefined;
  if (exports === undefined) return undefined;
  return (input, length) => {
    checkBitOrder(input);
    const inputAt = exports.prepare(input.length, length, MOST_BYTES);
    if (inputAt === 0) return decodeLzw(input, length);
    const memory = new Uint8Array(exports.memory.buffer); // another one after each growth
    memory.set(input, inputAt);
    const written = exports.decode(input.length, length);
    if (written < 0) throw new RangeError(`LZW code ${-1 - written} before it is defined`);
    return memory.slice(exports.output(), exports.output() + written);
  };
}
