/** Any numbers that a raster stores. Named here because these rooms import nothing. */
export type StoredNumbers =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/**
 * Pixels to summarise, row-major, `width` a row. A pixel counts when `valid` and, where given, `inside` are 1 there;
 * valid pixels hold finite numbers only. Its index value is `stored * scale + offset` in 64 bit.
 */
export interface Samples {
  readonly values: StoredNumbers;
  readonly valid: Uint8Array;
  readonly inside?: Uint8Array | undefined;
  readonly width: number;
  readonly scale: number;
  readonly offset: number;
}

/** A sum that does not lose what it adds: Neumaier's variant of Kahan summation, exact to a few units in the last place. */
export function neumaierAdd(state: Float64Array, value: number): void {
  const sum = state[0] + value;
  state[1] += Math.abs(state[0]) >= Math.abs(value) ? state[0] - sum + value : value - sum + state[0];
  state[0] = sum;
}
