import type { AreaGeometry } from '../grid/geometry.ts';
import type { Layer } from './layer.ts';

/** Where the pixels of one AOI and date come from: all that a thread is told of a scene. Plain data. */
export interface SceneSource {
  /** Equal keys mean equal scenes, the AOI's border included. */
  readonly key: string;
  /** EPSG:4326; absent where the whole raster is meant. */
  readonly geometry?: AreaGeometry | undefined;
  /** Newest on top, at least one, all of one lattice and encoding. */
  readonly layers: readonly Layer[];
}
