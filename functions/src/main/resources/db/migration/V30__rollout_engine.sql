-- Rollouts in waves: where each of them stands, how it shall go, and what became of its waves.

-- IANA time zone of the site that a group stands for; maintenance windows of rollouts go by it.
ALTER TABLE groups ADD COLUMN time_zone text;

ALTER TABLE rollouts
    -- Between rollouts of one bundle that reach the same device the higher one wins.
    ADD COLUMN priority         integer NOT NULL DEFAULT 0,
    -- Waves, bounds and windows, as they were asked for.
    ADD COLUMN plan             jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN start_at         timestamptz,
    -- The wave it is at, from 0, and what that is at; with them a paused rollout goes on where it was.
    ADD COLUMN wave             integer NOT NULL DEFAULT 0,
    ADD COLUMN phase            text CHECK (phase IN ('AwaitingApproval', 'Updating', 'Soaking', 'GoingBack')),
    ADD COLUMN soak_until       timestamptz,
    -- What had failed, and had been tried, when somebody resumed nevertheless.
    ADD COLUMN forgiven_failed  integer NOT NULL DEFAULT 0,
    ADD COLUMN forgiven_tried   integer NOT NULL DEFAULT 0;

CREATE INDEX rollouts_of_bundle ON rollouts (tenant_id, bundle_id) WHERE ended_at IS NULL;

ALTER TABLE rollout_devices
    ADD COLUMN wave            integer NOT NULL DEFAULT 0,
    -- The time zone of its windows; null when the rollout has none.
    ADD COLUMN zone            text,
    -- Whether it is asked, or was, to go back to what it ran before.
    ADD COLUMN going_back      boolean NOT NULL DEFAULT false,
    -- Of the report by which it succeeded: a later one may say otherwise.
    ADD COLUMN report_sequence bigint;

CREATE TABLE rollout_waves (
    tenant_id   uuid NOT NULL,
    rollout_id  uuid NOT NULL,
    ordinal     integer NOT NULL CHECK (ordinal >= 0),
    approved_at timestamptz,
    approved_by text,
    started_at  timestamptz,
    -- When enough of its devices had succeeded.
    soaking_at  timestamptz,
    ended_at    timestamptz,
    PRIMARY KEY (rollout_id, ordinal),
    FOREIGN KEY (tenant_id, rollout_id) REFERENCES rollouts (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE rollout_waves ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON rollout_waves TO signalbeam_app
    USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY all_tenants ON rollout_waves TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON rollout_waves TO signalbeam_app, signalbeam_service;
