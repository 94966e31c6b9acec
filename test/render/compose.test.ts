import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  enlarge,
  layOver,
  onBackground,
  overlay,
  overlayRgba,
  toRgba,
  type Indexed,
} from '../../src/render/compose.ts';
import { stampOf } from '../../src/render/stamp.ts';

const SIZE = { width: 4, height: 2 };
const PICTURE: Indexed = {
  ...SIZE,
  indices: Uint8Array.of(0, 1, 2, 1, 0, 0, 2, 2),
  palette: Uint8Array.of(0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 255),
};

function layer(width: number, height: number, at: (i: number) => readonly [number, number, number, number]) {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => at(i >> 2)[i & 3]);
  return stampOf({ width, height, data });
}

test('pixels are repeated into their box, and nothing is drawn around it', () => {
  const slots = Uint8Array.of(1, 2, 3, 4);
  const canvas = { width: 6, height: 5 };
  const out = enlarge(slots, { width: 2, height: 2 }, { x: 1, y: 1, width: 4, height: 4 }, canvas);
  assert.deepEqual(
    [...out],
    [
      [0, 0, 0, 0, 0, 0],
      [0, 1, 1, 2, 2, 0],
      [0, 1, 1, 2, 2, 0],
      [0, 3, 3, 4, 4, 0],
      [0, 3, 3, 4, 4, 0],
    ].flat(),
  );
});

test('a half transparent layer mixes over colour and over nothing', () => {
  const half = { stamp: layer(2, 1, () => [0, 255, 0, 128]), x: 0, y: 0 };
  const drawn = overlay(PICTURE, [half]);
  assert.ok('indices' in drawn);
  const { data } = toRgba(drawn);
  assert.deepEqual([...data.subarray(0, 8)], [0, 255, 0, 128, 127, 128, 0, 255]);
  assert.deepEqual([...data.subarray(8)], [...toRgba(PICTURE).data.subarray(8)]);
});

test('indexed and RGBA pictures take a layer the same way', () => {
  const layers = [
    { stamp: layer(3, 2, (i) => [i * 40, 9, 200, i * 51]), x: 1, y: 0 },
    { stamp: layer(1, 1, () => [7, 7, 7, 255]), x: 0, y: 1 },
  ];
  const drawn = overlay(PICTURE, layers);
  assert.ok('indices' in drawn);
  assert.deepEqual(toRgba(drawn), overlayRgba(toRgba(PICTURE), layers));
});

test('a picture laid over another of its size is the overlay of it', () => {
  const data = Uint8Array.from(
    { length: 32 },
    (_, i) => [10 * (i >> 2), 99, 200, [0, 255, 51, 130][(i >> 2) & 3]][i & 3],
  );
  const under = toRgba(PICTURE);
  const expected = overlayRgba(under, [{ stamp: stampOf({ ...SIZE, data }), x: 0, y: 0 }]);
  layOver(under.data, data);
  assert.deepEqual(under.data, expected.data);
});

test('colours that the picture does not show make room for those of layers', () => {
  const size = { width: 9, height: 1 };
  const palette = Uint8Array.from({ length: 256 * 4 }, (_, i) => (i < 4 ? 0 : i % 4 === 3 ? 255 : (i * 31) % 256));
  const indices = Uint8Array.of(0, 199, 7, 7, 255, 120, 0, 0, 13);
  const layers = [
    { stamp: layer(2, 1, (i) => [3 + i, 2, 1, 255]), x: 5, y: 0 },
    { stamp: layer(2, 1, () => [9, 9, 9, 100]), x: 3, y: 0 },
  ];
  const picture = { ...size, indices, palette };
  const drawn = overlay(picture, layers);
  assert.ok('indices' in drawn, 'four of 256 colours are shown');
  assert.deepEqual(toRgba(drawn), overlayRgba(toRgba(picture), layers));
  assert.deepEqual([...indices], [0, 199, 7, 7, 255, 120, 0, 0, 13]);
});

test('more colours than a palette holds: the map keeps its own exactly, letters take close ones', () => {
  const size = { width: 40, height: 40 };
  const indices = Uint8Array.from({ length: 1600 }, (_, i) => i % 6);
  const palette = Uint8Array.from({ length: 24 }, (_, i) => (i < 4 ? 0 : ((i * 53) % 256) | (i % 4 === 3 ? 255 : 0)));
  const greys = layer(40, 20, (i) => [i % 256, i % 256, (i % 256) + (i % 3), 255]);
  const drawn = overlay({ ...size, indices, palette }, [{ stamp: greys, x: 0, y: 0 }]);
  assert.ok('indices' in drawn);
  assert.equal(drawn.palette.length, 256 * 4);
  const exact = overlayRgba(toRgba({ ...size, indices, palette }), [{ stamp: greys, x: 0, y: 0 }]).data;
  const { data } = toRgba(drawn);
  for (let i = 0; i < data.length; i++) {
    const error = Math.abs(data[i] - exact[i]);
    assert.ok(error <= (i < 40 * 20 * 4 ? 3 : 0), `byte ${i}: ${data[i]} for ${exact[i]}`);
  }
});

test('a panel keeps its exact colour however crowded the palette', () => {
  const image = layer(60, 60, (i) =>
    i % 2 === 0 ? [255, 255, 255, 255] : [i % 255, (i * 3) % 255, (i % 240) + (i % 13), 255],
  );
  const picture = { width: 60, height: 60, indices: new Uint8Array(3600), palette: new Uint8Array(4) };
  const drawn = overlay(picture, [{ stamp: image, x: 0, y: 0 }]);
  const data = 'indices' in drawn ? toRgba(drawn).data : drawn.data;
  for (let i = 0; i < 3600; i += 2) assert.deepEqual([...data.subarray(i * 4, i * 4 + 4)], [255, 255, 255, 255]);
});

test('where the palette is full the picture becomes RGBA, unchanged outside the layer', () => {
  const palette = Uint8Array.from({ length: 251 * 4 }, (_, i) => (i < 4 ? 0 : i % 4 === 3 ? 255 : i >> 2));
  const indices = Uint8Array.from({ length: 251 }, (_, i) => i);
  const layers = [{ stamp: layer(60, 1, (i) => [i * 4, 255 - i, 30, 255]), x: 5, y: 0 }];
  const drawn = overlay({ width: 251, height: 1, indices, palette }, layers);
  assert.ok(!('indices' in drawn));
  assert.deepEqual([...drawn.data.subarray(20, 24)], [0, 255, 30, 255]);
  assert.deepEqual([...drawn.data.subarray(100 * 4, 101 * 4)], [100, 100, 100, 255]);
});

test('a background fills what is transparent', () => {
  const { data } = onBackground({ width: 1, height: 1, data: new Uint8Array(4) }, Uint8Array.of(10, 20, 30, 255));
  assert.deepEqual([...data], [10, 20, 30, 255]);
});
