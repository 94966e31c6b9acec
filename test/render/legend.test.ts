import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawLegend, type LegendContent } from '../../src/render/legend.ts';
import { tableRows } from '../../src/render/legend-table.ts';
import { DARK, LIGHT } from '../../src/render/theme.ts';
import { classModel, continuousModel, FIVE_LABELS, HEADING, LONG_LABELS, rampColors } from './samples.ts';

const SHAPE = { theme: LIGHT, unit: 1, columns: 1 };

function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
}

function content(changes: Partial<LegendContent> = {}): LegendContent {
  return { model: classModel(FIVE_LABELS), heading: HEADING, showsAreas: true, ...changes };
}

test('the highest class stands on top, missing data last and named as a share of the AOI', () => {
  const rows = tableRows(classModel(FIVE_LABELS), { areaHa: 3.21, percent: 1.7 }, true);
  assert.deepEqual(
    rows.map(({ label }) => label),
    [...FIVE_LABELS.toReversed(), 'No data'],
  );
  assert.deepEqual(rows.at(-1), { label: 'No data', interval: 'of AOI', area: '3.2', percent: '1.7' });
});

test('a label that is its own interval is said once', () => {
  const model = classModel(['a', 'b']);
  const rows = model.rows.map((row) => ({ ...row, label: row.interval }));
  const table = tableRows({ ...model, rows }, { areaHa: 3, percent: 2 }, true);
  assert.deepEqual(
    table.map(({ interval }) => interval),
    ['', '', ''],
  );
  assert.equal(table.at(-1)?.label, 'No data (of AOI)');
});

test('a continuous legend without areas is its bar alone', () => {
  assert.deepEqual(tableRows(continuousModel(), undefined, false), []);
  const { svg } = drawLegend(content({ model: continuousModel(), showsAreas: false }), SHAPE);
  assert.deepEqual(textsOf(svg).slice(-5), ['0.0', '0.2', '0.4', '0.6', '0.8']);
  for (const color of [rampColors(250)[0], rampColors(250)[249]]) assert.ok(svg.includes(color));
});

test('every text lies inside the panel at every unit, with fifteen long labels in columns too', () => {
  const labels = Array.from({ length: 15 }, (_, i) => LONG_LABELS[i % LONG_LABELS.length]);
  for (const unit of [0.7, 1, 2, 3]) {
    for (const columns of [1, 2, 3]) {
      const model = classModel(labels, 90_000);
      const { svg, width, height } = drawLegend(content({ model }), { theme: DARK, unit, columns });
      const places = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
      assert.ok(places.every(([x, y]) => x >= 10 * unit && x <= width - 10 * unit && y <= height - 10 * unit));
      assert.equal(textsOf(svg).filter((text) => text === 'ha').length, columns);
    }
  }
});

test('what cannot be shown as it is, is reported', () => {
  const { svg, warnings } = drawLegend(
    content({ model: classModel([`${'very '.repeat(30)}long`, 'A \u{f1234}']) }),
    SHAPE,
  );
  assert.equal(warnings.length, 2);
  assert.match(warnings[0], /too long for the legend/);
  assert.match(warnings[1], /U\+F1234/);
  assert.ok(textsOf(svg).includes('A ?'));
});

test('empty texts and an empty legend leave nothing behind', () => {
  const model = { kind: 'classes', rows: [], ends: 'open' } as const;
  const { svg } = drawLegend(content({ model, heading: { ...HEADING, aoiName: '', mode: '' } }), SHAPE);
  assert.deepEqual(textsOf(svg), ['NDVI', '6 May 2024']);
});
