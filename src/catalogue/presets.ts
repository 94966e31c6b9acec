import { PRESET_INDICES } from '../presets/indices.ts';
import { SATELLITES } from '../presets/satellites.ts';
import type { Queryable } from './database.ts';

/**
 * Brings the preset satellites and indices of the catalogue up to date with the program's, in one statement a table.
 * Rows that are the same stay untouched; presets that the program no longer has stay too, since stored maps refer to
 * them.
 */
export async function syncPresets(db: Queryable): Promise<void> {
  const satellites = SATELLITES.map(({ id, name, rgbComposite }, position) => ({ id, name, position, rgbComposite }));
  const bands = SATELLITES.flatMap(({ id, bands }) =>
    bands.map((band, position) => ({ ...band, satelliteId: id, position })),
  );
  const collections = SATELLITES.flatMap((satellite) =>
    satellite.collections.map((collection, position) => ({ ...collection, satelliteId: satellite.id, position })),
  );
  await db.query(SATELLITES_SQL, [JSON.stringify(satellites)]);
  await db.query(BANDS_SQL, [JSON.stringify(bands)]);
  await db.query(COLLECTIONS_SQL, [JSON.stringify(collections)]);
  await db.query(INDICES_SQL, [JSON.stringify(PRESET_INDICES)]);
}

const SATELLITES_SQL = `
  INSERT INTO satellites AS s (id, name, position, rgb_composite)
  SELECT id, name, position, "rgbComposite"
  FROM jsonb_to_recordset($1) AS given (id uuid, name text, position integer, "rgbComposite" jsonb)
  ON CONFLICT (id) DO UPDATE SET (name, position, rgb_composite) =
    ROW (excluded.name, excluded.position, excluded.rgb_composite), updated_at = now()
  WHERE (s.name, s.position, s.rgb_composite) IS DISTINCT FROM
    (excluded.name, excluded.position, excluded.rgb_composite)`;

const BANDS_SQL = `
  INSERT INTO satellite_bands AS b (satellite_id, name, position, common_name, wavelength_nm, spatial_resolution_m,
    value_scale, value_offset)
  SELECT "satelliteId", name, position, "commonName", wavelength, "spatialResolution", scale, "offset"
  FROM jsonb_to_recordset($1) AS given ("satelliteId" uuid, name text, position integer, "commonName" text,
    wavelength float8, "spatialResolution" float8, scale float8, "offset" float8)
  ON CONFLICT (satellite_id, name) DO UPDATE SET
    (position, common_name, wavelength_nm, spatial_resolution_m, value_scale, value_offset) =
    ROW (excluded.position, excluded.common_name, excluded.wavelength_nm, excluded.spatial_resolution_m,
      excluded.value_scale, excluded.value_offset), updated_at = now()
  WHERE (b.position, b.common_name, b.wavelength_nm, b.spatial_resolution_m, b.value_scale, b.value_offset)
    IS DISTINCT FROM (excluded.position, excluded.common_name, excluded.wavelength_nm, excluded.spatial_resolution_m,
      excluded.value_scale, excluded.value_offset)`;

const COLLECTIONS_SQL = `
  INSERT INTO collections AS c (satellite_id, id, name, position, provider, queryables, rescale)
  SELECT "satelliteId", id, name, position, provider, queryables, rescale
  FROM jsonb_to_recordset($1) AS given ("satelliteId" uuid, id text, name text, position integer, provider text,
    queryables text[], rescale float8[])
  ON CONFLICT (satellite_id, id) DO UPDATE SET (name, position, provider, queryables, rescale) =
    ROW (excluded.name, excluded.position, excluded.provider, excluded.queryables, excluded.rescale),
    updated_at = now()
  WHERE (c.name, c.position, c.provider, c.queryables, c.rescale) IS DISTINCT FROM
    (excluded.name, excluded.position, excluded.provider, excluded.queryables, excluded.rescale)`;

const INDEX_COLUMNS = [
  'satellite_id',
  'name',
  'title',
  'description',
  'expression',
  'color_map',
  'rescale',
  'bands',
  'breakpoints',
  'reference',
];

const INDICES_SQL = `
  INSERT INTO indices AS i (id, type, expression_type, ${INDEX_COLUMNS.join(', ')})
  SELECT id, 'preset', 'index', "satelliteId", name, title, description, expression, "colorMap", rescale, bands,
    breakpoints, reference
  FROM jsonb_to_recordset($1) AS given (id uuid, "satelliteId" uuid, name text, title text, description text,
    expression text, "colorMap" jsonb, rescale float8[], bands text[], breakpoints jsonb, reference jsonb)
  ON CONFLICT (id) DO UPDATE SET (${INDEX_COLUMNS.join(', ')}) = ROW (${qualified('excluded')}), updated_at = now()
  WHERE (${qualified('i')}) IS DISTINCT FROM (${qualified('excluded')})`;

function qualified(alias: string): string {
  return INDEX_COLUMNS.map((column) => `${alias}.${column}`).join(', ');
}
