/** What a compressed picture has to amount to. */
interface PictureSize {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red, green and blue, 4 these and opacity */
  readonly channels: number;
}

/**
 * The numbers of a JPEG or WebP picture, as it stores them: no colour profile is applied, no edge is turned.
 *
 * @returns `width * height * channels` bytes, row-major, those of a pixel beside each other
 * @throws Error if the bytes are damaged in any way, or the picture is larger than expected
 */
export async function decodePicture(
  bytes: Uint8Array,
  { width, height, channels }: PictureSize,
): Promise<Uint8Array<ArrayBuffer>> {
  // only few rasters are kept as pictures, and sharp takes a while to load
  const { sharp } = await import('./sharp.ts');
  const picture = sharp(bytes, { failOn: 'warning', limitInputPixels: width * height, ignoreIcc: true });
  const alike = channels === 1 ? picture.toColourspace('b-w') : picture.toColourspace('srgb');
  const shaped = channels === 4 ? alike.ensureAlpha() : alike.removeAlpha();
  const { data, info } = await shaped
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new RangeError(`its picture is damaged: ${reasonOf(cause)}`, { cause });
    });
  if (info.width !== width || info.height !== height || info.channels !== channels) {
    throw new RangeError(
      `its picture is ${info.width} x ${info.height} of ${info.channels} channels, ` +
        `${width} x ${height} of ${channels} was expected`,
    );
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}

/** The line of libvips' message that says something. */
function reasonOf(cause: unknown): string {
  const lines = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const telling = lines.find((line) => !line.startsWith('Warning treated as error')) ?? 'its data are corrupt';
  return telling.replace(/^Input buffer has corrupt header: /, '').replace(/^(VipsJpeg|webp2vips|webp): /, '');
}
