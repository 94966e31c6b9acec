import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WGS84 } from '../../src/grid/projection.ts';
import type { Dtype, Raster, Values } from '../../src/raster/raster.ts';
import { paint } from '../../src/render/paint.ts';
import { slotOf, type Cuts } from '../../src/stats/classify.ts';

/** Numbers in [0, 1), the same on every run (Park and Miller 1988). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function rasterOf(values: Values, dtype: Dtype, valid = new Uint8Array(values.length).fill(1)): Raster {
  const grid = { crs: WGS84, affine: [1, 0, 0, 0, -1, 0] as const, width: values.length, height: 1 };
  return { grid, values, valid, encoding: { dtype, scale: 1, offset: 0 } };
}

function cutsOf(thresholds: number[]): Cuts {
  const ascending = Float64Array.from(thresholds).sort();
  return { thresholds: ascending, slots: Uint8Array.from({ length: ascending.length + 1 }, (_, i) => (i * 7) % 250) };
}

function assertPaintsAsSlotOf(values: Values, dtype: Dtype, cuts: Cuts): void {
  const slots = paint(rasterOf(values, dtype), cuts);
  for (let i = 0; i < values.length; i++) {
    if (slots[i] !== slotOf(cuts, values[i])) assert.equal(slots[i], slotOf(cuts, values[i]), `stored ${values[i]}`);
  }
}

test('floats are painted as slotOf classifies them, thresholds and their neighbours included', () => {
  const random = numbers(11);
  for (const count of [1, 2, 3, 15, 255]) {
    for (const spread of [1, 1e-9, 1e12]) {
      const cuts = cutsOf(Array.from({ length: count }, () => (random() - 0.5) * spread));
      const near = [...cuts.thresholds].flatMap((cut) => [
        cut,
        cut + Math.abs(cut) * 2 ** -52,
        cut - Math.abs(cut) * 2 ** -52,
      ]);
      const anywhere = Array.from({ length: 3000 }, () => (random() - 0.5) * 1.3 * spread);
      assertPaintsAsSlotOf(Float64Array.from([...near, ...anywhere, 0, -0, 1e300, -1e300]), 'float64', cuts);
      assertPaintsAsSlotOf(Float32Array.from([...near, ...anywhere, 3e38, -3e38]), 'float32', cuts);
    }
  }
});

test('what sampling made too large for its type has no slot', () => {
  for (const values of [
    Float32Array.of(Infinity, 3e38, -Infinity, NaN),
    Float64Array.of(Infinity, 3e38, -Infinity, NaN),
  ]) {
    const dtype = values instanceof Float32Array ? 'float32' : 'float64';
    assert.deepEqual([...paint(rasterOf(values, dtype), cutsOf([0, 1]))], [0, 14, 0, 0]);
  }
});

test('thresholds that crowd together, repeat or reach infinity are still exact', () => {
  const crowded = cutsOf([-1, ...Array.from({ length: 60 }, (_, i) => 0.5 + i * Number.EPSILON), 1e9]);
  assertPaintsAsSlotOf(
    Float64Array.from({ length: 90 }, (_, i) => 0.5 + (i - 10) * Number.EPSILON),
    'float64',
    crowded,
  );
  const infinite = { thresholds: Float64Array.of(-Infinity, 0, Infinity), slots: Uint8Array.of(0, 1, 2, 0) };
  assertPaintsAsSlotOf(Float32Array.of(-5, 0, 5), 'float32', infinite);
  assertPaintsAsSlotOf(Float32Array.of(1, 2, 3), 'float32', cutsOf([2]));
  assertPaintsAsSlotOf(Float32Array.of(1, 2, 3), 'float32', cutsOf([]));
});

test('every stored number of the small integer types is painted as slotOf classifies it', () => {
  const cuts = cutsOf([-32768, -129, -128, -1, 0, 0.5, 1, 127, 128, 254.5, 255, 32767, 40000, 65535]);
  assertPaintsAsSlotOf(
    Int8Array.from({ length: 256 }, (_, i) => i - 128),
    'int8',
    cuts,
  );
  assertPaintsAsSlotOf(
    Uint8Array.from({ length: 256 }, (_, i) => i),
    'uint8',
    cuts,
  );
  assertPaintsAsSlotOf(
    Int16Array.from({ length: 65536 }, (_, i) => i - 32768),
    'int16',
    cuts,
  );
  assertPaintsAsSlotOf(
    Uint16Array.from({ length: 65536 }, (_, i) => i),
    'uint16',
    cuts,
  );
  assertPaintsAsSlotOf(Int32Array.of(-2147483648, -32769, 0, 40000, 2147483647), 'int32', cuts);
});

test('pixels outside the mask are slot 0, whatever they hold', () => {
  const cuts = { thresholds: Float64Array.of(0, 1), slots: Uint8Array.of(3, 4, 5) };
  const mask = Uint8Array.of(1, 0, 1);
  const valid = Uint8Array.of(1, 1, 0);
  assert.deepEqual([...paint(rasterOf(Float32Array.of(0.5, 0.5, 0.5), 'float32', valid), cuts, mask)], [4, 0, 0]);
  assert.deepEqual([...paint(rasterOf(Uint8Array.of(7, 7, 7), 'uint8', valid), cuts, mask)], [5, 0, 0]);
});

test('pixels without a value are slot 0, and the raster is left as it was', () => {
  const values = Float32Array.of(NaN, 0.5, 0.5, -9999);
  const valid = Uint8Array.of(0, 1, 0, 0);
  const raster = rasterOf(values, 'float32', valid);
  const cuts = { thresholds: Float64Array.of(0, 1), slots: Uint8Array.of(3, 4, 5) };
  assert.deepEqual([...paint(raster, cuts)], [0, 4, 0, 0]);
  assert.deepEqual([...values], [NaN, 0.5, 0.5, -9999]);
  assert.deepEqual([...valid], [0, 1, 0, 0]);
});
