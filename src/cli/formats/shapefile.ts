import parseShapefile, { type Layer } from 'shpjs';
import { Failure } from '../../failure.ts';
import { areaFeatures, type AreaFeature } from '../../operations/area-features.ts';
import { trustedPrj } from './prj.ts';

/** Text of a `.dbf` that says nothing else and is not UTF-8: what Shapefiles were written in for decades. */
const OLD_ENCODING = 'windows-1252';

/**
 * The records of a zip's Shapefiles, one after another, in longitude and latitude by their `.prj`; without one the
 * coordinates are taken to be such.
 *
 * @param members of the zip, by name
 * @throws Failure invalid if there is no Shapefile, or one that is damaged or in an unknown projection
 */
export async function readShapefiles(members: ReadonlyMap<string, Uint8Array>): Promise<AreaFeature[]> {
  const names = [...members.keys()].filter((name) => /\.shp$/i.test(name)).sort();
  if (names.length === 0) throw new Failure('invalid', 'the zip holds no Shapefile (.shp)');
  const layers = await Promise.all(names.map((name) => readLayer(members, name.slice(0, -4))));
  const features = layers
    .flatMap((layer) => layer.features)
    .map(({ geometry, properties }) => ({ geometry, properties: withPlainDates(properties) }));
  return areaFeatures({ type: 'FeatureCollection', features }, 'area');
}

async function readLayer(members: ReadonlyMap<string, Uint8Array>, stem: string): Promise<Layer> {
  const part = (ending: string): Uint8Array | undefined => {
    const name = [...members.keys()].find((key) => key.toLowerCase() === `${stem}.${ending}`.toLowerCase());
    return name === undefined ? undefined : members.get(name);
  };
  const [shp, dbf] = [viewOf(part('shp') ?? new Uint8Array()), part('dbf')];
  const [prj, cpg] = [textOf(part('prj')), textOf(part('cpg'))];
  const parts = { shp, ...(dbf && { dbf: viewOf(dbf) }), ...(prj !== undefined && { prj: trustedPrj(prj) }) };
  try {
    const layer = await parseShapefile({ ...parts, ...(cpg !== undefined && { cpg }) });
    const isGarbled =
      cpg === undefined && JSON.stringify(layer.features.map((each) => each.properties)).includes('\ufffd');
    return isGarbled ? await parseShapefile({ ...parts, cpg: OLD_ENCODING }) : layer;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause); // proj4 throws texts
    throw new Failure('invalid', `the Shapefile ${stem} cannot be read: ${reason}`, { cause });
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).trim();
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
