-- What people told devices to do once, and what came of it. Large results lie in Blob Storage.
CREATE TABLE device_commands (
    id           uuid PRIMARY KEY,
    tenant_id    uuid NOT NULL,
    device_id    uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN
        ('FetchLogs', 'RestartContainer', 'Diagnostics', 'Prune', 'Reboot', 'Refresh')),
    bundle_id    text,
    container    text,
    lines        integer,
    status       text NOT NULL DEFAULT 'Pending' CHECK (status IN
        ('Pending', 'Delivered', 'Running', 'Succeeded', 'Failed', 'Expired', 'Cancelled')),
    progress     integer CHECK (progress BETWEEN 0 AND 100),
    message      text,
    -- Of what lies in Blob Storage; null where nothing does.
    output_bytes bigint,
    created_at   timestamptz NOT NULL,
    created_by   text NOT NULL,
    -- Until when it may be begun.
    expires_at   timestamptz NOT NULL,
    delivered_at timestamptz,
    started_at   timestamptz,
    finished_at  timestamptz,
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX device_commands_newest ON device_commands (tenant_id, device_id, created_at DESC, id DESC);
-- What twins name, and what the timer looks through.
CREATE INDEX device_commands_open ON device_commands (device_id, created_at)
    WHERE status IN ('Pending', 'Delivered', 'Running');
CREATE INDEX device_commands_oldest ON device_commands (created_at);

-- Rises with every change of what a device is told to do. Not the generation: with that, a version that a device has
-- given up would be tried again, and revision would have people's changes refused as stale.
ALTER TABLE devices ADD COLUMN commands_revision bigint NOT NULL DEFAULT 0;

ALTER TABLE device_commands ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON device_commands TO signalbeam_app USING (tenant_id = (SELECT current_tenant()))
    WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY all_tenants ON device_commands TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON device_commands TO signalbeam_app;
GRANT SELECT, UPDATE, DELETE ON device_commands TO signalbeam_service;
