package io.signalbeam.functions.intake;

import io.opentelemetry.api.common.AttributeKey;
import io.signalbeam.shared.id.TenantId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that have series of their own among a process's metrics: the first {@value #MOST} that it meets. The rest
 * share {@value #OTHERS}, so that the number of series, which is paid for, stays bounded.
 */
public final class TenantSeries {
    public static final AttributeKey<String> TENANT = AttributeKey.stringKey("signalbeam.tenant.id");

    static final int MOST = 200;
    static final String OTHERS = "other";
    /** Whose credential nobody knows. */
    static final String NOBODY = "unknown";

    private final Set<TenantId> known = ConcurrentHashMap.newKeySet();

    /** The value of the attribute {@code signalbeam.tenant.id}. */
    public String label(@Nullable TenantId tenant) {
        if (tenant == null) {
            return NOBODY;
        }
        if (!known.contains(tenant)) {
            // Two threads may both find room for a last one: a bound need not be exact to be a bound.
            if (known.size() >= MOST) {
                return OTHERS;
            }
            known.add(tenant);
        }
        return tenant.toString();
    }
}
