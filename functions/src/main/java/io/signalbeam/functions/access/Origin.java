package io.signalbeam.functions.access;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the work of this thread comes from: what the audit trail says beside who did what. Kept with the thread and not
 * handed from method to method, so that no use case can forget it or make it up.
 *
 * @param credential {@code sign-in:…}, {@code access-token:…}, {@code pipeline:…}, {@code device-key:…}; never a secret
 * @param address IP address of the caller as the platform saw it; null when there is none
 */
public record Origin(String credential, @Nullable String address) {
    /** Work that nobody asked for: timers and event triggers. */
    public static final Origin SYSTEM = new Origin("system", null);

    private static final ThreadLocal<Origin> CURRENT = ThreadLocal.withInitial(() -> SYSTEM);

    public static Origin current() {
        return CURRENT.get();
    }

    /** The same place, with a credential that was found later. */
    public Origin with(String later) {
        return new Origin(later, address);
    }

    /** Runs the work as coming from here. */
    public <T> T during(Supplier<T> work) {
        var before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.get();
        } finally {
            if (before.equals(SYSTEM)) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
