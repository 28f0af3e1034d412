package io.signalbeam.functions.http;

import com.microsoft.azure.functions.HttpRequestMessage;
import io.signalbeam.functions.access.AuthenticatedDevice;
import java.util.Optional;

/** A request by a device whose key was accepted. */
public final class DeviceCall extends Call {
    private final AuthenticatedDevice device;

    DeviceCall(HttpRequestMessage<Optional<String>> request, String correlationId, AuthenticatedDevice device) {
        super(request, correlationId);
        this.device = device;
    }

    public AuthenticatedDevice device() {
        return device;
    }
}
