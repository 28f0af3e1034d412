-- What timers need to know before they judge. None of it belongs to a tenant, and only the service role sees it.

-- How far ingest has come in each partition: a device is not silent while what it said still waits to be taken.
CREATE TABLE ingest_progress (
    hub         text NOT NULL,
    partition   text NOT NULL,
    -- Of the last event of the last batch, by the broker's clock.
    enqueued_at timestamptz NOT NULL,
    -- When that batch had been stored, by the server's clock.
    taken_at    timestamptz NOT NULL,
    PRIMARY KEY (hub, partition)
) WITH (fillfactor = 50);

-- One row: when liveness was last looked at, and when that began again after a break in which nobody was listening.
CREATE TABLE liveness_watch (
    only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    ran_at     timestamptz NOT NULL,
    resumed_at timestamptz
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['ingest_progress', 'liveness_watch']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO signalbeam_service', t);
    END LOOP;
END
$$;

CREATE INDEX idempotency_keys_oldest ON idempotency_keys (created_at);
