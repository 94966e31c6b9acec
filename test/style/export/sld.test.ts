import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encoding } from '../../../src/raster/raster.ts';
import { slotOf } from '../../../src/stats/classify.ts';
import { buildClasses } from '../../../src/style/classes.ts';
import { cutsOf } from '../../../src/style/cuts.ts';
import { exportSld } from '../../../src/style/export/sld.ts';
import { resolveStyle } from '../../../src/style/resolve.ts';
import type { Ends, Legend, Style } from '../../../src/style/style.ts';
import { uniformStream } from '../../random.ts';
import { geoserverColor, readEntries, type SldEntry } from '../geoserver-rule.ts';
import { storedAround } from '../neighbours.ts';
import { parsedEntries } from '../parsed-sld.ts';
import { randomLegend } from '../random-legend.ts';

const FLOAT32: Encoding = { dtype: 'float32', scale: 1, offset: 0 };
const INT16: Encoding = { dtype: 'int16', scale: 0.0001, offset: 0 };
const ENCODINGS: readonly Encoding[] = [
  FLOAT32,
  INT16,
  { dtype: 'uint8', scale: 0.005, offset: -0.2 },
  { dtype: 'int16', scale: -0.0001, offset: 0.5 },
  { dtype: 'int32', scale: 1, offset: 0 },
  { dtype: 'float32', scale: 0.01, offset: -1 },
  { dtype: 'float32', scale: -1, offset: 0 },
  { dtype: 'float64', scale: 1, offset: 0 },
  { dtype: 'float64', scale: 0.1, offset: 3 },
];

function legendOf(edges: number[], ends: Ends, colors?: string[], labels?: string[]): Legend {
  const classes = edges.length === 0 ? [] : buildClasses({ edges, colorMap: 'viridis', colors, labels });
  const rest = { ramp: 'classes', colorMap: 'viridis', method: 'equal_interval', range: 'minmax' } as const;
  return { mode: 'dynamic', classes, ends, ...rest, isEdited: false };
}

const NDVI = legendOf(
  [0, 0.2, 0.5, 1],
  'closed',
  ['#d7191c', '#ffffbf', '#1a9641'],
  ['0 - 0.2', '0.2 - 0.5', '0.5 - 1'],
);
const NAMES = { layerName: 'ndvi_2024_05_06', title: 'NDVI 2024-05-06 (dynamic)' };

function entriesOf(legend: Legend, encoding: Encoding): SldEntry[] {
  return readEntries(exportSld(resolveStyle(legend), { ...NAMES, encoding }));
}

test('the minimal float32 style reads to the letter as the reference has it', () => {
  const facts = ['style v3'];
  const sld = exportSld(resolveStyle(NDVI), { ...NAMES, styleName: 'dynamic', encoding: FLOAT32, facts });
  assert.equal(
    sld,
    `<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld">
  <NamedLayer>
    <Name>ndvi_2024_05_06</Name>
    <UserStyle>
      <Name>dynamic</Name>
      <Title>NDVI 2024-05-06 (dynamic)</Title>
      <Abstract>range 0..1, values beyond it are transparent; style v3</Abstract>
      <FeatureTypeStyle>
        <Rule>
          <RasterSymbolizer>
            <ChannelSelection><GrayChannel><SourceChannelName>1</SourceChannelName></GrayChannel></ChannelSelection>
            <ColorMap type="intervals">
              <ColorMapEntry color="#000000" quantity="0" opacity="0"/>
              <ColorMapEntry color="#d7191c" quantity="0.2" label="0 - 0.2"/>
              <ColorMapEntry color="#ffffbf" quantity="0.5" label="0.2 - 0.5"/>
              <ColorMapEntry color="#1a9641" quantity="1.0000001192092896" label="0.5 - 1"/>
            </ColorMap>
          </RasterSymbolizer>
        </Rule>
      </FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
`,
  );
});

test('whole stored numbers are cut half way between two of them, and the Abstract tells the scale', () => {
  const sld = exportSld(resolveStyle(NDVI), { ...NAMES, encoding: INT16, units: 'index' });
  assert.deepEqual(
    readEntries(sld).map(({ quantity }) => quantity),
    [-0.5, 1999.5, 4999.5, 10000.5].map((stored) => stored * 0.0001),
  );
  assert.match(sld, /stored \* scale \+ offset \(scale 0\.0001, offset 0\)/);
  assert.match(sld, /<Title>NDVI 2024-05-06 \(dynamic\) \[index\]<\/Title>/);
});

test('open ends have no guard and end far above; gaps are transparent', () => {
  const { classes } = NDVI;
  const open = entriesOf({ ...NDVI, ends: 'open' }, FLOAT32);
  assert.deepEqual(
    open.map(({ quantity, opacity }) => [quantity, opacity]),
    [
      [0.2, 1],
      [0.5, 1],
      [1e9, 1],
    ],
  );
  const gapped = entriesOf({ ...NDVI, classes: [classes[0], classes[2]] }, FLOAT32);
  assert.deepEqual(
    gapped.map(({ quantity, opacity }) => [quantity, opacity]),
    [
      [0, 0],
      [0.2, 1],
      [0.5, 0],
      [1.0000001192092896, 1],
    ],
  );
});

test('a lone open class is split in two of one colour, and no valid data paint nothing', () => {
  const constant = entriesOf(legendOf([0.3, 0.3], 'open'), FLOAT32);
  assert.equal(constant.length, 2);
  for (const value of [-5, 0, 0.3, 7]) assert.equal(geoserverColor(constant, value), '#21908c');
  const nothing = entriesOf(legendOf([], 'open'), FLOAT32);
  assert.equal(nothing.length, 2);
  for (const value of [-1, 0, 0.5, 1, 2]) assert.equal(geoserverColor(nothing, value), undefined);
});

test('a constant closed class holds its one value', () => {
  const v = Math.fround(0.3);
  const entries = entriesOf(legendOf([v, v], 'closed'), FLOAT32);
  const colors = storedAround(v, FLOAT32).map((stored) => geoserverColor(entries, stored));
  assert.deepEqual(
    colors.map((color) => color !== undefined),
    [false, false, true, false, false],
  );
});

test('classes that no stored number can hold are left out', () => {
  const edges = [0, 0.2, 0.20000000001, 0.5];
  const colors = ['#111111', '#222222', '#333333'];
  assert.deepEqual(
    entriesOf(legendOf(edges, 'closed', colors), FLOAT32).map(({ color }) => color),
    ['#000000', '#111111', '#333333'],
  );
  assert.deepEqual(
    entriesOf(legendOf([0.10001, 0.10002], 'closed'), INT16).map(({ opacity }) => opacity),
    [0, 0],
  );
});

test('numbers are plain decimals however small or large', () => {
  const sld = exportSld(resolveStyle(legendOf([-1e-9, 2.5e-8, 3e21], 'open')), { ...NAMES, encoding: FLOAT32 });
  assert.doesNotMatch(sld, /quantity="[^"]*[^-.0-9"]/);
  const entries = readEntries(sld);
  assert.equal(entries[0].quantity, 2.5e-8);
  assert.ok(entries[1].quantity > 3e21);
});

test('texts are escaped and names made safe', async () => {
  const label = '<b> & "ø" \u0000\ud800 日本\tx';
  const sld = exportSld(resolveStyle(legendOf([0, 1], 'closed', ['#123456'], [label])), {
    layerName: 'my layer/ü',
    title: 'a < b & c',
    encoding: FLOAT32,
  });
  assert.match(sld, /<Name>my_layer_<\/Name>/);
  assert.match(sld, /<Title>a &lt; b &amp; c<\/Title>/);
  assert.equal((await parsedEntries(sld))[1].label, '<b> & "ø"  日本 x');
});

test('a continuous style exports its 250 steps, within what readers take', () => {
  const entries = entriesOf({ ...NDVI, ramp: 'continuous' }, FLOAT32);
  assert.equal(entries.length, 251);
  const { classes } = NDVI;
  const gapped = entriesOf({ ...NDVI, ramp: 'continuous', classes: [classes[0], classes[2]] }, FLOAT32);
  assert.ok(gapped.length <= 255);
  assert.deepEqual(
    [0.3, 0.49].map((value) => geoserverColor(gapped, value)),
    [undefined, undefined],
  );
});

/** Every edge of a style, what lies around it in the file, and far beyond. */
function probes(style: Style, encoding: Encoding): number[] {
  const values = [-1e6, ...style.intervals.flatMap(({ min, max }) => [min, (min + max) / 2, max]), 1e6];
  return values.flatMap((value) => storedAround(value, encoding));
}

test('read by the rule, an SLD colours every boundary and its neighbours as the picture does', async () => {
  const random = uniformStream(20240506);
  let checked = 0;
  for (let round = 0; round < 270; round++) {
    const style = resolveStyle(randomLegend(random));
    const encoding = ENCODINGS[round % ENCODINGS.length];
    const cuts = cutsOf(style, encoding);
    const sld = exportSld(style, { ...NAMES, encoding });
    const entries = round % 9 < 2 ? await parsedEntries(sld) : readEntries(sld);
    assert.ok(entries.length >= 2 && entries.length <= 255);
    for (const stored of probes(style, encoding)) {
      const slot = slotOf(cuts, stored);
      const painted = slot === 0 ? undefined : style.intervals[slot - 1].color;
      const read = geoserverColor(entries, stored * encoding.scale + encoding.offset);
      assert.equal(read, painted, `round ${round}: ${stored} of ${JSON.stringify(encoding)}`);
      checked++;
    }
  }
  assert.ok(checked > 20_000, String(checked));
});

test('geostyler-sld-parser reads back every quantity, colour, opacity and label', async () => {
  const random = uniformStream(9);
  for (let round = 0; round < 20; round++) {
    const sld = exportSld(resolveStyle(randomLegend(random)), { ...NAMES, encoding: ENCODINGS[round % 3] });
    assert.deepEqual(await parsedEntries(sld), readEntries(sld));
  }
});
