-- Device keys that are changed, requests that are signed, identities that are used twice, devices that take another's place.

-- A tenant may ask every device to sign its requests. The app's role changes this one column, of its own tenant.
ALTER TABLE tenants ADD COLUMN require_signed_requests boolean NOT NULL DEFAULT false;
CREATE POLICY own_settings ON tenants FOR UPDATE TO signalbeam_app
    USING (id = (SELECT current_tenant())) WITH CHECK (id = (SELECT current_tenant()));
GRANT UPDATE (require_signed_requests) ON tenants TO signalbeam_app;

ALTER TABLE devices
    -- Somebody wants the device to have a new key; null once it has one.
    ADD COLUMN key_rotation_asked_at timestamptz,
    -- The keys before it end as soon as it is there, not a day later: of two machines with one key one is left.
    ADD COLUMN key_rotation_exclusive boolean NOT NULL DEFAULT false;

-- A token with which one new device takes the place of this one.
ALTER TABLE enrollment_tokens
    ADD COLUMN replaces uuid,
    ADD FOREIGN KEY (tenant_id, replaces) REFERENCES devices (tenant_id, id);

ALTER TABLE device_state
    -- The starts of the agent that reports came from, the newest first: [{"id","host","since"}].
    ADD COLUMN instances jsonb NOT NULL DEFAULT '[]',
    -- When one of them last came back after another had taken its place.
    ADD COLUMN instance_returned_at timestamptz,
    -- Since when two machines are known to use the device's identity.
    ADD COLUMN cloned_at timestamptz;

-- Nonces of signed requests that change something, for as long as their signatures could be sent again.
CREATE TABLE request_nonces (
    tenant_id  uuid NOT NULL,
    device_id  uuid NOT NULL,
    nonce      text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (device_id, nonce),
    FOREIGN KEY (tenant_id, device_id) REFERENCES devices (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX request_nonces_expiry ON request_nonces (tenant_id, expires_at);
ALTER TABLE request_nonces ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_tenant ON request_nonces TO signalbeam_app
    USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY all_tenants ON request_nonces TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON request_nonces TO signalbeam_app, signalbeam_service;
