import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sharp } from '../../src/render/sharp.ts';
import { run, type Run } from './run.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const RASTER = `${FIXTURES}demo/beauce-fields/ndvi_2024_05_06.tif`;
const AREAS = `${FIXTURES}demo/aois.geojson`;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chromatile-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Without any database: opening this one would fail. */
function render(args: readonly string[], stdin?: Uint8Array): Promise<Run> {
  return run(['render', ...args], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, stdin);
}

test('a raster and a feature become a picture with legend, and --json says what it shows', async () => {
  const out = join(folder, 'map.png');
  const { code, stdout, stderr } = await render([RASTER, AREAS, '--feature', 'beauce-fields', '--out', out, '--json']);
  assert.equal(code, 0, stderr);
  const shown = JSON.parse(stdout) as { width: number; height: number; mode: string; classes: unknown[] };
  assert.deepEqual([shown.mode, shown.classes.length], ['dynamic', 5]);
  const { format, width, height } = await sharp(await readFile(out)).metadata();
  assert.deepEqual([format, width, height], ['png', shown.width, shown.height]);
  assert.ok((await readFile(out)).toString('latin1').includes('chromatile:date\x002024_05_06'), 'the date of the name');
});

test('raster and area may come from standard input, and the picture goes to standard output', async () => {
  const choice = ['--feature', 'Demo: Beauce fields', '--date', '2024-05-06', '--no-legend', '--out', '-'];
  const plain = await render([RASTER, AREAS, ...choice]);
  const piped = await render([RASTER, '-', ...choice], await readFile(AREAS));
  assert.ok(plain.bytes.equals(piped.bytes), piped.stderr);
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith('chromatile-render-'));
  const spooled = await render(['-', AREAS, ...choice], await readFile(RASTER));
  assert.equal(spooled.code, 0, spooled.stderr);
  const [a, b] = await Promise.all([plain, spooled].map(({ bytes }) => sharp(bytes).raw().toBuffer()));
  assert.ok(a.equals(b), 'the same pixels');
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith('chromatile-render-'));
  assert.deepEqual(left, before, 'nothing is left behind');
});

test('the options reach the picture', async () => {
  const at = (name: string) => join(folder, name);
  const sized = await render([RASTER, '--out', at('a.webp'), '--width', '200', '--height', '150', '--scale', '2']);
  assert.equal(sized.code, 0, sized.stderr);
  const { format, width, height } = await sharp(await readFile(at('a.webp'))).metadata();
  assert.deepEqual([format, width, height], ['webp', 400, 300]);
  const flags = [
    '--color-map',
    '#000000,#ffffff',
    '--bins',
    '2',
    '--method',
    'quantile',
    '--range',
    '2,98',
    '--no-legend',
  ];
  const { code, stdout } = await render([RASTER, '--out', at('b.png'), '--json', ...flags]);
  assert.equal(code, 0);
  const { classes, width: native } = JSON.parse(stdout) as { classes: { color: string }[]; width: number };
  assert.deepEqual([classes.map(({ color }) => color), native], [['#404040', '#bfbfbf'], 300]);
});

test('wrong usage ends with 2, a refusal with 1 and one line', async () => {
  for (const args of [
    ['-', '-'],
    [RASTER, '--mode', 'magic'],
    [RASTER, '--bins', '16'],
    [RASTER, '--date', '2024-02-30'],
    [],
  ]) {
    assert.equal((await render(args)).code, 2, args.join(' '));
  }
  const unclear = await render([RASTER, AREAS]);
  assert.equal(unclear.code, 1);
  assert.match(unclear.stderr, /^the area file has 3 features: choose one by --feature, of beauce-fields, .*\n$/);
  const huge = await render([RASTER, '--width', '2049', '--scale', '2']);
  assert.deepEqual([huge.code, huge.stderr], [1, 'width and height times scale must not exceed 4096\n']);
  const text = join(folder, 'text.tif');
  await writeFile(text, 'no raster');
  const broken = await render([text, '--out', join(folder, 'never.png')]);
  assert.deepEqual([broken.code, broken.stdout], [1, '']);
  assert.equal((await readdir(folder)).includes('never.png'), false);
});
