import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BUNDLED_FACES, FONT_FAMILY, fontsConf, prepareFonts } from '../../src/render/fonts.ts';
import { rasteriseSvg } from '../../src/render/sharp.ts';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><g font-family="${FONT_FAMILY}" font-size="20"><text x="4" y="24">Farm Αθήνα Москва</text><text x="4" y="50" font-weight="700">Farm Αθήνα Москва</text></g></svg>`;

test('the configuration names the bundled faces before the folders of the machine', () => {
  const conf = readFileSync(prepareFonts(), 'utf8');
  const folders = [...conf.matchAll(/<dir>(.*)<\/dir>/g)].map(([, folder]) => folder);
  assert.match(folders[0], /bundled$/);
  assert.equal(process.env.FONTCONFIG_FILE, prepareFonts());
});

test('a machine without any font draws the same pixels', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chromatile-test-fonts-'));
  try {
    const [bundled, cache] = [join(folder, 'bundled'), join(folder, 'cache')];
    for (const path of [bundled, cache]) mkdirSync(path);
    copyFileSync(BUNDLED_FACES.regular, join(bundled, 'regular.ttf'));
    copyFileSync(BUNDLED_FACES.bold, join(bundled, 'bold.ttf'));
    writeFileSync(join(folder, 'fonts.conf'), fontsConf(bundled, cache, []));
    const script = `import sharp from 'sharp';
      const data = await sharp(Buffer.from(${JSON.stringify(SVG)})).ensureAlpha().raw().toBuffer();
      process.stdout.write(data.toString('base64'));`;
    const env = { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') };
    const bare = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
    const { data } = await rasteriseSvg(SVG);
    assert.ok(
      data.some((byte) => byte > 0),
      'letters are drawn',
    );
    assert.equal(Buffer.from(data).toString('base64'), bare);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
