/** Compression codes (TIFF tag 259) that `decode.ts` undoes. */
export const Compression = {
  None: 1,
  Lzw: 5,
  Jpeg: 7,
  Deflate: 8,
  PackBits: 32773,
  OldDeflate: 32946,
  Lerc: 34887,
  Zstd: 50000,
  Webp: 50001,
} as const;

/** What is done to a LERC blob after it is made: second value of tag 50674. */
export const LercExtra = { None: 0, Deflate: 1, Zstd: 2 } as const;

/** Their names, as `CogInfo` and messages show them. */
export const READABLE: Readonly<Partial<Record<number, string>>> = {
  [Compression.None]: 'none',
  [Compression.Lzw]: 'lzw',
  [Compression.Jpeg]: 'jpeg',
  [Compression.Deflate]: 'deflate',
  [Compression.PackBits]: 'packbits',
  [Compression.OldDeflate]: 'deflate',
  [Compression.Lerc]: 'lerc',
  [Compression.Zstd]: 'zstd',
  [Compression.Webp]: 'webp',
};

/** Known codes that are refused, named so that the operator knows what to convert from. */
export const REFUSED: Readonly<Partial<Record<number, string>>> = {
  2: 'CCITT RLE',
  3: 'CCITT Group 3 fax',
  4: 'CCITT Group 4 fax',
  6: 'old-style JPEG',
  32809: 'ThunderScan',
  34661: 'JBIG',
  34712: 'JPEG 2000',
  34925: 'LZMA',
  50002: 'JPEG XL',
};

/** LERC by what was done to its blobs afterwards. */
export const LERC_NAMES: readonly (string | undefined)[] = ['lerc', 'lerc_deflate', 'lerc_zstd'];

/** Name of a compression that can be read, or undefined. `lercExtra` tells the three kinds of LERC apart. */
export function compressionName(code: number, lercExtra: number): string | undefined {
  if (code !== Compression.Lerc) return READABLE[code];
  return LERC_NAMES[lercExtra];
}

/** What to call a compression that cannot be read: its name where known, and always its code. */
export function refusedCompression(code: number, lercExtra: number): string {
  if (code === Compression.Lerc) return `LERC with additional compression ${lercExtra}`;
  const known = REFUSED[code];
  return known === undefined ? `unknown compression code ${code}` : `${known} compression (code ${code})`;
}

/** Names of all readable compressions, for messages. */
export const READABLE_COMPRESSIONS = 'none, LZW, Deflate, PackBits, Zstandard, LERC, JPEG and WebP';
