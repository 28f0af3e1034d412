-- Which of the two keys of each namespace's policy signs devices' tokens, by the name of the secret in Key Vault that has it.
-- The keys themselves are there and in the policy; what a deployment writes there does not forget what is here.
-- publisher_key, of the one namespace, is what the version before goes on with.
CREATE TABLE publisher_keys (
    secret           text PRIMARY KEY,
    in_use           text NOT NULL CHECK (in_use IN ('PRIMARY', 'SECONDARY')),
    since            timestamptz NOT NULL,
    -- When the last lease that the other key signed has ended; null when that key is new.
    spare_busy_until timestamptz
);
ALTER TABLE publisher_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY service ON publisher_keys TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON publisher_keys TO signalbeam_service;

INSERT INTO publisher_keys (secret, in_use, since, spare_busy_until)
SELECT 'eventhub-publisher-key', in_use, since, spare_busy_until FROM publisher_key;
