import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { overviewRows, overviewSize, type OverviewMethod, type PixelRows } from '../../src/raster/overview.ts';

interface Oracle {
  readonly nodata: number;
  readonly cases: readonly {
    readonly dtype: 'float32' | 'int16';
    readonly width: number;
    readonly height: number;
    readonly stored: readonly number[];
    readonly average: readonly number[];
  }[];
}

const oracle = JSON.parse(readFileSync(new URL('overview.oracle.json', import.meta.url), 'utf8')) as Oracle;

function level(stored: ArrayLike<number>, width: number, dtype: 'float32' | 'int16' = 'float32'): PixelRows {
  const values = dtype === 'int16' ? Int16Array.from(stored) : Float32Array.from(stored);
  const valid = Uint8Array.from(values, (value) => (value === oracle.nodata ? 0 : 1));
  return { values, valid, width, firstRow: 0, rows: stored.length / width };
}

const whole = (source: PixelRows, method: OverviewMethod) =>
  overviewRows(source, source.rows, { from: 0, to: overviewSize(source.rows) }, method);

/** Numbers with nodata where nothing is valid, as GDAL writes them. */
const stored = ({ values, valid }: PixelRows) =>
  Array.from(values, (value, i) => (valid[i] === 1 ? value : oracle.nodata));

test('averages are GDAL’s, at even and odd sizes, of floats and of whole numbers, around nodata', () => {
  for (const { dtype, width, height, stored: pixels, average } of oracle.cases) {
    const name = `${width} x ${height} ${dtype}`;
    const out = whole(level(pixels, width, dtype), 'average');
    assert.deepEqual([out.width, out.rows], [Math.ceil(width / 2), Math.ceil(height / 2)], name);
    for (const [i, value] of stored(out).entries()) {
      const tolerance = dtype === 'int16' ? 0 : 1e-7;
      assert.ok(Math.abs(value - average[i]) <= tolerance, `${name}: pixel ${i} is ${value}, GDAL has ${average[i]}`);
    }
  }
});

test('rows made piece by piece are those made at once', () => {
  for (const method of ['average', 'mode'] as const) {
    for (const { dtype, width, height, stored: pixels } of oracle.cases) {
      const source = level(pixels, width, dtype);
      const pieces: number[] = [];
      for (let from = 0; from < overviewSize(height); from++) {
        const first = Math.max(0, 2 * from - (height % 2));
        const rows = Math.min(height, 2 * from + 2) - first;
        const cut = <T extends Uint8Array | PixelRows['values']>(all: T) =>
          all.subarray(first * width, (first + rows) * width) as T;
        const piece = { values: cut(source.values), valid: cut(source.valid), width, firstRow: first, rows };
        pieces.push(...stored(overviewRows(piece, height, { from, to: from + 1 }, method)));
      }
      assert.deepEqual(pieces, stored(whole(source, method)), `${width} x ${height} ${dtype} ${method}`);
    }
  }
});

test('the class that covers most of an overview pixel is its class, nodata aside', () => {
  const none = oracle.nodata;
  const source = level([1, 2, 3, 3, none, none, 5, 2, 4, 3, none, 7], 6);
  // left block: 1 2 5 2; middle: 3 3 4 3; right: only 7 is valid
  assert.deepEqual(stored(whole(source, 'mode')), [2, 3, 7]);
  assert.deepEqual(stored(whole(level([none, none, none, none], 2), 'mode')), [none]);
  // of three columns the middle one counts whole, the outer two in part
  assert.deepEqual(stored(whole(level([1, 2, 3], 3), 'mode')), [1, 3]);
  assert.deepEqual(stored(whole(level([9, 9, 1, 1, 4], 5), 'mode')), [9, 1, 4]);
});

test('what is invalid holds nothing that could leak: NaN and infinities carry no weight', () => {
  const source = {
    values: Float32Array.of(NaN, 2, Infinity, 4),
    valid: Uint8Array.of(0, 1, 0, 1),
    width: 2,
    firstRow: 0,
    rows: 2,
  };
  assert.deepEqual([...whole(source, 'average').values], [3]);
});
