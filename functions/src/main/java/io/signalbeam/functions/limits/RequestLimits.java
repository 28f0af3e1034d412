package io.signalbeam.functions.limits;

import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Whether one more request fits: within its device key's rate, its tenant's, and that of all together. The first is
 * counted by each instance for itself; the other two are shared between instances.
 */
public final class RequestLimits {
    private static final int A_SECOND = 1;
    private static final int A_MINUTE = 60;

    private final Rate tenantRate;
    private final Rate totalRate;
    private final Buckets deviceKeys;
    private final Buckets strangers;
    private final SharedBudgets shared;

    public RequestLimits(
            Settings settings, InstantSource clock, Transactions transactions, DemandSql sql, Executor executor) {
        var limits = settings.limits();
        this.tenantRate = new Rate("tenant", limits.tenantPerSecond(), A_SECOND);
        this.totalRate = new Rate("total", limits.totalPerSecond(), A_SECOND);
        this.deviceKeys = new Buckets(new Rate("device-key", limits.devicePerSecond(), A_SECOND), clock);
        this.strangers = new Buckets(new Rate("failed-sign-in", limits.failedSignInsPerMinute(), A_MINUTE), clock);
        this.shared = new SharedBudgets(clock, transactions, sql, executor);
    }

    /** Why this device's request is refused, if it is; what is refused for the device costs its tenant nothing. */
    public Optional<Refusal> device(TenantId tenant, String keyId) {
        return deviceKeys.take(keyId).or(() -> tenant(tenant));
    }

    /** For requests of people and pipelines. */
    public Optional<Refusal> tenant(TenantId tenant) {
        return shared.take(tenant.value(), tenantRate).or(this::anybody);
    }

    /** For requests that belong to no tenant. */
    public Optional<Refusal> anybody() {
        return shared.take(SharedBudgets.ALL, totalRate);
    }

    /**
     * Whether so many credentials from this address were refused that none is looked at for now.
     *
     * @param address null when it is not known, and is then never refused
     */
    public Optional<Refusal> stranger(@Nullable String address) {
        return address == null ? Optional.empty() : strangers.ask(network(address));
    }

    /** A credential from this address was refused. */
    public void refused(@Nullable String address) {
        if (address != null) {
            strangers.take(network(address));
        }
    }

    /** One customer of a provider is given a whole /64 of IPv6, and could come from a new address each time. */
    static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int gap = address.indexOf("::");
        var head = (gap < 0 ? address : address.substring(0, gap)).split(":", -1);
        var network = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            network.append(i < head.length && !head[i].isEmpty() ? head[i] : "0")
                    .append(':');
        }
        return network.append(":/64").toString();
    }
}
