import { readFileSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';
import { Compression } from '../../../src/cog/compression.ts';
import { decodeBlock } from '../../../src/cog/decode.ts';
import type { BlockEncoding } from '../../../src/cog/encoding.ts';
import { floatingPointDifferences, horizontalDifferences } from '../../../src/cog/write/predict.ts';
import type { Dtype } from '../../../src/raster/raster.ts';
import { encodeLzw, encodePackBits } from './encoders.ts';
import { ndviScene } from './scene.ts';
import type { Situation } from './situation.ts';

const SIDE = 512;

/** Decoding one block of 512 x 512 in each codec, against inflating it alone (or the same numbers where it is no DEFLATE). */
export function decodeSituations(): Situation[] {
  const floats = ndviScene(SIDE);
  const whole = Int16Array.from(floats, (value) => (value < -1 ? value : Math.round(value * 10_000)));
  const floatBytes = new Uint8Array(floats.buffer);
  const predicted = floatingPointDifferences(floats, SIDE, 1);
  const wholePredicted = horizontalDifferences(whole, SIDE, 1);
  const deflated = packed(deflateSync(predicted));
  const wholeDeflated = packed(deflateSync(wholePredicted));
  const inflate = { name: 'inflateSync of it', run: () => inflateSync(deflated, { chunkSize: 1 << 20 }) };
  const copy = { name: 'memory copy', run: () => floatBytes.slice() };
  const asDeflate = { ...inflate, name: 'inflateSync of it as DEFLATE' };
  return [
    decodes('float32, none', packed(floatBytes), form('float32', Compression.None, 1), copy),
    decodes('float32, DEFLATE, predictor 3', deflated, form('float32', Compression.Deflate, 3), inflate),
    decodes('float32, DEFLATE, no predictor', packed(deflateSync(floatBytes)), form('float32', Compression.Deflate, 1)),
    decodes('int16, DEFLATE, predictor 2', wholeDeflated, form('int16', Compression.Deflate, 2), {
      name: 'inflateSync of it',
      run: () => inflateSync(wholeDeflated, { chunkSize: 1 << 19 }),
    }),
    decodes('float32, LZW, predictor 3', encodeLzw(predicted), form('float32', Compression.Lzw, 3), asDeflate),
    decodes('float32, PackBits', encodePackBits(floatBytes), form('float32', Compression.PackBits, 1), copy),
    storedDecodes('float32, ZSTD, predictor 3 (256 x 256)', 'zstd', form('float32', Compression.Zstd, 3)),
    storedDecodes('float32, LERC to 0.0005 (256 x 256)', 'lerc', form('float32', Compression.Lerc, 1)),
  ];
}

function form(dtype: Dtype, compression: number, predictor: number): BlockEncoding {
  const bitsPerSample = dtype === 'int16' ? 16 : 32;
  const rest = { samplesInBlock: 1, littleEndian: true, lercExtra: 0, jpegTables: undefined, isYcbcr: false };
  return { dtype, bitsPerSample, compression, predictor, ...rest };
}

function decodes(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  encoding: BlockEncoding,
  floor?: Situation['floor'],
  side = SIDE,
): Situation {
  // some decoders work in place
  const run = () => decodeBlock(bytes.slice(), encoding, { width: side, rows: side, fullRows: side });
  return { name: `decode ${name}`, run, floor };
}

/** A block that GDAL wrote, against inflating its numbers. */
function storedDecodes(name: string, file: 'zstd' | 'lerc', encoding: BlockEncoding): Situation {
  const bytes = packed(readFileSync(new URL(`./blocks/${file}.bin`, import.meta.url)));
  const side = SIDE / 2;
  const deflated = deflateSync(floatingPointDifferences(ndviScene(side), side, 1));
  const floor = { name: 'inflateSync of as many as DEFLATE', run: () => inflateSync(deflated, { chunkSize: 1 << 18 }) };
  return decodes(name, bytes, encoding, floor, side);
}

/** The same bytes alone in their memory, as a source reads them. */
function packed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
