import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const TINY = fileURLToPath(new URL('../../fixtures/tiny/', import.meta.url));

/** A database that nobody can reach: inspecting opens none. */
const NO_DATABASE = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };

function lines(text: string): Record<string, unknown>[] {
  const parts = text.trimEnd().split('\n');
  return parts.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('--json writes an object a line, refused files included, and the exit code says so', async () => {
  const files = ['ndvi_int16_scaled.tif', 'not_a_tiff.tif', 'missing.tif', 'ndvi_ndwi_two_bands.tif'];
  const { code, stdout } = await run(['assets', 'inspect', '--json', ...files.map((name) => TINY + name)], NO_DATABASE);
  assert.equal(code, 1);
  const [plain, text, missing, bands] = lines(stdout);
  const { file, dtype, scale, nodata, crs } = plain;
  assert.deepEqual(
    { file, dtype, scale, nodata, crs },
    {
      file: files[0],
      dtype: 'int16',
      scale: 0.0001,
      nodata: -32768,
      crs: 'EPSG:32631',
    },
  );
  assert.equal((plain.stats as { count: number }).count, 113);
  for (const refused of [text, missing]) {
    assert.deepEqual(Object.keys(refused), ['file', 'error']);
    assert.equal((refused.error as { code: string }).code, 'unreadable');
    assert.ok(!JSON.stringify(refused).includes(TINY), 'the path stays out of the message');
  }
  assert.deepEqual(bands.scale, [0.0001, 0.0001]);
  assert.equal((bands.stats as unknown[]).length, 2);
});

test('statistics inside areas are listed by the id of their feature', async () => {
  const args = ['assets', 'inspect', '--json', `${TINY}ndvi_int16_scaled.tif`, '--aois', `${TINY}aois.geojson`];
  const { code, stdout } = await run(args, NO_DATABASE);
  assert.equal(code, 0);
  const { aois } = lines(stdout)[0] as { aois: Record<string, { count: number }> };
  assert.deepEqual(Object.keys(aois), ['tiny-with-hole', 'tiny-overhang']);
  assert.equal(aois['tiny-with-hole'].count, 65);
});

test('people get a table', async () => {
  const { code, stdout } = await run(['assets', 'inspect', `${TINY}ndvi_int16_scaled.tif`], NO_DATABASE);
  assert.equal(code, 0);
  assert.match(stdout, /size +12 x 10, 1 band, int16/);
  assert.match(stdout, /all +NDVI +113 /);
});
