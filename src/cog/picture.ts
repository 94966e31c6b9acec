/**
 * Decodes a JPEG or WebP picture to `width * height * channels` bytes, row-major, those of a pixel beside each other.
 * Passed in by those who open rasters: this room knows no library for pictures.
 *
 * @throws Error if the picture is damaged or of another size
 */
export type DecodePicture = (
  bytes: Uint8Array,
  size: { width: number; height: number; channels: number },
) => Promise<Uint8Array<ArrayBuffer>>;

/** One block of WebP: colours, with or without opacity. The decoder is only ever given what is WebP by its signature. */
export async function decodeWebp(
  input: Uint8Array,
  size: { width: number; height: number; channels: number },
  decodePicture: DecodePicture,
): Promise<Uint8Array<ArrayBuffer>> {
  const signature = Buffer.from(input.subarray(0, 12)).toString('latin1');
  if (!/^RIFF[^]{4}WEBP$/.test(signature)) throw new RangeError('it is not a WebP picture');
  return decodePicture(input, size);
}
