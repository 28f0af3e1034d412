package io.signalbeam.functions.access;

import io.signalbeam.functions.twin.DevicePass;
import io.signalbeam.functions.twin.Twin;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import org.jspecify.annotations.Nullable;

/** A device whose key was accepted. */
public final class AuthenticatedDevice {
    private final String keyId;
    private final DevicePass pass;
    private final @Nullable Twin twin;

    private AuthenticatedDevice(String keyId, DevicePass pass, @Nullable Twin twin) {
        this.keyId = keyId;
        this.pass = pass;
        this.twin = twin;
    }

    /** @param keyId which of its keys */
    static AuthenticatedDevice read(String keyId, Twin twin) {
        return new AuthenticatedDevice(keyId, twin.pass(), twin);
    }

    /** Let in for what takes no more than its pass. */
    static AuthenticatedDevice remembered(String keyId, DevicePass pass) {
        return new AuthenticatedDevice(keyId, pass, null);
    }

    /** Which of its keys. */
    public String keyId() {
        return keyId;
    }

    public DevicePass pass() {
        return pass;
    }

    /**
     * As read to let it in, so that a poll needs no second read.
     *
     * @throws IllegalStateException when its pass was said to be enough, and was
     */
    public Twin twin() {
        if (twin == null) {
            throw new IllegalStateException("the pass of " + deviceId() + " was enough, and its twin was not read");
        }
        return twin;
    }

    public DeviceId deviceId() {
        return pass.id();
    }

    public TenantId tenantId() {
        return pass.tenantId();
    }
}
