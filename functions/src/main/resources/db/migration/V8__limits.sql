-- What instances of the app tell each other about how much they are asked for, so that each can work out its share of a
-- rate. Worth nothing after a crash, hence not logged. Only the service role sees it: no tenant owns any of it.
CREATE UNLOGGED TABLE request_demand (
    -- The tenant whose rate it is, or the nil UUID for the rate of all together.
    scope      uuid NOT NULL,
    -- One running process.
    instance   uuid NOT NULL,
    -- Requests a second, those that were refused too.
    per_second double precision NOT NULL CHECK (per_second >= 0),
    told_at    timestamptz NOT NULL,
    PRIMARY KEY (scope, instance)
) WITH (fillfactor = 50);

ALTER TABLE request_demand ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_tenants ON request_demand TO signalbeam_service USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON request_demand TO signalbeam_service;
