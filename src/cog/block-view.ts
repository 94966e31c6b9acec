import type { Values } from '../raster/raster.ts';

const ARRAYS = {
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
} as const;

/** Which kind of array holds a block: what a thread has to be told besides where it lies. */
export type ArrayKind = keyof typeof ARRAYS;

export function arrayKindOf(values: Values): ArrayKind {
  return values.constructor.name as ArrayKind;
}

/** Numbers that lie in shared memory, `length` of them from byte `offset` on. */
export function sharedView(memory: SharedArrayBuffer, kind: ArrayKind, offset: number, length: number): Values {
  // readers take it for memory of their own, which it is as good as: nobody writes a block after it was announced
  return new ARRAYS[kind](memory as unknown as ArrayBuffer, offset, length);
}
