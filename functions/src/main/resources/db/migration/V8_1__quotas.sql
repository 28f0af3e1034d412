-- How much a tenant may have. Set by platform administrators; the tenant only reads its own.
CREATE TABLE tenant_quotas (
    tenant_id    uuid PRIMARY KEY REFERENCES tenants (id),
    -- Null: what the app's settings say for everybody.
    devices      integer CHECK (devices >= 0),
    bundles      integer CHECK (bundles >= 0),
    bundle_bytes integer CHECK (bundle_bytes >= 0)
);
ALTER TABLE tenant_quotas ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON tenant_quotas TO signalbeam_app USING (tenant_id = (SELECT current_tenant()));
CREATE POLICY all_tenants ON tenant_quotas TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT ON tenant_quotas TO signalbeam_app;
GRANT SELECT, INSERT, UPDATE ON tenant_quotas TO signalbeam_service;

-- Length of the canonical manifest, bytes; 0 for those published before it was counted.
ALTER TABLE bundle_versions ADD COLUMN manifest_bytes integer NOT NULL DEFAULT 0;
