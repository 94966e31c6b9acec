import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encoding } from '../../../src/raster/raster.ts';
import { channelsOf } from '../../../src/style/color.ts';
import { exportSmoothGdalTable } from '../../../src/style/export/gdal.ts';
import { exportSmoothQml } from '../../../src/style/export/qml.ts';
import { exportSmoothSld } from '../../../src/style/export/sld.ts';
import { resolveStyle } from '../../../src/style/resolve.ts';
import type { Style } from '../../../src/style/style.ts';
import { readEntries } from '../geoserver-rule.ts';
import { storedAround } from '../neighbours.ts';
import { gdalColor, readTable } from './gdal-rule.ts';
import { readQml } from './qgis-rule.ts';
import { legendOf } from './shapes.ts';
import { blendOf } from './smooth-reference.ts';

const ENCODINGS: readonly Encoding[] = [
  { dtype: 'float32', scale: 1, offset: 0 },
  { dtype: 'int16', scale: 0.0001, offset: 0 },
  { dtype: 'int16', scale: -0.0001, offset: 0.5 },
  { dtype: 'uint8', scale: 0.005, offset: -0.2 },
];
const NODATA: Record<string, number> = { float32: -9999, int16: -32_768, uint8: 40 };
const STYLES: readonly (readonly [name: string, style: Style])[] = (['open', 'closed'] as const).map((ends) => [
  ends,
  resolveStyle(legendOf([-0.15, 0.05, 0.2, 0.31, 0.9], { ends, ramp: 'continuous' })),
]);
const LIMITS: Record<string, readonly [number, number]> = { uint8: [0, 255], int16: [-32_767, 32_767] };

function probes(style: Style, encoding: Encoding): number[] {
  const values = [-2, 2, ...style.intervals.flatMap(({ min, max }) => [min, min + (max - min) / 3, max])];
  const [least, most] = LIMITS[encoding.dtype] ?? [-Infinity, Infinity];
  return values.flatMap((value) => storedAround(value, encoding)).filter((one) => one >= least && one <= most);
}

/** Asserts that a program paints where the picture does, within 1/255 of the exact blend. */
function agrees(
  style: Style,
  encoding: Encoding,
  channels: (stored: number) => readonly number[] | undefined,
  name: string,
): void {
  const exact = blendOf(style, encoding);
  for (const stored of probes(style, encoding)) {
    if (stored === NODATA[encoding.dtype]) continue;
    const [wanted, found] = [exact(stored), channels(stored)];
    assert.equal(found === undefined, wanted === undefined, `${name}: ${stored} of ${encoding.dtype}`);
    if (wanted === undefined || found === undefined) continue;
    const worst = Math.max(...wanted.map((channel, i) => Math.abs(channel - found[i])));
    assert.equal(worst <= 1.001, true, `${name}: ${stored} of ${encoding.dtype} is ${worst} off`);
  }
}

for (const [ends, style] of STYLES) {
  for (const encoding of ENCODINGS) {
    const subject = { encoding, nodata: NODATA[encoding.dtype], layerName: 'ndvi', title: 'NDVI' };
    const valueOf = (stored: number): number => stored * encoding.scale + encoding.offset;

    test(`gdaldem blends a smooth ${ends} table of ${encoding.dtype} by ${encoding.scale} within 1/255`, () => {
      const rows = readTable(exportSmoothGdalTable(style, subject));
      const seen = (stored: number): readonly number[] | undefined => {
        const rgba = gdalColor(rows, stored);
        return rgba[3] === 0 ? undefined : rgba;
      };
      agrees(style, encoding, seen, 'gdaldem');
      assert.equal(seen(NODATA[encoding.dtype]), undefined, 'nodata');
    });

    test(`QGIS blends a smooth ${ends} QML of ${encoding.dtype} by ${encoding.scale} within 1/255`, () => {
      const qml = exportSmoothQml(style, subject);
      assert.match(qml, /colorRampType="INTERPOLATED"/);
      const { items, hidden } = readQml(qml);
      const seen = (stored: number): readonly number[] | undefined => {
        const value = encoding.scale === 1 ? stored : Math.fround(valueOf(stored));
        if (hidden.some(({ min, max }) => value >= min && value <= max)) return undefined;
        const above = items.findIndex((item) => item.value >= value);
        if (above === 0) return channelsOf(items[0].color);
        if (above === -1) return channelsOf(items[items.length - 1].color);
        const [from, to] = [items[above - 1], items[above]];
        const share = (value - from.value) / (to.value - from.value);
        const end = channelsOf(to.color);
        return channelsOf(from.color).map((channel, i) => Math.trunc(channel + (end[i] - channel) * share));
      };
      agrees(style, encoding, seen, 'QGIS');
    });

    test(`GeoServer blends a smooth ${ends} SLD of ${encoding.dtype} by ${encoding.scale} within 1/255`, () => {
      const sld = exportSmoothSld(style, subject);
      assert.match(sld, /<ColorMap type="ramp" extended="true">/);
      const entries = readEntries(sld);
      assert.equal(entries.length <= 255, true, `${entries.length} entries`);
      const ascends = entries.every(({ quantity }, i) => i === 0 || quantity >= entries[i - 1].quantity);
      assert.equal(ascends, true, 'quantities ascend');
      // as the code of GeoServer has it: 65,536 colours shared by the segments, truncated places, rounded channels
      const places = Math.floor(65_535 / (entries.length - 1));
      const seen = (stored: number): readonly number[] | undefined => {
        const value = valueOf(stored);
        const above = entries.filter(({ quantity }) => quantity <= value).length;
        const [from, to] = [entries[Math.max(above - 1, 0)], entries[Math.min(above, entries.length - 1)]];
        if (above === 0 || above === entries.length) {
          const end = above === 0 ? from : to;
          return end.opacity === 0 ? undefined : channelsOf(end.color);
        }
        if (from.opacity === 0) return undefined;
        const place = Math.trunc((places * (value - from.quantity)) / (to.quantity - from.quantity));
        const end = channelsOf(to.color);
        return channelsOf(from.color).map((channel, i) => Math.round(channel + ((end[i] - channel) * place) / places));
      };
      agrees(style, encoding, seen, 'GeoServer');
    });
  }
}

test('what does not blend is refused by name', () => {
  const subject = { encoding: ENCODINGS[0], layerName: 'ndvi', title: 'NDVI' };
  const classes = resolveStyle(legendOf([0, 0.5, 1], { ends: 'open' }));
  for (const write of [exportSmoothSld, exportSmoothQml, exportSmoothGdalTable]) {
    assert.throws(() => write(classes, subject), { kind: 'invalid', message: /paints classes/ });
  }
});
