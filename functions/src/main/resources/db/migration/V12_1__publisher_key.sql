-- Which of the two keys of the Event Hubs policy signs devices' tokens. The keys themselves are in Key Vault and in the
-- policy; what a deployment writes there does not forget what is here.
CREATE TABLE publisher_key (
    only_one         boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    in_use           text NOT NULL CHECK (in_use IN ('PRIMARY', 'SECONDARY')),
    since            timestamptz NOT NULL,
    -- When the last lease that the other key signed has ended; null when that key is new.
    spare_busy_until timestamptz
);
ALTER TABLE publisher_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY service ON publisher_key TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON publisher_key TO signalbeam_service;
