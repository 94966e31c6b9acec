import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LegendContent } from '../../src/render/legend.ts';
import { columnHeights, columnOutline } from '../../src/render/legend-histogram.ts';
import {
  DEFAULT_LEGEND_IMAGE,
  drawLegendImage,
  renderLegendImage,
  type LegendImageOptions,
} from '../../src/render/legend-image.ts';
import { rasteriseSvg, sharp } from '../../src/render/sharp.ts';
import { textOutline } from '../../src/render/text-outline.ts';
import { assertGolden } from './golden.ts';
import { classModel, continuousModel, FIVE_LABELS, HEADING, LONG_LABELS } from './samples.ts';

/** Two hills of values, the higher one among the high values. */
const DISTRIBUTION = {
  min: -0.15,
  max: 0.95,
  counts: Array.from({ length: 256 }, (_, i) =>
    Math.round(1000 * Math.exp(-(((i - 60) / 20) ** 2)) + 1600 * Math.exp(-(((i - 180) / 30) ** 2)) + 20),
  ),
};
const WORDS = { title: 'Legend: NDVI & <more>', description: 'Very High (0.73 – 0.95): #1a9641.' };

function content(changes: Partial<LegendContent> = {}): LegendContent {
  const model = classModel(FIVE_LABELS);
  return { model, heading: HEADING, showsAreas: true, distribution: DISTRIBUTION, words: WORDS, ...changes };
}

const options = (changes: Partial<LegendImageOptions> = {}) => ({ ...DEFAULT_LEGEND_IMAGE, ...changes });
const horizontal = { orientation: 'horizontal' } as const;
const NO_DATA = { areaHa: 12.3, percent: 3.1 };
const MANY = [...LONG_LABELS, ...LONG_LABELS, 'a', 'b', 'c'];

test('words that XML cannot hold leave the legend well-formed', async () => {
  const told = 'a\u0001b\u000bc\uffff < d';
  const words = { title: told, description: told };
  const { svg } = await drawLegendImage(content({ words }), options());
  assert.equal(/<title>(.*)<\/title><desc>/.exec(svg)?.[1], 'a b c &lt; d');
  const { bytes } = await renderLegendImage(content({ words }), options());
  assert.equal((await sharp(bytes).metadata()).format, 'png');
});

const PICTURES: readonly [name: string, content: LegendContent, options: LegendImageOptions][] = [
  ['legend-classes', content({ noData: NO_DATA }), options()],
  ['legend-classes-2x', content({ noData: NO_DATA }), options({ scale: 2 })],
  ['legend-bar-dark', content({ model: continuousModel() }), options({ theme: 'dark' })],
  ['legend-bar-lying-2x', content({ model: continuousModel() }), options({ ...horizontal, scale: 2 })],
  ['legend-strip', content({ noData: NO_DATA }), options(horizontal)],
  [
    'legend-strip-dark',
    content({ model: classModel(MANY), noData: NO_DATA }),
    options({ ...horizontal, theme: 'dark' }),
  ],
  [
    'legend-bare',
    content({ model: continuousModel('closed'), showsAreas: false }),
    options({ background: 'transparent', histogram: false }),
  ],
  [
    'legend-empty',
    {
      model: { kind: 'classes', rows: [], ends: 'open' },
      heading: HEADING,
      showsAreas: false,
      remark: 'no valid data',
    },
    options(),
  ],
];

for (const [name, shown, how] of PICTURES) {
  test(`the picture ${name} is as it was looked at`, async () => {
    const { bytes } = await renderLegendImage(shown, how);
    await assertGolden(name, bytes);
  });
}

test('the SVG has no letters that a program could draw otherwise, and is the picture of the PNG', async () => {
  for (const [name, shown, how] of PICTURES) {
    const { svg, width, height } = await drawLegendImage(shown, how);
    assert.doesNotMatch(svg, /<text|font-family/, name);
    const [fromSvg, png] = [await rasteriseSvg(svg), await renderLegendImage(shown, how)];
    const fromPng = await sharp(png.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([fromSvg.width, fromSvg.height], [width, height]);
    assert.deepEqual([fromPng.info.width, fromPng.info.height], [width, height]);
    let difference = 0;
    for (let i = 0; i < fromSvg.data.length; i++) difference += Math.abs(fromSvg.data[i] - fromPng.data[i]);
    // letters are placed to a hundredth of a pixel in one, by the text renderer in the other
    const mean = difference / fromSvg.data.length;
    assert.ok(mean < 3, `${name}: mean difference ${mean} of 255`);
  }
});

test('whoever cannot see the SVG is told what it shows', async () => {
  const { svg } = await drawLegendImage(content(), options());
  assert.match(svg, /^<svg [^>]*viewBox="0 0 \d+ \d+" role="img">/);
  assert.ok(
    svg.includes('<title>Legend: NDVI &amp; &lt;more&gt;</title><desc>Very High (0.73 – 0.95): #1a9641.</desc>'),
  );
});

test('swatches and bars keep the very colours of the map, however many letters there are', async () => {
  for (const model of [classModel(MANY), continuousModel()]) {
    const { bytes } = await renderLegendImage(content({ model }), options({ ...horizontal, scale: 2 }));
    const { data } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const seen = new Set<string>();
    for (let i = 0; i < data.length; i += 4) seen.add(`#${data.toString('hex', i, i + 3)}`);
    const colors = model.bar?.colors ?? model.rows.map(({ color }) => color);
    assert.deepEqual(
      colors.filter((color) => !seen.has(color)),
      [],
    );
  }
});

test('a width is kept where the text needs no more, else told', async () => {
  const wide = await drawLegendImage(content(), options({ width: 500, scale: 2 }));
  assert.equal(wide.width, 1000);
  assert.deepEqual(wide.warnings, []);
  const narrow = await drawLegendImage(content(), options({ width: 50, scale: 2 }));
  assert.ok(narrow.width > 100 && narrow.warnings.length === 1, narrow.warnings.join());
});

test('columns hold the counts of the values below them', () => {
  // numpy.histogram(values, 4, (0, 2)) of one value in the middle of each bin, repeated as counted: [3, 7, 12, 20]
  const bins = { min: 0, max: 2, counts: [1, 2, 3, 4, 5, 7, 9, 11] };
  assert.deepEqual([...columnHeights(bins, 0, 2, 4)], [3 / 20, 7 / 20, 12 / 20, 1]);
  assert.deepEqual([...columnHeights(bins, 0.5, 1.5, 2)], [7 / 12, 1]);
  // wider than the data, and finer than the bins
  assert.deepEqual([...columnHeights({ min: 0, max: 1, counts: [2, 1] }, -1, 3, 4)], [0, 1, 0, 0]);
  assert.deepEqual([...columnHeights({ min: 0, max: 1, counts: [2, 1] }, 0, 1, 4)], [1, 1, 0.5, 0.5]);
  assert.deepEqual([...columnHeights({ min: 5, max: 5, counts: [9] }, 0, 10, 4)], [0, 0, 1, 0]);
  assert.deepEqual([...columnHeights({ min: 5, max: 6, counts: [9] }, 0, 1, 2)], [0, 0]);
});

test('a column of one pixel in a million still shows', () => {
  const outline = columnOutline(Float64Array.of(1, 0, 1e-6), { along: 9, rise: 40, column: 3 });
  assert.deepEqual(outline, [
    [0, 0],
    [0, 40],
    [3, 40],
    [3, 0],
    [6, 0],
    [6, 1],
    [9, 1],
    [9, 0],
  ]);
});

test('letters become shapes: as wide as measured, right-to-left scripts joined and turned', () => {
  const look = { sizePx: 20, color: '#000' };
  const spanOf = (svg: string): [number, number] => {
    let [x, least, most] = [0, Infinity, -Infinity];
    for (const [, command, args] of svg.matchAll(/([Mmlqcz])([^Mmlqcz"]*)/g)) {
      const numbers = args.match(/-?(?:\d+\.?\d*|\.\d+)/g)?.map(Number) ?? [];
      if (numbers.length === 0) continue;
      x = command === 'M' ? numbers[0] : x + numbers[numbers.length - 2];
      if (command !== 'm') [least, most] = [Math.min(least, x), Math.max(most, x)];
    }
    return [least, most];
  };
  const [left, right] = spanOf(textOutline('HH', 100, 50, { ...look, anchor: 'end' }));
  assert.ok(left > 60 && right > 95 && right <= 100, `${left} to ${right}`);
  // two Arabic letters that join have other shapes than each by itself
  const joined = textOutline('بب', 0, 0, look).length;
  assert.notEqual(joined, 2 * textOutline('ب', 0, 0, look).length);
  // the first letter of a right-to-left word stands on the right
  assert.notEqual(textOutline('אב', 0, 0, look), textOutline('בא', 0, 0, look));
  assert.ok(textOutline('A אב 12', 0, 0, look).startsWith('<path d="M'));
});
