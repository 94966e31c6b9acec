import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { BandInfo } from '../../src/cog/info.ts';
import { levelGrid } from '../../src/cog/level-grid.ts';
import type { SceneSource } from '../../src/engine/scene-source.ts';
import { WEB_MERCATOR_QUAD, tileGrid } from '../../src/grid/tile-matrix-set.ts';
import { renderFile } from '../../src/operations/render-file.ts';
import { DEFAULT_IMAGE_OPTIONS } from '../../src/render/image-options.ts';
import { paletteOf } from '../../src/render/palette.ts';
import { theoreticalLegend } from '../../src/style/automatic.ts';
import { cutsOf } from '../../src/style/cuts.ts';
import { resolveStyle } from '../../src/style/resolve.ts';
import type { Style } from '../../src/style/style.ts';
import { openTestPixels } from '../pixels.ts';
import { NO_SHARED_DATA, sharedData } from '../shared-data.ts';
import {
  AWKWARD,
  awkwardFiles,
  classedBands,
  FAULTS,
  PICTURES,
  storedTiles,
  TILE_SIZE,
  type ClassedBand,
} from './awkward.ts';
import { classedPixels, classesOf } from './picture.ts';

const BANDS = classedBands();
const COLOR_MAP = 'viridis';
/** Share of a tile's pixels that may differ from gdalwarp's, whose projection is followed to 0.05 source pixel. */
const MOST_DIFFERENT = 0.0002;
const BLANK = new Uint8Array(TILE_SIZE * TILE_SIZE);

const pixels = openTestPixels();
const tile = storedTiles();
after(() => pixels.cogs.close());

test('every file that can be read as an index is drawn', { skip: AWKWARD === undefined && NO_SHARED_DATA }, () => {
  const drawn = new Set(BANDS.map(({ file }) => file));
  const readable = Object.keys(awkwardFiles()).filter((name) => !(name in FAULTS) && !PICTURES.includes(name));
  assert.deepEqual(
    readable.filter((name) => !drawn.has(`awkward/${name}`)),
    [],
  );
});

for (const each of BANDS) {
  const path = sharedData(each.file);
  const skip = path === undefined && NO_SHARED_DATA;
  test(`band ${each.band} of ${each.file} is drawn as GDAL reads and warps it`, { skip }, async (t) => {
    if (each.picture !== undefined) await checkPicture(path ?? '', each, each.picture);
    const different = await checkTiles(path ?? '', each);
    if (different > 0) t.diagnostic(`${different} of ${each.tiles.length * TILE_SIZE ** 2} pixels differ`);
  });
}

/** One raster pixel is one of the picture, in the colour of its class. */
async function checkPicture(
  path: string,
  { band, rescale }: ClassedBand,
  { parts, ...wanted }: NonNullable<ClassedBand['picture']>,
): Promise<void> {
  const { bytes, legend } = await renderFile(pixels, path, {
    band,
    mode: 'theoretical',
    rescale,
    colorMap: COLOR_MAP,
    options: { ...DEFAULT_IMAGE_OPTIONS, legend: false },
  });
  const colors = legend.classes.map(({ color }) => color);
  // without a single value the picture says so in words
  if (wanted.pixels[0] === wanted.width * wanted.height) {
    assert.ok(legend.classes.every(({ area }) => area === 0));
  } else if (parts === undefined) {
    assert.deepEqual(await classesOf(bytes, colors), wanted);
  } else {
    const found = await classedPixels(bytes, colors);
    assert.deepEqual([found.width, found.height], [wanted.width, wanted.height]);
    const classes = Buffer.concat(parts.map(tile)).subarray(0, wanted.width * wanted.height);
    const different = countDifferent(found.classes, classes);
    assert.ok(different <= MOST_DIFFERENT * classes.length, `${different} pixels of the picture differ`);
  }
}

/** Tiles of the whole raster, and of an awkward one those around it too. @returns how many pixels are of another class than in gdalwarp's */
async function checkTiles(path: string, each: ClassedBand): Promise<number> {
  const { info } = await pixels.cogs.open(path);
  const grid = levelGrid(info);
  const { scale, offset }: BandInfo = info.bands[each.band - 1];
  const encoding = { dtype: info.dtype, scale, offset };
  const file = { path, version: info.version, band: each.band, grid, encoding };
  const scene: SceneSource = { key: each.file, layers: [{ kind: 'band', file, grid, encoding }] };
  const style = resolveStyle(theoreticalLegend({ colorMap: COLOR_MAP, rescale: each.rescale }));
  const wanted = new Map(each.tiles.map(([z, x, y, number]) => [`${z}/${x}/${y}`, tile(number)]));
  if (each.picture !== undefined)
    for (const name of namesAround(each.tiles)) wanted.set(name, wanted.get(name) ?? BLANK);
  let total = 0;
  for (const [name, classes] of wanted) {
    const different = countDifferent(await drawTile(scene, style, name), classes);
    assert.ok(different <= MOST_DIFFERENT * classes.length, `${different} pixels of tile ${name} differ`);
    total += different;
  }
  return total;
}

/** Tiles that share an edge with one of these. */
function* namesAround(tiles: ClassedBand['tiles']): Generator<string> {
  for (const [z, x, y] of tiles) {
    const across = 2 ** z;
    for (const i of [-1, 1]) {
      yield `${z}/${(x + i + across) % across}/${y}`;
      yield `${z}/${x}/${y + i}`;
    }
  }
}

/** @param name z/x/y */
async function drawTile(scene: SceneSource, style: Style, name: string): Promise<Uint8Array> {
  const [z, x, y] = name.split('/').map(Number);
  const colors = style.intervals.map(({ color }) => color);
  const png = await pixels.engine.run('drawTile', {
    scene,
    grid: tileGrid(WEB_MERCATOR_QUAD, z, x, y, TILE_SIZE),
    cuts: cutsOf(style, scene.layers[0].encoding),
    palette: paletteOf(colors, new Uint8Array(4)),
    isMasked: false,
    resampling: 'nearest',
    format: 'png',
  });
  return png === undefined ? BLANK : (await classedPixels(png, colors)).classes;
}

function countDifferent(found: Uint8Array, wanted: Uint8Array): number {
  assert.equal(found.length, wanted.length);
  let different = 0;
  for (let i = 0; i < found.length; i++) if (found[i] !== wanted[i]) different++;
  return different;
}
