-- Parked events that were replayed stay in the index until their thirty days are over, so that the same event cannot be
-- stored twice under two different times.
ALTER TABLE parked_events
    ADD COLUMN replayed_at  timestamptz,
    -- By how much its time was moved when it was taken, in milliseconds.
    ADD COLUMN shift_millis bigint,
    ADD CONSTRAINT replayed_with_a_shift CHECK ((replayed_at IS NULL) = (shift_millis IS NULL));

GRANT UPDATE (reason, detail, replayed_at, shift_millis) ON parked_events TO signalbeam_service;

CREATE POLICY delete_of_one_tenant ON parked_events FOR DELETE TO signalbeam_app
    USING (tenant_id = (SELECT current_tenant()));
GRANT DELETE ON parked_events TO signalbeam_app;
