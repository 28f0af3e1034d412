-- The relational truth of the fleet. Every table with a tenant has row-level security; the roles that the function app
-- takes on (signalbeam_app for one tenant at a time, signalbeam_service for triggers that serve all) own nothing and
-- cannot bypass it. Composite keys carry the tenant, so that a foreign key cannot cross tenants either.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signalbeam_app') THEN
        CREATE ROLE signalbeam_app NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'signalbeam_service') THEN
        CREATE ROLE signalbeam_service NOLOGIN;
    END IF;
END
$$;

CREATE FUNCTION current_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;

-- UUIDs of version 7 for rows that a statement makes by the thousand; PostgreSQL has its own from 18 on.
CREATE FUNCTION uuid_v7() RETURNS uuid
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $$ SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
              PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
              FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid $$;

CREATE TABLE tenants (
    id           uuid PRIMARY KEY,
    name         text NOT NULL UNIQUE,
    display_name text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    deleted_at   timestamptz
);

-- Which tenant a person's token belongs to: the issuer and the value of its tenant claim.
CREATE TABLE tenant_issuers (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    issuer      text NOT NULL,
    claim_value text NOT NULL,
    PRIMARY KEY (issuer, claim_value)
);

-- Roles given to a person by name, beside those in the token's claim.
CREATE TABLE tenant_people (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    issuer     text NOT NULL,
    subject    text NOT NULL,
    email      text,
    role       text NOT NULL CHECK (role IN ('Admin', 'Operator', 'Viewer')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, issuer, subject)
);

CREATE TABLE enrollment_tokens (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    description text NOT NULL DEFAULT '',
    secret_hash text NOT NULL,
    labels      jsonb NOT NULL DEFAULT '{}',
    group_ids   uuid[] NOT NULL DEFAULT '{}',
    max_uses    integer CHECK (max_uses > 0),
    uses        integer NOT NULL DEFAULT 0,
    expires_at  timestamptz NOT NULL,
    revoked_at  timestamptz,
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id)
);

CREATE TABLE devices (
    id                    uuid PRIMARY KEY,
    tenant_id             uuid NOT NULL REFERENCES tenants (id),
    name                  text NOT NULL,
    labels                jsonb NOT NULL DEFAULT '{}',
    -- Labels and facts in one object, what selectors look at; kept by the application with either.
    attributes            jsonb NOT NULL DEFAULT '{}',
    facts                 jsonb NOT NULL DEFAULT '{}',
    lifecycle             text NOT NULL DEFAULT 'Active' CHECK (lifecycle IN ('Active', 'Disabled', 'Decommissioned')),
    -- Of the desired state: rises with every change of it, never falls.
    generation            bigint NOT NULL DEFAULT 1,
    -- Of this row, for ETag and If-Match.
    revision              bigint NOT NULL DEFAULT 1,
    signing_key           text,
    encryption_key        text,
    enrollment_token_id   uuid,
    enrollment_request_id uuid,
    enrolled_at           timestamptz NOT NULL DEFAULT now(),
    decommissioned_at     timestamptz,
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, enrollment_token_id) REFERENCES enrollment_tokens (tenant_id, id)
);
CREATE UNIQUE INDEX devices_name ON devices (tenant_id, name) WHERE lifecycle <> 'Decommissioned';
CREATE UNIQUE INDEX devices_enrollment_request ON devices (tenant_id, enrollment_request_id);
CREATE INDEX devices_attributes ON devices USING gin (attributes);

CREATE TABLE device_keys (
    tenant_id  uuid NOT NULL,
    device_id  uuid NOT NULL,
    -- The last eight digits of the key's id; the first thirty-two are the device's.
    id         text NOT NULL,
    hash       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    not_after  timestamptz,
    PRIMARY KEY (device_id, id),
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE groups (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    name        text NOT NULL,
    description text NOT NULL DEFAULT '',
    -- Canonical text of a label selector; null for a group with members by name.
    selector    text,
    priority    integer NOT NULL DEFAULT 0,
    revision    bigint NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- Members by name and by selector alike; those by selector are kept by the application when labels, facts or the
-- selector change.
CREATE TABLE group_members (
    tenant_id uuid NOT NULL,
    group_id  uuid NOT NULL,
    device_id uuid NOT NULL,
    added_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (group_id, device_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX group_members_device ON group_members (device_id);

CREATE TABLE bundles (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          text NOT NULL,
    description text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE bundle_versions (
    tenant_id       uuid NOT NULL,
    bundle_id       text NOT NULL,
    version         text NOT NULL,
    -- The canonical manifest lies in Blob Storage under this digest.
    manifest_digest text NOT NULL,
    containers      integer NOT NULL,
    created_by      text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, bundle_id, version),
    FOREIGN KEY (tenant_id, bundle_id) REFERENCES bundles (tenant_id, id)
);

CREATE TABLE rollouts (
    id                      uuid PRIMARY KEY,
    tenant_id               uuid NOT NULL REFERENCES tenants (id),
    name                    text NOT NULL,
    bundle_id               text NOT NULL,
    version                 text NOT NULL,
    -- Exactly one of the three says whom it reaches.
    group_id                uuid,
    selector                text,
    device_ids              uuid[],
    status                  text NOT NULL,
    reason                  text,
    device_deadline_seconds integer NOT NULL DEFAULT 900,
    created_by              text NOT NULL,
    created_at              timestamptz NOT NULL DEFAULT now(),
    started_at              timestamptz,
    ended_at                timestamptz,
    UNIQUE (tenant_id, id),
    CHECK (num_nonnulls(group_id, selector, device_ids) = 1),
    FOREIGN KEY (tenant_id, bundle_id, version) REFERENCES bundle_versions (tenant_id, bundle_id, version),
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id)
);
CREATE INDEX rollouts_active ON rollouts (id) WHERE ended_at IS NULL;
CREATE INDEX rollouts_newest ON rollouts (tenant_id, created_at DESC);

CREATE TABLE rollout_devices (
    tenant_id     uuid NOT NULL,
    rollout_id    uuid NOT NULL,
    device_id     uuid NOT NULL,
    status        text NOT NULL DEFAULT 'Pending',
    -- What the device ran before, to go back to; null when it ran none.
    from_version  text,
    -- The generation that asks for the new version; the device's answer counts from this one on.
    generation    bigint,
    attempts      integer NOT NULL DEFAULT 0,
    error_code    text,
    error_message text,
    error_container text,
    seen_at       timestamptz,
    started_at    timestamptz,
    ended_at      timestamptz,
    PRIMARY KEY (rollout_id, device_id),
    FOREIGN KEY (tenant_id, rollout_id) REFERENCES rollouts (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX rollout_devices_by_status ON rollout_devices (rollout_id, status);
CREATE INDEX rollout_devices_open ON rollout_devices (device_id) WHERE status IN ('Pending', 'Updating');

-- What was asked for, and of whom. A row of a rollout stands for one device that the rollout has reached on behalf of
-- its group: it competes like the group's own, and the later of the two wins.
CREATE TABLE assignments (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    bundle_id   text NOT NULL,
    version     text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('Device', 'Group', 'Rollout')),
    device_id   uuid,
    group_id    uuid,
    rollout_id  uuid,
    assigned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    assigned_by text NOT NULL,
    CHECK (CASE kind
        WHEN 'Device' THEN device_id IS NOT NULL AND group_id IS NULL AND rollout_id IS NULL
        WHEN 'Group' THEN device_id IS NULL AND group_id IS NOT NULL AND rollout_id IS NULL
        ELSE device_id IS NOT NULL AND rollout_id IS NOT NULL END),
    FOREIGN KEY (tenant_id, bundle_id, version) REFERENCES bundle_versions (tenant_id, bundle_id, version),
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, rollout_id) REFERENCES rollouts (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX assignments_device ON assignments (device_id, bundle_id) WHERE kind = 'Device';
CREATE UNIQUE INDEX assignments_group ON assignments (group_id, bundle_id) WHERE kind = 'Group';
CREATE UNIQUE INDEX assignments_rollout ON assignments (device_id, rollout_id) WHERE kind = 'Rollout';

-- What each device shall run: the outcome of the assignments, kept in the same transaction as they are.
CREATE TABLE device_desired (
    tenant_id     uuid NOT NULL,
    device_id     uuid NOT NULL,
    bundle_id     text NOT NULL,
    version       text NOT NULL,
    assignment_id uuid NOT NULL,
    PRIMARY KEY (device_id, bundle_id),
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, bundle_id, version) REFERENCES bundle_versions (tenant_id, bundle_id, version)
);
CREATE INDEX device_desired_bundle ON device_desired (tenant_id, bundle_id, version);

-- What each device last said, and when it was last heard of. Apart from devices: it changes every few seconds.
CREATE TABLE device_state (
    device_id           uuid PRIMARY KEY,
    tenant_id           uuid NOT NULL,
    connectivity        text NOT NULL DEFAULT 'Never' CHECK (connectivity IN ('Never', 'Online', 'Offline')),
    -- An unhealthy container or a failed bundle in the last report.
    degraded            boolean NOT NULL DEFAULT false,
    last_seen_at        timestamptz,
    sequence            bigint NOT NULL DEFAULT 0,
    observed_generation bigint NOT NULL DEFAULT 0,
    report              jsonb,
    reported_at         timestamptz,
    metrics             jsonb,
    metrics_at          timestamptz,
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 60);
CREATE INDEX device_state_online ON device_state (last_seen_at) WHERE connectivity = 'Online';

CREATE TABLE device_events (
    id        uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    device_id uuid NOT NULL,
    at        timestamptz NOT NULL,
    -- CloudEvents type: io.signalbeam.device.enrolled.v1 and so on.
    type      text NOT NULL,
    severity  text NOT NULL DEFAULT 'Info' CHECK (severity IN ('Info', 'Warning', 'Error')),
    message   text NOT NULL,
    details   jsonb NOT NULL DEFAULT '{}',
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX device_events_newest ON device_events (device_id, at DESC, id DESC);

CREATE TABLE audit_log (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor       text NOT NULL,
    action      text NOT NULL,
    object_kind text NOT NULL,
    object_id   text NOT NULL,
    details     jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_newest ON audit_log (tenant_id, at DESC, id DESC);

-- Devices whose twin must be written anew; filled in the transaction that changed them.
CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id  uuid NOT NULL,
    device_id  uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_device ON outbox (device_id);

-- Answers given to requests with an Idempotency-Key, for a day. Neither the key nor the answer is readable here: the key
-- is hashed, and the answer, which may hold a secret shown once, is sealed with what the key alone gives.
CREATE TABLE idempotency_keys (
    -- The nil UUID for platform administrators.
    tenant_id    uuid NOT NULL,
    operation    text NOT NULL,
    key_hash     text NOT NULL,
    request_hash text NOT NULL,
    answer       text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, operation, key_hash)
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['tenant_issuers', 'tenant_people', 'enrollment_tokens', 'devices', 'device_keys', 'groups',
        'group_members', 'bundles', 'bundle_versions', 'rollouts', 'rollout_devices', 'assignments', 'device_desired',
        'device_state', 'device_events', 'audit_log', 'outbox', 'idempotency_keys']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app '
            'USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO signalbeam_app, signalbeam_service', t);
    END LOOP;
END
$$;
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON tenants FOR SELECT TO signalbeam_app USING (id = (SELECT current_tenant()));
CREATE POLICY all_tenants ON tenants TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT ON tenants TO signalbeam_app;
GRANT SELECT, INSERT, UPDATE ON tenants TO signalbeam_service;
-- Written once, never changed.
REVOKE UPDATE, DELETE ON audit_log FROM signalbeam_app, signalbeam_service;

-- Before a request's tenant is known, these two answer the one question each, and nothing else of another tenant.
CREATE FUNCTION tenant_of_person(the_issuer text, the_claim text, the_subject text)
    RETURNS TABLE (tenant_id uuid, tenant_name text, role text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$
        SELECT t.id, t.name, p.role
        FROM tenant_issuers i
        JOIN tenants t ON t.id = i.tenant_id AND t.deleted_at IS NULL
        LEFT JOIN tenant_people p ON p.tenant_id = t.id AND p.issuer = the_issuer AND p.subject = the_subject
        WHERE i.issuer = the_issuer AND i.claim_value = the_claim
    $$;

CREATE FUNCTION tenant_of_enrollment_token(the_id uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT e.tenant_id FROM enrollment_tokens e JOIN tenants t ON t.id = e.tenant_id AND t.deleted_at IS NULL
          WHERE e.id = the_id $$;

REVOKE EXECUTE ON FUNCTION tenant_of_person(text, text, text), tenant_of_enrollment_token(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_of_person(text, text, text), tenant_of_enrollment_token(uuid)
    TO signalbeam_app, signalbeam_service;
