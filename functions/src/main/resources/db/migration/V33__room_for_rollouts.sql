-- A tick asks ten thousands of devices at once, and each index that a changed row must be put into again, and each key that
-- is looked up for it, is a part of what that takes.

-- A generation is in no index: where a device's row finds room on its own page, all indexes are left alone, the one over its
-- attributes above all.
ALTER TABLE devices SET (fillfactor = 50);
ALTER TABLE rollout_devices SET (fillfactor = 70);

-- What counts a rollout's devices reads all of them, by the primary key; none is found by its status alone.
DROP INDEX rollout_devices_by_status;

-- Rows that one statement makes out of devices and of the rollout that it has locked: nothing can be wrong with these, and
-- to look each of them up, and to lock it, was half of the time. Devices are never removed, and a rollout's rows are
-- removed before it. That no row is of another tenant than its device is said by the statements and by row-level security.
ALTER TABLE rollout_devices
    DROP CONSTRAINT rollout_devices_tenant_id_device_id_fkey,
    DROP CONSTRAINT rollout_devices_tenant_id_rollout_id_fkey;
ALTER TABLE assignments
    -- The version is the tenant's, and so is whatever has it.
    DROP CONSTRAINT assignments_tenant_id_fkey,
    DROP CONSTRAINT assignments_tenant_id_device_id_fkey,
    DROP CONSTRAINT assignments_tenant_id_rollout_id_fkey;
ALTER TABLE device_desired DROP CONSTRAINT device_desired_tenant_id_device_id_fkey;
