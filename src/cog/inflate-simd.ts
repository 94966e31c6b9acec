import { compiledFile, instantiate } from '../wasm/instance.ts';
import { workbench, type Workbench } from './workbench.ts';

/** What `wasm/inflate.as.ts` exports. */
interface Exports {
  inflate(input: number, inputBytes: number, output: number, most: number): number;
}

/**
 * Inflates a stream in zlib's envelope on a workbench.
 *
 * @param most bytes that it may amount to
 * @returns them, where the next block will be made; undefined when the workbench has no room for it
 * @throws RangeError if it is damaged, in zlib's words, or amounts to more
 */
export type Inflate = (bytes: Uint8Array, most: number) => Uint8Array<ArrayBuffer> | undefined;

/** By the negative of what `inflate` returns. */
const FAULTS: readonly string[] = [
  '',
  'unexpected end of file',
  'too long',
  'incorrect header check',
  'unknown compression method',
  'invalid window size',
  'Missing dictionary',
  'invalid block type',
  'invalid stored block lengths',
  'too many length or distance symbols',
  'invalid code lengths set',
  'invalid bit length repeat',
  'invalid code -- missing end-of-block',
  'invalid literal/lengths set',
  'invalid distances set',
  'invalid literal/length code',
  'invalid distance code',
  'invalid distance too far back',
  'incorrect data check',
];
const TOO_LONG = -2;

/**
 * zlib's `inflateSync` in WebAssembly, without fresh memory: a 512 px float32 block with predictor 3 takes 2.4 ms
 * instead of 3.2, an int16 one with predictor 2 1.3 instead of 2.0, classes of 8 bits 0.05 instead of 0.2.
 *
 * @returns undefined where the compiled file is missing or WebAssembly has no SIMD
 */
export function loadSimdInflate(file = compiledFile('inflate'), bench: Workbench = workbench): Inflate | undefined {
  const exports = instantiate(file, bench.memory) as Exports | undefined;
  if (exports === undefined) return undefined;

  const run = (bytes: Uint8Array, most: number): Uint8Array<ArrayBuffer> | undefined => {
    const block = bench.blockOf(most);
    if (block === undefined) return undefined;
    const written = exports.inflate(bytes.byteOffset, bytes.length, block.byteOffset, most);
    if (written >= 0) return block.subarray(0, written);
    throw new RangeError(written === TOO_LONG ? `it inflates to more than ${most} bytes` : FAULTS[-written]);
  };

  return (bytes, most) => {
    if (bench.holds(bytes)) return run(bytes, most);
    const lent = bench.lend(bytes.length);
    if (lent === undefined) return undefined;
    try {
      lent.bytes.set(bytes);
      return run(lent.bytes, most);
    } finally {
      lent.giveBack();
    }
  };
}
