import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sharedData } from '../shared-data.ts';

/** Folder of the awkward rasters, or undefined where they are not laid beside the checkout. */
export const AWKWARD = sharedData('awkward/');

export type Kind =
  | 'readable'
  | 'readable-or-clear-error'
  | 'must-reject'
  | 'must-reject-or-configure'
  | 'must-fail-cleanly'
  | 'must-stay-bounded'
  | 'must-not-hang';

/** Statistics as GDAL and numpy take them, null where no pixel is valid. */
export type ExpectedStats = { readonly count: number } & Readonly<
  Record<'min' | 'max' | 'mean' | 'std' | 'p2' | 'p98', number | null>
>;

export interface ExpectedBand {
  readonly nodata: number | 'NaN' | null;
  readonly description?: string;
  readonly scale: number;
  readonly offset: number;
  /** Of the stored numbers. */
  readonly stats_raw: ExpectedStats;
  /** After scale and offset; absent where there are none. */
  readonly stats?: ExpectedStats;
}

/** What `expected.json` says of a file; all but `kind` only of files that can be read. */
export interface ExpectedFile {
  readonly kind: Kind;
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly dtype: string;
  readonly crs: string | null;
  /** Null where GDAL has control points only. */
  readonly bounds?: readonly number[];
  readonly overviews: readonly (readonly [number, number])[];
  readonly band: readonly ExpectedBand[];
}

/** What `expected.json` says, by the file's name. */
export function awkwardFiles(): Readonly<Record<string, ExpectedFile>> {
  if (AWKWARD === undefined) return {};
  return (JSON.parse(readFileSync(join(AWKWARD, 'expected.json'), 'utf8')) as { files: Record<string, ExpectedFile> })
    .files;
}

/** Names of the rasters in the folder. */
export function awkwardNames(): readonly string[] {
  return AWKWARD === undefined ? [] : readdirSync(AWKWARD).filter((name) => name.endsWith('.tif'));
}

/** How each malformed file is told, and each of those that this service refuses although GDAL reads them. */
export const FAULTS: Readonly<Record<string, RegExp>> = {
  'bad_corrupt_tile.tif': /is damaged: block 1 of its 240 x 220 image cannot be decoded/,
  'bad_deflate_bomb.tif': /one block of 16384 x 16384 pixels takes 256 MiB; at most 64 MiB are read/,
  'bad_header_only.tif': /truncated or damaged: it refers to bytes \d+ to \d+ but has 8$/,
  'bad_huge_tile.tif': /one block of 65536 x 65536 pixels takes 16384 MiB; at most 64 MiB are read/,
  'bad_ifd_entry_count.tif': /declares 65535 entries, more than the file can hold/,
  'bad_ifd_loop.tif': /its image directories form a loop/,
  'bad_ifd_out_of_file.tif': /truncated or damaged: it refers to bytes \d+ to \d+ but has 286$/,
  'bad_lying_dimensions_strip.tif': /one block of 2147483647 x 2147483647 pixels .* at most 64 MiB are read/,
  'bad_lying_dimensions_tiled.tif': /4294967295 x 4294967295 pixels need 281474976710656 blocks, but .* list 1$/,
  'bad_magic.tif': /is not a TIFF file/,
  'bad_pixel_scale_nan.tif': /its georeferencing .*NaN.* cannot be inverted/,
  'bad_pixel_scale_zero.tif': /its georeferencing \[0, .* cannot be inverted/,
  'bad_png_named_tif.tif': /is not a TIFF file: it is a PNG picture/,
  'bad_samples_per_pixel.tif': /declares 65535 samples per pixel/,
  'bad_tag_count.tif': /tag 324 declares 4294967295 values/,
  'bad_text_named_tif.tif': /is not a TIFF file: it is an XML or HTML text/,
  'bad_tile_byte_count.tif': /truncated or damaged: it refers to bytes \d+ to 4294967566 but has 303$/,
  'bad_tile_offset.tif': /truncated or damaged: it refers to bytes 1073741824 to \d+ but has 286$/,
  'bad_truncated.tif': /truncated or damaged: it refers to bytes \d+ to \d+ but has 89242$/,
  'bad_unknown_compression.tif': /compression code 64999 is not supported/,
  'bad_zero_dimension.tif': /declares 0 x 0 pixels/,
  'bad_zero_size.tif': /is empty \(0 bytes\)/,
  'compress_lzma.tif': /LZMA compression \(code 34925\) is not supported/,
  'crs_missing.tif': /has no coordinate reference system/,
  'georef_missing.tif': /has no georeferencing/,
};

/** Pictures, which are inspected band by band and refused as an index. */
export const PICTURES = ['rgba.tif', 'compress_jpeg_ycbcr.tif', 'compress_webp.tif'];

/** A band in classes, as make-awkward-oracle.py describes it. */
export interface ClassedBand {
  /** In the folder of reference data, such as `awkward/sparse.tif`. */
  readonly file: string;
  /** From 1. */
  readonly band: number;
  readonly rescale: readonly [number, number];
  readonly picture?: {
    readonly width: number;
    readonly height: number;
    readonly pixels: readonly number[];
    readonly sha256: string;
    readonly parts?: readonly number[];
  };
  readonly tiles: readonly (readonly [z: number, x: number, y: number, number: number])[];
}

/** What make-awkward-oracle.py wrote. */
export function classedBands(): readonly ClassedBand[] {
  return JSON.parse(readFileSync(new URL('awkward-oracle.json', import.meta.url), 'utf8')) as ClassedBand[];
}

/** Classes of one stored tile, one byte a pixel. */
export type TileClasses = (number: number) => Uint8Array;

/** Pixels of a side of a stored tile. */
export const TILE_SIZE = 256;

/** The stored tiles by number. */
export function storedTiles(): TileClasses {
  const bytes = gunzipSync(readFileSync(new URL('awkward-tiles.bin.gz', import.meta.url)));
  const length = TILE_SIZE * TILE_SIZE;
  return (number) => bytes.subarray(number * length, (number + 1) * length);
}
