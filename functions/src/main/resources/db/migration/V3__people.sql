-- People of a tenant by name: invited by the issuer's subject, or by a mail address that the issuer has verified and that
-- is bound to the subject at the first sign-in, so that an address given to somebody else later opens nothing.
ALTER TABLE tenant_people
    ADD COLUMN id       uuid NOT NULL DEFAULT uuid_v7(),
    ADD COLUMN added_by text NOT NULL DEFAULT '',
    ADD COLUMN revision bigint NOT NULL DEFAULT 1,
    DROP CONSTRAINT tenant_people_pkey,
    ADD PRIMARY KEY (id),
    ADD UNIQUE (tenant_id, id),
    ADD UNIQUE (tenant_id, issuer, subject),
    ALTER COLUMN subject DROP NOT NULL,
    ADD CHECK (subject IS NOT NULL OR email IS NOT NULL);
-- One invitation for an address, until it is taken up.
CREATE UNIQUE INDEX tenant_people_invited ON tenant_people (tenant_id, issuer, lower(email)) WHERE subject IS NULL;

-- Temporary tables last: a search path without pg_temp looks there first, and anybody may make tables there.
DROP FUNCTION tenant_of_person(text, text, text);
CREATE FUNCTION tenant_of_person(the_issuer text, the_claim text, the_subject text, verified_email text)
    RETURNS TABLE (tenant_id uuid, tenant_name text, role text, invitation uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT t.id, t.name, coalesce(p.role, v.role), CASE WHEN p.id IS NULL THEN v.id END
        FROM tenant_issuers i
        JOIN tenants t ON t.id = i.tenant_id AND t.deleted_at IS NULL
        LEFT JOIN tenant_people p ON p.tenant_id = t.id AND p.issuer = the_issuer AND p.subject = the_subject
        LEFT JOIN tenant_people v ON v.tenant_id = t.id AND v.issuer = the_issuer AND v.subject IS NULL
            AND lower(v.email) = lower(verified_email)
        WHERE i.issuer = the_issuer AND i.claim_value = the_claim
    $$;
REVOKE EXECUTE ON FUNCTION tenant_of_person(text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_of_person(text, text, text, text) TO signalbeam_app;
ALTER FUNCTION tenant_of_enrollment_token(uuid) SET search_path = public, pg_temp;

-- Nobody but ingest makes temporary tables.
DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
