import { z } from 'zod';

/** One level of a set. */
export const tileMatrix = z.object({
  id: z.string().meta({ description: '`{z}` of a tile.' }),
  scaleDenominator: z.number(),
  cellSize: z.number().meta({ description: 'Side of a pixel, in units of the CRS.' }),
  cornerOfOrigin: z.string(),
  pointOfOrigin: z.array(z.number()).readonly().meta({ description: 'In the order of orderedAxes.' }),
  tileWidth: z.int(),
  tileHeight: z.int(),
  matrixWidth: z.int(),
  matrixHeight: z.int(),
});

/** A set in a list of sets. */
export const listedTileMatrixSet = z.object({
  id: z.string(),
  title: z.string(),
  uri: z.string(),
  crs: z.string(),
});

/** A set by itself. */
export const tileMatrixSetSchema = listedTileMatrixSet
  .extend({
    orderedAxes: z.array(z.string()).readonly(),
    wellKnownScaleSet: z.string().optional(),
    tileMatrices: z.array(tileMatrix).readonly(),
  })
  .meta({ id: 'TileMatrixSet', description: 'OGC Two Dimensional Tile Matrix Set 2.0, JSON encoding.' });
