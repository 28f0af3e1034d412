-- The audit trail can only grow, and shows when it was made to do anything else. A row is written by the transaction that
-- does what it tells of, without waiting for anybody. A step of its own then gives each tenant's rows their places in a
-- chain of hashes, one after another: docs/adr/0008 says why.

ALTER TABLE audit_log
    -- What let the actor in: sign-in:…, access-token:…, pipeline:…, device-key:…; never a secret.
    ADD COLUMN credential text NOT NULL DEFAULT 'unknown',
    -- IP address of the caller, as the platform saw it.
    ADD COLUMN address    text,
    ADD UNIQUE (tenant_id, id);
CREATE INDEX audit_log_object ON audit_log (tenant_id, object_kind, object_id, at DESC, id DESC);
CREATE INDEX audit_log_actor ON audit_log (tenant_id, actor, at DESC, id DESC);

CREATE TABLE audit_chain (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    -- From 1, without a gap.
    position  bigint NOT NULL CHECK (position > 0),
    entry_id  uuid NOT NULL UNIQUE,
    -- Hash of the row before, and of this row with it; SHA-256 in hexadecimal.
    previous  text NOT NULL,
    hash      text NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, position),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES audit_log (tenant_id, id)
);

-- Rows that have no place in the chain yet.
CREATE TABLE audit_unsealed (
    entry_id  uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id)
);
CREATE INDEX audit_unsealed_tenant ON audit_unsealed (tenant_id);

-- Where each chain ends. Whoever seals holds the tenant's row.
CREATE TABLE audit_heads (
    tenant_id   uuid PRIMARY KEY REFERENCES tenants (id),
    position    bigint NOT NULL,
    hash        text NOT NULL,
    -- The last place that was written down outside of this database, and when.
    anchored    bigint NOT NULL DEFAULT 0,
    anchored_at timestamptz
);

CREATE FUNCTION queue_audit_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
BEGIN
    INSERT INTO audit_unsealed (entry_id, tenant_id) VALUES (NEW.id, NEW.tenant_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER queue_audit_row AFTER INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION queue_audit_row();
INSERT INTO audit_unsealed (entry_id, tenant_id) SELECT id, tenant_id FROM audit_log;

-- For everybody, the owner included. Whoever takes the trigger away first is found by the chain.
CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['audit_chain', 'audit_unsealed', 'audit_heads']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app '
            'USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
    END LOOP;
END
$$;
-- A tenant's own transaction reads the chain; only the step that seals writes it.
GRANT SELECT ON audit_chain, audit_heads TO signalbeam_app;
GRANT SELECT, INSERT ON audit_chain TO signalbeam_service;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO signalbeam_service;
GRANT SELECT, DELETE ON audit_unsealed TO signalbeam_service;
