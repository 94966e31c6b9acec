import type { Arithmetic, Comparison, FunctionName } from './band-math.ts';

/** Values of one chunk of pixels. Each is finite, or NaN for nodata. Its length is a multiple of `LANES`. */
export type Register = Float64Array;

/** Values that the usual steps compute per turn of their loop: twice as fast as one. */
export const LANES = 4;

/**
 * Computes the first `count` values of `out`, which may be the register of an operand too. At most `LANES - 1` values
 * after them may be overwritten.
 */
export type UnaryStep = (a: Register, out: Register, count: number) => void;
export type BinaryStep = (a: Register, b: Register, out: Register, count: number) => void;

// Every loop is written out: one that called its operation per pixel would take ten times as long. `x * 0` is 0 for a
// finite x and NaN for all others: added, it makes nodata of an infinity, and keeps nodata, at a fifth of the cost of
// a branch.

export const negate: UnaryStep = (a, out, count) => {
  for (let i = 0; i < count; i++) out[i] = -a[i];
};

/** The second power, which `**` takes thirty times as long for. */
export const square: UnaryStep = (a, out, count) => {
  for (let i = 0; i < count; i++) {
    const x = a[i] * a[i];
    out[i] = x + x * 0;
  }
};

export const ARITHMETIC_STEPS: Readonly<Record<Arithmetic, BinaryStep>> = {
  '+': (a, b, out, count) => {
    for (let i = 0; i < count; i += LANES) {
      const w = a[i] + b[i];
      const x = a[i + 1] + b[i + 1];
      const y = a[i + 2] + b[i + 2];
      const z = a[i + 3] + b[i + 3];
      out[i] = w + w * 0;
      out[i + 1] = x + x * 0;
      out[i + 2] = y + y * 0;
      out[i + 3] = z + z * 0;
    }
  },
  '-': (a, b, out, count) => {
    for (let i = 0; i < count; i += LANES) {
      const w = a[i] - b[i];
      const x = a[i + 1] - b[i + 1];
      const y = a[i + 2] - b[i + 2];
      const z = a[i + 3] - b[i + 3];
      out[i] = w + w * 0;
      out[i + 1] = x + x * 0;
      out[i + 2] = y + y * 0;
      out[i + 3] = z + z * 0;
    }
  },
  '*': (a, b, out, count) => {
    for (let i = 0; i < count; i += LANES) {
      const w = a[i] * b[i];
      const x = a[i + 1] * b[i + 1];
      const y = a[i + 2] * b[i + 2];
      const z = a[i + 3] * b[i + 3];
      out[i] = w + w * 0;
      out[i + 1] = x + x * 0;
      out[i + 2] = y + y * 0;
      out[i + 3] = z + z * 0;
    }
  },
  '/': (a, b, out, count) => {
    for (let i = 0; i < count; i += LANES) {
      const w = a[i] / b[i];
      const x = a[i + 1] / b[i + 1];
      const y = a[i + 2] / b[i + 2];
      const z = a[i + 3] / b[i + 3];
      out[i] = w + w * 0;
      out[i + 1] = x + x * 0;
      out[i + 2] = y + y * 0;
      out[i + 3] = z + z * 0;
    }
  },
  '^': (a, b, out, count) => {
    for (let i = 0; i < count; i++) {
      const x = a[i] ** b[i];
      out[i] = x + x * 0 + a[i] * 0; // NaN ** 0 is 1
    }
  },
};

/** 1 or 0. `===` and `<` with NaN are false in JavaScript; here they are nodata. */
export const COMPARISON_STEPS: Readonly<Record<Comparison, BinaryStep>> = {
  '<': (a, b, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i] < b[i] ? 1 : 0) + a[i] * 0 + b[i] * 0;
  },
  '<=': (a, b, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i] <= b[i] ? 1 : 0) + a[i] * 0 + b[i] * 0;
  },
  '>': (a, b, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i] > b[i] ? 1 : 0) + a[i] * 0 + b[i] * 0;
  },
  '>=': (a, b, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i] >= b[i] ? 1 : 0) + a[i] * 0 + b[i] * 0;
  },
  '==': (a, b, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i] === b[i] ? 1 : 0) + a[i] * 0 + b[i] * 0;
  },
  '!=': (a, b, out, count) => {
    for (let i = 0; i < count; i++) out[i] = (a[i] === b[i] ? 0 : 1) + a[i] * 0 + b[i] * 0;
  },
};

/** Functions of one argument. What they are not defined for, and what overflows, is nodata. */
export const UNARY_STEPS: Readonly<Record<Exclude<FunctionName, 'min' | 'max' | 'clamp'>, UnaryStep>> = {
  abs: (a, out, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.abs(a[i]);
  },
  sqrt: (a, out, count) => {
    for (let i = 0; i < count; i++) out[i] = Math.sqrt(a[i]);
  },
  exp: (a, out, count) => {
    for (let i = 0; i < count; i++) {
      const x = Math.exp(a[i]);
      out[i] = x + x * 0;
    }
  },
  ln: (a, out, count) => {
    for (let i = 0; i < count; i++) {
      const x = Math.log(a[i]);
      out[i] = x + x * 0;
    }
  },
  log10: (a, out, count) => {
    for (let i = 0; i < count; i++) {
      const x = Math.log10(a[i]);
      out[i] = x + x * 0;
    }
  },
};

/** The lesser of two values; nodata where either is. */
export const lesser: BinaryStep = (a, b, out, count) => {
  for (let i = 0; i < count; i++) out[i] = Math.min(a[i], b[i]);
};

/** The greater of two values; nodata where either is. */
export const greater: BinaryStep = (a, b, out, count) => {
  for (let i = 0; i < count; i++) out[i] = Math.max(a[i], b[i]);
};

/** `yes` where the test is not 0, else `no`: only the one that is taken has to be valid, and the test. */
export function choose(test: Register, yes: Register, no: Register, out: Register, count: number): void {
  for (let i = 0; i < count; i++) out[i] = (test[i] === 0 ? no[i] : yes[i]) + test[i] * 0;
}

/** Physical values of stored ones, in place. */
export function decode(values: Register, scale: number, offset: number, count: number): void {
  if (scale === 1 && offset === 0) return;
  for (let i = 0; i < count; i += LANES) {
    values[i] = values[i] * scale + offset;
    values[i + 1] = values[i + 1] * scale + offset;
    values[i + 2] = values[i + 2] * scale + offset;
    values[i + 3] = values[i + 3] * scale + offset;
  }
}

/** Makes nodata of the pixels that are not valid. */
export function voidInvalid(values: Register, valid: Uint8Array): void {
  // the usual case: Buffer looks for a byte thirty times as fast as this loop or Uint8Array would
  if (!Buffer.from(valid.buffer, valid.byteOffset, valid.length).includes(0)) return;
  for (let i = 0; i < valid.length; i++) if (valid[i] === 0) values[i] = NaN;
}

/** Marks what is finite as valid, and makes NaN of what overflowed the 32 bits. */
export function markValid(values: Float32Array, valid: Uint8Array): void {
  if (isFiniteThroughout(values)) {
    valid.fill(1);
    return;
  }
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    valid[i] = x - x === 0 ? 1 : 0;
    values[i] = x + x * 0;
  }
}

function isFiniteThroughout(values: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]; // four sums side by side, where one would wait for itself
  const whole = values.length - (values.length % LANES);
  for (let i = 0; i < whole; i += LANES) {
    a += values[i] * 0;
    b += values[i + 1] * 0;
    c += values[i + 2] * 0;
    d += values[i + 3] * 0;
  }
  for (let i = whole; i < values.length; i++) a += values[i] * 0;
  return a + b + c + d === 0;
}
