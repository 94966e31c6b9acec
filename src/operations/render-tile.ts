import { gridBounds, type Grid } from '../grid/grid.ts';
import { WEB_MERCATOR_QUAD, tileGrid } from '../grid/tile-matrix-set.ts';
import type { Resampling } from '../raster/resample.ts';
import { encodeIndexedPng } from '../render/png.ts';
import type { Mode } from '../style/style.ts';
import type { Answer } from './answer-cache.ts';
import type { Caller, Services } from './services.ts';
import { planTiles, type TilePlan } from './tile-plan.ts';

export interface TileRequest {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly mode: Mode;
  readonly z: number;
  readonly x: number;
  readonly y: number;
  /** Pixels a side. */
  readonly size: 256 | 512;
  readonly resampling: Resampling;
  /** Whether pixels whose centre lies outside the AOI are left out. */
  readonly isMasked: boolean;
}

/** A tile that can be made. */
export interface TileImage {
  /** Names the picture: equal tags are equal bytes. Without quotes. */
  readonly etag: string;
  readonly contentType: 'image/png';
  /** @param signal aborted when the caller has gone */
  render(signal: AbortSignal): Promise<Answer>;
  /** Its bytes if they are in memory. */
  atHand(): Buffer | undefined;
}

/**
 * A map tile of one date in one mode, of WebMercatorQuad. What the catalogue says of the date is looked up at most
 * every second.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a mode that the visualization does not have, or
 * a tile beyond the set
 */
export async function renderTile(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  request: TileRequest,
): Promise<TileImage> {
  const { z, x, y, size, resampling, isMasked, date, mode } = request;
  const grid = tileGrid(WEB_MERCATOR_QUAD, z, x, y, size);
  const { database, engine, memory } = services;
  const planKey = [caller.tenantId, aoiId, visualizationId, date, mode].join(' ');
  const plan = await memory.tilePlans.get(planKey, () =>
    planTiles(database, caller, aoiId, visualizationId, { date, mode }),
  );
  if (isMasked && !touches(plan, grid)) return emptyTile(size);
  const { tag, scene, cuts, palette, stretch } = plan;
  const etag = `${tag}-${z}-${x}-${y}-${size}-${resampling}${isMasked ? '' : '-whole'}`;
  const make = async (signal: AbortSignal): Promise<Answer> => {
    const task = { scene, grid, cuts, palette, stretch, isMasked, resampling };
    const bytes = await engine.run('drawTile', task, { signal, affinity: affinityOf(tag, request) });
    return bytes === undefined ? emptyAnswer(size) : { bytes, warnings: [] };
  };
  return {
    etag,
    contentType: 'image/png',
    render: (signal) => memory.answers.get(etag, make, signal),
    atHand: () => memory.answers.peek(etag)?.bytes,
  };
}

/**
 * The same number for tiles that are likely to share blocks: 2 by 2 tiles of 256 pixels are a block of 512, which is
 * what most files have.
 */
function affinityOf(tag: string, { z, x, y, size }: TileRequest): number {
  const shift = size === 256 ? 1 : 0;
  const seed = parseInt(tag.slice(0, 8), 16);
  return (seed + z * 7 + (x >> shift) + 3 * (y >> shift)) >>> 0;
}

function touches({ boxes }: TilePlan, grid: Grid): boolean {
  const [west, south, east, north] = gridBounds(grid);
  return boxes.some(([minX, minY, maxX, maxY]) => minX < east && maxX > west && minY < north && maxY > south);
}

const empty = new Map<number, Answer>();

/** The one picture of nothing, made once per size. */
function emptyAnswer(size: number): Answer {
  let answer = empty.get(size);
  if (answer === undefined) {
    const bytes = encodeIndexedPng(new Uint8Array(size * size), size, size, new Uint8Array(4), { level: 9 });
    empty.set(size, (answer = { bytes, warnings: [] }));
  }
  return answer;
}

function emptyTile(size: number): TileImage {
  const answer = emptyAnswer(size);
  return {
    etag: `empty-${size}`,
    contentType: 'image/png',
    render: () => Promise.resolve(answer),
    atHand: () => answer.bytes,
  };
}
