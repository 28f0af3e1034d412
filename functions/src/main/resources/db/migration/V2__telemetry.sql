-- Time series, and what could not be taken. The application never learns which engine keeps the series: it writes and
-- reads through views, and asks the functions below for room and for the end of old rows. Here they stand on native daily
-- partitions. No role of the application has any grant on the table or on a partition of it: the views are the only way.

CREATE TABLE device_metrics (
    tenant_id              uuid NOT NULL,
    device_id              uuid NOT NULL,
    -- By the device's corrected clock; orders.
    recorded_at            timestamptz NOT NULL,
    event_id               uuid NOT NULL,
    -- By the server's clock; explains what came late.
    received_at            timestamptz NOT NULL,
    uptime_seconds         bigint,
    cpu_percent            double precision,
    memory_used_bytes      bigint,
    memory_total_bytes     bigint,
    disk_used_bytes        bigint,
    disk_total_bytes       bigint,
    load1                  double precision,
    temperature_celsius    double precision,
    network_received_bytes bigint,
    network_sent_bytes     bigint,
    clock_offset_millis    bigint,
    -- Name to number; null when there is none.
    custom                 jsonb,
    -- As the device sent it: [{bundle, name, cpuPercent, memoryBytes, restarts}]; null when there is none.
    containers             jsonb,
    PRIMARY KEY (device_id, recorded_at, event_id)
) PARTITION BY RANGE (recorded_at);

-- What one tenant sees.
CREATE VIEW metrics WITH (security_barrier = true) AS
    SELECT * FROM device_metrics WHERE tenant_id = (SELECT current_tenant())
    WITH CASCADED CHECK OPTION;
GRANT SELECT ON metrics TO signalbeam_app;

-- What ingest writes to. Takes INSERT … ON CONFLICT DO NOTHING like the table itself, and nothing that changes a row.
CREATE VIEW metrics_of_all_tenants WITH (security_barrier = true) AS
    SELECT * FROM device_metrics;
GRANT SELECT, INSERT ON metrics_of_all_tenants TO signalbeam_service;

-- Makes room for rows recorded from the first day to the last, both in UTC and included. Makes what is missing and gives
-- back how many that were; harmless to run from several places at once, and beside writers: attaching a partition takes a
-- lock that inserts do not wait for, which CREATE TABLE … PARTITION OF would.
CREATE FUNCTION ensure_metrics_partitions(first_day date, last_day date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    day  date;
    made integer := 0;
    part text;
BEGIN
    IF last_day - first_day > 400 THEN
        RAISE EXCEPTION 'from % to % is more than 400 days', first_day, last_day USING ERRCODE = '22023';
    END IF;
    FOR i IN 0 .. last_day - first_day LOOP
        day := first_day + i;
        part := 'device_metrics_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN EXISTS (SELECT FROM pg_class WHERE relname = part AND relkind = 'r');
        PERFORM pg_advisory_xact_lock(hashtext('device_metrics'));
        -- Again, in a snapshot of its own: another session may have made it while we waited.
        CONTINUE WHEN EXISTS (SELECT FROM pg_class WHERE relname = part AND relkind = 'r');
        EXECUTE format('CREATE TABLE %I (LIKE device_metrics INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)',
            part);
        EXECUTE format('ALTER TABLE device_metrics ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            part, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

-- Drops whole days that ended before the bound and gives back how many. Waits five seconds for readers at the most, then
-- fails with 55P03 and may be called again.
CREATE FUNCTION drop_metrics_before(bound timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s'
    AS $$
DECLARE
    part    record;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('device_metrics'));
    FOR part IN
        SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
        FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'device_metrics'::regclass
        ORDER BY c.relname
    LOOP
        IF (part.day + 1)::timestamp AT TIME ZONE 'UTC' <= bound THEN
            EXECUTE format('DROP TABLE %I', part.relname);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END
$$;

REVOKE EXECUTE ON FUNCTION ensure_metrics_partitions(date, date), drop_metrics_before(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_metrics_partitions(date, date), drop_metrics_before(timestamptz) TO signalbeam_service;

-- A UUIDv7 that is the same whenever it is made of the same time and seed, so that an event written twice is one.
CREATE FUNCTION stable_uuid_v7(at timestamptz, seed text) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
            || '7' || left(md5(seed), 3) || 'a' || right(md5(seed), 15))::uuid
    $$;

ALTER TABLE device_state
    -- When it last came online or went offline, as far as the cloud could tell.
    ADD COLUMN connectivity_since timestamptz,
    -- Of two samples of the same time the greater id is the latest, in whatever order they come.
    ADD COLUMN metrics_event_id uuid;

-- An index of the events that could not be taken; the events themselves lie in Blob Storage under the name in blob.
CREATE TABLE parked_events (
    id              uuid PRIMARY KEY,
    -- Of the device whose credential published it; null when that is not known.
    tenant_id       uuid REFERENCES tenants (id),
    parked_at       timestamptz NOT NULL,
    enqueued_at     timestamptz NOT NULL,
    hub             text NOT NULL,
    partition       text NOT NULL,
    sequence_number bigint NOT NULL,
    publisher       text,
    reason          text NOT NULL,
    detail          text NOT NULL,
    size_bytes      integer NOT NULL,
    blob            text NOT NULL UNIQUE
);
CREATE INDEX parked_events_newest ON parked_events (tenant_id, parked_at DESC, id DESC);
CREATE INDEX parked_events_oldest ON parked_events (parked_at);

ALTER TABLE parked_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON parked_events FOR SELECT TO signalbeam_app USING (tenant_id = (SELECT current_tenant()));
CREATE POLICY all_tenants ON parked_events TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT ON parked_events TO signalbeam_app;
GRANT SELECT, INSERT, DELETE ON parked_events TO signalbeam_service;

-- Ingest copies each batch into a temporary table first.
DO $$
BEGIN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO signalbeam_service', current_database());
END
$$;
