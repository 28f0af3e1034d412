-- Rows of one millisecond in the order in which they were written, which neither their time nor their id tells.
ALTER TABLE audit_log ADD COLUMN sequence bigint GENERATED ALWAYS AS IDENTITY;

DROP INDEX audit_log_newest, audit_log_object, audit_log_actor;
CREATE INDEX audit_log_newest ON audit_log (tenant_id, at DESC, sequence DESC);
CREATE INDEX audit_log_object ON audit_log (tenant_id, object_kind, object_id, at DESC, sequence DESC);
CREATE INDEX audit_log_actor ON audit_log (tenant_id, actor, at DESC, sequence DESC);
