import type { Canvas, Kernel, LevelPixels } from './kernel.ts';
import type { Values } from './raster.ts';
import { EDGE_PX } from './run.ts';

/** Copies the pixel that holds each position, bit by bit. */
export function nearestKernel(source: LevelPixels, canvas: Canvas): Kernel {
  // one array kind per pixel size keeps the loop below fast, and a copied NaN the same NaN
  const [from, to] = [bitsOf(source.values), bitsOf(canvas.values)];
  const { valid: sourceValid, stride, col: left, row: top } = source;
  const { valid } = canvas;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow }) => {
    const [fromCol, fromRow] = [col + EDGE_PX, row + EDGE_PX];
    for (let i = first; i < end; i++) {
      // positions inside the source are not negative: | 0 is their floor
      const atRow = ((fromRow + i * (stepRow + i * bendRow)) | 0) - top;
      const at = atRow * stride + ((fromCol + i * (stepCol + i * bendCol)) | 0) - left;
      if (sourceValid[at] === 0) continue;
      to[start + i] = from[at];
      valid[start + i] = 1;
    }
  };
}

function bitsOf(values: Values): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  const { buffer, byteOffset, length } = values;
  switch (values.BYTES_PER_ELEMENT) {
    case 1:
      return new Uint8Array(buffer, byteOffset, length);
    case 2:
      return new Uint16Array(buffer, byteOffset, length);
    case 4:
      return new Uint32Array(buffer, byteOffset, length);
    default:
      return new Float64Array(buffer, byteOffset, length);
  }
}
