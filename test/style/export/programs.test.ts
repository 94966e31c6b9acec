import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encoding } from '../../../src/raster/raster.ts';
import { slotOf } from '../../../src/stats/classify.ts';
import { channelsOf } from '../../../src/style/color.ts';
import { cutsOf } from '../../../src/style/cuts.ts';
import { exportGdalTable } from '../../../src/style/export/gdal.ts';
import { exportMapserverLayer, exportMapserverSld } from '../../../src/style/export/mapserver.ts';
import { mapserverStyle } from '../../../src/style/export/mapserver-scale.ts';
import { exportQml } from '../../../src/style/export/qml.ts';
import { resolveStyle } from '../../../src/style/resolve.ts';
import type { Style } from '../../../src/style/style.ts';
import { uniformStream } from '../../random.ts';
import { randomLegend } from '../random-legend.ts';
import { storedAround } from '../neighbours.ts';
import { gdalColor, readTable } from './gdal-rule.ts';
import { mapserverColor, readLayer } from './mapserver-rule.ts';
import { qgisColor, readQml } from './qgis-rule.ts';
import { FLOAT_SHAPES, SHAPES } from './shapes.ts';

const FLOAT32: Encoding = { dtype: 'float32', scale: 1, offset: 0 };
const ENCODINGS: readonly Encoding[] = [
  FLOAT32,
  { dtype: 'int16', scale: 0.0001, offset: 0 },
  { dtype: 'uint8', scale: 0.005, offset: -0.2 },
  { dtype: 'int16', scale: -0.0001, offset: 0.5 },
  { dtype: 'uint16', scale: 0.0001, offset: -0.5 },
  { dtype: 'int32', scale: 0.001, offset: 0 },
];
const NAMES = { layerName: 'ndvi', title: 'NDVI', fileName: 'ndvi.tif' };

/** Every edge of a style and what lies around it in the file, as far as its type can hold it. */
function probes(style: Style, encoding: Encoding): number[] {
  const values = style.intervals.flatMap(({ min, max }) => [min, (min + max) / 2, max]);
  const limits = { uint8: [0, 255], int16: [-32_768, 32_767], uint16: [0, 65_535] }[encoding.dtype as string];
  const stored = [-2, ...values, 2].flatMap((value) => storedAround(value, encoding));
  return limits === undefined ? stored : stored.filter((one) => one >= limits[0] && one <= limits[1]);
}

/** What the picture gives a stored number. */
function painter(style: Style, encoding: Encoding): (stored: number) => string | undefined {
  const cuts = cutsOf(style, encoding);
  return (stored) => {
    const slot = slotOf(cuts, stored);
    return slot === 0 ? undefined : style.intervals[slot - 1].color;
  };
}

/** Asserts that a program gives every probe the picture's colour, those that stay different aside. */
function agrees(
  style: Style,
  encoding: Encoding,
  colorOf: (stored: number) => string | undefined,
  { except = () => false, name = '' }: { except?: (stored: number) => boolean; name?: string } = {},
): void {
  const painted = painter(style, encoding);
  for (const stored of probes(style, encoding)) {
    if (except(stored)) continue;
    assert.equal(colorOf(stored), painted(stored), `${name}: ${stored} of ${encoding.dtype}`);
  }
}

/** As QGIS has it: scaled in 32 bits. */
function qgisValue({ scale, offset }: Encoding, stored: number): number {
  const value = stored * scale + offset;
  return scale === 1 && offset === 0 ? value : Math.fround(value);
}

function* everyStyle(): Generator<{ name: string; style: Style; encoding: Encoding }> {
  for (const encoding of ENCODINGS) {
    for (const { name, style } of encoding === FLOAT32 ? [...SHAPES, ...FLOAT_SHAPES] : SHAPES) {
      yield { name, style, encoding };
    }
  }
  const random = uniformStream(7);
  for (let round = 0; round < 60; round++) {
    yield {
      name: `random ${round}`,
      style: resolveStyle(randomLegend(random)),
      encoding: ENCODINGS[round % ENCODINGS.length],
    };
  }
}

test('QGIS gives every boundary and its neighbours the picture’s colour, also after saving', () => {
  for (const { name, style, encoding } of everyStyle()) {
    const qml = exportQml(style, { ...NAMES, encoding });
    for (const isSaved of [false, true]) {
      const read = readQml(qml, { isSaved });
      const except = (stored: number): boolean => stored < 0 && stored > -1e-12;
      agrees(style, encoding, (stored) => qgisColor(read, qgisValue(encoding, stored)), { except, name });
    }
  }
});

test('gdaldem gives every boundary and its neighbours the picture’s colour', () => {
  for (const { name, style, encoding } of everyStyle()) {
    const rows = readTable(exportGdalTable(style, { ...NAMES, encoding }));
    const colorOf = (stored: number): string => gdalColor(rows, stored).join();
    const painted = painter(style, encoding);
    for (const stored of probes(style, encoding)) {
      const color = painted(stored);
      const expected = color === undefined ? '0,0,0,0' : [...channelsOf(color), 255].join();
      assert.equal(rows.length === 0 ? '0,0,0,0' : colorOf(stored), expected, `${name}: ${stored}`);
    }
  }
});

test('MapServer gives every boundary and its neighbours the picture’s colour, given its PROCESSING lines', () => {
  let exact = 0;
  for (const { name, style, encoding } of everyStyle()) {
    const dataRange = [-2, 2].map((value) => (value - encoding.offset) / encoding.scale).sort((a, b) => a - b);
    const range = [dataRange[0] - 3, dataRange[1] + 3] as const;
    const subject = { ...NAMES, encoding, dataRange: range };
    const { scale, classes } = mapserverStyle(style, encoding, { dataRange: range });
    if (scale?.isExact === false) continue;
    exact++;
    const layer = readLayer(exportMapserverLayer(style, subject));
    const hasZero = classes.some(({ min, max }) => min === 0 || max === 0);
    const except = (stored: number): boolean => hasZero && stored !== 0 && Math.abs(stored) < 1e-15;
    agrees(style, encoding, (stored) => mapserverColor(layer, stored), { except, name });
  }
  assert.ok(exact > 180, `${exact} styles are exact`);
});

test('edges of many digits without a common step get MapServer’s own number of buckets, and the file says so', () => {
  const { style } = FLOAT_SHAPES[FLOAT_SHAPES.length - 1];
  const text = exportMapserverLayer(style, { ...NAMES, encoding: FLOAT32, dataRange: [-0.5, 0.9] });
  assert.match(text, /SCALE_BUCKETS=65536/);
  assert.match(text, /# numbers within [\d.e-]+ of an edge may get the neighbouring colour/);
});

test('bytes need no buckets in MapServer', () => {
  const text = exportMapserverLayer(SHAPES[0].style, { ...NAMES, encoding: ENCODINGS[2] });
  assert.doesNotMatch(text, /SCALE/);
});

test('labels come through markup, quotes, backslashes and other letters', () => {
  const [{ style }] = SHAPES;
  const labels = style.classes.map(({ label }) => label);
  assert.match(labels.join(), /<.*".*'.*\\.*日本/);
  const subject = { ...NAMES, encoding: FLOAT32 };
  assert.deepEqual(
    readLayer(exportMapserverLayer(style, subject)).classes.map(({ name }) => name),
    labels,
  );
  const escaped = labels.map((label) =>
    label
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/'/g, '&apos;'),
  );
  assert.deepEqual(
    readQml(exportQml(style, subject)).items.map(({ label }) => label),
    escaped,
  );
  for (const label of escaped) assert.ok(exportMapserverSld(style, subject).includes(`label="${label}"`), label);
});

test('a title with hyphens ends no comment of the QML', () => {
  const qml = exportQml(SHAPES[0].style, { ...NAMES, title: 'a--b--->-', encoding: FLOAT32 });
  const [, comment] = /<!--([\s\S]*?)-->/.exec(qml) ?? [];
  assert.doesNotMatch(comment, /--|-$/);
  assert.match(comment, /values beyond it are transparent/);
});

test('an SLD for MapServer keeps runs between gaps in rules of their own and names its PROCESSING lines', () => {
  const gaps = SHAPES.find(({ name }) => name === 'gaps, closed')!;
  const sld = exportMapserverSld(gaps.style, { ...NAMES, encoding: FLOAT32 });
  assert.equal(sld.match(/<Rule>/g)?.length, 3);
  assert.match(sld, /PROCESSING &quot;SCALE=[-\d.]+,[-\d.]+&quot; PROCESSING &quot;SCALE_BUCKETS=\d+&quot;/);
  // what has no point is read as a whole number, and what has an exponent as something else
  for (const [, quantity] of sld.matchAll(/quantity="([^"]*)"/g)) assert.match(quantity, /^-?\d+\.\d+$/);
});
