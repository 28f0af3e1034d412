-- How each device of a rollout fared with the version, kept when the device goes back: what failures have in common is
-- asked for most of all when a rollout has rolled itself back.
ALTER TABLE rollout_devices
    ADD COLUMN outcome           text CHECK (outcome IN ('Succeeded', 'Failed', 'TimedOut')),
    ADD COLUMN outcome_at        timestamptz,
    ADD COLUMN outcome_code      text,
    ADD COLUMN outcome_container text;
CREATE INDEX rollout_devices_failed ON rollout_devices (rollout_id) WHERE outcome IN ('Failed', 'TimedOut');

-- A version that failed on too many devices is given to no further one until somebody says otherwise.
ALTER TABLE bundle_versions
    ADD COLUMN quarantined_at    timestamptz,
    ADD COLUMN quarantine_reason text,
    -- When the last quarantine was lifted: what had failed by then counts no more.
    ADD COLUMN released_at       timestamptz;
CREATE INDEX bundle_versions_quarantined ON bundle_versions (tenant_id) WHERE quarantined_at IS NOT NULL;

-- After how many devices; null for the usual rule.
ALTER TABLE tenants ADD COLUMN quarantine_after integer CHECK (quarantine_after BETWEEN 1 AND 1000000);
GRANT UPDATE (quarantine_after) ON tenants TO signalbeam_app;
