-- The catalogue. Every tenant's row names its tenant, and references between such rows carry the tenant along, so
-- that one tenant's row cannot refer to another's.

CREATE EXTENSION IF NOT EXISTS postgis;

CREATE TABLE tenants (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
  user_id text NOT NULL,
  name text NOT NULL,
  rights text NOT NULL CHECK (rights IN ('read', 'write')),
  -- SHA-256 of the key; the key itself is nowhere
  key_hash bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_keys_tenant ON api_keys (tenant_id);

CREATE TABLE projects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL REFERENCES tenants,
  name text NOT NULL,
  title text NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, name),
  UNIQUE (tenant_id, id)
);

CREATE TABLE satellites (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  position integer NOT NULL,
  rgb_composite jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE satellite_bands (
  satellite_id uuid NOT NULL REFERENCES satellites ON DELETE CASCADE,
  name text NOT NULL,
  position integer NOT NULL,
  common_name text NOT NULL,
  wavelength_nm double precision NOT NULL,
  spatial_resolution_m double precision NOT NULL,
  -- reflectance = stored * value_scale + value_offset
  value_scale double precision NOT NULL,
  value_offset double precision NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (satellite_id, name)
);

CREATE TABLE collections (
  satellite_id uuid NOT NULL REFERENCES satellites ON DELETE CASCADE,
  id text NOT NULL,
  name text NOT NULL,
  position integer NOT NULL,
  provider text NOT NULL,
  queryables text[] NOT NULL,
  rescale double precision[] NOT NULL CHECK (cardinality(rescale) = 2),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (satellite_id, id)
);

-- tenant_id is null for presets, which every tenant sees
CREATE TABLE indices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid REFERENCES tenants,
  satellite_id uuid NOT NULL REFERENCES satellites,
  name text NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  expression text NOT NULL,
  expression_type text NOT NULL CHECK (expression_type IN ('index', 'composite', 'grayscale')),
  type text NOT NULL CHECK (type IN ('preset', 'custom')),
  color_map jsonb NOT NULL,
  rescale double precision[] NOT NULL CHECK (cardinality(rescale) = 2 AND rescale[1] < rescale[2]),
  bands text[] NOT NULL,
  breakpoints jsonb,
  reference jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((type = 'preset') = (tenant_id IS NULL))
);
-- rasters are paired with indices by name, in any case
CREATE UNIQUE INDEX indices_name ON indices (tenant_id, satellite_id, lower(name)) NULLS NOT DISTINCT;

CREATE TABLE aois (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  project_id uuid NOT NULL,
  satellite_id uuid NOT NULL REFERENCES satellites,
  user_id text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  provider text NOT NULL,
  -- longitudes as given: beyond 180 where a polygon is drawn across the antimeridian in one piece
  geometry geometry(Geometry, 4326) NOT NULL,
  properties jsonb NOT NULL DEFAULT '{}',
  -- both on the ellipsoid
  area_m2 double precision NOT NULL,
  centroid double precision[] NOT NULL CHECK (cardinality(centroid) = 2),
  status text NOT NULL
    CHECK (status IN ('success', 'started', 'running', 'failed', 'updating', 'partial_success')),
  progress integer NOT NULL CHECK (progress BETWEEN 0 AND 100),
  is_favourite boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (project_id, name),
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, id),
  CONSTRAINT aois_geometry_type CHECK (GeometryType(geometry) IN ('POLYGON', 'MULTIPOLYGON')),
  CONSTRAINT aois_geometry_valid CHECK (ST_IsValid(geometry))
);
CREATE INDEX aois_geometry ON aois USING gist (geometry);
CREATE INDEX aois_listed ON aois (tenant_id, created_at DESC, id);

-- one band of one raster file, as an image of one AOI
CREATE TABLE assets (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  aoi_id uuid NOT NULL,
  -- null for band imagery
  index_id uuid REFERENCES indices,
  kind text NOT NULL CHECK (kind IN ('visualization', 'mosaic', 'stac_item')),
  name text NOT NULL,
  description text NOT NULL,
  date date NOT NULL,
  path text NOT NULL,
  band integer NOT NULL CHECK (band >= 1),
  band_list text[] NOT NULL,
  file_size bigint NOT NULL,
  file_modified_ms double precision NOT NULL,
  header_hash text NOT NULL,
  crs_name text NOT NULL,
  crs_definition text NOT NULL,
  affine double precision[] NOT NULL CHECK (cardinality(affine) = 6),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  dtype text NOT NULL,
  -- value = stored * value_scale + value_offset
  value_scale double precision NOT NULL,
  value_offset double precision NOT NULL,
  nodata double precision,
  resolution_m double precision NOT NULL,
  status text NOT NULL CHECK (status IN ('success', 'failed', 'started', 'creating')),
  progress integer NOT NULL CHECK (progress BETWEEN 0 AND 100),
  geometry geometry(Polygon, 4326) NOT NULL,
  area_m2 double precision NOT NULL,
  centroid double precision[] NOT NULL CHECK (cardinality(centroid) = 2),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (aoi_id, path, band),
  FOREIGN KEY (tenant_id, aoi_id) REFERENCES aois (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT assets_geometry_valid CHECK (ST_IsValid(geometry))
);
CREATE INDEX assets_scene ON assets (aoi_id, index_id, date);
CREATE INDEX assets_path ON assets (tenant_id, path);

-- statistics of one scene: the assets of one AOI, index and date, newest on top
CREATE TABLE scene_summaries (
  scene_key text PRIMARY KEY,
  tenant_id uuid NOT NULL,
  aoi_id uuid NOT NULL,
  index_id uuid NOT NULL REFERENCES indices,
  date date NOT NULL,
  asset_ids uuid[] NOT NULL,
  summary jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (tenant_id, aoi_id) REFERENCES aois (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX scene_summaries_aoi ON scene_summaries (aoi_id, index_id, date);

-- pixels and ground area per slot of the cuts that a legend makes
CREATE TABLE class_areas (
  scene_key text NOT NULL REFERENCES scene_summaries ON DELETE CASCADE,
  cuts_key text NOT NULL,
  tenant_id uuid NOT NULL REFERENCES tenants,
  counts double precision[] NOT NULL,
  areas_m2 double precision[] NOT NULL CHECK (cardinality(areas_m2) = cardinality(counts)),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scene_key, cuts_key)
);

CREATE TABLE visualizations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  aoi_id uuid NOT NULL,
  index_id uuid NOT NULL REFERENCES indices,
  user_id text NOT NULL,
  -- null follows the AOI, assets registered later included
  asset_ids uuid[],
  -- SHA-256 of the list, sorted: the same assets in another order are the same list
  asset_ids_hash text,
  resolution double precision,
  dynamic jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('creating', 'success', 'failed', 'partial_success')),
  progress integer NOT NULL CHECK (progress BETWEEN 0 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, aoi_id) REFERENCES aois (tenant_id, id) ON DELETE CASCADE,
  CHECK ((asset_ids IS NULL) = (asset_ids_hash IS NULL))
);
CREATE UNIQUE INDEX visualizations_following ON visualizations (aoi_id, index_id) WHERE asset_ids IS NULL;
CREATE UNIQUE INDEX visualizations_listed ON visualizations (aoi_id, index_id, asset_ids_hash)
  WHERE asset_ids IS NOT NULL;

-- a row per revision; the highest one of a date and mode is the legend in force, unless it has ended
CREATE TABLE legends (
  visualization_id uuid NOT NULL,
  date date NOT NULL,
  mode text NOT NULL CHECK (mode IN ('dynamic', 'theoretical')),
  revision integer NOT NULL CHECK (revision >= 1),
  tenant_id uuid NOT NULL,
  legend jsonb NOT NULL,
  scale_id text NOT NULL,
  scene_key text NOT NULL,
  cause text NOT NULL CHECK (cause IN ('created', 'put', 'patch', 'asset')),
  user_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (visualization_id, date, mode, revision),
  FOREIGN KEY (tenant_id, visualization_id) REFERENCES visualizations (tenant_id, id) ON DELETE CASCADE
);
