import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync, inflateSync } from 'node:zlib';
import { fromArrayBuffer } from 'geotiff';
import { decodeLerc } from '../../src/cog/lerc.ts';
import { openCog } from '../../src/cog/open.ts';
import { numbersView } from '../../src/cog/samples.ts';
import type { Dtype, Values } from '../../src/raster/raster.ts';
import { decodePicture } from '../../src/render/decode-picture.ts';
import { makeDirectory } from './files.ts';

/** A file that GDAL wrote, and what GDAL read in it: places in the archive. `make-formats.py` made and describes them. */
interface Sample {
  file: [start: number, length: number];
  values: [start: number, length: number];
  dtype: Dtype;
  shape: [bands: number, height: number, width: number];
}

const content = gunzipSync(readFileSync(new URL('formats.bin.gz', import.meta.url)));
const archiveAt = 4 + content.readUInt32LE(0);
const samples = JSON.parse(content.toString('utf8', 4, archiveAt)) as Record<string, Sample>;
const bytesAt = ([start, length]: [number, number]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(content.subarray(archiveAt + start, archiveAt + start + length));

const directory = makeDirectory();
/** Names begin with codec and type: `deflate-int16-2-pixel-little-yes-16-16-no`. */
const groupOf = (name: string): string => name.split('-').slice(0, 2).join(' ');

for (const group of new Set(Object.keys(samples).map(groupOf))) {
  const names = Object.keys(samples).filter((name) => groupOf(name) === group);
  test(`${group}: ${names.length} files read as in GDAL`, async () => {
    for (const name of names) {
      const { file, values, dtype, shape } = samples[name];
      const [bands, height, width] = shape;
      const path = await directory.write(`${name}.tif`, bytesAt(file));
      const expected = numbersView(bytesAt(values), dtype);
      const cog = await openCog(path, { decodePicture });
      assert.equal(cog.info.bands.length, bands);
      for (let band = 0; band < bands; band++) {
        const raster = await cog.readWindow({ col: 0, row: 0, width, height }, { band: band + 1 });
        const wanted = expected.subarray(band * width * height, (band + 1) * width * height);
        assert.deepEqual(raster.values, wanted, `${name}, band ${band + 1}`);
      }
      await cog.close();
    }
  });
}

test('every layout is met by every lossless codec', () => {
  for (const codec of ['none', 'deflate', 'lzw', 'zstd', 'packbits', 'lerc']) {
    const layouts = Object.keys(samples)
      .filter((name) => name.startsWith(`${codec}-`) && !name.includes('alpha'))
      .map((name) => name.split('-').slice(3).join('-'));
    for (const trait of ['pixel', 'band', 'little', 'big-', '-yes-16', '-7-', '-no', '-yes']) {
      assert.ok(
        layouts.some((layout) => layout.includes(trait)),
        `${codec} ${trait}`,
      );
    }
  }
});

test('geotiff reads the same', async () => {
  // where it does: it undoes predictor 2 before turning big-endian bytes round
  const known = /^(none|deflate|lzw|zstd|packbits)-(u?int(8|16|32)|float32)-([13]-|2-.*little).*$/;
  for (const name of Object.keys(samples).filter((each) => known.test(each))) {
    const { file, values, dtype, shape } = samples[name];
    const image = await (await fromArrayBuffer(bytesAt(file).buffer)).getImage();
    const bands = (await image.readRasters()) as unknown as Values[];
    const expected = numbersView(bytesAt(values), dtype);
    for (const [band, found] of bands.entries()) {
      const pixels = shape[1] * shape[2];
      assert.deepEqual(
        [...found],
        [...expected.subarray(band * pixels, (band + 1) * pixels)],
        `${name}, band ${band + 1}`,
      );
    }
  }
});

test('LERC bands that are NaN in different pixels are read from blobs one after another', async () => {
  // as GDAL writes since liblerc 3; here made of the blobs of two bands that it wrote apart
  const name = 'lerc_deflate-float32-1-band-big-yes-16-16-no';
  const { file } = samples[name];
  const bytes = bytesAt(file);
  const { fileDirectory } = await (await fromArrayBuffer(bytes.buffer)).getImage();
  const offsets = (await fileDirectory.loadValue('TileOffsets')) as number[];
  const lengths = (await fileDirectory.loadValue('TileByteCounts')) as number[];
  const blob = (i: number): Uint8Array => inflateSync(bytes.subarray(offsets[i], offsets[i] + lengths[i]));
  const size = { width: 16, rows: 16, dtype: 'float32', littleEndian: false } as const;
  const bands = [0, offsets.length / 2].map(blob);
  const apart = await Promise.all(bands.map((band) => decodeLerc(Uint8Array.from(band), { ...size, depth: 1 })));
  const together = await decodeLerc(Uint8Array.from(Buffer.concat(bands)), { ...size, depth: 2 });
  for (const [i, value] of together.entries()) assert.equal(value, apart[i % 2][i >> 1]);
  await assert.rejects(decodeLerc(Uint8Array.from(bands[0]), { ...size, depth: 2 }), RangeError);
});
