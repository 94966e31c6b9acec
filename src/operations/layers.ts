import type { AssetRecord } from '../catalogue/assets.ts';
import type { Layer } from '../engine/layer.ts';

/** What gives a scene its pixels: a layer for each of its assets, in their order. */
export function layersOf(assets: readonly AssetRecord[]): Layer[] {
  return assets.map(({ path, version, band, grid, encoding }) => {
    const { dtype, scale, offset } = encoding;
    const stored = { dtype, scale, offset };
    return { kind: 'band', file: { path, version, band, grid, encoding: stored }, grid, encoding: stored };
  });
}
