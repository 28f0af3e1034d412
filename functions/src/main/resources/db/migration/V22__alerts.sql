-- Rules that watch what devices measure, the alerts that came of them, and how those are told to the outside.

CREATE TABLE alert_rules (
    id                       uuid PRIMARY KEY,
    tenant_id                uuid NOT NULL REFERENCES tenants (id),
    name                     text NOT NULL,
    description              text NOT NULL DEFAULT '',
    type                     text NOT NULL CHECK (type IN ('Threshold', 'Anomaly')),
    metric                   text NOT NULL,
    aggregation              text NOT NULL CHECK (aggregation IN ('Avg', 'Min', 'Max', 'Last')),
    window_seconds           integer NOT NULL,
    operator                 text NOT NULL CHECK (operator IN ('Above', 'Below', 'Outside')),
    -- Of the metric itself; of an anomaly, of its distance from the usual in robust standard deviations.
    threshold                double precision NOT NULL,
    -- How far an anomaly's usual looks back.
    history_hours            integer NOT NULL,
    for_seconds              integer NOT NULL,
    keep_firing_for_seconds  integer NOT NULL,
    -- Canonical text of a label selector; empty for every device.
    selector                 text NOT NULL DEFAULT '',
    severity                 text NOT NULL CHECK (severity IN ('Info', 'Warning', 'Critical')),
    enabled                  boolean NOT NULL DEFAULT true,
    revision                 bigint NOT NULL DEFAULT 1,
    created_by               text NOT NULL,
    created_at               timestamptz NOT NULL,
    evaluated_at             timestamptz,
    baseline_at              timestamptz,
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, name)
);
CREATE INDEX alert_rules_due ON alert_rules (evaluated_at NULLS FIRST) WHERE enabled;

-- What a device usually measures: the median of an anomaly rule's history and its spread.
CREATE TABLE alert_baselines (
    tenant_id uuid NOT NULL,
    rule_id   uuid NOT NULL,
    device_id uuid NOT NULL,
    median    double precision NOT NULL,
    spread    double precision NOT NULL,
    PRIMARY KEY (rule_id, device_id),
    FOREIGN KEY (tenant_id, rule_id) REFERENCES alert_rules (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
);

-- One row from the first breach to the end. It outlives its rule, hence what the rule said is written down again.
CREATE TABLE alerts (
    id          uuid PRIMARY KEY,
    tenant_id   uuid NOT NULL,
    rule_id     uuid NOT NULL,
    rule_name   text NOT NULL,
    metric      text NOT NULL,
    severity    text NOT NULL CHECK (severity IN ('Info', 'Warning', 'Critical')),
    device_id   uuid NOT NULL,
    state       text NOT NULL CHECK (state IN ('Pending', 'Firing', 'Resolved')),
    -- Since when it has been breached without a break.
    started_at  timestamptz NOT NULL,
    -- When that was seen last.
    breached_at timestamptz NOT NULL,
    fired_at    timestamptz,
    -- When webhooks were to be told that it fires; null while it is silenced.
    notified_at timestamptz,
    ended_at    timestamptz,
    end_reason  text CHECK (end_reason IN ('Recovered', 'OutOfScope', 'RuleEnded')),
    value       double precision NOT NULL,
    -- Of an anomaly: robust standard deviations from the usual.
    score       double precision,
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX alerts_open ON alerts (rule_id, device_id) WHERE state <> 'Resolved';
CREATE INDEX alerts_newest ON alerts (tenant_id, started_at DESC, id DESC);
CREATE INDEX alerts_of_device ON alerts (device_id, started_at DESC);
CREATE INDEX alerts_ended ON alerts (ended_at) WHERE state = 'Resolved';

CREATE TABLE alert_silences (
    id         uuid PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    -- Null for every rule. It may be gone: then the silence silences nothing.
    rule_id    uuid,
    -- Over devices; empty for every device.
    selector   text NOT NULL DEFAULT '',
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    comment    text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX alert_silences_newest ON alert_silences (tenant_id, ends_at DESC, id DESC);

CREATE TABLE alert_webhooks (
    id             uuid PRIMARY KEY,
    tenant_id      uuid NOT NULL REFERENCES tenants (id),
    name           text NOT NULL,
    url            text NOT NULL,
    -- Alerts of this severity and above go there.
    min_severity   text NOT NULL CHECK (min_severity IN ('Info', 'Warning', 'Critical')),
    -- Version of the signing secret in the vault, which alone has it.
    vault_version  text NOT NULL,
    created_by     text NOT NULL,
    created_at     timestamptz NOT NULL,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_error      text,
    -- Set when the receiver said that it is gone for good.
    disabled_at     timestamptz,
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- What is to be told, written in the transaction in which it came true. Delivered at least once, always with this id.
CREATE TABLE alert_deliveries (
    id              uuid PRIMARY KEY,
    tenant_id       uuid NOT NULL,
    webhook_id      uuid NOT NULL,
    body            text NOT NULL,
    created_at      timestamptz NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    -- Also how long whoever is delivering it has for that.
    next_attempt_at timestamptz NOT NULL,
    ended_at        timestamptz,
    delivered       boolean NOT NULL DEFAULT false,
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES alert_webhooks (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX alert_deliveries_due ON alert_deliveries (next_attempt_at) WHERE ended_at IS NULL;
CREATE INDEX alert_deliveries_of_webhook ON alert_deliveries (webhook_id, next_attempt_at) WHERE ended_at IS NULL;
CREATE INDEX alert_deliveries_ended ON alert_deliveries (ended_at) WHERE ended_at IS NOT NULL;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['alert_rules', 'alert_baselines', 'alerts', 'alert_silences', 'alert_webhooks',
        'alert_deliveries']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I TO signalbeam_app '
            'USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', t);
        EXECUTE format('CREATE POLICY all_tenants ON %I TO signalbeam_service USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO signalbeam_app, signalbeam_service', t);
    END LOOP;
END
$$;
