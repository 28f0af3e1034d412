-- Files that bundles need on devices, by the hash of their content. The bytes lie in Blob Storage.
CREATE TABLE artifacts (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    -- Of the whole file, in hexadecimal digits.
    sha256     text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    -- Null until the bytes were there and had this hash.
    ready_at   timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (tenant_id, sha256)
);

-- Which files a version names, so that none of them is deleted.
CREATE TABLE bundle_version_artifacts (
    tenant_id uuid NOT NULL,
    bundle_id text NOT NULL,
    version   text NOT NULL,
    sha256    text NOT NULL,
    PRIMARY KEY (tenant_id, bundle_id, version, sha256),
    FOREIGN KEY (tenant_id, bundle_id, version) REFERENCES bundle_versions (tenant_id, bundle_id, version) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, sha256) REFERENCES artifacts (tenant_id, sha256)
);
CREATE INDEX bundle_version_artifacts_file ON bundle_version_artifacts (tenant_id, sha256);

-- Unfinished ones, for whoever takes them away.
CREATE INDEX artifacts_unfinished ON artifacts (created_at) WHERE ready_at IS NULL;

-- Null: what the app's settings say for everybody.
ALTER TABLE tenant_quotas ADD COLUMN artifact_bytes bigint CHECK (artifact_bytes >= 0);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['artifacts', 'bundle_version_artifacts']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app USING (tenant_id = (SELECT current_tenant()))
            WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO signalbeam_app, signalbeam_service', t);
    END LOOP;
END
$$;
