package io.signalbeam.functions.devices;

/** Where a device stands at a glance. The names are the API's. */
public enum DeviceStatus {
    Online,
    /** Online, with an unhealthy container or a failed bundle. */
    Degraded,
    Offline,
    /** A rollout has asked it for something, and it has not said how that went. */
    Updating;

    /**
     * The status as an SQL expression, for every list and count alike: {@code d} is the row of {@code devices} and
     * {@code s} that of {@code device_state}, left joined.
     */
    public static final String SQL = """
            case
                when exists (select 1 from rollout_devices held where held.device_id = d.id
                             and held.tenant_id = d.tenant_id and held.status = 'Updating') then 'Updating'
                when s.connectivity is distinct from 'Online' then 'Offline'
                when s.degraded then 'Degraded'
                else 'Online'
            end""";
}
