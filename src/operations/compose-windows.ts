import { createHash } from 'node:crypto';
import type { Grid } from '../grid/grid.ts';
import { stackPictures } from '../render/stack.ts';
import { encodeWindow } from '../render/window-image.ts';
import { parseColor } from '../render/theme.ts';
import type { Mode } from '../style/style.ts';
import type { Answer } from './answer-cache.ts';
import type { GoneSignal } from './departure.ts';
import { renderWindow, type WindowImage, type WindowRequest } from './render-window.ts';
import type { Caller, MapId, Services } from './services.ts';

/** A map on a date in a mode. */
export interface MapLayer extends MapId {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly mode: Mode;
}

/** Pixels of the layers that are drawn at a time: all of a tile, one of the largest map. */
const PIXELS_AT_ONCE = 1 << 22;

/**
 * Several maps over each other on one grid, the first at the bottom; one map alone is that map's picture.
 *
 * @param layers at least one
 * @throws Failure as `renderWindow`
 */
export async function composeWindows(
  services: Services,
  caller: Caller,
  layers: readonly MapLayer[],
  window: Omit<WindowRequest, 'date' | 'mode'>,
): Promise<WindowImage> {
  const draw = ({ aoiId, visualizationId, date, mode }: MapLayer, how = window): Promise<WindowImage> =>
    renderWindow(services, caller, aoiId, visualizationId, { ...how, date, mode });
  if (layers.length === 1) return draw(layers[0]);
  const { grid, format, background, isTransparent } = window;
  const bare = { ...window, format: 'png', isTransparent: true, background: undefined, furniture: undefined } as const;
  const topmost = { ...bare, furniture: window.furniture };
  const images = await Promise.all(layers.map((layer, i) => draw(layer, i === layers.length - 1 ? topmost : bare)));
  const parts = [images.map(({ etag }) => etag), format, background, isTransparent, grid.width, grid.height];
  const etag = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  const make = async (signal: GoneSignal): Promise<Answer> => {
    const warnings: string[] = [];
    const isFilled = isTransparent === false || format === 'jpeg';
    // below the layers, not behind what they leave bare: edges of letters are half transparent
    const behind = isFilled ? await parseColor('background', background ?? '#ffffff') : undefined;
    const drawn = drawInTurn(images, grid, signal, warnings);
    const { data } = await stackPictures(drawn, grid.width, grid.height, behind);
    const bytes = await encodeWindow({ rgba: data }, grid.width, grid.height, format);
    return { bytes, warnings };
  };
  return {
    etag,
    contentType: `image/${format}`,
    revision: images.map(({ revision }) => revision).join('-'),
    render: (signal) => services.memory.answers.get(etag, make, signal),
    atHand: () => services.memory.answers.peek(etag)?.bytes,
  };
}

/** Layers as they are wanted, as many drawn at once as the memory of one request allows. */
async function* drawInTurn(
  images: readonly WindowImage[],
  { width, height }: Grid,
  signal: GoneSignal,
  warnings: string[],
): AsyncGenerator<Buffer> {
  const atOnce = Math.max(1, Math.floor(PIXELS_AT_ONCE / (width * height)));
  for (let first = 0; first < images.length; first += atOnce) {
    const drawn = await Promise.all(images.slice(first, first + atOnce).map((image) => image.render(signal)));
    for (const answer of drawn) {
      warnings.push(...answer.warnings);
      yield answer.bytes;
    }
  }
}
