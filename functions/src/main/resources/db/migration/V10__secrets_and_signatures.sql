-- Secrets of tenants: that there are some and which, never their values, which only Key Vault has. A deleted one stays,
-- so that the versions of one that is made again under its name go on.
CREATE TABLE secrets (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    name          text NOT NULL,
    version       integer NOT NULL DEFAULT 1,
    -- What Key Vault calls this version; devices know it by this.
    vault_version text NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    updated_by    text NOT NULL,
    deleted_at    timestamptz,
    PRIMARY KEY (tenant_id, name)
);

-- Which secrets the containers of a version name; a new value concerns the devices that shall run it.
CREATE TABLE bundle_version_secrets (
    tenant_id   uuid NOT NULL,
    bundle_id   text NOT NULL,
    version     text NOT NULL,
    secret_name text NOT NULL,
    PRIMARY KEY (tenant_id, bundle_id, version, secret_name),
    FOREIGN KEY (tenant_id, bundle_id, version) REFERENCES bundle_versions (tenant_id, bundle_id, version) ON DELETE CASCADE
);
CREATE INDEX bundle_version_secrets_by_name ON bundle_version_secrets (tenant_id, secret_name);

-- Who vouches for a version; null for one that was published before bundles were signed.
ALTER TABLE bundle_versions ADD COLUMN signing_key text, ADD COLUMN signature text;
CREATE INDEX bundle_versions_signing_key ON bundle_versions (signing_key) WHERE signing_key IS NOT NULL;

-- Public halves of the keys that bundles are signed with, of all tenants alike, each vouched for by the one before.
-- Kept for good: a device that was away for years follows them from the one it knows.
CREATE TABLE signing_keys (
    id          text PRIMARY KEY,
    generation  integer NOT NULL UNIQUE,
    public_key  text NOT NULL,
    endorsed_by text,
    endorsement text,
    created_at  timestamptz NOT NULL
);

-- A tenant may have its devices refuse what is not signed. The app's role changes this column, of its own tenant.
ALTER TABLE tenants ADD COLUMN require_signed_bundles boolean NOT NULL DEFAULT false;
GRANT UPDATE (require_signed_bundles) ON tenants TO signalbeam_app;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['secrets', 'bundle_version_secrets']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app '
            'USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO signalbeam_app, signalbeam_service', t);
    END LOOP;
END
$$;
-- Public, and the same for everybody; only the service adds to them.
ALTER TABLE signing_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON signing_keys FOR SELECT TO signalbeam_app USING (true);
CREATE POLICY service ON signing_keys TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT ON signing_keys TO signalbeam_app;
GRANT SELECT, INSERT ON signing_keys TO signalbeam_service;
