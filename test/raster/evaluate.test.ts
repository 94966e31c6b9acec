import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Grid } from '../../src/grid/grid.ts';
import { parseExpression } from '../../src/raster/band-math.ts';
import { evaluate } from '../../src/raster/evaluate.ts';
import type { Raster } from '../../src/raster/raster.ts';
import { uniformStream } from '../random.ts';
import { numbersOf, rasterOf } from './rasters.ts';

const ORACLE = JSON.parse(readFileSync(new URL('evaluate.oracle.json', import.meta.url), 'utf8')) as Record<
  string,
  (number | null)[]
>;
const COUNT = 101;
const UTM = { name: 'EPSG:32633', definition: '' };
const gridOf = (width: number): Grid => ({ crs: UTM, affine: [10, 0, 0, 0, -10, 0], width, height: 1 });

/** The oracle's bands, or as many pixels of them as asked for. */
function reflectance(seed: number, count = COUNT): Raster {
  const next = uniformStream(seed);
  const u = Array.from({ length: count }, next);
  const numbers = u.map((share) => (share < 0.05 ? 1000 : Math.floor(share * 9000)));
  const stored = numbers.map((number) => (next() < 0.1 ? null : number));
  return rasterOf(gridOf(count), stored, { dtype: 'uint16', scale: 0.0001, offset: -0.1 }, (all) =>
    Uint16Array.from(all),
  );
}
function signed(seed: number, count = COUNT): Raster {
  const next = uniformStream(seed);
  const u = Array.from({ length: count }, next);
  return rasterOf(
    gridOf(count),
    u.map((share) => (next() < 0.1 ? null : share * 4 - 2)),
  );
}
const bandsOf = (count = COUNT) => ({
  B02: reflectance(1, count),
  B03: reflectance(2, count),
  B04: reflectance(3, count),
  B08: reflectance(4, count),
  X: signed(5, count),
});
const NAMES = ['B02', 'B03', 'B04', 'B08', 'X'];
const valuesOf = (text: string, bands: Record<string, Raster>) =>
  numbersOf(evaluate(parseExpression(text, Object.keys(bands)), bands));
const float = (...numbers: (number | null)[]) =>
  rasterOf(gridOf(numbers.length), numbers, { dtype: 'float64', scale: 1, offset: 0 }, (all) => Float64Array.from(all));

describe('evaluate', () => {
  for (const [text, expected] of Object.entries(ORACLE)) {
    it(`agrees with numpy on ${text}`, () => {
      const values = valuesOf(text, bandsOf());
      for (const [i, value] of values.entries()) {
        const wanted = expected[i];
        if (value === null || wanted === null) assert.equal(value, wanted, `pixel ${i}`);
        else assert.ok(Math.abs(value - wanted) <= 1.2e-7 * Math.abs(wanted), `pixel ${i}: ${value}, not ${wanted}`);
      }
      assert.equal(values.length, COUNT);
    });
  }

  it('knows no value where a step is undefined, whatever is made of it', () => {
    const x = { x: float(0, 1, -1, 4) };
    assert.deepEqual(valuesOf('1 / x', x), [null, 1, -1, 0.25]);
    assert.deepEqual(valuesOf('1 / (1 / x)', x), [null, 1, -1, 4]);
    assert.deepEqual(valuesOf('x / x', x), [null, 1, 1, 1]);
    assert.deepEqual(valuesOf('x ^ -1', x), [null, 1, -1, 0.25]);
    assert.deepEqual(valuesOf('sqrt(x) * 0', x), [0, 0, null, 0]);
    assert.deepEqual(valuesOf('clamp(ln(x), 0, 1)', x), [null, 0, null, 1]);
    assert.deepEqual(valuesOf('min(1, exp(800 * x))', x), [1, null, 0, null]);
    assert.deepEqual(valuesOf('(1 / x) > 0', x), [null, 1, 0, 1]);
    assert.deepEqual(valuesOf('x * 1e39', x), [0, null, null, null]); // more than float32 holds
  });

  it('asks of a conditional only the branch it takes', () => {
    const bands = { t: float(1, 0, null, 1, 0), yes: float(10, null, 10, null, 10), no: float(null, 20, 20, 20, null) };
    assert.deepEqual(valuesOf('t ? yes : no', bands), [10, 20, null, null, null]);
    assert.deepEqual(valuesOf('t == 1 ? yes : -no', bands), [10, -20, null, null, null]);
    assert.deepEqual(valuesOf('t ? t : 1 / t', bands), [1, null, null, 1, null]);
  });

  it('takes whatever lies under an invalid pixel for nothing', () => {
    const band = float(1, 2, 3);
    const bands = { x: { ...band, values: Float64Array.of(1, Infinity, NaN), valid: Uint8Array.of(1, 0, 0) } };
    assert.deepEqual(valuesOf('x * 2', bands), [2, null, null]);
    assert.deepEqual([...evaluate(parseExpression('x * 2', ['x']), bands).values], [2, NaN, NaN]);
  });

  it('gives each pixel the same value whatever lies beside it, over any number of pixels', () => {
    const text = 'X < 0 ? min(B02, B03) ^ 1.5 : (B08 - B04) / (B08 + 2.4 * B04 + 1)';
    const many = bandsOf(9001);
    const all = valuesOf(text, many);
    for (const first of [0, 1, 4095, 4096, 8191, 8990, 9000]) {
      const count = Math.min(7, 9001 - first);
      const cut = ({ values, valid, encoding }: Raster): Raster => ({
        grid: gridOf(count),
        values: values.slice(first, first + count),
        valid: valid.slice(first, first + count),
        encoding,
      });
      const few = Object.fromEntries(Object.entries(many).map(([name, band]) => [name, cut(band)]));
      assert.deepEqual(valuesOf(text, few), all.slice(first, first + count));
    }
    assert.ok(all.includes(null) && all.some((value) => value !== null));
  });

  it('leaves its bands as they were, and says how its values are kept', () => {
    const bands = bandsOf();
    const before = structuredClone(bands);
    const computed = evaluate(parseExpression('B02 * 2 + B02', NAMES), bands);
    assert.deepEqual(bands, before);
    assert.deepEqual(computed.encoding, { dtype: 'float32', scale: 1, offset: 0 });
    assert.equal(computed.grid, bands.B02.grid);
  });

  it('computes the deepest expression there may be', () => {
    const sum = Array.from({ length: 300 }, (_, i) => i);
    const balanced = (terms: string[]): string =>
      terms.length === 1
        ? terms[0]
        : `(${balanced(terms.slice(0, terms.length >> 1))}+${balanced(terms.slice(terms.length >> 1))})`;
    const text = balanced(sum.map((i) => (i % 2 === 0 ? 'x' : `${i % 7}`)));
    const expected = sum.reduce((total, i) => total + (i % 2 === 0 ? 2 : i % 7), 0);
    assert.deepEqual(valuesOf(text, { x: float(2, null) }), [expected, null]);
    assert.deepEqual(valuesOf('-'.repeat(62) + 'x', { x: float(2) }), [2]);
  });

  it('refuses bands that are missing or of another size', () => {
    const expression = parseExpression('B02 + toString', ['B02', 'toString']);
    assert.throws(() => evaluate(expression, { B02: float(1) }), /band toString is missing/);
    assert.throws(
      () => evaluate(expression, { B02: float(1), toString: float(1, 2) }),
      /band toString has 2 pixels, B02 has 1/,
    );
  });
});
