-- Tenants that leave. At first nobody of theirs is let in any more (deleted_at); while that can be taken back nothing is
-- touched. Then all of theirs is removed, in slices, from every table that has a tenant; what stays is the row in tenants.

ALTER TABLE tenants
    -- Until then it can come back.
    ADD COLUMN removal_at       timestamptz,
    -- Platform administrator who asked: <issuer>#<subject>.
    ADD COLUMN deleted_by       text,
    -- From then on it cannot come back, and nothing is made for it any more.
    ADD COLUMN removal_begun_at timestamptz,
    -- Samples and twins of its devices up to this one are removed.
    ADD COLUMN removed_through  uuid,
    -- How many of what; what was removed just before a run was cut off may be missing.
    ADD COLUMN removed          jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN gone_at          timestamptz,
    ADD CHECK (removal_at IS NULL OR deleted_at IS NOT NULL),
    ADD CHECK (removal_begun_at IS NULL OR removal_at IS NOT NULL),
    ADD CHECK (gone_at IS NULL OR removal_begun_at IS NOT NULL);

-- A device is removed with a look into every table that refers to it.
CREATE INDEX alert_baselines_device ON alert_baselines (device_id);

CREATE FUNCTION is_being_removed(the_tenant uuid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ SELECT EXISTS (SELECT FROM tenants t
                         WHERE t.id = the_tenant AND t.removal_begun_at IS NOT NULL AND t.gone_at IS NULL) $$;

-- The audit trail still only grows, but for that of a tenant that is being removed.
CREATE FUNCTION refuse_removal() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF is_being_removed(OLD.tenant_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['audit_log', 'audit_chain'] LOOP
        EXECUTE format('DROP TRIGGER append_only ON %I', t);
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('CREATE TRIGGER append_only_row BEFORE DELETE ON %I '
            'FOR EACH ROW EXECUTE FUNCTION refuse_removal()', t);
    END LOOP;
END
$$;

-- Every table that has a tenant, but for the time series; out of the catalogue, so that none is forgotten.
CREATE FUNCTION tables_of_tenants() RETURNS TABLE (name text, bytes bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT c.oid::regclass::text, pg_total_relation_size(c.oid)
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM time_series s WHERE s.name = c.relname)
        ORDER BY 1
    $$;

CREATE FUNCTION check_removal(the_tenant uuid, the_table text) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF NOT is_being_removed(the_tenant) THEN
        RAISE EXCEPTION 'tenant % is not being removed', the_tenant USING ERRCODE = '42501';
    END IF;
    IF NOT EXISTS (SELECT FROM tables_of_tenants() t WHERE t.name = the_table) THEN
        RAISE EXCEPTION '% is no table of tenants', the_table USING ERRCODE = '42501';
    END IF;
END
$$;

-- Removes rows of a tenant that is being removed, at most so many, and gives back how many.
CREATE FUNCTION remove_rows_of_tenant(the_tenant uuid, the_table text, at_most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    gone integer;
BEGIN
    PERFORM check_removal(the_tenant, the_table);
    EXECUTE format('DELETE FROM %1$s WHERE tenant_id = $1 AND ctid = ANY (ARRAY('
        'SELECT ctid FROM %1$s WHERE tenant_id = $1 LIMIT $2))', the_table::regclass) USING the_tenant, at_most;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

-- Empties a column of such rows, which refers to rows that go first: tables may refer to each other. As before.
CREATE FUNCTION loosen_rows_of_tenant(the_tenant uuid, the_table text, the_column text, at_most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    loose integer;
BEGIN
    PERFORM check_removal(the_tenant, the_table);
    EXECUTE format('UPDATE %1$s SET %2$I = NULL WHERE tenant_id = $1 AND ctid = ANY (ARRAY('
        'SELECT ctid FROM %1$s WHERE tenant_id = $1 AND %2$I IS NOT NULL LIMIT $2))', the_table::regclass, the_column)
        USING the_tenant, at_most;
    GET DIAGNOSTICS loose = ROW_COUNT;
    RETURN loose;
END
$$;

-- Removes all samples and roll-ups of some of its devices, and gives back how many of each series. By devices, because that
-- is how the series are kept: the rows of a tenant alone would be looked for in all that there are.
CREATE FUNCTION remove_series_of_devices(the_tenant uuid, devices uuid[]) RETURNS TABLE (series text, gone bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
BEGIN
    IF NOT is_being_removed(the_tenant) THEN
        RAISE EXCEPTION 'tenant % is not being removed', the_tenant USING ERRCODE = '42501';
    END IF;
    -- Nothing is rolled up meanwhile.
    PERFORM pg_advisory_xact_lock(hashtext('roll_up_metrics'));
    IF time_series_engine() = 'timescale-community' THEN
        PERFORM set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
    END IF;
    FOR series IN SELECT s.name FROM time_series s ORDER BY 1 LOOP
        EXECUTE format('DELETE FROM %I WHERE tenant_id = $1 AND device_id = ANY ($2)', series)
            USING the_tenant, devices;
        GET DIAGNOSTICS gone = ROW_COUNT;
        RETURN NEXT;
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION is_being_removed(uuid), check_removal(uuid, text), tables_of_tenants(),
    remove_rows_of_tenant(uuid, text, integer), loosen_rows_of_tenant(uuid, text, text, integer),
    remove_series_of_devices(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tables_of_tenants(), remove_rows_of_tenant(uuid, text, integer),
    loosen_rows_of_tenant(uuid, text, text, integer), remove_series_of_devices(uuid, uuid[]) TO signalbeam_service;
