package io.signalbeam.agent.identity;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.id.UuidV7;
import io.signalbeam.shared.signature.RequestSigner;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes this machine a device of a tenant. Holds secrets: kept in one file that only its owner can read.
 *
 * @param server where it enrolled
 * @param deviceKey sent as {@code X-API-Key}
 * @param former ids it had before it was enrolled anew; containers with those are its own
 * @param keySince when the cloud took {@code deviceKey}, by its clock; absent in files of agents older than this field
 * @param nextKey one that the cloud is being told of; absent when there is none
 * @param formerKey the one before, until {@code deviceKey} was accepted for the first time
 */
public record DeviceIdentity(
        int schema,
        String server,
        DeviceId deviceId,
        TenantId tenantId,
        String name,
        String deviceKey,
        DeviceKeys keys,
        List<DeviceId> former,
        @Nullable Instant keySince,
        @Nullable NextKey nextKey,
        @Nullable String formerKey) {

    public static final int SCHEMA = 1;

    public DeviceIdentity {
        former = List.copyOf(former == null ? List.of() : former);
    }

    /** Signs this device's requests. */
    public RequestSigner signer() {
        return new RequestSigner(deviceId.toString(), keys.signing().privateKey());
    }

    /** The key's age begins here; the id holds the time of the enrolment. */
    Instant since() {
        return keySince == null ? UuidV7.time(deviceId.value()) : keySince;
    }

    DeviceIdentity with(String key, Instant since, @Nullable NextKey next, @Nullable String formerly) {
        return new DeviceIdentity(schema, server, deviceId, tenantId, name, key, keys, former, since, next, formerly);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "DeviceIdentity[" + deviceId + " " + name + " of " + tenantId + " at " + server + "]";
    }
}
