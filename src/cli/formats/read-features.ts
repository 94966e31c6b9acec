import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { Failure } from '../../failure.ts';
import type { AreaFeature } from '../../operations/area-features.ts';
import { readGeojson } from './geojson.ts';
import { readKml } from './kml.ts';
import { readShapefiles } from './shapefile.ts';
import { unzip } from './zip.ts';

/**
 * The areas of a GeoJSON, zipped Shapefile, KML or KMZ file, whichever its content shows it to be.
 *
 * @param path a file, or `-` for `stdin`
 * @throws Failure invalid, naming the file, if it cannot be read
 */
export async function readFeatures(path: string, stdin: AsyncIterable<Uint8Array>): Promise<AreaFeature[]> {
  const name = path === '-' ? 'standard input' : basename(path);
  const bytes = path === '-' ? await collect(stdin) : await readBytes(path);
  try {
    return await parseFeatures(bytes, path === '-' ? 'area' : basename(path, extname(path)));
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    throw new Failure(cause.kind, `${name}: ${cause.message}`, { cause });
  }
}

async function parseFeatures(bytes: Uint8Array, fallbackName: string): Promise<AreaFeature[]> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readZip(unzip(bytes)); // PK, a zip
  const text = decode(bytes);
  const first = text.trimStart()[0];
  if (first === '<') return readKml(text);
  if (first === '{') return readGeojson(text, fallbackName);
  throw new Failure('invalid', 'neither GeoJSON, a zipped Shapefile nor KML');
}

/** A Shapefile, or the KML of a KMZ. */
async function readZip(members: ReadonlyMap<string, Uint8Array>): Promise<AreaFeature[]> {
  const placemarks = [...members.entries()].find(([name]) => /\.kml$/i.test(name));
  return placemarks === undefined ? readShapefiles(members) : readKml(decode(placemarks[1]));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Failure('invalid', 'neither a zip nor text in UTF-8', { cause });
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code ?? 'unknown'})`;
    throw new Failure('missing', `${basename(path)}: ${reason}`, { cause });
  }
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
