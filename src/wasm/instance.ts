import { existsSync, readFileSync } from 'node:fs';

/** Where `npm run build` puts the compiled `<name>.as.ts`: the same seen from `src/wasm` and from `dist/wasm`. */
export function compiledFile(name: string): URL {
  return new URL(`../../dist/wasm/${name}.wasm`, import.meta.url);
}

/**
 * What a compiled file exports, in a memory of its own.
 *
 * @param memory instead of its own, where it was compiled for that
 * @returns undefined where the file is missing, or WebAssembly has no SIMD: everything done there is also done by
 * plain loops
 */
export function instantiate(file: URL, memory?: WebAssembly.Memory): WebAssembly.Instance['exports'] | undefined {
  try {
    const module = new WebAssembly.Module(readFileSync(file));
    return new WebAssembly.Instance(module, memory && { env: { memory } }).exports;
  } catch {
    return undefined;
  }
}

/** Every `<name>.as.ts` that is compiled by itself. */
export const COMPILED = ['deflate', 'inflate', 'lzw', 'mix', 'paint', 'predictor', 'tally'] as const;

/** Why a compiled file is not used, and plain loops in its place; undefined where it is. */
export function compiledFault(file: URL): 'missing' | 'not understood' | undefined {
  if (!existsSync(file)) return 'missing';
  try {
    new WebAssembly.Module(readFileSync(file));
    return undefined;
  } catch {
    return 'not understood';
  }
}
