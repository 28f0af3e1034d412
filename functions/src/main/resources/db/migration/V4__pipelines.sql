-- Credentials for what is no person at a browser: scripts of people, and pipelines. Secrets are hashed with a salt, and a
-- token is found by its id.

-- Whose tokens there are. A token never allows more than its owner may do now: the roles given by name are looked up, those
-- that come from the provider's tokens are remembered here from the owner's last sign-in.
CREATE TABLE access_token_owners (
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    issuer       text NOT NULL,
    subject      text NOT NULL,
    name         text,
    email        text,
    claimed_role text CHECK (claimed_role IN ('Admin', 'Operator', 'Viewer')),
    seen_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, issuer, subject)
);

CREATE TABLE access_tokens (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    issuer       text NOT NULL,
    subject      text NOT NULL,
    name         text NOT NULL,
    role         text NOT NULL CHECK (role IN ('Admin', 'Operator', 'Viewer')),
    -- What it may touch; null for all.
    bundle_ids   text[],
    group_ids    uuid[],
    secret_hash  text NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    FOREIGN KEY (tenant_id, issuer, subject) REFERENCES access_token_owners (tenant_id, issuer, subject)
);
CREATE INDEX access_tokens_newest ON access_tokens (tenant_id, created_at DESC, id DESC);

-- Which pipelines may act for a tenant, and on what.
CREATE TABLE deploy_trusts (
    id            uuid PRIMARY KEY,
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    name          text NOT NULL,
    issuer        text NOT NULL,
    repository    text NOT NULL,
    -- The provider's number for it; a repository of the same name that comes later has another.
    repository_id text,
    ref           text,
    environment   text,
    role          text NOT NULL CHECK (role IN ('Operator', 'Viewer')),
    bundle_ids    text[] NOT NULL,
    group_ids     uuid[] NOT NULL,
    revision      bigint NOT NULL DEFAULT 1,
    created_by    text NOT NULL,
    created_at    timestamptz NOT NULL,
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, name),
    CHECK (num_nonnulls(ref, environment) >= 1)
);

-- What pipelines hold for a quarter of an hour. They end with their trust.
CREATE TABLE pipeline_tokens (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL,
    trust_id    uuid NOT NULL,
    subject     text NOT NULL,
    secret_hash text NOT NULL,
    expires_at  timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, trust_id) REFERENCES deploy_trusts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX pipeline_tokens_trust ON pipeline_tokens (trust_id);
CREATE INDEX pipeline_tokens_ended ON pipeline_tokens (tenant_id, expires_at);

-- Providers' tokens that were taken: each is good once, whichever tenant it was shown for.
CREATE TABLE used_ci_tokens (
    issuer       text NOT NULL,
    jti          text NOT NULL,
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    forget_after timestamptz NOT NULL,
    PRIMARY KEY (issuer, jti)
);
CREATE INDEX used_ci_tokens_ended ON used_ci_tokens (tenant_id, forget_after);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['access_token_owners', 'access_tokens', 'deploy_trusts', 'pipeline_tokens', 'used_ci_tokens']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app '
            'USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO signalbeam_app, signalbeam_service', t);
    END LOOP;
END
$$;

-- Before a request's tenant is known, these answer the one question each, and nothing else of another tenant.
CREATE FUNCTION tenant_of_access_token(the_id uuid) RETURNS TABLE (tenant_id uuid, tenant_name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT t.id, t.name FROM access_tokens a JOIN tenants t ON t.id = a.tenant_id AND t.deleted_at IS NULL
          WHERE a.id = the_id $$;
CREATE FUNCTION tenant_of_pipeline_token(the_id uuid) RETURNS TABLE (tenant_id uuid, tenant_name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT t.id, t.name FROM pipeline_tokens p JOIN tenants t ON t.id = p.tenant_id AND t.deleted_at IS NULL
          WHERE p.id = the_id $$;
CREATE FUNCTION tenant_of_deploy_trust(the_id uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT d.tenant_id FROM deploy_trusts d JOIN tenants t ON t.id = d.tenant_id AND t.deleted_at IS NULL
          WHERE d.id = the_id $$;
REVOKE EXECUTE ON FUNCTION tenant_of_access_token(uuid), tenant_of_pipeline_token(uuid), tenant_of_deploy_trust(uuid)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_of_access_token(uuid), tenant_of_pipeline_token(uuid), tenant_of_deploy_trust(uuid)
    TO signalbeam_app, signalbeam_service;
