import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';
import { openCog, type Cog } from '../../src/cog/open.ts';
import type { Affine } from '../../src/grid/affine.ts';
import type { Raster } from '../../src/raster/raster.ts';
import type { Resampling } from '../../src/raster/resample.ts';
import { warp } from '../../src/raster/warp.ts';
import { crs } from '../grid/crss.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';
import { unpacked } from './rasters.ts';

/** Made by make-real-warp.py. */
const CASES = JSON.parse(readFileSync(new URL('real-warp.json', import.meta.url), 'utf8')) as {
  file: string;
  name: string;
  crs: number | null;
  affine: Affine;
  width: number;
  height: number;
  range: number;
  kernels: Record<string, { valid: string; sample: string }>;
}[];

/** What is asked for, in parts of the raster's range. */
const TOLERANCE: Record<string, number> = { near: 0, bilinear: 1e-4, cubic: 1e-4, average: 1e-5 };

/** Whether all the pixels up to three away are there and valid. */
function isAmidValid(valid: Uint8Array, width: number, at: number): boolean {
  const col = at % width;
  for (let row = -3; row <= 3; row++) {
    for (let k = -3; k <= 3; k++) {
      if (col + k < 0 || col + k >= width || valid[at + row * width + k] !== 1) return false;
    }
  }
  return true;
}

for (const file of new Set(CASES.map((each) => each.file))) {
  const path = sharedData(file);
  describe(`warp of ${file} against gdalwarp`, { skip: path === undefined ? NO_SHARED_DATA : false }, () => {
    let cog: Cog;
    let source: Raster;
    before(async () => {
      cog = await openCog(path ?? '');
      source = await cog.readWindow({ col: 0, row: 0, width: cog.info.width, height: cog.info.height });
    });
    after(() => cog.close());

    for (const { name, crs: code, affine, width, height, range, kernels } of CASES.filter(
      (each) => each.file === file,
    )) {
      for (const [kernel, oracle] of Object.entries(kernels)) {
        it(`${kernel}, ${name}`, () => {
          const target = { crs: code === null ? source.grid.crs : crs(code), affine, width, height };
          const { values, valid } = warp(source, target, kernel === 'near' ? 'nearest' : (kernel as Resampling));
          const bits = inflateSync(Buffer.from(oracle.valid, 'base64'));
          const wrong = valid.filter((bit, i) => bit !== ((bits[i >> 3] >> (7 - (i & 7))) & 1)).length;
          assert.ok(wrong <= 0.001 * valid.length, `${wrong} of ${valid.length} pixels are valid in one only`);
          let compared = 0;
          unpacked(oracle.sample).forEach((wanted, i) => {
            const at = (i * 7919) % values.length;
            if (wanted === null || valid[at] === 0) return;
            // wide kernels go their own way beside nodata and the raster's edge
            if (name.endsWith('coarser') && kernel === 'cubic' && !isAmidValid(valid, width, at)) return;
            compared++;
            const error = Math.abs(values[at] - wanted);
            assert.ok(error <= range * TOLERANCE[kernel], `pixel ${at}: ${values[at]} for ${wanted}`);
          });
          assert.ok(compared > 200, `${compared} pixels compared`);
        });
      }
    }
  });
}
