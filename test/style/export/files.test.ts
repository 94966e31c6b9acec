import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import { Failure } from '../../../src/failure.ts';
import type { Encoding } from '../../../src/raster/raster.ts';
import { slotOf } from '../../../src/stats/classify.ts';
import { channelsOf } from '../../../src/style/color.ts';
import { cutsOf } from '../../../src/style/cuts.ts';
import { exportArcgisRemap, exportClr } from '../../../src/style/export/clr.ts';
import { exportCsv } from '../../../src/style/export/csv.ts';
import { PROGRAM_FORMATS } from '../../../src/style/export/formats.ts';
import { writeStyleFile, type FullSubject } from '../../../src/style/export/style-file.ts';
import { resolveStyle } from '../../../src/style/resolve.ts';
import type { Style } from '../../../src/style/style.ts';
import { legendOf, SHAPES } from './shapes.ts';

const FLOAT32: Encoding = { dtype: 'float32', scale: 1, offset: 0 };
const INT16: Encoding = { dtype: 'int16', scale: 0.0001, offset: 0 };
const BYTE: Encoding = { dtype: 'uint8', scale: 0.005, offset: -0.2 };

function shape(name: string): Style {
  const found = SHAPES.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found.style;
}

const SUBJECT: FullSubject = {
  encoding: FLOAT32,
  layerName: 'ndvi 1',
  title: 'NDVI 2024-05-06 (dynamic)',
  fileName: 'ndvi.tif',
  baseName: 'NDVI/α_2024_05_06_dynamic',
  map: {
    tileUrl: 'https://maps.example/tiles/{z}/{x}/{y}.png?key=k',
    tileSize: 256,
    bounds: [1.5, 48, 1.7, 48.2],
    maxZoom: 15,
    attribution: 'Sentinel-2 <b>',
  },
};

test('the table of classes has labels as they are, true intervals and the areas', () => {
  const style = resolveStyle(legendOf([0, 0.2, 0.5, 1], { ends: 'open', labels: ['low, "bare"', '日本', 'x\ny'] }));
  const [first, ...rest] = style.classes;
  const text = exportCsv({ ...style, classes: [{ ...first, area: 12_345.5, area_percentage: 50 }, ...rest] }, FLOAT32);
  const lines = text.split('\r\n');
  assert.equal(lines[0], '\ufeffclass,label,min,max,interval,color,red,green,blue,area_m2,area_percent');
  const { color } = first;
  const rgb = channelsOf(color).join();
  assert.equal(lines[1], `1,"low, ""bare""",0,0.2,"(-inf, 0.2)",${color},${rgb},12345.5,50`);
  assert.match(lines[2], /^2,日本,0\.2,0\.5,"\[0\.2, 0\.5\)",/);
  assert.match(lines[3], /^3,x y,0\.5,1,"\[0\.5, inf\)",/);
  assert.equal(lines.length, 5);
  assert.match(exportCsv(shape('3 classes, closed'), FLOAT32), /"\[0\.5, 1\]"/);
});

test('bounds that no file can hold are refused, whatever the format, and all others written', () => {
  const formats = [...PROGRAM_FORMATS.map(({ id }) => id), 'zip'] as const;
  const outcome = (bounds: number[], encoding: Encoding, ends: 'open' | 'closed', ramp: 'classes' | 'continuous') => {
    const style = resolveStyle({ ...legendOf(bounds, { ends }), ramp });
    const outcomes = formats.map((format) => {
      try {
        writeStyleFile(format, style, { ...SUBJECT, encoding });
        return 'written';
      } catch (error) {
        if (error instanceof Failure && error.kind === 'invalid') return 'refused';
        throw new Error(`${format} of ${bounds.join()} with scale ${encoding.scale}`, { cause: error });
      }
    });
    return [...new Set(outcomes)];
  };
  for (const ends of ['open', 'closed'] as const) {
    for (const ramp of ['classes', 'continuous'] as const) {
      for (const dtype of ['float32', 'float64', 'int16'] as const) {
        const written = (bounds: number[], scale = 1) =>
          outcome(bounds, { dtype, scale, offset: 0 }, ends, ramp).includes('written');
        assert.equal(written([-1e304, 0, 1e304]), false);
        assert.equal(written([-1.7e308, 1.7e308], 0.0001), false);
        assert.equal(written([-1, 0, 1], 1e-303), false);
        assert.equal(written([-1e40, 1e39]), dtype !== 'float32');
        assert.equal(written([-1, 0, 1], -1e-30), true);
        assert.equal(written([0, 1e-320]), true);
        assert.equal(written([1, 1 + 2 ** -52]), true);
      }
    }
  }
});

test('no label is a formula to a spreadsheet', () => {
  const labels = ['=1+1', '@SUM(A1)', ' -0.5 - 0', '-0.5', '+cmd|\' /C calc\'!A0, "x"', '＝1', 'a=b', '\t=2'];
  const bounds = labels.map((_, i) => i);
  const style = resolveStyle(legendOf([...bounds, labels.length], { ends: 'closed', labels }));
  const rows = exportCsv(style, FLOAT32).split('\r\n').slice(1, -1);
  assert.deepEqual(
    rows.map((row) => /^\d+,("(?:[^"]|"")*"|[^,]*),/.exec(row)?.[1]),
    ["'=1+1", "'@SUM(A1)", "' -0.5 - 0", '-0.5', `"'+cmd|' /C calc'!A0, ""x"\"\"`, "'＝1", 'a=b', "' =2"],
  );
});

test('of whole numbers with a scale it tells the first and last stored one of each class', () => {
  const rows = exportCsv(shape('3 classes, closed'), INT16).trim().split('\r\n');
  assert.deepEqual(
    rows.map((row) => row.split(',').slice(-2).join()),
    ['first_stored,last_stored', '0,1999', '2000,4999', '5000,10000'],
  );
  const open = exportCsv(shape('3 classes, open'), INT16).trim().split('\r\n');
  assert.match(open[1], /,,1999$/);
  assert.match(open[3], /,5000,$/);
});

test('a colour map names every stored number that is painted, and nothing else', () => {
  for (const [name, encoding] of [
    ['gaps, closed', BYTE],
    ['3 classes, open', BYTE],
    ['250 steps, closed', INT16],
  ] as const) {
    const style = shape(name);
    const cuts = cutsOf(style, encoding);
    const [low, high] = encoding === BYTE ? [0, 255] : [-32_768, 32_767];
    const named = new Map(
      exportClr(style, encoding)
        .trim()
        .split('\n')
        .map((line) => line.split(' ').map(Number))
        .map(([stored, ...rgb]) => [stored, rgb.join()]),
    );
    for (let stored = low; stored <= high; stored++) {
      const slot = slotOf(cuts, stored);
      const expected = slot === 0 ? undefined : channelsOf(style.intervals[slot - 1].color).join();
      assert.equal(named.get(stored), expected, `${name}: ${stored}`);
    }
    assert.ok(named.size <= high - low + 1, name);
  }
});

test('of fractions it names the classes, which the remap table makes of the values', () => {
  const style = shape('gaps, closed');
  const colors = exportClr(style, FLOAT32).trim().split('\n');
  assert.deepEqual(
    colors,
    style.intervals.map(({ color }, i) => `${i + 1} ${channelsOf(color).join(' ')}`),
  );
  const rows = exportArcgisRemap(style, SUBJECT)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^(\S+) (\S+) : (\w+)$/.exec(line)!.slice(1));
  const outputs = [-0.4, -0.29, -0.2, 0, 0.15, 0.2, 0.3, 0.5, 0.6, 0.79, 0.9].map((value) => {
    const stored = Math.fround(value);
    return rows.find(([from, to]) => stored > Number(from) && stored < Number(to))?.[2];
  });
  assert.deepEqual(outputs, ['NoData', '1', '1', 'NoData', '2', '3', '3', 'NoData', '4', '4', 'NoData']);
});

test('the MapLibre style shows the tiles and escapes what maps show as HTML', () => {
  const read = (map: FullSubject['map']): { sources: Record<string, Record<string, unknown>>; center: number[] } =>
    JSON.parse(writeStyleFile('maplibre', shape('3 classes, closed'), { ...SUBJECT, map }) as string) as ReturnType<
      typeof read
    >;
  const { sources } = read(SUBJECT.map);
  assert.deepEqual(sources.ndvi_1, {
    type: 'raster',
    tiles: ['https://maps.example/tiles/{z}/{x}/{y}.png?key=k'],
    tileSize: 256,
    minzoom: 0,
    maxzoom: 15,
    bounds: [1.5, 48, 1.7, 48.2],
    attribution: 'Sentinel-2 &lt;b&gt;',
  });
  const split = read({ ...SUBJECT.map, bounds: [179, -17, -179, -16] });
  assert.equal(split.sources.ndvi_1.bounds, undefined);
  assert.deepEqual(split.center, [180, -16.5]);
});

test('the archive holds every file, a note on each, and is the same bytes each time', () => {
  const style = shape('3 classes, closed');
  const zip = writeStyleFile('zip', style, SUBJECT) as Uint8Array;
  assert.deepEqual(Buffer.from(zip), Buffer.from(writeStyleFile('zip', style, SUBJECT) as Uint8Array));
  const files = unzipSync(zip);
  const base = 'NDVI_α_2024_05_06_dynamic';
  const names = [...PROGRAM_FORMATS.map(({ ending }) => `${base}${ending}`), `${base}.remap.txt`];
  assert.deepEqual(Object.keys(files).sort(), ['README.txt', ...names].sort());
  const readme = strFromU8(files['README.txt']);
  for (const name of names) assert.ok(readme.includes(name), name);
  assert.equal(strFromU8(files[`${base}.qml`]), writeStyleFile('qml', style, SUBJECT));
  const whole = unzipSync(writeStyleFile('zip', style, { ...SUBJECT, encoding: INT16 }) as Uint8Array);
  assert.equal(whole[`${base}.remap.txt`], undefined);
});

test('every file of every style can be written', () => {
  for (const { name, style } of SHAPES) {
    for (const encoding of [FLOAT32, INT16, BYTE]) {
      for (const { id } of PROGRAM_FORMATS) {
        const text = writeStyleFile(id, style, { ...SUBJECT, encoding, nodata: encoding === BYTE ? 255 : -9999 });
        assert.doesNotMatch(text as string, /undefined|NaN(?! gets)|\[object/, `${id} of ${name}`);
      }
    }
  }
});
