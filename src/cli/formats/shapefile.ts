import { parseZip, type Layer } from 'shpjs';
import { Failure } from '../../failure.ts';
import { areaFeatures, type AreaFeature } from '../../operations/area-features.ts';

/**
 * The records of a zipped Shapefile, in longitude and latitude by its `.prj`; without one the coordinates are taken
 * to be such. Several Shapefiles in a zip follow one another.
 *
 * @throws Failure invalid if it is no zip, holds no Shapefile, or is in an unknown projection
 */
export async function readShapefile(zip: Uint8Array): Promise<AreaFeature[]> {
  const layers = await parseLayers(zip);
  const features = layers.flatMap((layer) => layer.features);
  if (features.length === 0) throw new Failure('invalid', 'the Shapefile holds no records');
  const plain = features.map(({ geometry, properties }) => ({ geometry, properties: withPlainDates(properties) }));
  return areaFeatures({ type: 'FeatureCollection', features: plain }, 'area');
}

async function parseLayers(zip: Uint8Array): Promise<Layer[]> {
  try {
    return [await parseZip(zip)].flat();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause); // proj4 throws texts
    throw new Failure('invalid', `not a zipped Shapefile that can be read: ${reason}`, { cause });
  }
}

/** Dates come as midnight of this machine's zone: the day is meant. */
function withPlainDates(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, value instanceof Date ? dayOf(value) : value]),
  );
}

function dayOf(date: Date): string | null {
  if (Number.isNaN(date.getTime())) return null;
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${date.getFullYear()}-${month}-${day}`;
}
