import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encoding } from '../../../src/raster/raster.ts';
import { cutsOf } from '../../../src/style/cuts.ts';
import { exportGdalTable } from '../../../src/style/export/gdal.ts';
import { exportQml } from '../../../src/style/export/qml.ts';
import { exportSld } from '../../../src/style/export/sld.ts';
import { importStyle, IMPORT_FORMATS, type ImportFormat } from '../../../src/style/import/import.ts';
import { resolveStyle } from '../../../src/style/resolve.ts';
import type { Legend } from '../../../src/style/style.ts';
import { uniformStream } from '../../random.ts';
import { randomLegend } from '../random-legend.ts';

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  float32: { dtype: 'float32', scale: 1, offset: 0 },
  float64: { dtype: 'float64', scale: 1, offset: 0 },
  'scaled int16': { dtype: 'int16', scale: 0.0001, offset: 0 },
  'scaled uint8': { dtype: 'uint8', scale: 0.008, offset: -1 },
  'turned int16': { dtype: 'int16', scale: -0.0001, offset: 0.5 },
  'scaled float32': { dtype: 'float32', scale: 0.1, offset: -0.3 },
};

/** The automatic legend of a date whose data are elsewhere, so that nothing of it is taken for the file's. */
const AUTOMATIC: Legend = {
  mode: 'dynamic',
  classes: [{ min: -3, max: 3, label: 'all', color: '#ffffff', area: 0, area_percentage: 0 }],
  ends: 'open',
  ramp: 'classes',
  colorMap: 'viridis',
  method: 'equal_interval',
  range: 'minmax',
  isEdited: false,
};

const EXPORTS = { sld: exportSld, qml: exportQml, gdal: exportGdalTable };

function roundTrip(legend: Legend, encoding: Encoding, format: ImportFormat, previous?: Legend): Legend {
  const text = EXPORTS[format](resolveStyle(legend), { encoding, layerName: 'layer', title: 'a & b' });
  const target = { encoding, band: 1, automatic: AUTOMATIC, previous, dataRange: [-0.9, 0.9] } as const;
  return importStyle({ text }, target).legend;
}

/** What is painted where: each colour with the stored numbers that it begins with. */
function painting(legend: Legend, encoding: Encoding): [thresholds: number[], colors: (string | undefined)[]] {
  const style = resolveStyle(legend);
  const { thresholds, slots } = cutsOf(style, encoding);
  return [
    [...thresholds],
    [...slots].map((slot) => style.intervals.at(slot - 1)?.color).map((c, i) => (slots[i] ? c : undefined)),
  ];
}

for (const [name, encoding] of Object.entries(ENCODINGS)) {
  for (const format of IMPORT_FORMATS) {
    // QGIS sees scaled floats rounded to 32 bit, several stored numbers as one: a bound may be one of them off
    if (format === 'qml' && name === 'scaled float32') continue;
    test(`what is exported as ${format} for ${name} comes back as it was`, () => {
      const random = uniformStream(20_240_506);
      let compared = 0;
      for (let i = 0; i < 25; i++) {
        const legend = randomLegend(random);
        if (cutsOf(resolveStyle(legend), encoding).slots.every((slot) => slot === 0)) continue;
        const back = roundTrip(legend, encoding, format, legend);
        assert.deepEqual(
          painting(back, encoding),
          painting(legend, encoding),
          `legend ${i}: ${JSON.stringify(legend)} ${JSON.stringify(back)}`,
        );
        assert.equal(back.ends, legend.ends, `legend ${i}`);
        compared++;
      }
      assert.ok(compared > 15, `${compared} compared`);
    });
  }
}

test('the hole that a GDAL table has for nodata is no bound of the legend', () => {
  const legend: Legend = {
    ...AUTOMATIC,
    classes: [
      { min: -1, max: 0.2, label: 'low', color: '#aa0000', area: 0, area_percentage: 0 },
      { min: 0.2, max: 1, label: 'high', color: '#00aa00', area: 0, area_percentage: 0 },
    ],
  };
  for (const [name, nodata] of [
    ['float32', -9999],
    ['float32', 0.5],
    ['scaled int16', -32768],
    ['scaled int16', 300],
  ] as const) {
    const encoding = ENCODINGS[name];
    const text = exportGdalTable(resolveStyle(legend), { encoding, layerName: 'layer', title: 'a', nodata });
    const target = { encoding, band: 1, automatic: AUTOMATIC, previous: legend, dataRange: [-0.9, 0.9] } as const;
    assert.deepEqual(painting(importStyle({ text }, target).legend, encoding), painting(legend, encoding), name);
  }
});

/** What of a class a style file can say. */
const said = ({ classes, ends }: Legend, hasLabels: boolean) => [
  ends,
  classes.map(({ min, max, label, color }) => [min, max, color, hasLabels ? label : '']),
];

for (const name of ['float32', 'float64', 'scaled int16']) {
  test(`class lists with decimal bounds come back bound by bound, of ${name}`, () => {
    const encoding = ENCODINGS[name];
    const random = uniformStream(7);
    let compared = 0;
    for (let i = 0; i < 80; i++) {
      const legend = randomLegend(random);
      const isDecimal = legend.classes.every(({ min, max }) => `${min} ${max}`.length < 16);
      if (legend.ramp === 'continuous' || !isDecimal) continue;
      for (const format of IMPORT_FORMATS) {
        const hasLabels = format !== 'gdal';
        assert.deepEqual(
          said(roundTrip(legend, encoding, format), hasLabels),
          said(legend, hasLabels),
          `${format} ${i}`,
        );
        assert.deepEqual(said(roundTrip(legend, encoding, format, legend), true), said(legend, true), `${format} ${i}`);
      }
      compared++;
    }
    assert.ok(compared > 40, `${compared} compared`);
  });
}
