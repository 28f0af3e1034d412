-- Gates of rollouts: what each said last of each wave, and how devices were before they were asked.

CREATE TABLE rollout_gates (
    tenant_id         uuid NOT NULL,
    rollout_id        uuid NOT NULL,
    wave              integer NOT NULL CHECK (wave >= 0),
    -- Its place in the rollout's plan, from 0.
    gate              integer NOT NULL CHECK (gate >= 0),
    metric            text NOT NULL,
    verdict           text NOT NULL CHECK (verdict IN ('Holds', 'Fails', 'NotEnough', 'NotAsked')),
    detail            text NOT NULL,
    -- Of the devices that were updated; null when nothing could be measured.
    value             double precision,
    samples           bigint NOT NULL,
    devices           integer NOT NULL,
    -- Of what they are compared with; samples and devices are null when that is nothing.
    reference_value   double precision,
    reference_samples bigint,
    reference_devices integer,
    measured_at       timestamptz NOT NULL,
    -- Since when it has had this verdict.
    since             timestamptz NOT NULL,
    -- Who has let it pass for this wave.
    passed_by         text,
    PRIMARY KEY (rollout_id, wave, gate),
    FOREIGN KEY (tenant_id, rollout_id) REFERENCES rollouts (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
ALTER TABLE rollout_gates ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON rollout_gates TO signalbeam_app
    USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY all_tenants ON rollout_gates TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON rollout_gates TO signalbeam_app, signalbeam_service;

-- What the device last said before it was asked, for gates that compare with it; null when none does.
ALTER TABLE rollout_devices
    ADD COLUMN before_offline    boolean,
    ADD COLUMN before_containers integer,
    ADD COLUMN before_unhealthy  integer;
