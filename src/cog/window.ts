import type { Window } from '../grid/grid.ts';
import type { Values } from '../raster/raster.ts';
import type { BlockReader } from './blocks.ts';
import type { ImageLayout } from './image.ts';
import { makeValues } from './samples.ts';

/** Blocks of one window that are read at the same time: enough to keep zlib's threads busy, few to hold in memory. */
const PARALLEL_BLOCKS = 4;

/**
 * One band's stored numbers in a window that lies inside the image.
 *
 * @param sample 0-based
 * @param fill what stands for blocks that the file does not store
 * @returns row-major, `window.width * window.height` long
 * @throws Failure `unreadable` if a block that the window touches is damaged
 */
export async function readSamples(
  blocks: BlockReader,
  image: ImageLayout,
  sample: number,
  window: Window,
  fill: number,
): Promise<Values> {
  const { blockWidth, blockHeight, blocksAcross, blocksDown } = image;
  const values = makeValues(image.encoding.dtype, window.width * window.height);
  const firstIndex = image.isPlanar ? sample * blocksAcross * blocksDown : 0;
  const sampleInBlock = image.isPlanar ? 0 : sample;

  const readOne = async ([blockCol, blockRow]: [number, number]): Promise<void> => {
    const block = await blocks.read(image, firstIndex + blockRow * blocksAcross + blockCol);
    const left = Math.max(window.col, blockCol * blockWidth);
    const right = Math.min(window.col + window.width, (blockCol + 1) * blockWidth);
    const top = Math.max(window.row, blockRow * blockHeight);
    const bottom = Math.min(window.row + window.height, (blockRow + 1) * blockHeight);
    for (let row = top; row < bottom; row++) {
      const to = (row - window.row) * window.width + left - window.col;
      if (block === undefined) {
        values.fill(fill, to, to + right - left);
      } else {
        const from = (row - blockRow * blockHeight) * blockWidth + left - blockCol * blockWidth;
        copySamples(block, from, image.encoding.samplesInBlock, sampleInBlock, values, to, right - left);
      }
    }
  };

  await eachParallel(touchedBlocks(image, window), PARALLEL_BLOCKS, readOne);
  return values;
}

/** Runs `task` for all items, a few at a time. After a failure nothing new starts, and nothing is still running. */
async function eachParallel<T>(items: readonly T[], atOnce: number, task: (item: T) => Promise<void>): Promise<void> {
  const pending = items.values();
  let hasFailed = false;
  const work = async (): Promise<void> => {
    for (const item of pending) {
      await task(item).catch((cause: unknown) => {
        hasFailed = true;
        throw cause;
      });
      if (hasFailed) return;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: atOnce }, work));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function touchedBlocks({ blockWidth, blockHeight }: ImageLayout, window: Window): [col: number, row: number][] {
  const positions: [number, number][] = [];
  const lastRow = Math.floor((window.row + window.height - 1) / blockHeight);
  const lastCol = Math.floor((window.col + window.width - 1) / blockWidth);
  for (let row = Math.floor(window.row / blockHeight); row <= lastRow; row++) {
    for (let col = Math.floor(window.col / blockWidth); col <= lastCol; col++) positions.push([col, row]);
  }
  return positions;
}

function copySamples(
  block: Values,
  fromPixel: number,
  stride: number,
  sample: number,
  values: Values,
  to: number,
  count: number,
): void {
  if (stride === 1) {
    values.set(block.subarray(fromPixel, fromPixel + count), to);
    return;
  }
  for (let i = 0, from = fromPixel * stride + sample; i < count; i++, from += stride) values[to + i] = block[from];
}
