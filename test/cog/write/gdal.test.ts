import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeCog, type CogContent, type CogWriteOptions } from '../../../src/cog/write/write-cog.ts';
import { storedNumbers } from '../../../src/cog/write/stored-numbers.ts';
import { projector, WGS84 } from '../../../src/grid/projection.ts';
import { makeDirectory } from '../files.ts';
import { contentOf, reader, utmGrid, waves, type SampleBand } from './samples.ts';
import { USER_DEFINED } from './user-defined.ts';

const PYTHON = process.env.GDAL_PYTHON ?? '/usr/bin/python3';
const hasGdal = spawnSync(PYTHON, ['-c', 'import numpy, osgeo.gdal, osgeo_utils']).status === 0;

interface Report {
  readonly problems: readonly string[];
  readonly epsg: string | null;
  readonly transform: readonly number[];
  readonly lonLat: readonly [number, number];
  readonly layout: string | null;
  readonly interleave: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly bands: readonly {
    readonly description: string;
    readonly dtype: string;
    readonly nodata: string;
    readonly scale: number | null;
    readonly offset: number | null;
    readonly block: readonly [number, number];
    readonly sizes: readonly (readonly [number, number])[];
    readonly sha256: string;
    readonly misfits: readonly (readonly [largest: number, share: number])[];
  }[];
}

interface Written {
  readonly name: string;
  readonly content: CogContent;
  readonly bands: readonly SampleBand[];
  readonly options?: CogWriteOptions;
}

const directory = makeDirectory();

const inBands: readonly SampleBand[] = [waves(90, 70, (col) => col < 9), waves(90, 70, (_, row) => row < 66)];
const sized = (width: number, height: number, dtype: 'float32' | 'int16'): Written => ({
  name: `${width} x ${height} ${dtype}`,
  content: contentOf(utmGrid(width, height), dtype),
  bands: [waves(width, height, (col, row) => (col > 130 && row > 120) || (col * 7 + row * 3) % 13 === 0)],
  options: { blockSize: 64 },
});
const FILES: readonly Written[] = [
  ...[
    [1, 1],
    [513, 7],
    [64, 64],
    [333, 250],
  ].flatMap(([width, height]) => [sized(width, height, 'float32'), sized(width, height, 'int16')]),
  { ...sized(600, 700, 'float32'), options: {} },
  { ...sized(200, 150, 'float32'), name: 'BigTIFF', options: { blockSize: 32, forceBigTiff: true } },
  {
    name: 'a number as nodata, further facts',
    content: contentOf(utmGrid(100, 70), 'float32', {
      nodata: -9999.5,
      date: '2024-06-25',
      items: { EXPRESSION: 'B08 > 0.1 & "x" < 1 ? 1 : 0' },
    }),
    bands: [waves(100, 70, (col) => col % 3 === 0)],
  },
  {
    name: 'all nodata',
    content: contentOf(utmGrid(300, 200), 'int16'),
    bands: [waves(300, 200, () => true)],
    options: { blockSize: 64 },
  },
  {
    name: 'two bands',
    content: contentOf(utmGrid(90, 70), 'int16', { bands: ['NDVI', 'NDWI'] }),
    bands: inBands,
    options: { blockSize: 32 },
  },
  {
    name: 'rotated',
    content: contentOf({ ...utmGrid(20, 30), affine: [8, 6, 500_000, 6, -8, 5_000_000] }, 'float32'),
    bands: [waves(20, 30, () => false)],
  },
];

/** Rasters at the places where each projection is at home: a metre or a degree from its origin is enough. */
const PLACED: readonly Written[] = USER_DEFINED.filter((definition) => !definition.includes('+proj=mill')).map(placed);

// Miller is left out: GDAL computes it on the authalic sphere (+R_A), which proj4 cannot
function placed(definition: string): Written {
  const crs = { name: 'of our own', definition };
  const [lon, lat] = homeOf(definition);
  const [x, y] = projector(WGS84, crs)(lon, lat);
  const grid = { crs, affine: [1e-3, 0, x, 0, -1e-3, y] as const, width: 8, height: 8 };
  return { name: definition, content: contentOf(grid, 'float32'), bands: [waves(8, 8, () => false)] };
}

function homeOf(definition: string): [lon: number, lat: number] {
  const term = (name: string) => Number(new RegExp(`\\+${name}=(\\S+)`).exec(definition)?.[1] ?? 0);
  const lon = definition.includes('+zone=') ? term('zone') * 6 - 183 : term('lon_0');
  const lat = definition.includes('+lat_ts=70') ? 75 : Math.max(-85, Math.min(85, term('lat_0')));
  return [lon + 1, lat === 0 ? 20 : lat - Math.sign(lat)];
}

function expectedHash({ content, bands }: Written, band: number): string {
  const { values } = bands[band];
  const valid = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
  const encoding = { dtype: 'float32', scale: 1, offset: 0 } as const;
  const stored = storedNumbers({ values, valid, encoding }, content.encoding, content.nodata).values;
  return createHash('sha256')
    .update(new Uint8Array(stored.buffer as ArrayBuffer))
    .digest('hex');
}

describe('GDAL, on files of ours', { skip: hasGdal ? false : `${PYTHON} has no GDAL` }, () => {
  const reports = new Map<string, Report>();

  before(async () => {
    const paths: string[] = [];
    for (const [i, { content, bands, options }] of [...FILES, ...PLACED].entries()) {
      paths.push(join(directory.path, `${i}.tif`));
      await writeCog(paths[i], content, reader(...bands), options);
    }
    const script = fileURLToPath(new URL('gdal-report.py', import.meta.url));
    const { stdout, stderr, status } = spawnSync(PYTHON, [script, ...paths], { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.equal(status, 0, stderr);
    const found = JSON.parse(stdout) as Report[];
    for (const [i, { name }] of [...FILES, ...PLACED].entries()) reports.set(name, found[i]);
  });

  const reportOf = ({ name }: Written): Report => {
    const report = reports.get(name);
    assert.ok(report !== undefined);
    return report;
  };

  for (const file of FILES) {
    test(`${file.name}: valid, and every number as it was`, () => {
      const { content, options = {} } = file;
      const report = reportOf(file);
      const { blockSize = 512 } = options;
      assert.deepEqual(report.problems, []);
      assert.equal(report.layout, 'COG');
      assert.equal(report.epsg, '32633');
      const [a, b, c, d, e, f] = content.grid.affine;
      assert.deepEqual(report.transform, [c, a, b, f, d, e]);
      for (const [i, band] of report.bands.entries()) {
        const isWhole = content.encoding.dtype === 'int16';
        assert.equal(band.description, content.bands[i]);
        assert.deepEqual([band.dtype, ...band.block], [isWhole ? 'Int16' : 'Float32', blockSize, blockSize]);
        assert.equal(band.nodata.toLowerCase().replace(/\.0$/, ''), String(content.nodata).toLowerCase());
        assert.deepEqual([band.scale ?? 1, band.offset ?? 0], [content.encoding.scale, content.encoding.offset]);
        assert.equal(band.sha256, expectedHash(file, i), 'bytes of the full image');
        const [width, height] = band.sizes[band.sizes.length - 1];
        assert.ok(width <= blockSize && height <= blockSize, 'the smallest overview is one block');
        for (const [largest, share] of band.misfits) {
          // whole numbers differ where a mean of unequal shares ends in a half, which the last bit then rounds
          const isClose = isWhole ? largest <= 1 && share < 0.001 : largest <= 1e-7;
          assert.ok(isClose, `overviews differ by ${largest}, ${share} of the pixels`);
        }
      }
      assert.equal(report.bands.length, content.bands.length);
    });
  }

  test('date and further facts are where GDAL looks for them', () => {
    const { metadata } = reportOf(FILES.find(({ content }) => content.items !== undefined) ?? FILES[0]);
    assert.equal(metadata.TIFFTAG_DATETIME, '2024:06:25 00:00:00');
    assert.equal(metadata.EXPRESSION, 'B08 > 0.1 & "x" < 1 ? 1 : 0');
    assert.equal(metadata.AREA_OR_POINT, 'Area');
  });

  for (const file of PLACED) {
    test(`a raster on ${file.name} lies where it did`, () => {
      const { crs, affine } = file.content.grid;
      const [lon, lat] = projector(crs, WGS84)(affine[2] + 4e-3, affine[5] - 4e-3);
      const found = reportOf(file).lonLat;
      // 1e-6 degrees are 0.1 m; proj4 interpolates Robinson's table another way than PROJ, 2 m off
      const tolerance = file.name.includes('+proj=robin') ? 3e-5 : 1e-6;
      for (const [i, expected] of [lon, lat].entries()) {
        assert.ok(Math.abs(found[i] - expected) < tolerance, `${found.join(', ')} instead of ${lon}, ${lat}`);
      }
    });
  }
});
