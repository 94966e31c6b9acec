import type { Affine } from '../grid/affine.ts';
import type { Polygon } from '../grid/geometry.ts';
import type { Grid } from '../grid/grid.ts';
import type { Crs } from '../grid/projection.ts';
import type { Encoding } from '../raster/raster.ts';

/** An index raster (`visualization`), or band imagery. */
export type AssetKind = 'visualization' | 'mosaic' | 'stac_item';
export type AssetStatus = 'success' | 'failed' | 'started' | 'creating';

/** What tells a file from a later one of the same name. */
export interface AssetVersion {
  readonly size: number;
  /** Modification time, ms since 1970. */
  readonly modifiedMs: number;
  readonly headerHash: string;
}

/** Where a band of the AOI's satellite is. */
export interface AssetBand {
  /** As the satellite calls it. */
  readonly name: string;
  readonly path: string;
  /** Counted from 1. */
  readonly band: number;
  readonly version: AssetVersion;
  /** In the CRS of the asset. */
  readonly grid: Grid;
  /** To reflectance: the file's own scale and offset, else the satellite's. */
  readonly encoding: AssetEncoding;
}

/** `nodata` is the stored number that means none; NaN and infinities are never values anyway. */
export type AssetEncoding = Encoding & { readonly nodata: number | null };

/**
 * An AOI's image of one date: one band of one raster file, or band imagery, of which path, band, version, grid and
 * encoding are those of the finest band.
 */
export interface AssetRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly aoiId: string;
  /** The index whose values it holds; null for band imagery. */
  readonly indexId: string | null;
  readonly kind: AssetKind;
  readonly name: string;
  readonly description: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Where the file is on the server: never shown to a caller. */
  readonly path: string;
  /** Counted from 1. */
  readonly band: number;
  /** Names of the satellite's bands that it has, in the satellite's order; of an index raster the index. */
  readonly bandList: readonly string[];
  /** Of band imagery, in the order of `bandList`; empty for an index raster. */
  readonly bands: readonly AssetBand[];
  readonly version: AssetVersion;
  readonly grid: Grid;
  readonly encoding: AssetEncoding;
  /** Size of a pixel on the ground, m. */
  readonly resolutionM: number;
  readonly status: AssetStatus;
  readonly progress: number;
  /** Outline of the raster, EPSG:4326. */
  readonly geometry: Polygon;
  readonly areaM2: number;
  readonly centroid: readonly [lon: number, lat: number];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type NewAsset = Omit<
  AssetRecord,
  'id' | 'tenantId' | 'bands' | 'status' | 'progress' | 'areaM2' | 'centroid' | 'createdAt' | 'updatedAt'
> & { readonly status?: AssetStatus | undefined; readonly progress?: number | undefined };

type AssetRow = Omit<AssetRecord, 'version' | 'grid' | 'encoding' | 'bands'> &
  AssetVersion &
  AssetEncoding & {
    readonly crsName: string;
    readonly crsDefinition: string;
    readonly affine: Affine;
    readonly width: number;
    readonly height: number;
    readonly bands: readonly BandRow[];
  };

type BandRow = Pick<AssetBand, 'name' | 'path' | 'band'> &
  AssetVersion &
  AssetEncoding & { readonly affine: Affine; readonly width: number; readonly height: number };

const BANDS = `SELECT json_agg(json_build_object('name', b.name, 'path', b.path, 'band', b.band, 'size', b.file_size,
    'modifiedMs', b.file_modified_ms, 'headerHash', b.header_hash, 'affine', b.affine, 'width', b.width,
    'height', b.height, 'dtype', b.dtype, 'scale', b.value_scale, 'offset', b.value_offset, 'nodata', b.nodata)
    ORDER BY b.position) FROM asset_bands b WHERE b.asset_id = a.id`;

/** Of a table called `a`. */
export const COLUMNS = `a.id, a.tenant_id AS "tenantId", a.aoi_id AS "aoiId", a.index_id AS "indexId", a.kind, a.name,
  a.description, a.date, a.path, a.band, a.band_list AS "bandList", a.file_size AS size,
  a.file_modified_ms AS "modifiedMs", a.header_hash AS "headerHash", a.crs_name AS "crsName",
  a.crs_definition AS "crsDefinition", a.affine, a.width, a.height, a.dtype, a.value_scale AS scale,
  a.value_offset AS "offset", a.nodata, a.resolution_m AS "resolutionM", a.status, a.progress,
  ST_AsGeoJSON(a.geometry, 15)::json AS geometry, a.area_m2 AS "areaM2", a.centroid,
  coalesce((${BANDS}), '[]') AS bands, a.created_at AS "createdAt", a.updated_at AS "updatedAt"`;

export function toAsset(row: unknown): AssetRecord {
  const { size, modifiedMs, headerHash, crsName, crsDefinition, affine, width, height, ...rest } = row as AssetRow;
  const { dtype, scale, offset, nodata, bands, ...asset } = rest;
  const crs = { name: crsName, definition: crsDefinition };
  return {
    ...asset,
    version: { size, modifiedMs, headerHash },
    grid: { crs, affine, width, height },
    encoding: { dtype, scale, offset, nodata },
    bands: bands.map((band) => toBand(band, crs)),
  };
}

function toBand({ name, path, band, size, modifiedMs, headerHash, ...rest }: BandRow, crs: Crs): AssetBand {
  const { affine, width, height, dtype, scale, offset, nodata } = rest;
  return {
    name,
    path,
    band,
    version: { size, modifiedMs, headerHash },
    grid: { crs, affine, width, height },
    encoding: { dtype, scale, offset, nodata },
  };
}
