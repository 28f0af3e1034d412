-- Time series, and what could not be taken. The application never learns which engine keeps the series: it writes and
-- reads through views, and asks the functions below for room and for the end of old rows. There are three engines:
--   plain                PostgreSQL alone: native partitions
--   timescale-apache     TimescaleDB without its community module, as Azure offers it: hypertables, no compression
--   timescale-community  TimescaleDB with all of it: hypertables, old chunks compressed
-- No role of the application may read the tables, a partition or a chunk: the views are the only way.

-- Which engine this database has is settled here, once: TimescaleDB where the server has it loaded.
DO $$
DECLARE
    -- A library that is loaded shows by its settings, which everybody sees; the list of libraries only some may read, and
    -- who owns a schema need not.
    loaded boolean := EXISTS (SELECT FROM pg_settings WHERE name LIKE 'timescaledb.%');
BEGIN
    IF NOT loaded AND pg_has_role('pg_read_all_settings', 'USAGE') THEN
        loaded := 'timescaledb' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ','));
    END IF;
    IF loaded THEN
        CREATE EXTENSION IF NOT EXISTS timescaledb;
    END IF;
END
$$;

CREATE TABLE time_series_engine (
    -- One row and no more.
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    engine text NOT NULL CHECK (engine IN ('plain', 'timescale-apache', 'timescale-community'))
);
CREATE TABLE time_series (
    name        text PRIMARY KEY,
    time_column text NOT NULL,
    -- Of a partition or chunk, which begins at a multiple of it since 1970 in UTC.
    days        integer NOT NULL CHECK (days > 0),
    -- Of a page, in percent; below 100 where rows change.
    fill        integer NOT NULL CHECK (fill BETWEEN 10 AND 100)
);

CREATE FUNCTION time_series_engine() RETURNS text
    LANGUAGE sql STABLE
    AS $$ SELECT engine FROM time_series_engine $$;

-- Makes an empty table one that is cut by time. Its primary key must hold the column.
CREATE FUNCTION make_time_series(series text, the_time_column text, the_days integer, the_fill integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO time_series VALUES (series, the_time_column, the_days, the_fill);
    IF time_series_engine() = 'plain' THEN
        EXECUTE format('ALTER TABLE %1$I RENAME TO %2$I', series, series || '_unpartitioned');
        EXECUTE format('CREATE TABLE %1$I (LIKE %2$I INCLUDING ALL) PARTITION BY RANGE (%3$I)',
            series, series || '_unpartitioned', the_time_column);
        EXECUTE format('DROP TABLE %I', series || '_unpartitioned');
    ELSE
        EXECUTE format('ALTER TABLE %I SET (fillfactor = %s)', series, the_fill);
        PERFORM create_hypertable(series::regclass, the_time_column::name,
            chunk_time_interval => make_interval(days => the_days), create_default_indexes => false);
    END IF;
END
$$;

-- The community module shows itself only when it is asked for something.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
        INSERT INTO time_series_engine (engine) VALUES ('plain');
        RETURN;
    END IF;
    -- Grants on a hypertable are grants on its chunks; without the schema nobody can name a chunk.
    REVOKE ALL ON SCHEMA _timescaledb_internal FROM PUBLIC;
    BEGIN
        CREATE TABLE time_series_probe (at timestamptz NOT NULL);
        PERFORM create_hypertable('time_series_probe', 'at');
        ALTER TABLE time_series_probe SET (timescaledb.compress);
        DROP TABLE time_series_probe;
        INSERT INTO time_series_engine (engine) VALUES ('timescale-community');
    EXCEPTION WHEN feature_not_supported THEN
        INSERT INTO time_series_engine (engine) VALUES ('timescale-apache');
    END;
END
$$;

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
);
SELECT make_time_series('device_metrics', 'recorded_at', 1, 100);

-- What one tenant sees.
CREATE VIEW metrics WITH (security_barrier = true) AS
    SELECT * FROM device_metrics WHERE tenant_id = (SELECT current_tenant())
    WITH CASCADED CHECK OPTION;
GRANT SELECT ON metrics TO signalbeam_app;

-- What ingest writes to. Takes INSERT … ON CONFLICT DO NOTHING like the table itself, and nothing that changes a row.
CREATE VIEW metrics_of_all_tenants WITH (security_barrier = true) AS
    SELECT * FROM device_metrics;
GRANT SELECT, INSERT ON metrics_of_all_tenants TO signalbeam_service;
-- COPY takes no view. To add is all that this allows: neither to read, nor to change.
GRANT INSERT ON device_metrics TO signalbeam_service;

-- Makes room in every series for rows of the first day to the last, both in UTC and included. Makes what is missing and
-- gives back how many partitions that were: none where the engine makes its chunks itself. Harmless to run from several
-- places at once, and beside writers: attaching a partition takes a lock that inserts do not wait for, which
-- CREATE TABLE … PARTITION OF would.
CREATE FUNCTION ensure_metrics_partitions(first_day date, last_day date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    series record;
    made   integer := 0;
    part   text;
BEGIN
    IF last_day - first_day > 400 THEN
        RAISE EXCEPTION 'from % to % is more than 400 days', first_day, last_day USING ERRCODE = '22023';
    END IF;
    IF time_series_engine() <> 'plain' THEN
        RETURN 0;
    END IF;
    FOR series IN
        SELECT s.name, s.fill, days.first, days.first + s.days AS next
        FROM time_series s
        CROSS JOIN LATERAL (
            SELECT DISTINCT date '1970-01-01' + (first_day + i - date '1970-01-01') / s.days * s.days AS first
            FROM generate_series(0, last_day - first_day) i
        ) days
        ORDER BY s.name, days.first
    LOOP
        part := series.name || '_' || to_char(series.first, 'YYYYMMDD');
        CONTINUE WHEN to_regclass(quote_ident(part)) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('time_series'));
        -- Again, by a query with a snapshot of its own: another session may have made it while we waited, and to_regclass
        -- may still remember that there was none.
        CONTINUE WHEN EXISTS (SELECT FROM pg_class
                              WHERE relname = part AND relnamespace = 'public'::regnamespace AND relkind = 'r');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES) '
            'WITH (fillfactor = %s)', part, series.name, series.fill);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', series.name, part,
            series.first::text || ' 00:00:00+00', series.next::text || ' 00:00:00+00');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;

-- The pieces that a series lies in, by time: partitions or chunks. A piece ends before its next_day.
CREATE FUNCTION time_series_pieces(series text)
    RETURNS TABLE (piece regclass, first_day date, next_day date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
BEGIN
    IF time_series_engine() = 'plain' THEN
        RETURN QUERY
            SELECT c.oid::regclass, d.day, d.day + s.days
            FROM time_series s
            JOIN pg_inherits i ON i.inhparent = s.name::regclass
            JOIN pg_class c ON c.oid = i.inhrelid
            CROSS JOIN LATERAL (SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day) d
            WHERE s.name = series
            ORDER BY d.day;
    ELSE
        RETURN QUERY
            SELECT format('%I.%I', c.chunk_schema, c.chunk_name)::regclass,
                (c.range_start AT TIME ZONE 'UTC')::date, (c.range_end AT TIME ZONE 'UTC')::date
            FROM timescaledb_information.chunks c
            WHERE c.hypertable_schema = 'public' AND c.hypertable_name = series
            ORDER BY c.range_start;
    END IF;
END
$$;

-- Drops the pieces of a series that ended before the bound and gives back how many. Waits five seconds for readers at
-- the most, then fails with 55P03 and may be called again.
CREATE FUNCTION drop_time_series_before(series text, bound timestamptz) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s'
    AS $$
DECLARE
    old     record;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('time_series'));
    IF time_series_engine() <> 'plain' THEN
        RETURN (SELECT count(*) FROM drop_chunks(series::regclass, older_than => bound));
    END IF;
    FOR old IN SELECT * FROM time_series_pieces(series) LOOP
        IF old.next_day::timestamp AT TIME ZONE 'UTC' <= bound THEN
            EXECUTE format('DROP TABLE %s', old.piece);
            dropped := dropped + 1;
        END IF;
    END LOOP;
    RETURN dropped;
END
$$;

-- The samples themselves. Their roll-ups stay.
CREATE FUNCTION drop_metrics_before(bound timestamptz) RETURNS integer
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT drop_time_series_before('device_metrics', bound) $$;

REVOKE EXECUTE ON FUNCTION ensure_metrics_partitions(date, date), time_series_pieces(text),
    drop_time_series_before(text, timestamptz), drop_metrics_before(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_metrics_partitions(date, date), time_series_pieces(text),
    drop_time_series_before(text, timestamptz), drop_metrics_before(timestamptz) TO signalbeam_service;

-- A UUIDv7 that is the same whenever it is made of the same time and seed, so that an event written twice is one.
CREATE FUNCTION stable_uuid_v7(at timestamptz, seed text) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
        SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
            || '7' || left(md5(seed), 3) || 'a' || right(md5(seed), 15))::uuid
    $$;

-- Every batch of samples writes the rows of its devices anew. That stays within a row's page, and costs no index anything,
-- as long as no index has a column of what changes and a page has room for each of its rows twice.
DROP INDEX device_state_online;
ALTER TABLE device_state
    SET (fillfactor = 50),
    -- As text: it is written far more often than it is looked into, and read as it was written.
    ALTER COLUMN metrics TYPE json USING metrics::json,
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
