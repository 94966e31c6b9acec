import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../../src/failure.ts';
import type { Encoding } from '../../../src/raster/raster.ts';
import {
  importParsed,
  importStyle,
  parseStyle,
  type Imported,
  type StyleInput,
} from '../../../src/style/import/import.ts';
import { resolveStyle } from '../../../src/style/resolve.ts';
import type { Legend } from '../../../src/style/style.ts';
import { parsedEntries } from '../parsed-sld.ts';

const FLOAT: Encoding = { dtype: 'float32', scale: 1, offset: 0 };
const SCALED: Encoding = { dtype: 'int16', scale: 0.0001, offset: 0 };
const AUTOMATIC: Legend = {
  mode: 'dynamic',
  classes: [{ min: -0.5, max: 0.9, label: 'all', color: '#ffffff', area: 0, area_percentage: 0 }],
  ends: 'open',
  ramp: 'classes',
  colorMap: 'viridis',
  method: 'equal_interval',
  range: 'minmax',
  isEdited: false,
};

function read(text: string, encoding = FLOAT, more: Partial<StyleInput> = {}): Imported {
  const target = { encoding, band: 1, automatic: AUTOMATIC, dataRange: [-0.5, 0.9] } as const;
  return importStyle({ text, ...more }, target);
}

const classesOf = ({ legend }: Imported) =>
  legend.classes.map(({ min, max, color, label }) => [min, max, color, label]);
const codesOf = ({ notes }: Imported) => notes.map(({ code }) => code);

function refuses(text: string, message: RegExp, more: Partial<StyleInput> = {}): void {
  assert.throws(
    () => read(text, FLOAT, more),
    (error) => error instanceof Failure && error.kind === 'invalid' && message.test(error.message),
    `${String(message)} of ${text.slice(0, 200)}`,
  );
}

const sld = (inside: string) => `<?xml version="1.0" encoding="ISO-8859-1"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
  <NamedLayer><Name>veg</Name><UserStyle><FeatureTypeStyle><Rule><RasterSymbolizer>
${inside}
  </RasterSymbolizer></Rule></FeatureTypeStyle></UserStyle></NamedLayer>
</StyledLayerDescriptor>`;

test('an SLD of intervals as people write it for GeoServer', async () => {
  const text = sld(`<Opacity>0.8</Opacity>
<ColorMap type="intervals" extended="true">
  <ColorMapEntry color="#000000" quantity="0" opacity="0" label="hidden"/>
  <ColorMapEntry color="#D7191C" quantity="0.25" label="bare &lt; 0.25"/>
  <ColorMapEntry color="#FFFFBF" quantity="0.5" opacity="0.5" label="sparse"/>
  <ColorMapEntry color="#1A9641" quantity="1" label="dense"/>
</ColorMap>`);
  const imported = read(text);
  assert.equal(imported.legend.ends, 'closed');
  assert.deepEqual(classesOf(imported), [
    [0, 0.25, '#d7191c', 'bare < 0.25'],
    [0.25, 0.5, '#ffffbf', 'sparse'],
    [0.5, 1, '#1a9641', 'dense'],
  ]);
  assert.deepEqual(codesOf(imported), ['layer_opacity', 'opacity', 'intervals', 'edge_side']);
  assert.deepEqual(imported.notes[1].place, { line: 8, element: 'ColorMapEntry' });
  // the parser of another project reads the same numbers
  const entries = await parsedEntries(text);
  assert.deepEqual(
    entries.slice(1).map(({ quantity, color }) => [quantity, color.toLowerCase()]),
    imported.legend.classes.map(({ max, color }) => [max, color]),
  );
});

test('an SLD of QGIS: a UserLayer, prefixes, an open class, a ramp without type', () => {
  const saved = `<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor version="1.0.0" xmlns:sld="http://www.opengis.net/sld" xmlns:gml="http://www.opengis.net/gml">
  <sld:UserLayer><sld:LayerFeatureConstraints><sld:FeatureTypeConstraint/></sld:LayerFeatureConstraints>
    <sld:UserStyle><sld:Name>ndvi</sld:Name><sld:FeatureTypeStyle><sld:Rule><sld:RasterSymbolizer>
      <sld:ChannelSelection><sld:GrayChannel><sld:SourceChannelName>2</sld:SourceChannelName></sld:GrayChannel></sld:ChannelSelection>
      <sld:ColorMap type="intervals">
        <sld:ColorMapEntry quantity="0.2" label="&lt;= 0.2" color="#d7191c"/>
        <sld:ColorMapEntry quantity="inf" label="> 0.2" color="#1a9641"/>
      </sld:ColorMap>
    </sld:RasterSymbolizer></sld:Rule></sld:FeatureTypeStyle></sld:UserStyle></sld:UserLayer>
</sld:StyledLayerDescriptor>`;
  const imported = read(saved);
  assert.equal(imported.legend.ends, 'open');
  assert.deepEqual(classesOf(imported), [
    [-0.5, 0.2, '#d7191c', '<= 0.2'],
    [0.2, 0.9, '#1a9641', '> 0.2'],
  ]);
  assert.deepEqual(codesOf(imported), ['infinite', 'intervals', 'band', 'open_ends']);
  const ramp = read(
    sld(
      '<ColorMap><ColorMapEntry color="#000000" quantity="0"/><ColorMapEntry color="#ffffff" quantity="1"/></ColorMap>',
    ),
  );
  assert.deepEqual([ramp.legend.ramp, ramp.legend.ends], ['continuous', 'open']);
  assert.deepEqual(codesOf(ramp), ['missing_type', 'not_extended', 'ramp']);
});

test('a smooth ramp has its own colour at the middle of every step', () => {
  const stops = [
    [-0.2, [215, 25, 28]],
    [0.1, [255, 255, 191]],
    [0.8, [26, 150, 65]],
  ] as const;
  const hex = (rgb: readonly number[]) => `#${rgb.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
  const entries = stops.map(([value, rgb]) => `<ColorMapEntry color="${hex(rgb)}" quantity="${value}"/>`);
  const { legend, notes } = read(sld(`<ColorMap type="ramp" extended="true">${entries.join('')}</ColorMap>`));
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['ramp'],
  );
  assert.deepEqual(
    legend.classes.map(({ min, max }) => [min, max]),
    [
      [-0.2, 0.1],
      [0.1, 0.8],
    ],
  );
  const { intervals } = resolveStyle(legend);
  assert.equal(intervals.length, 250);
  for (const { min, max, color } of intervals) {
    const middle = (min + max) / 2;
    const [from, to] = middle < 0.1 ? [stops[0], stops[1]] : [stops[1], stops[2]];
    const share = (middle - from[0]) / (to[0] - from[0]);
    assert.equal(color, hex(from[1].map((c, i) => Math.round(c + (to[1][i] - c) * share))));
  }
});

test('single values, the SLD of MapServer, parameters and other ways to say the same', () => {
  const values = sld(`<ColorMap type="values">
  <ColorMapEntry color="#0000ff" quantity="0.3" label="water"/><ColorMapEntry color="#00ff00" quantity="0.3001" label="crop"/>
  <ColorMapEntry color="#ff0000" quantity="0.5" label="town"/></ColorMap>`);
  assert.deepEqual(classesOf(read(values, SCALED)), [
    [0.3, 0.3001, '#0000ff', 'water'],
    [0.3001, 0.3002, '#00ff00', 'crop'],
    [0.5, 0.50005, '#ff0000', 'town'],
  ]);
  const intervals = sld(`<ColorMap type="intervals"><ColorMapEntry color="#ff0000" quantity="\${env('low', 0.1)}"/>
  <ColorMapEntry color="#00ff00" quantity="4e-1"/><ColorMapEntry color="#0000ff" quantity="0.6"/></ColorMap>`);
  const lower = read(intervals, FLOAT, { dialect: 'mapserver' });
  assert.deepEqual(
    lower.legend.classes.map(({ min, max, color }) => [min, max, color]),
    [
      [0.1, 0.4, '#ff0000'],
      [0.4, 0.6, '#00ff00'],
    ],
  );
  assert.ok(['parameter', 'exponent'].every((code) => codesOf(lower).includes(code)));
  const ramp = ['1e-3', '2e-3', '3e-3', '4e-3'].map((at) => `<ColorMapEntry color="#ff0000" quantity="${at}"/>`);
  const { notes } = read(sld(`<ColorMap type="intervals">${ramp.join('\n')}</ColorMap>`));
  assert.deepEqual(
    notes.filter(({ code }) => code === 'exponent').map(({ message }) => message),
    ['an exponent, which MapServer leaves out: 1e-3, 2e-3, 3e-3 (4 times)'],
  );
  const upper = read(intervals);
  assert.deepEqual(
    upper.legend.classes.map(({ min, max, color }) => [min, max, color]),
    [
      [-0.5, 0.1, '#ff0000'],
      [0.1, 0.4, '#00ff00'],
      [0.4, 0.6, '#0000ff'],
    ],
  );
  assert.ok(codesOf(upper).includes('half_open'));
});

const se = (inside: string) => `<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld"
 xmlns:se="http://www.opengis.net/se"><NamedLayer><UserStyle><se:CoverageStyle><se:Rule>
 <se:RasterSymbolizer><se:ColorMap>${inside}</se:ColorMap></se:RasterSymbolizer>
 </se:Rule></se:CoverageStyle></UserStyle></NamedLayer></StyledLayerDescriptor>`;

test('Symbology Encoding 1.1: Categorize and Interpolate', () => {
  const categorize = (belongTo: string) =>
    se(`<se:Categorize fallbackValue="#ffffff" thresholdsBelongTo="${belongTo}"><se:LookupValue>Rasterdata</se:LookupValue>
    <se:Value>#d7191c</se:Value><se:Threshold>0.25</se:Threshold><se:Value>#ffffbf</se:Value><se:Threshold>0.5</se:Threshold>
    <se:Value>#1a9641</se:Value></se:Categorize>`);
  const imported = read(categorize('succeeding'));
  assert.equal(imported.legend.ends, 'open');
  assert.deepEqual(
    imported.legend.classes.map(({ min, max, color }) => [min, max, color]),
    [
      [-0.5, 0.25, '#d7191c'],
      [0.25, 0.5, '#ffffbf'],
      [0.5, 0.9, '#1a9641'],
    ],
  );
  assert.ok(!codesOf(imported).includes('edge_side'));
  assert.ok(codesOf(read(categorize('preceding'))).includes('edge_side'));
  const points = [0, 1].map(
    (data) =>
      `<se:InterpolationPoint><se:Data>${data}</se:Data><se:Value>#0${data}0000</se:Value></se:InterpolationPoint>`,
  );
  const ramp = read(
    se(`<se:Interpolate fallbackValue="#ddd" method="color" mode="linear">${points.join('')}</se:Interpolate>`),
  );
  assert.deepEqual([ramp.legend.ramp, codesOf(ramp)], ['continuous', ['se_1_1', 'ramp']]);
});

const qml = (renderer: string) => `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.28.4-Firenze" styleCategories="AllStyleCategories" hasScaleBasedVisibilityFlag="0">
  <pipe>
    ${renderer}
    <brightnesscontrast gamma="1" brightness="10" contrast="0"/>
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
  </pipe>
  <blendMode>0</blendMode>
</qgis>`;

const shader = (type: string, items: string, more = '') =>
  qml(`<rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" nodataColor="" classificationMin="-0.4" classificationMax="0.85">
  <rasterTransparency>${more}</rasterTransparency>
  <rastershader><colorrampshader colorRampType="${type}" classificationMode="2" clip="0" labelPrecision="4" minimumValue="-0.4" maximumValue="0.85">
    <colorramp type="gradient" name="[source]"><Option type="Map"><Option type="QString" value="215,25,28,255" name="color1"/></Option></colorramp>
    ${items}
  </colorrampshader></rastershader></rasterrenderer>`);

test('a QML of classes, its bounds rounded to 15 digits as QGIS saves them', () => {
  const items = `<item alpha="255" value="0.199999995529652" label="&lt;= 0.2000" color="#d7191c"/>
    <item alpha="255" value="0.5" label="0.2000 - 0.5000" color="#ffffbf"/>
    <item alpha="255" value="inf" label="> 0.5000" color="#1a9641"/>`;
  const imported = read(shader('DISCRETE', items));
  assert.deepEqual(classesOf(imported), [
    [-0.4, 0.2, '#d7191c', '<= 0.2000'],
    [0.2, 0.5, '#ffffbf', '0.2000 - 0.5000'],
    [0.5, 0.85, '#1a9641', '> 0.5000'],
  ]);
  assert.deepEqual([imported.legend.ends, imported.format], ['open', 'qml']);
  assert.deepEqual(codesOf(imported), ['color_filter', 'edge_side']);
  const hidden = '<pixelListEntry min="-1e30" max="0" percentTransparent="100"/>';
  const closed = read(
    shader('DISCRETE', items.replace('"inf"', '"1"'), `<singleValuePixelList>${hidden}</singleValuePixelList>`),
  );
  assert.deepEqual(
    [closed.legend.ends, classesOf(closed)[0].slice(0, 2), classesOf(closed)[2].slice(0, 2)],
    ['closed', [0, 0.2], [0.5, 1]],
  );
});

test('a QML ramp, a palette, single values and a grey stretch', () => {
  const items = [-0.4, 0.2, 0.85].map(
    (value, i) => `<item alpha="255" value="${value}" label="${value}" color="#${i}0${i}0${i}0"/>`,
  );
  const ramp = read(shader('INTERPOLATED', items.join('')));
  assert.deepEqual([ramp.legend.ramp, ramp.legend.ends, ramp.legend.classes.length], ['continuous', 'open', 2]);
  assert.equal(read(shader('INTERPOLATED', items.join('')).replace('clip="0"', 'clip="1"')).legend.ends, 'closed');
  const palette = qml(`<rasterrenderer type="paletted" band="1" opacity="0.5" alphaBand="-1"><colorPalette>
    <paletteEntry value="1" color="#00ff00" alpha="255" label="crop"/><paletteEntry value="2" color="#0000ff" alpha="255" label="water"/>
    </colorPalette></rasterrenderer>`);
  const whole: Encoding = { dtype: 'uint8', scale: 1, offset: 0 };
  const singles = read(palette, whole);
  assert.deepEqual(classesOf(singles), [
    [1, 2, '#00ff00', 'crop'],
    [2, 2.5, '#0000ff', 'water'],
  ]);
  assert.ok(['layer_opacity', 'single_values', 'beside_data'].every((code) => codesOf(singles).includes(code)));
  const gray = read(
    qml(`<rasterrenderer type="singlebandgray" grayBand="1" opacity="1" alphaBand="-1" gradient="BlackToWhite">
    <contrastEnhancement><minValue>0.1</minValue><maxValue>0.7</maxValue><algorithm>StretchToMinimumMaximum</algorithm></contrastEnhancement></rasterrenderer>`),
  );
  const { intervals } = resolveStyle(gray.legend);
  assert.deepEqual([intervals[0].color, intervals[249].color, intervals[0].min], ['#010101', '#fefefe', 0.1]);
});

test('tables of gdaldem: names, separators, percentages, nv, and the trick of two near values', () => {
  const table = 'nv 0 0 0 0\n# water first\n0% blue\n0.2:blue\n0.2001,0,255,0 # crops\n100% 0 255 0 255\n';
  const raw = read(table, SCALED);
  assert.ok(codesOf(raw).includes('unit'));
  assert.equal(raw.legend.ramp, 'classes', 'no whole number lies between 0.2 and 0.2001: a jump');
  const steps = read(table, SCALED, { unit: 'index' });
  assert.deepEqual(
    steps.legend.classes.map(({ min, max, color }) => [min, max, color]),
    [
      [-0.5, 0.2001, '#0000ff'],
      [0.2001, 0.9, '#00ff00'],
    ],
  );
  const ramp = read('-1 red\n1 10 20 30 128\n');
  assert.deepEqual([ramp.legend.ramp, ramp.legend.ends], ['continuous', 'open']);
  assert.deepEqual(codesOf(ramp), ['opacity', 'ramp']);
});

test('more than 15 classes are steps of a continuous legend, and told', () => {
  const entries = Array.from({ length: 26 }, (_, i) => {
    const color = `#${(i * 9).toString(16).padStart(2, '0')}0000`;
    return `<ColorMapEntry color="${color}" quantity="${i / 25}" opacity="${i === 0 ? 0 : 1}"/>`;
  });
  const even = read(sld(`<ColorMap type="intervals">${entries.join('')}</ColorMap>`));
  assert.deepEqual([even.legend.ramp, even.legend.ends, even.legend.classes.length], ['continuous', 'closed', 5]);
  assert.match(
    even.notes.find(({ code }) => code === 'too_many_classes')?.message ?? '',
    /^25 classes.*keeps its colour/,
  );
  const uneven = read(sld(`<ColorMap type="intervals">${entries.join('').replace('0.04', '0.0412')}</ColorMap>`));
  assert.match(uneven.notes.find(({ code }) => code === 'too_many_classes')?.message ?? '', / 1 of 26 bounds move/);
});

test('what is malformed is told by its line', () => {
  refuses('', /it is empty/);
  refuses('<a>\n<b>\n</a>', /line 3: the XML is malformed: Missing end tag for element b/);
  refuses(
    sld('<ColorMap type="smooth"><ColorMapEntry color="#fff" quantity="1"/></ColorMap>'),
    /line 4: .*"smooth"; expected ramp/,
  );
  refuses(
    sld('<ColorMap>\n<ColorMapEntry color="#fff" quantity="0,5"/></ColorMap>'),
    /line 5: a quantity is "0,5".*a point/,
  );
  refuses(sld('<ColorMap>\n<ColorMapEntry color="red" quantity="0.5"/></ColorMap>'), /line 5: "red" is not a colour/);
  refuses(sld('<ColorMap>\n\n<ColorMapEntry color="#fff"/></ColorMap>'), /line 6: a ColorMapEntry has no quantity/);
  refuses(sld('<ColorMap/>'), /line 4: the ColorMap has no ColorMapEntry/);
  refuses(sld('<Opacity>1</Opacity>'), /has no ColorMap/);
  refuses('<StyledLayerDescriptor/>', /has no RasterSymbolizer/);
  const none = '<ColorMapEntry color="#fff" quantity="1" opacity="0"/>';
  refuses(sld(`<ColorMap type="intervals">${none}</ColorMap>`), /paints nothing/);
  refuses(qml('<rasterrenderer type="multibandcolor"/>'), /"multibandcolor" colours no classes/);
  refuses(shader('DISCRETE', '<item color="#fff"/>'), /an item has no value/);
  refuses('0.1 255 0 0\nhigh 0 0 0\n', /line 2: the value is "high"/);
  refuses('0.1 300 0 0\n', /line 1: a colour is 300/);
  refuses('1 2\n', /is no colour; expected red green blue/);
  refuses('0 1 2 3\n'.repeat(5000), /more than 4096 entries/);
  refuses('x'.repeat(2_000_000), /at most 1048576/);
});

test('entities, other documents and deep nesting do nothing', () => {
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  const bomb = `<!DOCTYPE qgis [<!ENTITY l0 "ha">${laughs}]><qgis><pipe>&l9;</pipe></qgis>`;
  refuses(bomb, /entity/i);
  refuses('<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><qgis>&x;</qgis>', /entity/i);
  refuses('<!DOCTYPE q [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]><qgis/>', /has no rasterrenderer/);
  refuses('<a>'.repeat(300_000), /nested more than 100 deep/);
  // a sign in an attribute must not hide how deep it goes
  refuses('<a x="/>">'.repeat(100_000), /nested more than 100 deep/);
  refuses(`<!-- </a> -->${'<a><!-- </a> --><![CDATA[</a>]]>'.repeat(20_000)}`, /nested more than 100 deep/);
  refuses('<a "'.repeat(200_000), /malformed/);
  // nor one in a comment before the document
  refuses(`<!DOCTYPE a [<!-- ' -->]>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`, /nested more than 100 deep/);
  const qgis = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>";
  refuses(`${qgis}${'<a>'.repeat(200)}`, /nested more than 100 deep/);
});

test('what only looks like a number, a range or a parameter is told at once', () => {
  // with a way to read them twice, each of these takes hours
  refuses(`${'1'.repeat(1_000_000)}x 1 2 3\n`, /line 1: the value is "1+\.\.\."/);
  assert.equal(read(`# range ${'.'.repeat(1_000_000)}\n0 1 2 3\n1 3 4 5\n`).format, 'gdal');
  const entries = (first: string) => `<ColorMapEntry color="#fff" quantity="${first}"/>`;
  const map = (inside: string) =>
    `<RasterSymbolizer><ColorMap type="intervals">${inside}</ColorMap></RasterSymbolizer>`;
  const abstract = `<Abstract>range ${'.'.repeat(900_000)}</Abstract>`;
  assert.equal(read(`<S>${abstract}${map(entries('0') + entries('1'))}</S>`).format, 'sld');
  refuses(map(entries(`\${env('low',${' '.repeat(900_000)}x`)), /not a number/);
});

test('entries are counted over all that is read', () => {
  const entry = '<ColorMapEntry color="#fff" quantity="1"/>';
  const map = `<RasterSymbolizer><ColorMap type="intervals">${entry}${entry}</ColorMap></RasterSymbolizer>`;
  refuses(`<S>${map.repeat(3000)}</S>`, /more than 4096 entries/, { dialect: 'mapserver' });
  const hidden = '<pixelListEntry min="1" max="2"/>'.repeat(10_000);
  refuses(
    qml(`<rasterrenderer type="singlebandpseudocolor">${hidden}<colorrampshader colorRampType="DISCRETE">
      <item value="1" color="#fff"/></colorrampshader></rasterrenderer>`),
    /more than 512 transparent ranges/,
  );
});

test('a table is read once, and its percentages are of each date', () => {
  const parsed = parseStyle({ text: '0% 255 0 0\n50% 255 0 0\n50% 0 0 255\n100% 0 0 255\n' });
  const target = { encoding: FLOAT, band: 1, automatic: AUTOMATIC } as const;
  const boundOf = (dataRange: readonly [number, number]) =>
    importParsed(parsed, { ...target, dataRange }).legend.classes[0].max;
  assert.deepEqual([boundOf([0, 1]), boundOf([0, 0.5]), boundOf([0, 1])], [0.5, 0.25, 0.5]);
  assert.throws(() => importParsed(parsed, { ...target, dataRange: null }), { message: /this date has none/ });
});
