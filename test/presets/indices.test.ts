import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAMILIES, PRESET_INDICES } from '../../src/presets/indices.ts';
import { SATELLITES } from '../../src/presets/satellites.ts';
import type { PresetIndex } from '../../src/presets/types.ts';
import { parseExpression } from '../../src/raster/band-math.ts';
import { resolveColorMap } from '../../src/style/color-maps.ts';
import { theoreticalLegend } from '../../src/style/automatic.ts';
import { colorDistance, labOf } from './color-vision.ts';
import { classOf, valueOver } from './evaluate.ts';
import { EXPECTED_CLASSES } from './expected-classes.ts';
import type { Surface } from './spectra.ts';

function presetOf(satelliteName: string, name: string): PresetIndex {
  const satellite = SATELLITES.find((candidate) => candidate.name === satelliteName);
  const index = PRESET_INDICES.find((candidate) => candidate.satelliteId === satellite?.id && candidate.name === name);
  assert.ok(index, `${satelliteName} has ${name}`);
  return index;
}

test('each satellite has as many indices as its bands allow', () => {
  const counts = SATELLITES.map(({ id, name }) => [name, PRESET_INDICES.filter((i) => i.satelliteId === id).length]);
  assert.deepEqual(counts, [
    ['Sentinel-2', 71],
    ['Landsat 8/9', 60],
    ['MODIS Terra', 59],
    ['NAIP', 30],
  ]);
});

test('ids never change', () => {
  const ids = [
    ['Sentinel-2', 'NDVI'],
    ['Sentinel-2', 'kNDVI'],
    ['Landsat 8/9', 'NBR'],
    ['MODIS Terra', 'NDSI'],
    ['NAIP', 'NDWI'],
  ].map(([satellite, name]) => presetOf(satellite, name).id);
  assert.deepEqual(ids, [
    '09b62003-08bf-5c24-84ed-c6c236be224b',
    'ea078f44-4299-5d7e-ba27-3ed4dddd50fa',
    'aa8dd6b9-f239-5c00-b362-b4a40002afe7',
    '59f1a28c-3b63-55f9-924e-3eb6f197ad23',
    'ce305bd2-d5d3-5d66-8ba6-fad8e7191a41',
  ]);
});

test('ids are unique, and names are unique per satellite in any letter case', () => {
  assert.equal(new Set(PRESET_INDICES.map(({ id }) => id)).size, PRESET_INDICES.length);
  const names = PRESET_INDICES.map(({ satelliteId, name }) => `${satelliteId} ${name.toLowerCase()}`);
  assert.equal(new Set(names).size, names.length);
});

test('no file name could mean two indices: names are letters and digits', () => {
  for (const { name } of PRESET_INDICES) assert.match(name, /^[A-Za-z][A-Za-z0-9]*$/);
});

test('every expression parses over the bands of its satellite and lists the bands it reads', () => {
  for (const { satelliteId, expression, bands, name } of PRESET_INDICES) {
    const satellite = SATELLITES.find(({ id }) => id === satelliteId);
    assert.ok(satellite);
    const parsed = parseExpression(
      expression,
      satellite.bands.map((band) => band.name),
    );
    assert.deepEqual(bands, parsed.bands, name);
  }
});

test('expressions are written with the names that each satellite gives its bands', () => {
  assert.equal(presetOf('Sentinel-2', 'NDVI').expression, '(B08 - B04) / (B08 + B04)');
  assert.equal(presetOf('Landsat 8/9', 'NDVI').expression, '(SR_B5 - SR_B4) / (SR_B5 + SR_B4)');
  assert.equal(
    presetOf('MODIS Terra', 'NDVI').expression,
    '(sur_refl_b02 - sur_refl_b01) / (sur_refl_b02 + sur_refl_b01)',
  );
  assert.equal(presetOf('NAIP', 'NDVI').expression, '(N - R) / (N + R)');
  assert.equal(presetOf('Sentinel-2', 'NBRplus').bands[1], 'B8A');
});

test('breakpoints ascend, cover the range and make 3 to 7 classes that all have a label', () => {
  for (const { name, breakpoints, rescale } of PRESET_INDICES) {
    const { edges, labels } = breakpoints;
    assert.ok(labels.length >= 3 && labels.length <= 7, name);
    assert.equal(edges.length, labels.length + 1, name);
    for (let i = 1; i < edges.length; i++) assert.ok(edges[i] > edges[i - 1], name);
    assert.deepEqual(rescale, [edges[0], edges.at(-1)], name);
    assert.equal(new Set(labels).size, labels.length, name);
    for (const label of labels) assert.ok(label.trim() === label && label.length > 0 && label.length <= 34, label);
  }
});

test('classes have colours of their own for every class or for none', () => {
  for (const { name, breakpoints } of PRESET_INDICES) {
    if (breakpoints.colors === undefined) continue;
    assert.equal(breakpoints.colors.length, breakpoints.labels.length, name);
    for (const color of breakpoints.colors) assert.match(color, /^#[0-9a-f]{6}$/);
  }
});

test('colour maps are published ones and the theoretical legend can be laid out', () => {
  for (const index of PRESET_INDICES) {
    assert.doesNotThrow(() => resolveColorMap(index.colorMap), index.colorMap);
    assert.equal(theoreticalLegend(index).classes.length, index.breakpoints.labels.length);
  }
});

test('every index says what it means, in one sentence, and where it was published', () => {
  for (const { name, title, description, reference } of PRESET_INDICES) {
    assert.ok(title.length > name.length, name);
    assert.match(description, /^[A-Z][^.]*(\.\d[^.]*)*\.$/, name);
    assert.match(reference.text, /\((19|20)\d\d\)|U\.S\. Geological Survey/, name);
    if (reference.doi !== undefined) assert.match(reference.doi, /^10\.\d{4,}\/\S+$/, name);
  }
});

test('typical surfaces fall into the classes they belong to', () => {
  const names = FAMILIES.flatMap(([, definitions]) => definitions.map(({ name }) => name));
  assert.deepEqual(Object.keys(EXPECTED_CLASSES), names, 'every index is tested, and no other');
  for (const [name, expected] of Object.entries(EXPECTED_CLASSES)) {
    for (const index of PRESET_INDICES.filter((candidate) => candidate.name === name)) {
      for (const [surface, label] of Object.entries(expected) as [Surface, string][]) {
        const value = valueOver(index, surface);
        const satellite = SATELLITES.find(({ id }) => id === index.satelliteId)?.name ?? '';
        assert.equal(classOf(index, value), label, `${name} of ${satellite} over ${surface} is ${value}`);
      }
    }
  }
});

/** Worked out by hand from the papers' formulas, over the spectra of dense vegetation and of the burn. */
const BY_HAND: readonly [name: string, surface: Surface, value: number][] = [
  ['NDVI', 'denseVegetation', 0.395 / 0.445],
  ['EVI', 'denseVegetation', (2.5 * 0.395) / (0.42 + 0.15 - 0.1875 + 1)],
  ['EVI2', 'denseVegetation', 0.9875 / 1.48],
  ['SAVI', 'denseVegetation', 0.5925 / 0.945],
  ['MSAVI2', 'denseVegetation', (1.84 - Math.sqrt(3.3856 - 3.16)) / 2],
  ['ARVI', 'denseVegetation', 0.395 / 0.445],
  ['kNDVI', 'denseVegetation', Math.tanh((0.395 / 0.445) ** 2)],
  ['GEMI', 'burnt', ((0.009 + 0.135 + 0.03) / 0.65) * (1 - (0.25 * 0.174) / 0.65) + 0.065 / 0.94],
  ['MTVI2', 'denseVegetation', (1.5 * (0.438 + 0.075)) / Math.sqrt(3.3856 - (2.52 - 5 * Math.sqrt(0.025)) - 0.5)],
  ['MCARI', 'denseVegetation', (0.065 - 0.007) * 3.6],
  ['TCARI', 'denseVegetation', 3 * (0.065 - 0.007 * 3.6)],
  ['MTCI', 'denseVegetation', 0.19 / 0.065],
  ['S2REP', 'denseVegetation', 705 + (35 * (0.1975 - 0.09)) / 0.19],
  ['IRECI', 'denseVegetation', (0.345 * 0.28) / 0.09],
  ['AWEInsh', 'denseVegetation', 4 * (0.055 - 0.18) - (0.105 + 0.22)],
  ['AWEIsh', 'denseVegetation', 0.025 + 0.1375 - 0.9 - 0.02],
  ['WI2015', 'denseVegetation', 1.7204 + 9.405 + 0.075 - 29.4 - 8.1 - 5.68],
  ['GVMI', 'denseVegetation', 0.42 / 0.62],
  ['NBR', 'burnt', -0.1 / 0.28],
  ['BAIS2', 'burnt', (1 - Math.sqrt((0.08 * 0.085 * 0.095) / 0.06)) * (0.095 / Math.sqrt(0.285) + 1)],
  ['BAI', 'burnt', 1 / (0.04 ** 2 + 0.03 ** 2)],
  ['BAIM', 'burnt', 1 / (0.04 ** 2 + 0.01 ** 2)],
  ['MIRBI', 'burnt', 1.9 - 1.666 + 2],
  ['IBI', 'burnt', (0.34 / 0.26 - (0.6 + 0.05 / 0.22)) / (0.34 / 0.26 + (0.6 + 0.05 / 0.22))],
];

test('expressions give the values worked out by hand', () => {
  for (const [name, surface, expected] of BY_HAND) {
    const value = valueOver(presetOf('Sentinel-2', name), surface);
    assert.ok(Math.abs(value - expected) < 1e-9, `${name} over ${surface}: ${value}, by hand ${expected}`);
  }
});

test('classes with colours of their own can be told apart, also with red-green colour-blindness', () => {
  for (const { name, breakpoints } of PRESET_INDICES) {
    const colors = breakpoints.colors ?? [];
    colors.forEach((color, i) => {
      for (const [j, other] of colors.slice(0, i).entries()) {
        const isNeighbour = j === i - 1;
        for (const vision of ['normal', 'deuteranopia', 'protanopia'] as const) {
          const distance = colorDistance(color, other, vision);
          assert.ok(distance > (isNeighbour ? 12 : 9), `${name}: ${other} and ${color}, ${vision}: ${distance}`);
        }
      }
    });
  }
});

test('no class colour is lost on a white page or a black one', () => {
  for (const color of new Set(PRESET_INDICES.flatMap(({ breakpoints }) => breakpoints.colors ?? []))) {
    const [lightness] = labOf(color);
    assert.ok(lightness > 15 && lightness < 93, `${color} has lightness ${lightness}`);
  }
});
