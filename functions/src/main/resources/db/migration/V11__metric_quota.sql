-- The custom metrics of a tenant, by name: what the quota counts. A name that was not sent for as long as samples are kept
-- gives its place away.
CREATE TABLE tenant_metric_names (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    name      text NOT NULL CHECK (length(name) <= 128),
    -- The last day, in UTC, on which it was sent.
    seen_on   date NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- What of a tenant's samples was left out because its name was one too many. One row, whatever is sent.
CREATE TABLE metric_refusals (
    tenant_id      uuid PRIMARY KEY REFERENCES tenants (id),
    -- Values that were left out, ever; one that is delivered twice counts twice.
    refused        bigint NOT NULL,
    last_name      text NOT NULL,
    last_device_id uuid NOT NULL,
    last_at        timestamptz NOT NULL
);

ALTER TABLE tenant_quotas ADD COLUMN custom_metrics integer CHECK (custom_metrics >= 0);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['tenant_metric_names', 'metric_refusals']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app '
            'USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT ON %I TO signalbeam_app', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO signalbeam_service', t);
    END LOOP;
END
$$;
