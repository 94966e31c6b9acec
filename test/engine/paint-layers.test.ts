import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { levelGrid } from '../../src/cog/level-grid.ts';
import { withScratch } from '../../src/cog/scratch.ts';
import { CogStore } from '../../src/cog/store.ts';
import { paintLayers } from '../../src/engine/paint-layers.ts';
import { readOnto } from '../../src/engine/read-scene.ts';
import { Failure } from '../../src/failure.ts';
import { gridBounds, windowGrid, type Grid } from '../../src/grid/grid.ts';
import { projector } from '../../src/grid/projection.ts';
import { WEB_MERCATOR, WEB_MERCATOR_QUAD, tileGrid } from '../../src/grid/tile-matrix-set.ts';
import { paint } from '../../src/render/paint.ts';
import { decodePicture } from '../../src/render/decode-picture.ts';
import { sharedData } from '../shared-data.ts';

/** The project's own small rasters, and the awkward ones where they are laid beside the checkout. */
const FOLDERS = [fileURLToPath(new URL('../../fixtures/tiny/', import.meta.url)), sharedData('awkward/')].flatMap(
  (folder) => folder ?? [],
);

const cogs = new CogStore({ decodePicture });
after(() => cogs.close());

/** A tile about the raster's middle whose pixels are near its own, and one of a quarter of that resolution. */
function tilesOver(grid: Grid): Grid[] {
  const [west, south, east, north] = gridBounds(grid);
  const project = projector(grid.crs, WEB_MERCATOR);
  const [x, y] = project((west + east) / 2, (south + north) / 2);
  const [beside] = project((west + east) / 2 + (east - west) / grid.width, (south + north) / 2);
  if (Number.isNaN(x + y + beside)) return [];
  const world = 2 * Math.PI * 6_378_137;
  const native = Math.max(2, Math.min(20, Math.round(Math.log2(world / 256 / Math.abs(beside - x)))));
  return [native, native - 2].map((z) => {
    const side = world / 2 ** z;
    return tileGrid(
      WEB_MERCATOR_QUAD,
      z,
      Math.floor(x / side + 2 ** (z - 1)),
      Math.floor(2 ** (z - 1) - y / side),
      256,
    );
  });
}

let painted = 0;
for (const folder of FOLDERS) {
  for (const name of readdirSync(folder).filter((file) => /^(?!bad_|truncated).*\.tif$/.test(file))) {
    test(`${name} is painted straight as it is painted in steps`, async () => {
      const cog = await cogs.open(folder + name).catch((cause: unknown) => {
        if (cause instanceof Failure) return undefined; // refused, which other tests are about
        throw cause;
      });
      if (cog === undefined) return;
      const { info } = cog;
      const grid = levelGrid(info);
      for (const [band, { nodata = 0, scale, offset }] of info.bands.entries()) {
        const encoding = { dtype: info.dtype, scale, offset };
        const file = { path: folder + name, version: info.version, band: band + 1, grid, encoding };
        const layers = [{ kind: 'band', file, grid, encoding }] as const;
        // nodata lies among the thresholds, at one and between two
        for (const middle of [0.1, nodata, nodata + 0.5]) {
          const spread = info.dtype.startsWith('float') ? 0.3 : 40;
          const thresholds = Float64Array.of(middle - spread, middle, middle + spread / 7, middle + spread);
          if (thresholds.some((threshold, i) => i > 0 && !(threshold > thresholds[i - 1]))) continue;
          const cuts = { thresholds, slots: Uint8Array.of(9, 1, 2, 3, 4) };
          // tiles, and pixels of the raster's own with some beside it
          for (const target of [...tilesOver(grid), windowGrid(grid, { col: 3, row: -2, width: 71, height: 65 })]) {
            const mask = new Uint8Array(target.width * target.height).fill(1).fill(0, 0, 700);
            for (const resampling of ['nearest', 'bilinear', 'cubic'] as const) {
              const inSteps = paint(await readOnto(cogs, layers, target, resampling), cuts, mask);
              await withScratch(async (scratch) => {
                const straight = await paintLayers(cogs, layers, { grid: target, resampling, cuts, mask, scratch });
                const where = `${resampling}, band ${band + 1}, cuts about ${middle}`;
                assert.ok(Buffer.from(straight).equals(Buffer.from(inSteps)), where);
                painted += straight.filter((slot) => slot > 0).length;
              });
            }
          }
        }
      }
    });
  }
}

test('the comparison saw pixels', () => {
  // the small ones alone have fewer
  const least = sharedData('awkward/') === undefined ? 15_000 : 300_000;
  assert.ok(painted > least, `${painted} pixels`);
});
