import type { Queryable } from './database.ts';

export interface BandRecord {
  /** The name that expressions use, such as `B04`. */
  readonly name: string;
  /** What the band shows, such as `red`. */
  readonly commonName: string;
  /** Centre wavelength, nm. */
  readonly wavelengthNm: number;
  readonly spatialResolutionM: number;
  /** `reflectance = stored * scale + offset` of the usual product. */
  readonly scale: number;
  readonly offset: number;
}

/** An image collection of a satellite, as the v0 API lists it. */
export interface CollectionRecord {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly queryables: readonly string[];
  readonly rescale: readonly [min: number, max: number];
}

/** A satellite with its bands and collections in their published order. The same for every tenant. */
export interface SatelliteRecord {
  readonly id: string;
  readonly name: string;
  readonly bands: readonly BandRecord[];
  readonly collections: readonly CollectionRecord[];
  /** Band names of the natural-colour composite. */
  readonly rgbComposite: { readonly red: string; readonly green: string; readonly blue: string };
}

const SELECT = `
  SELECT s.id, s.name, s.rgb_composite AS "rgbComposite",
    (SELECT coalesce(json_agg(json_build_object('name', b.name, 'commonName', b.common_name,
       'wavelengthNm', b.wavelength_nm, 'spatialResolutionM', b.spatial_resolution_m,
       'scale', b.value_scale, 'offset', b.value_offset) ORDER BY b.position), '[]')
     FROM satellite_bands b WHERE b.satellite_id = s.id) AS bands,
    (SELECT coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'provider', c.provider,
       'queryables', c.queryables, 'rescale', c.rescale) ORDER BY c.position), '[]')
     FROM collections c WHERE c.satellite_id = s.id) AS collections
  FROM satellites s`;

/** Every satellite, in their published order. */
export async function listSatellites(db: Queryable): Promise<SatelliteRecord[]> {
  return (await db.query(`${SELECT} ORDER BY s.position, s.id`)) as SatelliteRecord[];
}

export async function getSatellite(db: Queryable, id: string): Promise<SatelliteRecord | undefined> {
  return ((await db.query(`${SELECT} WHERE s.id::text = lower($1)`, [id])) as SatelliteRecord[]).at(0);
}

/** The satellite of that id, or of that name in any case. */
export async function findSatellite(db: Queryable, idOrName: string): Promise<SatelliteRecord | undefined> {
  const rows = await db.query(
    `${SELECT} WHERE s.id::text = lower($1) OR lower(s.name) = lower($1) ORDER BY s.id::text = lower($1) DESC LIMIT 1`,
    [idOrName],
  );
  return (rows as SatelliteRecord[]).at(0);
}
