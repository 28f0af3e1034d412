package io.signalbeam.functions.twin;

import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one point read tells about a device: whether to let it in, and what it shall run.
 *
 * @param schema version of this document's form, now 1; readers ignore fields they do not know
 * @param revision of all that the database says of the device but its generation; with {@code desired.generation} it
 *     orders two twins of a device
 * @param signing absent in twins of older versions, whose tenants asked for no signatures
 * @param encryptionKey the device's public X25519 key, X.509 SubjectPublicKeyInfo in Base64
 * @param tag strong entity tag of {@code desired}, quotes included
 */
public record Twin(
        int schema,
        DeviceId id,
        TenantId tenantId,
        Lifecycle lifecycle,
        long revision,
        List<Key> keys,
        @Nullable Signing signing,
        @Nullable String encryptionKey,
        String tag,
        DesiredState desired) {

    public static final int SCHEMA = 1;

    public Twin {
        keys = List.copyOf(keys == null ? List.of() : keys);
    }

    /** Of a device whose tenant asks for no signatures. */
    public Twin(
            int schema,
            DeviceId id,
            TenantId tenantId,
            Lifecycle lifecycle,
            long revision,
            List<Key> keys,
            String tag,
            DesiredState desired) {
        this(schema, id, tenantId, lifecycle, revision, keys, null, null, tag, desired);
    }

    /** Neither counter lower: writing this over the other one takes nothing back. */
    public boolean notOlderThan(Twin other) {
        return revision >= other.revision && desired.generation() >= other.desired.generation();
    }

    /** As in the table of devices. */
    public enum Lifecycle {
        Active,
        Disabled,
        Decommissioned
    }

    /** What lets the device in. */
    public DevicePass pass() {
        return new DevicePass(id, tenantId, lifecycle, keys, signing, tag);
    }

    /**
     * @param key the device's public Ed25519 key, X.509 in Base64; null when it brought none
     * @param required whether its tenant asks for signed requests
     */
    public record Signing(@Nullable String key, boolean required) {}

    /**
     * @param id of the key, as its text form carries it
     * @param hash of its secret, salted
     */
    public record Key(String id, String hash, @Nullable Instant notAfter) {}
}
