/** TIFF field types: TIFF 6.0 section 2, and BigTIFF's three 8-byte ones. */
export const FieldType = {
  Byte: 1,
  Ascii: 2,
  Short: 3,
  Long: 4,
  Rational: 5,
  SByte: 6,
  Undefined: 7,
  SShort: 8,
  SLong: 9,
  SRational: 10,
  Float: 11,
  Double: 12,
  Ifd: 13,
  Long8: 16,
  SLong8: 17,
  Ifd8: 18,
} as const;

/** Bytes of one value, by field type. */
export const FIELD_SIZES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** The tags that this room reads: TIFF 6.0, GeoTIFF 1.1 (OGC 19-008r4), GDAL's own, LERC's. */
export const Tag = {
  NewSubfileType: 254,
  SubfileType: 255,
  ImageWidth: 256,
  ImageLength: 257,
  BitsPerSample: 258,
  Compression: 259,
  Photometric: 262,
  FillOrder: 266,
  StripOffsets: 273,
  SamplesPerPixel: 277,
  RowsPerStrip: 278,
  StripByteCounts: 279,
  PlanarConfiguration: 284,
  DateTime: 306,
  Predictor: 317,
  TileWidth: 322,
  TileLength: 323,
  TileOffsets: 324,
  TileByteCounts: 325,
  SubIfds: 330,
  ExtraSamples: 338,
  SampleFormat: 339,
  JpegTables: 347,
  ModelPixelScale: 33550,
  ModelTiepoint: 33922,
  ModelTransformation: 34264,
  GeoKeyDirectory: 34735,
  GeoDoubleParams: 34736,
  GeoAsciiParams: 34737,
  GdalMetadata: 42112,
  GdalNodata: 42113,
  LercParameters: 50674,
} as const;

/** Tags whose values are read when a file is opened (those of `BLOCK_TABLES` only located); all others are ignored. */
export const READ_TAGS: ReadonlySet<number> = new Set<number>(Object.values(Tag));

/** Tags with one value a block. */
export const BLOCK_TABLES: ReadonlySet<number> = new Set<number>([
  Tag.StripOffsets,
  Tag.StripByteCounts,
  Tag.TileOffsets,
  Tag.TileByteCounts,
]);
