import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Grid } from '../../src/grid/grid.ts';
import { areaBbox } from '../../src/grid/geometry.ts';
import { middleOf, nativeLevel } from '../../src/grid/tile-choice.ts';
import { WEB_MERCATOR, requireTileMatrixSet, tileGrid, tileRange } from '../../src/grid/tile-matrix-set.ts';
import { WGS84, projector } from '../../src/grid/projection.ts';
import { requireAoi } from '../../src/operations/found.ts';
import { renderWindow, type WindowRequest } from '../../src/operations/render-window.ts';
import { tilePlan } from '../../src/operations/tile-plan.ts';
import { sceneBoxes } from '../../src/engine/scene-area.ts';
import type { Mode } from '../../src/style/style.ts';
import { sharp } from '../../src/render/sharp.ts';
import { DATES, makeMap, type MapOfAda } from '../http/map.ts';
import { openWorld, type World } from '../http/world.ts';

const DATE = DATES[1].replaceAll('_', '-');

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

const ada = () => ({ tenantId: world.ada.tenantId, userId: null });

function render(grid: Grid, options: Partial<WindowRequest> = {}) {
  const { aoi_id: aoiId, visualization_id: id } = map.ids;
  const request: WindowRequest = {
    date: DATE,
    mode: 'dynamic',
    grid,
    format: 'png',
    isMasked: true,
    resampling: 'nearest',
    ...options,
  };
  return renderWindow(world.services, ada(), aoiId, id, request);
}

async function rgba(grid: Grid, options: Partial<WindowRequest> = {}): Promise<Uint32Array> {
  const { bytes } = await (await render(grid, options)).render(new AbortController().signal);
  const { data } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return new Uint32Array(Uint8Array.from(data).buffer);
}

const painted = (pixels: Uint32Array): number => pixels.reduce((sum, pixel) => sum + (pixel === 0 ? 0 : 1), 0);

/** The AOI in a CRS, around all its rings. */
async function boundsIn(grid: Grid): Promise<[number, number, number, number]> {
  const { aoi_id: aoiId, visualization_id: id } = map.ids;
  const { scene } = await tilePlan(world.services, ada(), aoiId, id, { date: DATE, mode: 'dynamic' });
  const [box] = sceneBoxes(scene, grid) ?? [];
  return [...box];
}

for (const [id, coarser, size, mode, resampling] of [
  ['WebMercatorQuad', 0, 256, 'dynamic', 'nearest'],
  ['WebMercatorQuad', 1, 512, 'theoretical', 'bilinear'],
  ['WebMercatorQuad', 3, 256, 'theoretical', 'average'],
  ['WorldCRS84Quad', 0, 512, 'theoretical', 'nearest'],
  ['WorldMercatorWGS84Quad', 1, 256, 'dynamic', 'nearest'],
  ['EuropeanETRS89_LAEAQuad', 0, 256, 'dynamic', 'nearest'],
  ['EuropeanETRS89_LAEAQuad', 2, 256, 'theoretical', 'cubic'],
  ['UTM35WGS84Quad', 0, 256, 'dynamic', 'nearest'],
  ['UTM35WGS84Quad', 1, 256, 'theoretical', 'mode'],
  ['UTM34WGS84Quad', 1, 256, 'dynamic', 'nearest'],
  ['UPSArcticWGS84Quad', 1, 512, 'dynamic', 'nearest'],
] as const) {
  test(`tiles of ${id}, ${coarser} levels coarser, ${size} px, ${resampling}, ${mode}: put together they are the one window`, async () => {
    const set = requireTileMatrixSet(id);
    const { geometry } = await requireAoi(world.database, world.ada.tenantId, map.ids.aoi_id);
    const { aoi_id: aoiId, visualization_id: visualizationId } = map.ids;
    const { scene } = await tilePlan(world.services, ada(), aoiId, visualizationId, { date: DATE, mode });
    const z = nativeLevel(set, scene.layers[0].grid, middleOf(areaBbox(geometry))) - coarser;
    const range = tileRange(set, z, await boundsIn(tileGrid(set, z, 0, 0, size)));
    // enough to have borders both ways
    const [minCol, minRow] = [range.minCol, range.minRow];
    const [across, down] = [Math.min(3, range.maxCol - minCol + 1), Math.min(2, range.maxRow - minRow + 1)];
    const corner = tileGrid(set, z, minCol, minRow, size);
    const whole = { ...corner, width: across * size, height: down * size };
    const options: { mode: Mode; resampling: typeof resampling } = { mode, resampling };
    const together = await rgba(whole, options);
    assert.equal(painted(together) > 500, true, `${painted(together)} pixels are painted`);
    for (let row = 0; row < down; row++) {
      for (let col = 0; col < across; col++) {
        const tile = await rgba(tileGrid(set, z, minCol + col, minRow + row, size), options);
        let other = 0;
        for (let i = 0; i < tile.length; i++) {
          const at = (row * size + Math.floor(i / size)) * whole.width + col * size + (i % size);
          if (tile[i] !== together[at]) other++;
        }
        assert.equal(other, 0, `${other} pixels of tile ${col}, ${row} are others`);
      }
    }
  });
}

/** A window of web mercator about the AOI. */
async function around(pixels: number): Promise<Grid> {
  const { geometry } = await requireAoi(world.database, world.ada.tenantId, map.ids.aoi_id);
  const [x, y] = projector(WGS84, WEB_MERCATOR)(...middleOf(areaBbox(geometry)));
  const side = 6000 / pixels;
  return {
    crs: WEB_MERCATOR,
    affine: [side, 0, x - 3000, 0, -side, y + 3000],
    width: pixels,
    height: pixels,
  };
}

test('what is not painted takes the background, in every format', async () => {
  const grid = await around(128);
  const plain = await rgba(grid);
  const colored = await rgba(grid, { isTransparent: false, background: '#123456' });
  const lossless = await rgba(grid, { isTransparent: false, background: '#123456', format: 'webp' });
  const jpeg = await rgba(grid, { background: '#123456', format: 'jpeg' });
  let [behind, off] = [0, 0];
  for (let i = 0; i < plain.length; i++) {
    const wanted = plain[i] === 0 ? 0xff563412 : plain[i];
    if (plain[i] === 0) behind++;
    if (colored[i] !== wanted || lossless[i] !== wanted) off++;
  }
  assert.equal(behind > 1000 && behind < plain.length - 1000, true, `${behind} are behind`);
  assert.equal(off, 0);
  const corner = jpeg[0];
  assert.equal(Math.abs((corner & 255) - 0x12) < 8 && Math.abs(((corner >> 16) & 255) - 0x56) < 8, true);
});

test('a picture is named by all that is asked for, and by nothing else', async () => {
  const grid = await around(64);
  const named = async (options: Partial<WindowRequest> = {}, other = grid) => (await render(other, options)).etag;
  const variants: Partial<WindowRequest>[] = [
    {},
    { mode: 'theoretical' },
    { date: DATES[2].replaceAll('_', '-') },
    { format: 'webp' },
    { format: 'jpeg' },
    { format: 'jpeg', background: '#000000' },
    { isTransparent: false },
    { isTransparent: false, background: '#000000' },
    { isMasked: false },
    { resampling: 'cubic' },
  ];
  const etags = await Promise.all(variants.map((options) => named(options)));
  etags.push(
    await named({}, { ...grid, width: 63 }),
    await named({}, { ...grid, crs: { ...grid.crs, definition: `${grid.crs.definition} +over` } }),
  );
  assert.equal(new Set(etags).size, etags.length);
  assert.equal(await named({ background: '#123456' }), etags[0], 'a background that does not show');
  const { revision } = await render(grid, { mode: 'theoretical' });
  assert.equal(revision, (await render(grid)).revision, 'one revision for all pictures');
  assert.match(revision, /^[0-9a-f]{16}$/);
});

test('a plan that is looked up again has the scene that it had, whose border is projected already', async () => {
  const { aoi_id: aoiId, visualization_id: id } = map.ids;
  const plan = () => tilePlan(world.services, ada(), aoiId, id, { date: DATE, mode: 'dynamic' });
  const first = await plan();
  world.services.memory.tilePlans.forget();
  const second = await plan();
  assert.notEqual(second, first);
  assert.equal(second.scene === first.scene, true, 'the same scene');
});

test('a map that goes on beyond the antimeridian shows the AOI in each of its worlds', async () => {
  const grid = await around(128);
  const world = 2 * Math.PI * 6_378_137;
  const here = await rgba(grid);
  for (const turns of [-1, 1]) {
    const [a, b, x, d, e, y] = grid.affine;
    const there = await rgba({ ...grid, affine: [a, b, x + turns * world, d, e, y] });
    let other = 0;
    for (let i = 0; i < here.length; i++) if (here[i] !== there[i]) other++;
    assert.equal(other <= here.length / 1000, true, `${other} pixels are others, ${turns} worlds away`);
  }
});
