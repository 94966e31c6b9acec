import type { AssetBand, AssetRecord } from '../catalogue/assets.ts';
import type { IndexFormula } from '../catalogue/scenes.ts';
import type { BandFile, Layer, MathLayer } from '../engine/layer.ts';
import type { Grid } from '../grid/grid.ts';
import { COMPUTED } from '../raster/evaluate.ts';

/** What gives a scene its pixels: a layer for each of its assets, in their order. */
export function layersOf(index: IndexFormula, assets: readonly AssetRecord[]): Layer[] {
  return assets.map((asset) => (asset.indexId === null ? mathLayer(index, asset) : bandLayer(asset)));
}

function bandLayer(asset: AssetRecord): Layer {
  const file = toFile(asset);
  return { kind: 'band', file, grid: file.grid, encoding: file.encoding };
}

/** @param asset imagery that has all bands of the index */
function mathLayer({ expression, bands: read }: IndexFormula, asset: AssetRecord): MathLayer {
  const bands = asset.bands.filter(({ name }) => read.includes(name));
  const { grid } = finestOf(bands);
  const files = Object.fromEntries(bands.map((band) => [band.name, toFile(band)]));
  return { kind: 'math', expression, bands: files, grid, encoding: COMPUTED };
}

/** The band of the smallest pixels; the first of several. */
export function finestOf<Band extends { readonly grid: Grid }>(bands: readonly Band[]): Band {
  return bands.reduce((finest, band) => (pixelArea(band.grid) < pixelArea(finest.grid) ? band : finest));
}

/** In square units of the CRS. */
function pixelArea({ affine: [a, b, , d, e] }: Grid): number {
  return Math.abs(a * e - b * d);
}

function toFile({ path, version, band, grid, encoding }: Omit<AssetBand, 'name'>): BandFile {
  const { dtype, scale, offset } = encoding;
  return { path, version, band, grid, encoding: { dtype, scale, offset } };
}
