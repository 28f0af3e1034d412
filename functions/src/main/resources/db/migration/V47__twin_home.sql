-- Which account the twins are in, so that they are all written anew when the app has another: after the loss of a region, or of
-- the account. One row, of no tenant; none before the twins' first writing.
CREATE TABLE twin_home (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    endpoint       text NOT NULL,
    -- When they last began to move there; null when they were never elsewhere.
    moved_at       timestamptz,
    -- While they move: as long as the outbox has entries up to this one, a device without a twin may yet get it.
    moving_through bigint
);
ALTER TABLE twin_home ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON twin_home FOR SELECT TO signalbeam_app USING (true);
CREATE POLICY service ON twin_home TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT ON twin_home TO signalbeam_app;
GRANT SELECT, INSERT, UPDATE ON twin_home TO signalbeam_service;
