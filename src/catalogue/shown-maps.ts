import type { MultiPolygon } from '../grid/geometry.ts';
import type { Grid } from '../grid/grid.ts';
import type { Queryable } from './database.ts';
import { isUuid } from './ids.ts';
import type { IndexRecord } from './indices.ts';

/** A visualization that has something to show, with what is told of it in a list of maps. */
export interface ShownMap {
  readonly visualizationId: string;
  readonly aoiId: string;
  readonly aoiName: string;
  readonly aoiDescription: string;
  /** The boxes around the AOI's polygons, with the longitudes that it was given. */
  readonly boxes: MultiPolygon;
  readonly index: Pick<
    IndexRecord,
    'id' | 'name' | 'title' | 'description' | 'type' | 'expressionType' | 'expression' | 'rescale'
  >;
  readonly satelliteName: string;
  /** `YYYY-MM-DD`, ascending, at least one. */
  readonly dates: readonly string[];
  /** CRS of the newest of its rasters. */
  readonly crsName: string;
  /** Pixels of the finest of its rasters, the newest of several. */
  readonly finest: Grid;
  /** Smallest pixel of its rasters, m. */
  readonly resolutionM: number;
  /** MD5 over all that its pictures are made of: the border, files with their versions, legends, the index. */
  readonly contentHash: string;
  /** The latest change of any of that. */
  readonly updatedAt: Date;
}

export interface ShownMapFilter {
  readonly aoiId?: string | undefined;
  readonly visualizationId?: string | undefined;
}

/** The assets of `assets a` that show `visualizations v` of `indices i`: as `assetsShowing` chooses them. */
const SHOWING = `a.aoi_id = v.aoi_id AND (a.index_id = v.index_id OR (a.index_id IS NULL AND a.band_list @> i.bands))
  AND (v.asset_ids IS NULL OR a.id = ANY (v.asset_ids))`;

const BANDS = `SELECT string_agg(concat_ws(',', b.name, b.path, b.band, b.file_size, b.file_modified_ms, b.header_hash,
  b.value_scale, b.value_offset), ',' ORDER BY b.position) FROM asset_bands b WHERE b.asset_id = a.id`;

/** The newest revision of each date's legend in each mode. */
const LEGENDS = `SELECT DISTINCT ON (date, mode) * FROM legends WHERE visualization_id = v.id
  ORDER BY date, mode, revision DESC`;

/**
 * All that a tenant's visualizations show, in one query: by the names of AOI and index. One that has no date, or is
 * not finished, shows nothing.
 */
export async function listShownMaps(
  db: Queryable,
  tenantId: string,
  { aoiId, visualizationId }: ShownMapFilter = {},
): Promise<ShownMap[]> {
  if ([aoiId, visualizationId].some((id) => id !== undefined && !isUuid(id))) return [];
  return (await db.query(
    `SELECT v.id AS "visualizationId", v.aoi_id AS "aoiId", aoi.name AS "aoiName",
       aoi.description AS "aoiDescription", s.name AS "satelliteName", assets.dates,
       assets.crs_name AS "crsName", assets.finest, assets.resolution_m AS "resolutionM",
       (SELECT ST_AsGeoJSON(ST_Multi(ST_Collect(ST_Envelope(part.geom))), 15)::json FROM ST_Dump(aoi.geometry) AS part)
         AS boxes,
       json_build_object('id', i.id, 'name', i.name, 'title', i.title, 'description', i.description, 'type', i.type,
         'expressionType', i.expression_type, 'expression', i.expression, 'rescale', i.rescale) AS index,
       md5(concat_ws(' ', md5(ST_AsBinary(aoi.geometry)), assets.hash, legends.hash, i.expression, i.rescale,
         i.color_map)) AS "contentHash",
       greatest(v.updated_at, aoi.updated_at, assets.updated_at, legends.created_at) AS "updatedAt"
     FROM visualizations v
     JOIN aois aoi ON aoi.id = v.aoi_id
     JOIN indices i ON i.id = v.index_id
     JOIN satellites s ON s.id = i.satellite_id
     CROSS JOIN LATERAL (
       SELECT array_agg(DISTINCT to_char(a.date, 'YYYY-MM-DD') ORDER BY to_char(a.date, 'YYYY-MM-DD')) AS dates,
         max(a.updated_at) AS updated_at, min(a.resolution_m) AS resolution_m,
         (array_agg(a.crs_name ORDER BY a.date DESC, a.created_at DESC, a.id))[1] AS crs_name,
         (array_agg(json_build_object('crs', json_build_object('name', a.crs_name, 'definition', a.crs_definition),
           'affine', a.affine, 'width', a.width, 'height', a.height)
           ORDER BY a.resolution_m, a.date DESC, a.created_at DESC, a.id))[1] AS finest,
         md5(string_agg(concat_ws(',', a.id, a.date, a.file_size, a.file_modified_ms, a.header_hash, (${BANDS})), ' '
           ORDER BY a.date, a.created_at DESC, a.id)) AS hash
       FROM assets a WHERE ${SHOWING}
     ) AS assets
     CROSS JOIN LATERAL (
       SELECT md5(string_agg(concat_ws(',', l.date, l.mode, l.revision), ' ' ORDER BY l.date, l.mode)) AS hash,
         max(l.created_at) AS created_at
       FROM (${LEGENDS}) AS l WHERE l.ended_at IS NULL
     ) AS legends
     WHERE v.tenant_id = $1 AND v.status IN ('success', 'partial_success') AND assets.dates IS NOT NULL
       AND ($2::uuid IS NULL OR v.aoi_id = $2) AND ($3::uuid IS NULL OR v.id = $3)
     ORDER BY aoi.name, i.name, v.id`,
    [tenantId, aoiId ?? null, visualizationId ?? null],
  )) as ShownMap[];
}
