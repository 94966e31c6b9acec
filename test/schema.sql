CREATE TABLE aois (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  project_id uuid NOT NULL,
  satellite_id uuid NOT NULL,
  user_id text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  provider text NOT NULL,
  geometry geometry(Geometry,4326) NOT NULL,
  properties jsonb NOT NULL DEFAULT '{}'::jsonb,
  area_m2 double precision NOT NULL,
  centroid double precision[] NOT NULL,
  status text NOT NULL,
  progress integer NOT NULL,
  is_favourite boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT aois_centroid_check CHECK ((cardinality(centroid) = 2)),
  CONSTRAINT aois_geometry_type CHECK ((geometrytype(geometry) = ANY (ARRAY['POLYGON'::text, 'MULTIPOLYGON'::text]))),
  CONSTRAINT aois_geometry_valid CHECK (st_isvalid(geometry)),
  CONSTRAINT aois_pkey PRIMARY KEY (id),
  CONSTRAINT aois_progress_check CHECK (((progress >= 0) AND (progress <= 100))),
  CONSTRAINT aois_project_id_name_key UNIQUE (project_id, name),
  CONSTRAINT aois_satellite_id_fkey FOREIGN KEY (satellite_id) REFERENCES satellites(id),
  CONSTRAINT aois_status_check CHECK ((status = ANY (ARRAY['success'::text, 'started'::text, 'running'::text, 'failed'::text, 'updating'::text, 'partial_success'::text]))),
  CONSTRAINT aois_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT aois_tenant_id_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects(tenant_id, id)
);
CREATE INDEX aois_geometry ON public.aois USING gist (geometry);
CREATE INDEX aois_listed ON public.aois USING btree (tenant_id, created_at DESC, id);

CREATE TABLE api_keys (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  user_id text NOT NULL,
  name text NOT NULL,
  rights text NOT NULL,
  key_hash bytea NOT NULL,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT api_keys_key_hash_check CHECK ((length(key_hash) = 32)),
  CONSTRAINT api_keys_key_hash_key UNIQUE (key_hash),
  CONSTRAINT api_keys_pkey PRIMARY KEY (id),
  CONSTRAINT api_keys_rights_check CHECK ((rights = ANY (ARRAY['read'::text, 'write'::text]))),
  CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id) ON DELETE CASCADE
);
CREATE INDEX api_keys_tenant ON public.api_keys USING btree (tenant_id);

CREATE TABLE applied_migrations (
  directory text NOT NULL,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT applied_migrations_pkey PRIMARY KEY (directory, name)
);

CREATE TABLE asset_bands (
  tenant_id uuid NOT NULL,
  asset_id uuid NOT NULL,
  name text NOT NULL,
  position integer NOT NULL,
  path text NOT NULL,
  band integer NOT NULL,
  file_size bigint NOT NULL,
  file_modified_ms double precision NOT NULL,
  header_hash text NOT NULL,
  affine double precision[] NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  dtype text NOT NULL,
  value_scale double precision NOT NULL,
  value_offset double precision NOT NULL,
  nodata double precision,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT asset_bands_affine_check CHECK ((cardinality(affine) = 6)),
  CONSTRAINT asset_bands_band_check CHECK ((band >= 1)),
  CONSTRAINT asset_bands_height_check CHECK ((height > 0)),
  CONSTRAINT asset_bands_pkey PRIMARY KEY (asset_id, name),
  CONSTRAINT asset_bands_tenant_id_asset_id_fkey FOREIGN KEY (tenant_id, asset_id) REFERENCES assets(tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT asset_bands_width_check CHECK ((width > 0))
);
CREATE INDEX asset_bands_path ON public.asset_bands USING btree (tenant_id, path);

CREATE TABLE assets (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  aoi_id uuid NOT NULL,
  index_id uuid,
  kind text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  date date NOT NULL,
  path text NOT NULL,
  band integer NOT NULL,
  band_list text[] NOT NULL,
  file_size bigint NOT NULL,
  file_modified_ms double precision NOT NULL,
  header_hash text NOT NULL,
  crs_name text NOT NULL,
  crs_definition text NOT NULL,
  affine double precision[] NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  dtype text NOT NULL,
  value_scale double precision NOT NULL,
  value_offset double precision NOT NULL,
  nodata double precision,
  resolution_m double precision NOT NULL,
  status text NOT NULL,
  progress integer NOT NULL,
  geometry geometry(Polygon,4326) NOT NULL,
  area_m2 double precision NOT NULL,
  centroid double precision[] NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT assets_affine_check CHECK ((cardinality(affine) = 6)),
  CONSTRAINT assets_aoi_id_path_band_key UNIQUE (aoi_id, path, band),
  CONSTRAINT assets_band_check CHECK ((band >= 1)),
  CONSTRAINT assets_centroid_check CHECK ((cardinality(centroid) = 2)),
  CONSTRAINT assets_geometry_valid CHECK (st_isvalid(geometry)),
  CONSTRAINT assets_height_check CHECK ((height > 0)),
  CONSTRAINT assets_index_id_fkey FOREIGN KEY (index_id) REFERENCES indices(id),
  CONSTRAINT assets_kind_check CHECK ((kind = ANY (ARRAY['visualization'::text, 'mosaic'::text, 'stac_item'::text]))),
  CONSTRAINT assets_kind_index CHECK (((kind = 'visualization'::text) = (index_id IS NOT NULL))),
  CONSTRAINT assets_pkey PRIMARY KEY (id),
  CONSTRAINT assets_progress_check CHECK (((progress >= 0) AND (progress <= 100))),
  CONSTRAINT assets_status_check CHECK ((status = ANY (ARRAY['success'::text, 'failed'::text, 'started'::text, 'creating'::text]))),
  CONSTRAINT assets_tenant UNIQUE (tenant_id, id),
  CONSTRAINT assets_tenant_id_aoi_id_fkey FOREIGN KEY (tenant_id, aoi_id) REFERENCES aois(tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT assets_width_check CHECK ((width > 0))
);
CREATE INDEX assets_path ON public.assets USING btree (tenant_id, path);
CREATE INDEX assets_scene ON public.assets USING btree (aoi_id, index_id, date);

CREATE TABLE class_areas (
  scene_key text NOT NULL,
  cuts_key text NOT NULL,
  tenant_id uuid NOT NULL,
  counts double precision[] NOT NULL,
  areas_m2 double precision[] NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT class_areas_check CHECK ((cardinality(areas_m2) = cardinality(counts))),
  CONSTRAINT class_areas_pkey PRIMARY KEY (scene_key, cuts_key),
  CONSTRAINT class_areas_scene_key_fkey FOREIGN KEY (scene_key) REFERENCES scene_summaries(scene_key) ON DELETE CASCADE,
  CONSTRAINT class_areas_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);

CREATE TABLE collections (
  satellite_id uuid NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  position integer NOT NULL,
  provider text NOT NULL,
  queryables text[] NOT NULL,
  rescale double precision[] NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT collections_pkey PRIMARY KEY (satellite_id, id),
  CONSTRAINT collections_rescale_check CHECK ((cardinality(rescale) = 2)),
  CONSTRAINT collections_satellite_id_fkey FOREIGN KEY (satellite_id) REFERENCES satellites(id) ON DELETE CASCADE
);

CREATE TABLE indices (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id uuid,
  satellite_id uuid NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  expression text NOT NULL,
  expression_type text NOT NULL,
  type text NOT NULL,
  color_map jsonb NOT NULL,
  rescale double precision[] NOT NULL,
  bands text[] NOT NULL,
  breakpoints jsonb,
  reference jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT indices_check CHECK (((type = 'preset'::text) = (tenant_id IS NULL))),
  CONSTRAINT indices_expression_type_check CHECK ((expression_type = ANY (ARRAY['index'::text, 'composite'::text, 'grayscale'::text]))),
  CONSTRAINT indices_pkey PRIMARY KEY (id),
  CONSTRAINT indices_rescale_check CHECK (((cardinality(rescale) = 2) AND (rescale[1] < rescale[2]))),
  CONSTRAINT indices_satellite_id_fkey FOREIGN KEY (satellite_id) REFERENCES satellites(id),
  CONSTRAINT indices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  CONSTRAINT indices_type_check CHECK ((type = ANY (ARRAY['preset'::text, 'custom'::text])))
);
CREATE UNIQUE INDEX indices_name ON public.indices USING btree (tenant_id, satellite_id, lower(name)) NULLS NOT DISTINCT;

CREATE TABLE legends (
  visualization_id uuid NOT NULL,
  date date NOT NULL,
  mode text NOT NULL,
  revision integer NOT NULL,
  tenant_id uuid NOT NULL,
  legend jsonb NOT NULL,
  scale_id text NOT NULL,
  scene_key text NOT NULL,
  cause text NOT NULL,
  user_id text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  ended_at timestamp with time zone,
  CONSTRAINT legends_cause_check CHECK ((cause = ANY (ARRAY['created'::text, 'put'::text, 'patch'::text, 'asset'::text]))),
  CONSTRAINT legends_mode_check CHECK ((mode = ANY (ARRAY['dynamic'::text, 'theoretical'::text]))),
  CONSTRAINT legends_pkey PRIMARY KEY (visualization_id, date, mode, revision),
  CONSTRAINT legends_revision_check CHECK ((revision >= 1)),
  CONSTRAINT legends_tenant_id_visualization_id_fkey FOREIGN KEY (tenant_id, visualization_id) REFERENCES visualizations(tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE projects (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  metadata jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT projects_pkey PRIMARY KEY (id),
  CONSTRAINT projects_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  CONSTRAINT projects_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT projects_tenant_id_name_key UNIQUE (tenant_id, name)
);

CREATE TABLE satellite_bands (
  satellite_id uuid NOT NULL,
  name text NOT NULL,
  position integer NOT NULL,
  common_name text NOT NULL,
  wavelength_nm double precision NOT NULL,
  spatial_resolution_m double precision NOT NULL,
  value_scale double precision NOT NULL,
  value_offset double precision NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT satellite_bands_pkey PRIMARY KEY (satellite_id, name),
  CONSTRAINT satellite_bands_satellite_id_fkey FOREIGN KEY (satellite_id) REFERENCES satellites(id) ON DELETE CASCADE
);

CREATE TABLE satellites (
  id uuid NOT NULL,
  name text NOT NULL,
  position integer NOT NULL,
  rgb_composite jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT satellites_name_key UNIQUE (name),
  CONSTRAINT satellites_pkey PRIMARY KEY (id)
);

CREATE TABLE scene_summaries (
  scene_key text NOT NULL,
  tenant_id uuid NOT NULL,
  aoi_id uuid NOT NULL,
  index_id uuid NOT NULL,
  date date NOT NULL,
  asset_ids uuid[] NOT NULL,
  summary jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT scene_summaries_index_id_fkey FOREIGN KEY (index_id) REFERENCES indices(id),
  CONSTRAINT scene_summaries_pkey PRIMARY KEY (scene_key),
  CONSTRAINT scene_summaries_tenant_id_aoi_id_fkey FOREIGN KEY (tenant_id, aoi_id) REFERENCES aois(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX scene_summaries_aoi ON public.scene_summaries USING btree (aoi_id, index_id, date);

CREATE TABLE share_secret (
  is_only boolean NOT NULL DEFAULT true,
  secret bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT share_secret_is_only_check CHECK (is_only),
  CONSTRAINT share_secret_pkey PRIMARY KEY (is_only),
  CONSTRAINT share_secret_secret_check CHECK ((length(secret) = 32))
);

CREATE TABLE shares (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  visualization_id uuid NOT NULL,
  key_id uuid,
  user_id text NOT NULL,
  name text,
  expires_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT shares_key_id_fkey FOREIGN KEY (key_id) REFERENCES api_keys(id) ON DELETE SET NULL,
  CONSTRAINT shares_pkey PRIMARY KEY (id),
  CONSTRAINT shares_tenant_id_visualization_id_fkey FOREIGN KEY (tenant_id, visualization_id) REFERENCES visualizations(tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX shares_key ON public.shares USING btree (key_id);
CREATE INDEX shares_listed ON public.shares USING btree (visualization_id, created_at DESC, id);

CREATE TABLE tenants (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT tenants_name_key UNIQUE (name),
  CONSTRAINT tenants_pkey PRIMARY KEY (id)
);

CREATE TABLE visualizations (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  aoi_id uuid NOT NULL,
  index_id uuid NOT NULL,
  user_id text NOT NULL,
  asset_ids uuid[],
  asset_ids_hash text,
  resolution double precision,
  dynamic jsonb NOT NULL,
  status text NOT NULL,
  progress integer NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT visualizations_check CHECK (((asset_ids IS NULL) = (asset_ids_hash IS NULL))),
  CONSTRAINT visualizations_index_id_fkey FOREIGN KEY (index_id) REFERENCES indices(id),
  CONSTRAINT visualizations_pkey PRIMARY KEY (id),
  CONSTRAINT visualizations_progress_check CHECK (((progress >= 0) AND (progress <= 100))),
  CONSTRAINT visualizations_status_check CHECK ((status = ANY (ARRAY['creating'::text, 'success'::text, 'failed'::text, 'partial_success'::text]))),
  CONSTRAINT visualizations_tenant_id_aoi_id_fkey FOREIGN KEY (tenant_id, aoi_id) REFERENCES aois(tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT visualizations_tenant_id_id_key UNIQUE (tenant_id, id)
);
CREATE UNIQUE INDEX visualizations_following ON public.visualizations USING btree (aoi_id, index_id) WHERE (asset_ids IS NULL);
CREATE UNIQUE INDEX visualizations_listed ON public.visualizations USING btree (aoi_id, index_id, asset_ids_hash) WHERE (asset_ids IS NOT NULL);
