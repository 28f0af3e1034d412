-- What lies in the archive, what was brought back from it, and how long each tenant keeps its samples. The rows
-- themselves are read through metrics_of_all_tenants, so that this stands on every engine alike.

ALTER TABLE tenants
    -- In days; null keeps what the installation keeps.
    ADD COLUMN raw_retention_days integer CHECK (raw_retention_days BETWEEN 1 AND 90);
GRANT UPDATE (raw_retention_days) ON tenants TO signalbeam_app;

-- A file of the archive. It is there before its row is, and its rows leave the table in the transaction that writes this.
CREATE TABLE archive_parts (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    -- In UTC.
    day        date NOT NULL,
    part       integer NOT NULL CHECK (part > 0),
    blob       text NOT NULL UNIQUE,
    rows       bigint NOT NULL CHECK (rows > 0),
    -- Of metrics_key_hash over all rows, so that parts can be added up.
    key_sum    numeric NOT NULL,
    bytes      bigint NOT NULL,
    -- Of the file, in hexadecimal digits.
    sha256     text NOT NULL,
    -- Its rows are sorted by device, time and event.
    first_device uuid NOT NULL,
    last_device  uuid NOT NULL,
    written_at timestamptz NOT NULL,
    -- Whether its rows are in the table too: they wait for their day's drop, or were brought back.
    in_table   boolean NOT NULL,
    PRIMARY KEY (tenant_id, day, part)
);

-- A day that somebody wants back. Its row goes when the day's rows have left the table again.
CREATE TABLE archive_restores (
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    day          date NOT NULL,
    requested_at timestamptz NOT NULL,
    keep_days    integer NOT NULL CHECK (keep_days BETWEEN 1 AND 30),
    -- Null until it is done.
    restored_at  timestamptz,
    kept_until   timestamptz,
    PRIMARY KEY (tenant_id, day)
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['archive_parts', 'archive_restores']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app USING (tenant_id = (SELECT current_tenant()))
            WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO signalbeam_service', t);
    END LOOP;
END
$$;
GRANT SELECT ON archive_parts, archive_restores TO signalbeam_app;
GRANT INSERT, UPDATE ON archive_restores TO signalbeam_app;

-- Up to which day everything is in the archive: what ended by then may be dropped. Only the service role sees it.
CREATE TABLE archive_progress (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    closed_through date NOT NULL
);
ALTER TABLE archive_progress ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_tenants ON archive_progress TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON archive_progress TO signalbeam_service;

-- 64 bits of a row's key. MD5, because it is the same in every version of every engine; nobody has to be kept from
-- finding two keys of one hash, since a row's count is compared beside it.
CREATE FUNCTION metrics_key_hash(device uuid, recorded timestamptz, event uuid) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT ('x' || left(md5(device::text || (extract(epoch FROM recorded) * 1000000)::bigint::text || event::text),
            16))::bit(64)::bigint
    $$;

-- Deletes the rows of one tenant's devices from first_device to last_device, recorded in [first_at, last_at), and only
-- exactly those: fails with 40001, and changes nothing, when others are there than the ones that were counted, or while
-- roll-ups of them are waiting. The roll-ups stay, and are not computed again from what comes later still.
CREATE FUNCTION delete_archived_metrics(tenant uuid, first_device uuid, last_device uuid, first_at timestamptz,
        last_at timestamptz, expected_rows bigint, expected_sum numeric) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    gone     bigint;
    gone_sum numeric;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('roll_up_metrics'));
    IF roll_ups_wait(tenant, last_at) THEN
        RAISE EXCEPTION 'roll-ups of before % are waiting', last_at USING ERRCODE = '40001';
    END IF;
    INSERT INTO metrics_complete_from AS c VALUES (tenant, last_at)
    ON CONFLICT (tenant_id) DO UPDATE SET at = greatest(c.at, excluded.at);
    WITH deleted AS (
        DELETE FROM metrics_of_all_tenants m
        -- Not by a range of devices: TimescaleDB 2.23 cannot find that in a compressed chunk ("btree index keys must be
        -- ordered by attribute").
        WHERE m.tenant_id = tenant
          AND m.device_id = ANY (ARRAY(SELECT d.id FROM devices d
            WHERE d.tenant_id = tenant AND d.id BETWEEN first_device AND last_device))
          AND m.recorded_at >= first_at AND m.recorded_at < last_at
        RETURNING metrics_key_hash(m.device_id, m.recorded_at, m.event_id) AS hash
    )
    SELECT count(*), coalesce(sum(hash::numeric), 0) INTO gone, gone_sum FROM deleted;
    IF gone <> expected_rows OR gone_sum <> expected_sum THEN
        RAISE EXCEPTION '% rows are there, not the % that were archived', gone, expected_rows USING ERRCODE = '40001';
    END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION delete_archived_metrics(uuid, uuid, uuid, timestamptz, timestamptz, bigint, numeric) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_archived_metrics(uuid, uuid, uuid, timestamptz, timestamptz, bigint, numeric)
    TO signalbeam_service;
