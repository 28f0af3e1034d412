-- All that a tenant has, in one piece to take along: what was asked for, how far it is, and which files there are. The files
-- lie in Blob Storage under tenant, export and name.

CREATE TABLE tenant_exports (
    id            uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    status        text NOT NULL DEFAULT 'Pending' CHECK (status IN ('Pending', 'Running', 'Completed', 'Failed', 'Expired')),
    requested_by  text NOT NULL,
    requested_at  timestamptz NOT NULL,
    started_at    timestamptz,
    finished_at   timestamptz,
    -- When its files go.
    expires_at    timestamptz,
    -- Why it ended without being whole.
    failure       text,
    -- So far.
    files         integer NOT NULL DEFAULT 0,
    rows          bigint NOT NULL DEFAULT 0,
    bytes         bigint NOT NULL DEFAULT 0,
    -- The steps that are done, by their names; of the one under way, how many files it has and the place to go on after.
    steps_done    text[] NOT NULL DEFAULT '{}',
    step          text,
    step_files    integer NOT NULL DEFAULT 0,
    step_after    text,
    -- Whose turn it is to work at it, and until when unless that is renewed.
    claim         uuid,
    claimed_until timestamptz,
    -- Turns that failed, since something was last written; nobody takes the next one before next_turn_at.
    failures      integer NOT NULL DEFAULT 0,
    next_turn_at  timestamptz NOT NULL,
    UNIQUE (tenant_id, id),
    CHECK ((status = 'Completed') <= (expires_at IS NOT NULL))
);
CREATE UNIQUE INDEX tenant_exports_under_way ON tenant_exports (tenant_id) WHERE status IN ('Pending', 'Running');
CREATE INDEX tenant_exports_newest ON tenant_exports (tenant_id, requested_at DESC, id DESC);

CREATE TABLE tenant_export_files (
    tenant_id uuid NOT NULL,
    export_id uuid NOT NULL,
    name      text COLLATE "C" NOT NULL,
    bytes     bigint NOT NULL,
    rows      bigint NOT NULL,
    -- Of the file, in hexadecimal digits.
    sha256    text NOT NULL,
    -- The moment of which it is.
    read_at   timestamptz NOT NULL,
    PRIMARY KEY (export_id, name),
    FOREIGN KEY (tenant_id, export_id) REFERENCES tenant_exports (tenant_id, id) ON DELETE CASCADE
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['tenant_exports', 'tenant_export_files'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app USING (tenant_id = (SELECT current_tenant()))
            WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO signalbeam_service', t);
    END LOOP;
END
$$;
GRANT SELECT ON tenant_exports, tenant_export_files TO signalbeam_app;
GRANT INSERT (id, tenant_id, requested_by, requested_at, next_turn_at), UPDATE (expires_at) ON tenant_exports TO signalbeam_app;
