import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlayRgba } from '../../src/render/compose.ts';
import { rasteriseSvg } from '../../src/render/sharp.ts';
import { stampOf, type Stamp } from '../../src/render/stamp.ts';
import { StampCache, stampOfSvg } from '../../src/render/stamps.ts';
import { uniformStream } from '../random.ts';

const svgOf = (content: string, side = 12) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${content}</svg>`;

test('a stamp laid over nothing is the picture that it was taken from', () => {
  const random = uniformStream(5);
  for (let trial = 0; trial < 50; trial++) {
    const [width, height] = [1 + Math.floor(random() * 9), 1 + Math.floor(random() * 9)];
    const data = Uint8Array.from({ length: width * height * 4 }, () => random() * 256);
    // an opaque or transparent pixel: what is half transparent is rounded when it is mixed with nothing
    for (let i = 3; i < data.length; i += 4) data[i] = random() < 0.5 ? 0 : 255;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 0) data.fill(0, i, i + 3);
    const blank = { width, height, data: new Uint8Array(data.length) };
    assert.deepEqual(overlayRgba(blank, [{ stamp: stampOf({ width, height, data }), x: 0, y: 0 }]).data, data);
  }
});

test('a stamp of an SVG is what is drawn of it, the first time and later', async () => {
  const svg = svgOf('<circle cx="6" cy="6" r="4" fill="#c02040"/>');
  const drawn = stampOf(await rasteriseSvg(svg));
  assert.deepEqual(await stampOfSvg(svg), drawn);
  assert.equal(await stampOfSvg(svg), await stampOfSvg(svg));
  assert.notDeepEqual(await stampOfSvg(svg.replace('#c02040', '#c02041')), drawn);
});

/** Draws the length of a text, as many pixels of it as its last number says, and counts. */
function recorder() {
  const drawn: string[] = [];
  const draw = (svg: string): Promise<Stamp> => {
    drawn.push(svg);
    if (svg.startsWith('broken')) return Promise.reject(new Error(svg));
    const pixels = new Uint8Array(4 * Number(/\d+$/.exec(svg)?.[0] ?? 1)).fill(svg.length);
    return Promise.resolve({ spans: Int32Array.of(0, 0, pixels.length / 4), pixels });
  };
  return { drawn, draw };
}

test('whatever is asked for in whatever order, everyone gets their own drawing and no more is held than may be', async () => {
  const random = uniformStream(9);
  const { draw, drawn } = recorder();
  const cache = new StampCache(draw, 20_000);
  for (let i = 0; i < 400; i++) {
    const svg = `${'x'.repeat(1 + Math.floor(random() * 12))}${50 * Math.ceil(random() * 8)}`;
    assert.deepEqual(await cache.get(svg), await draw(svg), svg);
    assert.ok(cache.heldBytes <= 20_000, `${cache.heldBytes} bytes`);
  }
  assert.ok(drawn.length < 800, 'some were at hand');
});

test('of one drawing that several ask for at once there is one, and what is used stays', async () => {
  const { draw, drawn } = recorder();
  const cache = new StampCache(draw, 6000);
  await Promise.all([cache.get('a 500'), cache.get('a 500'), cache.get('a 500')]);
  assert.deepEqual(drawn, ['a 500']);
  await cache.get('b 500');
  await cache.get('a 500');
  await cache.get('c 500'); // there is room for two
  await cache.get('a 500');
  assert.deepEqual(drawn, ['a 500', 'b 500', 'c 500']);
  await cache.get('b 500');
  assert.deepEqual(drawn, ['a 500', 'b 500', 'c 500', 'b 500']);
});

test('one that is too large pushes nothing out, and a failure is not kept', async () => {
  const { draw, drawn } = recorder();
  const cache = new StampCache(draw, 6000);
  await cache.get('a 500');
  await cache.get('large 5000');
  await assert.rejects(cache.get('broken'), /broken/);
  await assert.rejects(cache.get('broken'), /broken/);
  await cache.get('a 500');
  assert.deepEqual(drawn, ['a 500', 'large 5000', 'broken', 'broken']);
});
