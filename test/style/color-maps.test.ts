import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { canonicalColorMap, colorMapNames, describeColorMaps, resolveColorMap } from '../../src/style/color-maps.ts';
import { channelsOf, parseColor } from '../../src/style/color.ts';
import { evenStops, flatStops, reversedStops, sampleColor, stepColors } from '../../src/style/stops.ts';

const oracle = JSON.parse(readFileSync(new URL('color-maps.oracle.json', import.meta.url), 'utf8')) as Record<
  string,
  string[]
>;

function assertInvalid(action: () => unknown, message: RegExp): void {
  assert.throws(action, (error) => error instanceof Failure && error.kind === 'invalid' && message.test(error.message));
}

for (const [name, colors] of Object.entries(oracle)) {
  test(`${name} is within 1/255 of matplotlib's`, () => {
    const stops = resolveColorMap(name);
    const twin = resolveColorMap(`${name}_r`);
    colors.forEach((expected, i) => {
      const found = channelsOf(sampleColor(stops, i / 255));
      channelsOf(expected).forEach((channel, c) => assert.ok(Math.abs(channel - found[c]) <= 1, `${name} ${i}`));
      assert.equal(sampleColor(twin, i / 255), sampleColor(stops, 1 - i / 255));
    });
  });
}

test('rplumbo has the anchors of the contract, under both its names', () => {
  const anchors = `0 #000000, 128 #555555, 129 #4a0100, 135 #871000, 140 #ba2500, 147 #ff5100, 188 #ffff00,
    198 #bde300, 209 #7fc400, 221 #49a200, 231 #268600, 243 #086500, 255 #004308`;
  for (const name of ['rplumbo', 'RPlumbHo']) {
    const stops = resolveColorMap(name);
    for (const [, step, color] of anchors.matchAll(/(\d+) (#\w+)/g)) {
      assert.equal(sampleColor(stops, Number(step) / 255), color);
    }
  }
  assert.equal(sampleColor(resolveColorMap('rplumbo'), 64 / 255), '#2b2b2b');
});

test('names are found in any case and stored as published; every one has a reversed twin', () => {
  assert.equal(canonicalColorMap('spectral'), 'Spectral');
  assert.equal(canonicalColorMap('SPECTRAL_R'), 'Spectral_r');
  assert.equal(canonicalColorMap('rplumbho_r'), 'rplumbo_r');
  assert.equal(canonicalColorMap('Viridis'), 'viridis');
  assert.equal(canonicalColorMap('Grey'), 'grayscale');
  const names = colorMapNames();
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  for (const name of names) assert.ok(names.includes(name.endsWith('_r') ? name.slice(0, -2) : `${name}_r`), name);
});

test('an unknown name is refused with similar ones', () => {
  assertInvalid(() => resolveColorMap('virdis'), /"virdis"; similar: viridis/);
  assertInvalid(() => resolveColorMap('RdYl'), /similar: .*RdYlGn/);
  assertInvalid(() => resolveColorMap(''), /GET \/v0\/colormaps/);
  assertInvalid(() => resolveColorMap('constructor'), /no colour map/);
});

test('a colour list has 2 to 256 colours, long or short', () => {
  assert.deepEqual(canonicalColorMap(['#FFF', '#00aAbB']), ['#ffffff', '#00aabb']);
  assertInvalid(() => canonicalColorMap(['#fff']), /2 to 256/);
  assertInvalid(() => canonicalColorMap(new Array<string>(257).fill('#fff')), /257/);
  assertInvalid(() => resolveColorMap(['#fff', 'red']), /colour 2 .*"red"/);
  assert.equal(parseColor('#12345'), undefined);
  assert.equal(parseColor('#12345678'), undefined);
});

test('descriptions tell type, nine colours, direction and colour-blind safety', () => {
  const maps = new Map(describeColorMaps().map((map) => [map.name, map]));
  assert.deepEqual([maps.get('Spectral')?.type, maps.get('Spectral')?.color_blind_safe], ['diverging', false]);
  assert.deepEqual([maps.get('RdBu_r')?.reversed, maps.get('RdBu_r')?.color_blind_safe], [true, true]);
  assert.deepEqual([maps.get('viridis')?.type, maps.get('viridis')?.color_blind_safe], ['sequential', true]);
  assert.equal(maps.get('turbo')?.color_blind_safe, false);
  assert.equal(maps.get('Set2')?.type, 'qualitative');
  assert.equal(maps.get('Set2')?.colors.length, 8);
  assert.equal(maps.get('YlGn')?.colors.length, 9);
  assert.deepEqual(maps.get('YlGn_r')?.colors, [...(maps.get('YlGn')?.colors ?? [])].reverse());
});

test('colours are linear in sRGB, rounded half up, and end with the end stops', () => {
  const stops = evenStops(['#000000', '#0000ff', '#ff0000']);
  assert.deepEqual(
    [-1, 0, 0.25, 0.5, 1, 2].map((t) => sampleColor(stops, t)),
    ['#000000', '#000000', '#000080', '#0000ff', '#ff0000', '#ff0000'],
  );
  assert.deepEqual(stepColors(evenStops(['#000000', '#ffffff']), 2), ['#404040', '#bfbfbf']);
});

test('a qualitative map does not blend its categories', () => {
  const colors = ['#111111', '#222222', '#333333'];
  assert.deepEqual(stepColors(flatStops(colors), 3), colors);
  assert.equal(sampleColor(flatStops(colors), 0.3), '#111111');
  assert.deepEqual(stepColors(reversedStops(flatStops(colors)), 3), [...colors].reverse());
  assert.deepEqual(
    stepColors(resolveColorMap('Set2'), 8),
    describeColorMaps().find(({ name }) => name === 'Set2')?.colors,
  );
});
