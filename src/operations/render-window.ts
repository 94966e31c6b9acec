import { hash } from 'node:crypto';
import type { SceneSource } from '../engine/scene-source.ts';
import { sceneBoxes } from '../engine/scene-area.ts';
import { gridBounds, type Grid } from '../grid/grid.ts';
import type { Resampling } from '../raster/resample.ts';
import type { WindowFurniture } from '../render/furniture-options.ts';
import { encodeEmptyWindow, type WindowFormat } from '../render/window-image.ts';
import type { Mode } from '../style/style.ts';
import type { Answer } from './answer-cache.ts';
import type { GoneSignal } from './departure.ts';
import type { Caller, Services } from './services.ts';
import { tilePlan } from './tile-plan.ts';

/** A picture of a map on any grid: one tile, or what a map service is asked for. */
export interface WindowRequest {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly mode: Mode;
  /** Any CRS, any size; how large is for the caller to bound. */
  readonly grid: Grid;
  readonly format: WindowFormat;
  /** Whether pixels whose centre lies outside the AOI are left out. */
  readonly isMasked: boolean;
  readonly resampling: Resampling;
  /** `#rrggbb` of what is not painted in a JPEG, or where `isTransparent` is false; white unless given. */
  readonly background?: string | undefined;
  /** False paints the background. True unless given; a JPEG never is. */
  readonly isTransparent?: boolean | undefined;
  /** Scale bar, north arrow and attribution; none unless given. */
  readonly furniture?: WindowFurniture | undefined;
}

/** A picture that can be made. */
export interface WindowImage {
  /** Names the picture: equal tags are equal bytes. Without quotes. */
  readonly etag: string;
  readonly contentType: string;
  /** Present revision of the visualization: an address that names it can stand for ever. */
  readonly revision: string;
  /** @param signal aborted when the caller has gone */
  render(signal: GoneSignal): Promise<Answer>;
  /** Its bytes if they are in memory. */
  atHand(): Buffer | undefined;
}

/** A block of most files: windows that lie in the same one are likely to be read from the same ones. */
const BLOCK_PIXELS = 512;
const WHITE = '#ffffff';

/**
 * A date of a map in one mode, on any grid. What the catalogue says of the date is looked up at most every second.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a mode that the visualization does not have
 */
export async function renderWindow(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  request: WindowRequest,
): Promise<WindowImage> {
  const { grid, resampling, isMasked, date, mode, format, furniture } = request;
  const { engine, memory } = services;
  const plan = await tilePlan(services, caller, aoiId, visualizationId, { date, mode });
  const { tag, scene, cuts, palette, stretch, revision } = plan;
  const background = backgroundOf(request);
  const empty = emptyImage(services, grid, format, background);
  const about = { contentType: `image/${format}`, revision };
  if (isMasked && furniture === undefined && !touches(scene, grid)) return { ...empty, ...about };
  const etag = `${tag}-${windowName(request, background)}`;
  const make = async (signal: GoneSignal): Promise<Answer> => {
    const task = { scene, grid, cuts, palette, stretch, isMasked, resampling, format, background, furniture };
    const bytes = await engine.run('drawTile', task, { signal, affinity: affinityOf(tag, grid) });
    return bytes === undefined ? empty.render() : { bytes, warnings: [] };
  };
  return {
    etag,
    ...about,
    render: (signal) => memory.answers.get(etag, make, signal),
    atHand: () => memory.answers.peek(etag)?.bytes,
  };
}

/** Red, green, blue, alpha; undefined where nothing is painted. */
function backgroundOf({ format, background = WHITE, isTransparent = true }: WindowRequest): Uint8Array | undefined {
  if (isTransparent && format !== 'jpeg') return undefined;
  const rgb = parseInt(background.slice(1), 16);
  return Uint8Array.of(rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255);
}

/** 132 bits over all that decides which pixels of a plan are shown and how. */
function windowName(
  { grid, resampling, isMasked, format, furniture }: WindowRequest,
  background: Uint8Array | undefined,
): string {
  const { crs, affine, width, height } = grid;
  const parts = [crs.definition, affine, width, height, resampling, isMasked, format, background?.join(' '), furniture];
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}

/**
 * The same number for windows that are likely to share blocks, such as 2 by 2 tiles of 256 pixels; none for those that
 * reach over many.
 */
function affinityOf(tag: string, { affine: [a, b, x, d, e, y], width, height }: Grid): number | undefined {
  if (width > BLOCK_PIXELS || height > BLOCK_PIXELS) return undefined;
  const [across, down] = [Math.hypot(a, d) * BLOCK_PIXELS, Math.hypot(b, e) * BLOCK_PIXELS];
  const seed = parseInt(tag.slice(0, 8), 16);
  // a corner on the border of two places must fall into the same one however it was rounded
  const place = Math.floor(x / across + 1e-6) + 3 * Math.floor(1e-6 - y / down);
  return (seed + 7 * Math.round(Math.log2(across)) + place) >>> 0;
}

/** Whether a window meets the boxes around the AOI's rings. */
function touches(scene: SceneSource, grid: Grid): boolean {
  const [west, south, east, north] = gridBounds(grid);
  const boxes = sceneBoxes(scene, grid);
  return boxes?.some(([minX, minY, maxX, maxY]) => minX < east && maxX > west && minY < north && maxY > south) ?? true;
}

/** The one picture of nothing of a size, format and background. */
function emptyImage({ memory }: Services, { width, height }: Grid, format: WindowFormat, background?: Uint8Array) {
  const etag = ['empty', width, height, format, ...(background ?? [])].join('-');
  const make = async (): Promise<Answer> => ({
    bytes: await encodeEmptyWindow(width, height, format, background),
    warnings: [],
  });
  return {
    etag,
    render: () => memory.answers.get(etag, make),
    atHand: () => memory.answers.peek(etag)?.bytes,
  };
}
