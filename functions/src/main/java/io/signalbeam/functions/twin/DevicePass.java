package io.signalbeam.functions.twin;

import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.functions.twin.Twin.Signing;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a twin that says whether to let its device in, and whether there is news for it: some hundred bytes, whatever
 * it shall run.
 *
 * @param tag strong entity tag of the desired state, quotes included
 */
public record DevicePass(
        DeviceId id,
        TenantId tenantId,
        Lifecycle lifecycle,
        List<Twin.Key> keys,
        @Nullable Signing signing,
        String tag) {

    public DevicePass {
        keys = List.copyOf(keys);
    }

    /** Whether requests without the signature of the device's own key are refused. */
    public boolean mustSign() {
        return signing != null && signing.required();
    }
}
