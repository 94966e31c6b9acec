import { randomBytes } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../failure.ts';
import type { Grid, Window } from '../../grid/grid.ts';
import type { OverviewMethod } from '../../raster/overview.ts';
import type { Raster } from '../../raster/raster.ts';
import { compressBlock, cutBlock, type BlockForm } from './block.ts';
import { geoFields } from './geo-fields.ts';
import { layOut, LEADER_BYTES, TRAILER_BYTES, type FileLayout, type ImageForm } from './layout.ts';
import { metadataFields, nodataField, type WrittenMetadata } from './metadata.ts';
import { Pyramid, pyramidLevels, type BlockRow } from './pyramid.ts';
import { Spool } from './spool.ts';
import { storedNumbers, type WrittenEncoding } from './stored-numbers.ts';

/** A raster to be written: everything but its pixels. */
export interface CogContent extends Omit<WrittenMetadata, 'scale' | 'offset'> {
  readonly grid: Grid;
  /** How values are stored: `value = stored * scale + offset`. */
  readonly encoding: WrittenEncoding;
  /** How overviews are made. */
  readonly overviews: OverviewMethod;
}

/** Pixels of a window of the grid, a raster a band. Asked for row by row of blocks, one window at a time. */
export type ReadPixels = (window: Window) => Promise<readonly Pick<Raster, 'values' | 'valid' | 'encoding'>[]>;

export interface CogWriteOptions {
  /** Width and height of a block: a multiple of 16. */
  readonly blockSize?: number;
  /** Of zlib, 1 to 9. */
  readonly level?: number;
  /** BigTIFF also where 32 bits would do. */
  readonly forceBigTiff?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each block of the full image, with the number of those done and of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface WrittenCog {
  /** bytes */
  readonly size: number;
  /** Values that the sample type cannot hold and that became the nearest it can. */
  readonly clamped: number;
}

const DEFAULT_BLOCK_SIZE = 512;
/**
 * On predicted blocks of a NAIP NDVI (1 MiB float32 / 512 KiB int16): level 1 gives 336 / 326 KiB in 9 / 9 ms, 4 gives
 * 312 / 320 in 15 / 13, 6 gives 303 / 324 in 43 / 20, 9 gives 296 / 324 in 318 / 23.
 */
const DEFAULT_LEVEL = 4;

/**
 * Writes a cloud-optimized GeoTIFF: tiled, with overviews down to one block, DEFLATE with a predictor, blocks without
 * any value left out. Takes memory for some two rows of blocks, whatever the height. The file appears at `path` when it
 * is whole, in place of one that was there; after a failure nothing has changed.
 *
 * @throws Failure `invalid` if the grid or the encoding cannot be written, or the folder cannot; whatever `read`
 *   throws; the reason of `signal` when that aborts
 */
export async function writeCog(
  path: string,
  content: CogContent,
  read: ReadPixels,
  options: CogWriteOptions = {},
): Promise<WrittenCog> {
  const { blockSize = DEFAULT_BLOCK_SIZE } = options;
  const { grid, encoding } = content;
  const form = imageForm(content, blockSize);
  const levels = pyramidLevels(grid, blockSize);
  const stem = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  const [spoolPath, partPath] = [`${stem}.blocks`, `${stem}.part`];
  try {
    const spool = await Spool.create(spoolPath, levels, blockSize);
    try {
      const block = { dtype: encoding.dtype, blockSize, nodata: content.nodata, level: options.level ?? DEFAULT_LEVEL };
      const clamped = await spoolBlocks(spool, content, block, read, options);
      const layout = layOut(levels, spool.levels, form, options.forceBigTiff === true);
      await assemble(partPath, layout, spool);
      await rename(partPath, path);
      return { size: layout.size, clamped };
    } finally {
      await spool.close();
    }
  } catch (cause) {
    throw translated(basename(path), cause);
  } finally {
    // what made the writing fail may keep these from being looked for too; it is the one to be reported
    await Promise.allSettled([spoolPath, partPath].map((temporary) => rm(temporary, { force: true })));
  }
}

/** Everything about the content that can be wrong is found here, before anything is written. */
function imageForm(content: CogContent, blockSize: number): ImageForm {
  const { grid, bands, encoding, nodata } = content;
  const { width, height } = grid;
  const refuse = (what: string): never => {
    throw new Failure('invalid', `a raster ${what} cannot be written`);
  };
  if (!(width >= 1 && height >= 1)) refuse(`of ${width} x ${height} pixels`);
  if (bands.length < 1) refuse('without bands');
  if (!(blockSize >= 16 && blockSize % 16 === 0)) refuse(`in blocks of ${blockSize} pixels (no multiple of 16)`);
  if (!Number.isFinite(encoding.scale) || encoding.scale === 0) refuse(`of scale ${encoding.scale}`);
  const isWhole = Number.isInteger(nodata) && nodata >= -(2 ** 15) && nodata < 2 ** 15;
  if (encoding.dtype === 'int16' && !isWhole) refuse(`of int16 with nodata ${nodata}`);
  const { scale, offset, dtype } = encoding;
  return {
    bands: bands.length,
    dtype,
    blockSize,
    everyLevel: [nodataField(content)],
    fullImage: [...geoFields(grid), ...metadataFields({ ...content, scale, offset })],
  };
}

async function spoolBlocks(
  spool: Spool,
  content: CogContent,
  block: BlockForm,
  read: ReadPixels,
  { signal, onProgress }: CogWriteOptions,
): Promise<number> {
  const { grid, encoding, nodata, bands, overviews: method } = content;
  const { blockSize } = block;
  const levels = pyramidLevels(grid, blockSize);
  const emit = (row: BlockRow) => spoolRow(spool, row, block);
  const pyramid = new Pyramid(levels, { bands: bands.length, dtype: encoding.dtype, blockSize, method, nodata }, emit);
  const across = Math.ceil(grid.width / blockSize);
  const total = across * Math.ceil(grid.height / blockSize);
  let clamped = 0;
  for (let done = 0; done < total;) {
    const window = blockWindow(grid, done % across, Math.floor(done / across), blockSize);
    signal?.throwIfAborted();
    const stored = (await read(window)).map((raster) => storedNumbers(raster, encoding, nodata));
    clamped = stored.reduce((sum, pixels) => sum + pixels.clamped, clamped);
    pyramid.put(window.col, window.width, stored);
    done++;
    if (done % across === 0) await pyramid.endRow(window.height);
    onProgress?.(done, total);
  }
  await spool.finish();
  return clamped;
}

function blockWindow({ width, height }: Grid, blockCol: number, blockRow: number, blockSize: number): Window {
  const [col, row] = [blockCol * blockSize, blockRow * blockSize];
  return { col, row, width: Math.min(blockSize, width - col), height: Math.min(blockSize, height - row) };
}

async function spoolRow(spool: Spool, { level, blockRow, bands }: BlockRow, form: BlockForm): Promise<void> {
  const across = Math.ceil(bands[0].width / form.blockSize);
  for (let blockCol = 0; blockCol < across; blockCol++) {
    const samples = cutBlock(bands, blockCol, form);
    if (samples !== undefined) await spool.add(level, blockRow * across + blockCol, compressBlock(samples, form));
  }
}

/** Writes the file front to back, a block at a time. */
async function assemble(path: string, { head, order }: FileLayout, spool: Spool): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(head);
    for (const level of order) await copyLevel(handle, spool, level);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function copyLevel(handle: FileHandle, spool: Spool, level: number): Promise<void> {
  for (const [index, length] of spool.levels[level].lengths.entries()) {
    if (length === 0) continue;
    const bytes = Buffer.alloc(LEADER_BYTES + length + TRAILER_BYTES);
    bytes.writeUInt32LE(length, 0);
    await spool.read(level, index, bytes.subarray(LEADER_BYTES, LEADER_BYTES + length));
    bytes.copy(bytes, LEADER_BYTES + length, length, LEADER_BYTES + length);
    await handle.writeFile(bytes);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EEXIST: 'it is a folder',
};

function translated(name: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  if (code === undefined || !(code in REASONS)) return cause;
  return new Failure('invalid', `${name} cannot be written: ${REASONS[code]}`, { cause });
}
