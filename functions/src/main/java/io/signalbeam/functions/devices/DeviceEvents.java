package io.signalbeam.functions.devices;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Writes what happened to a device in the transaction in which it happens. */
public interface DeviceEvents {

    /** The names are the API's. */
    enum Severity {
        Info,
        Warning,
        Error
    }

    /**
     * @param type CloudEvents type: {@code io.signalbeam.device.enrolled.v1}
     * @param message one sentence for people
     * @param details anything that JSON can say; never a secret
     */
    void record(
            Handle tx,
            TenantId tenant,
            DeviceId device,
            String type,
            Severity severity,
            String message,
            Map<String, ?> details);
}
