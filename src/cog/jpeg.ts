import { getDecoder, type BaseDecoder } from 'geotiff';
import { Compression } from './compression.ts';

/**
 * One block of single-band JPEG, by geotiff's decoder.
 *
 * @returns `width * rows` bytes
 * @throws RangeError if the picture in the block has another size
 */
export async function decodeJpeg(
  input: Uint8Array<ArrayBuffer>,
  jpegTables: Uint8Array | undefined,
  width: number,
  rows: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const found = frameSize(input);
  if (found?.width !== width || found.height !== rows || found.components !== 1) {
    throw new RangeError(
      `its JPEG frame is ${JSON.stringify(found)}, ${width} x ${rows} with one component was expected`,
    );
  }
  const parameters: ConstructorParameters<typeof BaseDecoder>[0] & { JPEGTables: Uint8Array | undefined } = {
    tileWidth: width,
    tileHeight: rows,
    predictor: 1,
    bitsPerSample: 8,
    planarConfiguration: 1,
    JPEGTables: jpegTables,
  };
  const decoder = await getDecoder(Compression.Jpeg, parameters);
  return new Uint8Array((await decoder.decodeBlock(input.buffer)) as ArrayBuffer); // never shared memory
}

/** What the frame header (marker SOF0 to SOF2; ITU-T T.81, B.2.2) declares, before anything is allocated by it. */
function frameSize(input: Uint8Array): { width: number; height: number; components: number } | undefined {
  const data = new DataView(input.buffer, input.byteOffset, input.byteLength);
  for (let at = 2; at + 10 <= input.length && input[at] === 0xff;) {
    const marker = input[at + 1];
    if (marker >= 0xc0 && marker <= 0xc2) {
      return { height: data.getUint16(at + 5), width: data.getUint16(at + 7), components: input[at + 9] };
    }
    at += 2 + data.getUint16(at + 2);
  }
  return undefined;
}
