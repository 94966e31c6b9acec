import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openCog } from '../../src/cog/open.ts';
import { Failure } from '../../src/failure.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import { renderFile, type FileRenderRequest } from '../../src/operations/render-file.ts';
import { DEFAULT_IMAGE_OPTIONS } from '../../src/render/image-options.ts';
import { sharp } from '../../src/render/sharp.ts';
import { openTestPixels } from '../pixels.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

interface Numbers {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}
/** What GDAL and numpy read; `fixtures/make.py` writes it. */
const expected = JSON.parse(readFileSync(`${FIXTURES}expected.json`, 'utf8')) as {
  files: Record<string, { stats: Numbers; aois: Record<string, Numbers & { pixels_inside: number }> }>;
};

function area(file: string, id: string): { name: string; geometry: AreaGeometry } {
  const { features } = JSON.parse(readFileSync(FIXTURES + file, 'utf8')) as {
    features: { id: string; geometry: AreaGeometry }[];
  };
  const found = features.find((feature) => feature.id === id);
  assert.ok(found);
  return { name: id, geometry: found.geometry };
}

const pixels = openTestPixels();
after(() => pixels.cogs.close());

const BARE = { ...DEFAULT_IMAGE_OPTIONS, legend: false } as const;
const VAAL = 'demo/vaal-pivots/ndvi_2024_01_11.tif';

function close(found: number | null, wanted: number, what: string): void {
  assert.ok(found !== null && Math.abs(found - wanted) <= 1e-6 * Math.max(1, Math.abs(wanted)), `${what} ${found}`);
}

test('statistics of an area and of a whole raster are those that numpy computes', async () => {
  const { stats, aois } = expected.files[VAAL];
  const cases = [
    { wanted: aois['vaal-pivots'], area: area('demo/aois.geojson', 'vaal-pivots') },
    { wanted: stats, area: undefined },
  ];
  for (const { wanted, area: asked } of cases) {
    const { summary, legend } = await renderFile(pixels, FIXTURES + VAAL, {
      area: asked,
      mode: 'dynamic',
      options: BARE,
    });
    assert.equal(summary.count, wanted.count);
    for (const key of ['min', 'max', 'mean', 'std'] as const) close(summary[key], wanted[key], key);
    const total = legend.classes.reduce((sum, item) => sum + item.area, 0);
    close(total / summary.areaM2, 1, 'share of the classes');
  }
});

test('without legend and size one raster pixel is one image pixel, in the colour of its class', async () => {
  const path = `${FIXTURES}tiny/ndvi_int16_scaled.tif`;
  const { bytes, legend } = await renderFile(pixels, path, { mode: 'theoretical', options: BARE });
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [12, 10]);
  const cog = await openCog(path);
  const { values, valid } = await cog.readWindow({ col: 0, row: 0, width: 12, height: 10 });
  await cog.close();
  const { classes } = legend;
  const last = classes.length - 1;
  for (const [i, stored] of values.entries()) {
    const value = stored * 0.0001;
    const at = classes.findIndex(({ max }, k) => k === last || value < max - 1e-9);
    const painted = `#${data.subarray(i * 4, i * 4 + 3).toString('hex')}`;
    assert.equal(data[i * 4 + 3], valid[i] === 1 ? 255 : 0, `opacity of pixel ${i}`);
    if (valid[i] === 1) assert.equal(painted, classes[at].color, `pixel ${i} of ${value}`);
  }
});

test('the preset is found by the name of the band, and named in the text of the PNG', async () => {
  const { bytes, legend } = await renderFile(pixels, FIXTURES + VAAL, {
    area: area('demo/aois.geojson', 'vaal-pivots'),
    mode: 'theoretical',
    options: DEFAULT_IMAGE_OPTIONS,
  });
  assert.deepEqual(
    legend.classes.map(({ label }) => label),
    ['Water', 'Bare soil', 'Sparse vegetation', 'Moderate vegetation', 'Dense vegetation'],
  );
  const text = bytes.toString('latin1');
  for (const part of ['chromatile:index\0NDVI', 'chromatile:date\x002024_01_11', 'ndvi_2024_01_11.tif']) {
    assert.ok(text.includes(part), part);
  }
  assert.ok(!text.includes(FIXTURES), 'never a path');
});

test('the same request gives the same bytes', async () => {
  const request: FileRenderRequest = {
    area: area('tiny/aois.geojson', 'tiny-with-hole'),
    mode: 'dynamic',
    ramp: 'continuous',
    options: DEFAULT_IMAGE_OPTIONS,
  };
  const path = `${FIXTURES}tiny/ndvi_float32_nan.tif`;
  assert.ok((await renderFile(pixels, path, request)).bytes.equals((await renderFile(pixels, path, request)).bytes));
});

test('degenerate rasters have their picture too', async () => {
  const draw = (name: string) => renderFile(pixels, `${FIXTURES}tiny/${name}`, { mode: 'dynamic', options: BARE });
  assert.deepEqual((await draw('all_nodata.tif')).legend.classes, []);
  const constant = await draw('constant.tif');
  assert.equal(constant.legend.classes.length, 1);
  assert.equal(constant.legend.classes[0].area_percentage, 100);
  assert.deepEqual([(await draw('one_pixel.tif')).width, (await draw('rotated.tif')).summary.count], [1, 113]);
});

test('what cannot be drawn is refused with its reason', async () => {
  const path = `${FIXTURES}tiny/ndvi_int16_scaled.tif`;
  const refused = async (changes: Partial<FileRenderRequest>, kind: string, message: RegExp) => {
    await assert.rejects(
      renderFile(pixels, path, { mode: 'theoretical', options: BARE, ...changes }),
      (error: unknown) => error instanceof Failure && error.kind === kind && message.test(error.message),
      String(message),
    );
  };
  await refused(
    { area: area('demo/aois.geojson', 'vaal-pivots') },
    'invalid',
    /does not overlap ndvi_int16_scaled\.tif/,
  );
  await refused({ indexName: 'BIOMASS' }, 'invalid', /no preset is called BIOMASS/);
  await refused({ satellite: 'Sputnik' }, 'invalid', /no satellite "Sputnik"; valid are Sentinel-2/);
  await refused({ band: 2 }, 'invalid', /band 2/);
  await refused({ colorMap: 'virdis' }, 'invalid', /viridis/);
});
