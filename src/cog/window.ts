import type { Window } from '../grid/grid.ts';
import type { Dtype, Values } from '../raster/raster.ts';
import { decodedBytes, type BlockReader, type BlockRef } from './blocks.ts';
import type { ImageLayout } from './image.ts';
import { makeUnset } from './samples.ts';

/** Decoded bytes of the blocks that are asked for together: all of a tile's, but not all of a large raster's. */
const GROUP_BYTES = 64 << 20;

/** One sample of the pixels of one image. */
export interface SamplePlane {
  readonly image: ImageLayout;
  /** 0-based */
  readonly sample: number;
  /** What stands for blocks that the file does not store. */
  readonly fill: number;
}

/** A block, and where its part of the window goes. */
interface Piece extends BlockRef {
  readonly plane: SamplePlane;
  readonly blockCol: number;
  readonly blockRow: number;
  readonly values: Values;
}

/**
 * Stored numbers of several planes in one window that lies inside all of them: a band, and what masks it. Their
 * blocks are asked for together.
 *
 * @param makeFirst makes room for the first plane's numbers
 * @returns for each plane, row-major, `window.width * window.height` long
 * @throws Failure `unreadable` if a block that the window touches is damaged
 */
export async function readSamples(
  blocks: BlockReader,
  planes: readonly SamplePlane[],
  window: Window,
  makeFirst: (dtype: Dtype, length: number) => Values = makeUnset,
): Promise<Values[]> {
  const values = planes.map(({ image }, i) =>
    (i === 0 ? makeFirst : makeUnset)(image.encoding.dtype, window.width * window.height),
  );
  const pieces = planes.flatMap((plane, i) => piecesOf(plane, window, values[i]));
  for (const group of groups(pieces)) {
    const reading = blocks.read(group).map(async (block, i) => copyPiece(group[i], await block, window));
    // after a failure nothing new starts, and nothing is still running
    const failed = (await Promise.allSettled(reading)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
  return values;
}

function piecesOf(plane: SamplePlane, window: Window, values: Values): Piece[] {
  const { image, sample } = plane;
  const { blocksAcross, blocksDown } = image;
  const firstIndex = image.isPlanar ? sample * blocksAcross * blocksDown : 0;
  return touchedBlocks(image, window).map(([blockCol, blockRow]) => {
    const index = firstIndex + blockRow * blocksAcross + blockCol;
    return { image, index, plane, blockCol, blockRow, values };
  });
}

function* groups(pieces: readonly Piece[]): Generator<Piece[]> {
  let group: Piece[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    const more = decodedBytes(piece.image);
    if (group.length > 0 && bytes + more > GROUP_BYTES) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(piece);
    bytes += more;
  }
  if (group.length > 0) yield group;
}

function copyPiece(piece: Piece, block: Values | undefined, window: Window): void {
  const { image, plane, blockCol, blockRow, values } = piece;
  const { blockWidth, blockHeight } = image;
  const sampleInBlock = image.isPlanar ? 0 : plane.sample;
  const left = Math.max(window.col, blockCol * blockWidth);
  const right = Math.min(window.col + window.width, (blockCol + 1) * blockWidth);
  const top = Math.max(window.row, blockRow * blockHeight);
  const bottom = Math.min(window.row + window.height, (blockRow + 1) * blockHeight);
  for (let row = top; row < bottom; row++) {
    const to = (row - window.row) * window.width + left - window.col;
    if (block === undefined) {
      values.fill(plane.fill, to, to + right - left);
    } else {
      const from = (row - blockRow * blockHeight) * blockWidth + left - blockCol * blockWidth;
      copySamples(block, from, image.encoding.samplesInBlock, sampleInBlock, values, to, right - left);
    }
  }
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
