/** How the raster of `tiledCog` is made. */
export interface TiledOptions {
  /** Tiles of 16 x 16 pixels beside and above each other. */
  readonly across: number;
  readonly down: number;
  /** Added to every value, to tell versions apart. */
  readonly shift?: number;
  /** Bytes between a tile and the next. */
  readonly gap?: number;
  /** With a validity mask, each tile of it behind the image's: every pixel with an odd value is invalid. */
  readonly isMasked?: boolean;
}

const TILE = 16;
const TILE_BYTES = TILE * TILE;
/** Entries that a directory gets for its tables of tiles. */
const TABLES = 2;

/** Stored value of a pixel. */
export function valueAt(col: number, row: number, shift = 0): number {
  return (col * 7 + row * 13 + shift) & 255;
}

/**
 * Bytes of a COG in one resolution, laid out as GDAL does it: directories, then the tables of the tiles, then the
 * tiles row by row. Uncompressed uint8, EPSG:32633, 10 m pixels from 500000, 5000030.
 */
export function tiledCog({ across, down, shift = 0, gap = 0, isMasked = false }: TiledOptions): Buffer {
  const tiles = across * down;
  const images = isMasked ? 2 : 1;
  const directories = Array.from({ length: images }, (_, i) => fieldsOf(across, down, i === 1));
  const sizes = directories.map((fields) => 2 + (fields.length + TABLES) * 12 + 4);
  const extrasAt = 8 + sizes.reduce((sum, size) => sum + size, 0);
  const extras: Buffer[] = [];
  let end = extrasAt;
  const keep = (data: Buffer): number => {
    extras.push(data);
    end += data.length;
    return end - data.length;
  };
  // values that do not fit into an entry, the tables last
  const written = directories.map((fields) =>
    fields.map(({ tag, type, data }) => ({
      tag,
      type,
      count: data.length / SIZES[type],
      value: data.length <= 4 ? padded(data) : longs(keep(data)),
    })),
  );
  const step = images * TILE_BYTES + gap;
  const firstTile = end + directories.length * tiles * 8;
  for (const [image, entries] of written.entries()) {
    const starts = Array.from({ length: tiles }, (_, i) => firstTile + i * step + image * TILE_BYTES);
    entries.push({ tag: 324, type: 4, count: tiles, value: longs(keep(longs(...starts))) });
    entries.push({ tag: 325, type: 4, count: tiles, value: longs(keep(longs(...starts.map(() => TILE_BYTES)))) });
    entries.sort((a, b) => a.tag - b.tag);
  }
  return Buffer.concat([header(written, sizes), ...extras, pixels(across, down, shift, images, gap)]);
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Buffer;
}

const SIZES: Record<number, number> = { 3: 2, 4: 4, 12: 8 };

function fieldsOf(across: number, down: number, isMask: boolean): { tag: number; type: number; data: Buffer }[] {
  const shorts = (tag: number, ...values: number[]) => ({
    tag,
    type: 3,
    data: Buffer.from(Uint16Array.from(values).buffer),
  });
  const doubles = (tag: number, ...values: number[]) => ({
    tag,
    type: 12,
    data: Buffer.from(Float64Array.from(values).buffer),
  });
  return [
    { tag: 254, type: 4, data: longs(isMask ? 4 : 0) },
    shorts(256, across * TILE),
    shorts(257, down * TILE),
    shorts(258, 8),
    shorts(259, 1),
    shorts(262, isMask ? 4 : 1),
    shorts(277, 1),
    shorts(322, TILE),
    shorts(323, TILE),
    doubles(33550, 10, 10, 0),
    doubles(33922, 0, 0, 0, 500000, 5000030, 0),
    shorts(34735, 1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32633),
  ];
}

function header(directories: readonly (readonly Entry[])[], sizes: readonly number[]): Buffer {
  const parts = [Buffer.from('II*\0', 'latin1'), longs(8)];
  let at = 8;
  for (const [i, entries] of directories.entries()) {
    at += sizes[i];
    const count = Buffer.alloc(2);
    count.writeUInt16LE(entries.length);
    parts.push(count);
    for (const { tag, type, count: values, value } of entries) {
      parts.push(Buffer.from(Uint16Array.of(tag, type).buffer), longs(values), value);
    }
    parts.push(longs(i + 1 < directories.length ? at : 0));
  }
  return Buffer.concat(parts);
}

function pixels(across: number, down: number, shift: number, images: number, gap: number): Buffer {
  const step = images * TILE_BYTES + gap;
  const bytes = Buffer.alloc(across * down * step);
  for (let tile = 0; tile < across * down; tile++) {
    const [left, top] = [(tile % across) * TILE, Math.floor(tile / across) * TILE];
    for (let i = 0; i < TILE_BYTES; i++) {
      const value = valueAt(left + (i % TILE), top + Math.floor(i / TILE), shift);
      bytes[tile * step + i] = value;
      if (images === 2) bytes[tile * step + TILE_BYTES + i] = value % 2 === 0 ? 255 : 0;
    }
  }
  return bytes;
}

function longs(...values: number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc(4 - data.length)]);
}
