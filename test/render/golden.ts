import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeRgbaPng } from '../../src/render/png.ts';
import { sharp } from '../../src/render/sharp.ts';

async function decode(png: Buffer) {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height };
}

/**
 * Compares a PNG pixel by pixel with `golden/<name>.png`. With UPDATE_GOLDEN=1 it is written there instead. On a
 * mismatch the image and a picture of the difference (white where equal) go to the folder for temporary files.
 */
export async function assertGolden(name: string, png: Buffer): Promise<void> {
  const path = fileURLToPath(new URL(`golden/${name}.png`, import.meta.url));
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(path, png);
    return;
  }
  assert.ok(existsSync(path), `golden/${name}.png is missing; look at the image and run with UPDATE_GOLDEN=1`);
  const [actual, expected] = [await decode(png), await decode(readFileSync(path))];
  const isSameSize = actual.width === expected.width && actual.height === expected.height;
  if (isSameSize && Buffer.compare(actual.data, expected.data) === 0) return;
  const actualPath = join(tmpdir(), `chromatile-${name}-actual.png`);
  writeFileSync(actualPath, png);
  if (!isSameSize) {
    assert.fail(
      `${name}: ${actual.width} x ${actual.height}, not ${expected.width} x ${expected.height}; see ${actualPath}`,
    );
  }
  const difference = actual.data.map((byte, i) => (i % 4 === 3 ? 255 : 255 - Math.abs(byte - expected.data[i])));
  const differencePath = join(tmpdir(), `chromatile-${name}-difference.png`);
  writeFileSync(differencePath, encodeRgbaPng(difference, actual.width, actual.height));
  assert.fail(`${name} differs from its golden image; see ${actualPath} and ${differencePath}`);
}
