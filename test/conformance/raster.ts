import { basename } from 'node:path';
import sharp from 'sharp';
import { levelGrid } from '../../src/cog/level-grid.ts';
import { readGrid } from '../../src/cog/read.ts';
import type { CogStore } from '../../src/cog/store.ts';
import { drawTile } from '../../src/engine/draw-tile.ts';
import type { Layer } from '../../src/engine/layer.ts';
import type { Grid } from '../../src/grid/grid.ts';
import type { Encoding, Raster } from '../../src/raster/raster.ts';
import { paletteOf } from '../../src/render/palette.ts';
import type { Summary } from '../../src/stats/summary.ts';
import { takeSummary } from '../../src/engine/measure-scene.ts';
import { cutsOf } from '../../src/style/cuts.ts';
import type { Style } from '../../src/style/style.ts';

/** A raster that every program is to draw at its own resolution. */
export interface TestRaster {
  readonly name: string;
  readonly path: string;
  readonly grid: Grid;
  readonly encoding: Encoding;
  readonly nodata: number | null;
  readonly layer: Layer;
}

export async function openRaster(cogs: CogStore, path: string): Promise<TestRaster> {
  const { info } = await cogs.open(path);
  const grid = levelGrid(info);
  const [{ scale, offset, nodata = null }] = info.bands;
  const encoding = { dtype: info.dtype, scale, offset };
  const file = { path, version: info.version, band: 1, grid, encoding };
  return { name: basename(path), path, grid, encoding, nodata, layer: { kind: 'band', file, grid, encoding } };
}

/** Statistics of all pixels. */
export function summaryOf(cogs: CogStore, { path, layer }: TestRaster): Promise<Summary> {
  return takeSummary(cogs, { scene: { key: path, layers: [layer] } });
}

/** Stored numbers of all pixels. */
export async function readPixels(cogs: CogStore, { path, grid }: TestRaster): Promise<Raster> {
  return readGrid(await cogs.open(path), 1, grid, 'nearest');
}

/** Our own picture of the raster, drawn as its tiles are: RGBA, row by row. */
export async function paintedHere(
  cogs: CogStore,
  { path, grid, encoding, layer }: TestRaster,
  style: Style,
): Promise<Uint8Array> {
  const colors = style.intervals.map(({ color }) => color);
  const png = await drawTile(cogs, {
    scene: { key: path, layers: [layer] },
    grid,
    cuts: cutsOf(style, encoding),
    palette: paletteOf(colors, new Uint8Array(4)),
    isMasked: false,
    format: 'png',
    resampling: 'nearest',
  });
  return png === undefined ? new Uint8Array(4 * grid.width * grid.height) : rgbaOf(png);
}

/** RGBA of a picture file. */
export async function rgbaOf(picture: Buffer): Promise<Uint8Array> {
  return sharp(picture, { limitInputPixels: false }).ensureAlpha().raw().toBuffer();
}
