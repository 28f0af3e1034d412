-- When the primary was last alive, written every few seconds where reads go to a replica: there its age says how far the
-- replica is behind. One row, of no tenant.
CREATE TABLE primary_beat (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    beat_at  timestamptz NOT NULL
) WITH (fillfactor = 10);

ALTER TABLE primary_beat ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON primary_beat FOR SELECT TO signalbeam_app USING (true);
CREATE POLICY service ON primary_beat TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT ON primary_beat TO signalbeam_app;
GRANT SELECT, INSERT, UPDATE ON primary_beat TO signalbeam_service;
