package io.signalbeam.functions.bundles;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which versions are in quarantine, in the caller's transaction. */
public final class Quarantines {
    /** Of a tenant that has set nothing else: so many devices, and so many of a hundred that tried. */
    static final int USUAL_DEVICES = 10;

    static final int USUAL_PERCENT = 5;
    private static final int HUNDRED = 100;

    private Quarantines() {}

    public static Optional<Quarantine> find(Handle tx, TenantId tenant, String bundle, String version) {
        return QuarantineSql.find(tx, tenant, bundle, version);
    }

    /** Why it cannot be asked for now. */
    public static Optional<Refusal> refusal(Handle tx, TenantId tenant, String bundle, String version) {
        return find(tx, tenant, bundle, version)
                .map(it -> new Refusal.Conflict(ErrorCode.VERSION_QUARANTINED, it.inWords(bundle, version)));
    }

    /** Whether any version of the tenant is. */
    public static boolean any(Handle tx, TenantId tenant) {
        return QuarantineSql.any(tx, tenant);
    }

    /** Looks at all that has become of the version in rollouts; present when it comes into quarantine by that. */
    public static Optional<Quarantine> judge(Handle tx, TenantId tenant, String bundle, String version, Instant now) {
        return QuarantineSql.failures(tx, tenant, bundle, version).flatMap(found -> {
            int tried = found.after() == null && found.failed() >= USUAL_DEVICES
                    ? QuarantineSql.tried(tx, tenant, bundle, version)
                    : 0;
            return reason(found, tried).map(reason -> {
                QuarantineSql.impose(tx, tenant, bundle, version, reason, now);
                return new Quarantine(now, reason);
            });
        });
    }

    /** @param tried of account only where the tenant has set no number of its own */
    static Optional<String> reason(QuarantineSql.Failures found, int tried) {
        var after = found.after();
        if (after != null) {
            return found.failed() >= after
                    ? Optional.of("it failed on %d devices, and %d are too many.".formatted(found.failed(), after))
                    : Optional.empty();
        }
        return found.failed() >= USUAL_DEVICES && (long) found.failed() * HUNDRED >= (long) tried * USUAL_PERCENT
                ? Optional.of("it failed on %d of %d devices that tried; from %d on, %d %% are too many."
                        .formatted(found.failed(), tried, USUAL_DEVICES, USUAL_PERCENT))
                : Optional.empty();
    }

    /** Whether there was one to be lifted. */
    public static boolean lift(Handle tx, TenantId tenant, String bundle, String version, Instant now) {
        return QuarantineSql.lift(tx, tenant, bundle, version, now);
    }

    /** Whether there is such a version; nobody else changes its quarantine until the transaction ends. */
    public static boolean lock(Handle tx, TenantId tenant, String bundle, String version) {
        return QuarantineSql.lock(tx, tenant, bundle, version);
    }
}
