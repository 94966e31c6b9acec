import { readGrid } from '../cog/read.ts';
import type { CogStore } from '../cog/store.ts';
import { windowGrid, type Grid, type Window } from '../grid/grid.ts';
import { parseExpressions } from '../raster/band-math.ts';
import { COMPUTED, evaluate } from '../raster/evaluate.ts';
import type { Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import type { BandFile, MathLayer } from './layer.ts';

/**
 * An index computed from its bands on any grid. Every band is read onto the grid by itself, so that a coarser one
 * gives each finer pixel the value it lies in, and the expression is computed there. Of a composite the first
 * expression's values, where all three have one.
 *
 * @throws Failure `unreadable` if a file is missing, damaged or not the registered one
 */
export async function readMath(
  cogs: CogStore,
  layer: MathLayer,
  target: Grid,
  resampling: Resampling,
): Promise<Raster> {
  const [first] = await readChannels(cogs, layer, target, resampling);
  return first;
}

/**
 * The values of each of a layer's expressions: one raster of an index, three of a composite, each valid where all of
 * them are.
 *
 * @throws Failure as `readMath`
 */
export async function readChannels(
  cogs: CogStore,
  { expression, bands }: MathLayer,
  target: Grid,
  resampling: Resampling,
): Promise<readonly Raster[]> {
  const expressions = parseExpressions(expression, Object.keys(bands));
  const names = [...new Set(expressions.flatMap((one) => one.bands))];
  const channels = expressions.map(() => emptyRaster(target));
  for (const strip of stripsOf(target)) {
    const grid = windowGrid(target, strip);
    const reading = names.map(async (name): Promise<[string, Raster]> => [
      name,
      await readBand(cogs, bands[name], grid, resampling),
    ]);
    const rasters = Object.fromEntries(await Promise.all(reading));
    const from = strip.row * target.width;
    for (const [i, one] of expressions.entries()) {
      const { values, valid } = evaluate(one, rasters);
      channels[i].values.set(values, from);
      channels[i].valid.set(valid, from);
    }
  }
  return channels.length === 1 ? channels : withSharedValidity(channels);
}

/** Pixels whose bands are held at once: the values of a whole scene fit in memory, its bands beside them might not. */
const STRIP_PIXELS = 1 << 22;

/** Windows of whole rows that cover a grid. */
function stripsOf({ width, height }: Grid): Window[] {
  const rows = Math.max(1, Math.floor(STRIP_PIXELS / width));
  return Array.from({ length: Math.ceil(height / rows) }, (_, i) => ({
    col: 0,
    row: i * rows,
    width,
    height: Math.min(rows, height - i * rows),
  }));
}

function emptyRaster(grid: Grid): Raster {
  const pixels = grid.width * grid.height;
  return { grid, values: new Float32Array(pixels), valid: new Uint8Array(pixels), encoding: COMPUTED };
}

/** The file's own numbers, with the scale and offset that the catalogue has settled on. */
async function readBand(cogs: CogStore, file: BandFile, target: Grid, resampling: Resampling): Promise<Raster> {
  const { path, version, band, encoding } = file;
  const raster = await readGrid(await cogs.open(path, version), band, target, resampling);
  const { scale, offset } = encoding;
  return { ...raster, encoding: { dtype: raster.encoding.dtype, scale, offset } };
}

function withSharedValidity(channels: readonly Raster[]): Raster[] {
  const valid = channels[0].valid.slice();
  for (const channel of channels) for (let i = 0; i < valid.length; i++) valid[i] &= channel.valid[i];
  return channels.map((channel) => ({ ...channel, valid }));
}
