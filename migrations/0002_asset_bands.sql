-- Band imagery: an asset of kind mosaic (one COG of several bands) or stac_item (a COG per band) names where each
-- band of its satellite is. The asset's own path, grid and encoding are those of its finest band.

ALTER TABLE assets ADD CONSTRAINT assets_tenant UNIQUE (tenant_id, id);

CREATE TABLE asset_bands (
  tenant_id uuid NOT NULL,
  asset_id uuid NOT NULL,
  -- as the satellite calls it, and in its order
  name text NOT NULL,
  position integer NOT NULL,
  path text NOT NULL,
  band integer NOT NULL CHECK (band >= 1),
  file_size bigint NOT NULL,
  file_modified_ms double precision NOT NULL,
  header_hash text NOT NULL,
  -- in the CRS of the asset
  affine double precision[] NOT NULL CHECK (cardinality(affine) = 6),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  dtype text NOT NULL,
  -- reflectance = stored * value_scale + value_offset: the file's own, else the satellite's
  value_scale double precision NOT NULL,
  value_offset double precision NOT NULL,
  nodata double precision,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (asset_id, name),
  FOREIGN KEY (tenant_id, asset_id) REFERENCES assets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX asset_bands_path ON asset_bands (tenant_id, path);

ALTER TABLE assets ADD CONSTRAINT assets_kind_index CHECK ((kind = 'visualization') = (index_id IS NOT NULL));
