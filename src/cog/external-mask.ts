import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import type { Blocks } from './block-cache.ts';
import { createBlockReader } from './blocks.ts';
import { readHeader } from './header.ts';
import { readLayout } from './image.ts';
import type { LevelImage } from './levels.ts';
import type { OpenSource, Source } from './source.ts';
import { parseLocation } from './sources/location.ts';
import type { FileVersion } from './version.ts';

/** GDAL keeps masks that a file does not hold itself in a TIFF beside it. */
const SUFFIX = '.msk';

/**
 * Opens local files together with the mask that lies beside them, if one does: a file of another mask is another
 * version. Beside remote files none is looked for, which would cost a request for each.
 */
export function withExternalMask(openSource: OpenSource): OpenSource {
  return async (location) => {
    const source = await openSource(location);
    if (source.mask !== undefined) return source;
    try {
      if (!(await hasMask(location))) return source;
      return joined(source, await openSource(location + SUFFIX));
    } catch (cause) {
      await source.release();
      throw cause;
    }
  };
}

async function hasMask(location: string): Promise<boolean> {
  if (parseLocation(location).kind !== 'file') return false;
  return stat(location + SUFFIX).then(
    () => true,
    () => false,
  );
}

function joined(source: Source, mask: Source): Source {
  return {
    name: source.name,
    version: joinedVersion(source.version, mask.version),
    mask,
    read: (offset, length) => source.read(offset, length),
    ...(source.readInto && { readInto: source.readInto.bind(source) }),
    ...(source.readMany && { readMany: source.readMany.bind(source) }),
    isCurrent: async (isForced) => (await source.isCurrent(isForced)) && (await mask.isCurrent(isForced)),
    release: async () => {
      await source.release();
      await mask.release();
    },
  };
}

/** Of the size of the file itself, which its directories are checked against. */
function joinedVersion(file: FileVersion, mask: FileVersion): FileVersion {
  return {
    size: file.size,
    modifiedMs: Math.max(file.modifiedMs, mask.modifiedMs),
    headerHash: createHash('sha256').update(`${file.headerHash} ${mask.headerHash} ${mask.size}`).digest('hex'),
  };
}

/**
 * The levels of a raster with those of the mask beside it. As with masks inside a file, an overview that has none is
 * no level: its nodata could not be told from data.
 *
 * @throws Failure `unreadable` if the mask is damaged or of another size
 */
export async function maskLevels(
  name: string,
  location: string,
  levels: readonly LevelImage[],
  mask: Source,
  cache: Blocks,
): Promise<LevelImage[]> {
  const { directories, littleEndian } = await readHeader(mask);
  const images = directories.map((directory) => readLayout(mask.name, directory, littleEndian));
  const blocks = createBlockReader(mask, `mask of ${location}`, cache);
  const masked = levels.flatMap((level) => {
    const { width, height } = level.image;
    const image = images.find((each) => each.width === width && each.height === height);
    return image === undefined ? [] : [{ ...level, externalMask: { image, blocks } }];
  });
  if (masked.at(0)?.image === levels[0].image) return masked;
  const [{ image }] = levels;
  throw new Failure(
    'unreadable',
    `${name} cannot be read: ${mask.name} masks ${images[0].width} x ${images[0].height} pixels, ` +
      `but the raster has ${image.width} x ${image.height}`,
  );
}
