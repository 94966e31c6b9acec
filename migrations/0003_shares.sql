-- Links: what lets whoever holds an address see one visualization, until it expires or is revoked.

CREATE TABLE shares (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id uuid NOT NULL,
  visualization_id uuid NOT NULL,
  -- that it was made with; it ends neither with that key nor with its removal
  key_id uuid REFERENCES api_keys ON DELETE SET NULL,
  user_id text NOT NULL,
  name text,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (tenant_id, visualization_id) REFERENCES visualizations (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX shares_listed ON shares (visualization_id, created_at DESC, id);
CREATE INDEX shares_key ON shares (key_id);

-- what links are signed with where SHARE_SECRET is unset: at most one row, made by the first process that needs it
CREATE TABLE share_secret (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  secret bytea NOT NULL CHECK (length(secret) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
