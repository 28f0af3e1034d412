package io.signalbeam.functions.telemetry;

import io.signalbeam.functions.intake.Accepted;
import io.signalbeam.functions.quotas.Quotas;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.telemetry.MetricsSample;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps custom metrics within the tenant's quota of names. A name that is one too many is left out of its sample, counted
 * and told; everything else of the sample is taken. Names that this process knows cost nothing; of each, the database
 * hears once a day.
 */
public final class CustomMetrics {
    /** How long a tenant without a free place is believed to have none. */
    private static final Duration FULL = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final Quotas quotas;
    private final Map<TenantId, Known> tenants = new ConcurrentHashMap<>();

    public CustomMetrics(Transactions transactions, Quotas quotas) {
        this.transactions = transactions;
        this.quotas = quotas;
    }

    /**
     * What this process knows of a tenant.
     *
     * @param seenOn the last day that was told for each name
     * @param fullUntil names beside these need not be asked about before
     */
    private record Known(Map<String, LocalDate> seenOn, Instant fullUntil) {
        static final Known NOTHING = new Known(Map.of(), Instant.MIN);

        boolean tells(String name, LocalDate today) {
            return today.equals(seenOn.get(name));
        }

        boolean refuses(String name, Instant now) {
            return now.isBefore(fullUntil) && !seenOn.containsKey(name);
        }
    }

    /** One value that was left out. */
    record Refused(String name, DeviceId device) {}

    /** The same samples in the same order, without the values whose names are too many. */
    List<Accepted<MetricsSample>> admit(List<Accepted<MetricsSample>> accepted, Instant now) {
        var asked = new HashMap<TenantId, SortedSet<String>>();
        for (var one : accepted) {
            collect(one.tenant(), one.event().data(), now, asked);
        }
        ask(asked, now);
        var refused = new HashMap<TenantId, List<Refused>>();
        var admitted = new ArrayList<Accepted<MetricsSample>>(accepted.size());
        for (var one : accepted) {
            var event = one.event();
            if (knows(one.tenant(), event.data())) {
                admitted.add(one);
            } else {
                var sample = within(one.tenant(), event.source(), event.data(), refused);
                admitted.add(new Accepted<>(one.delivery(), one.tenant(), event.withData(sample)));
            }
        }
        tell(refused, now);
        return admitted;
    }

    /** The same of one sample. */
    MetricsSample admit(TenantId tenant, DeviceId device, MetricsSample sample, Instant now) {
        var asked = new HashMap<TenantId, SortedSet<String>>();
        collect(tenant, sample, now, asked);
        ask(asked, now);
        var refused = new HashMap<TenantId, List<Refused>>();
        var admitted = within(tenant, device, sample, refused);
        tell(refused, now);
        return admitted;
    }

    /** Adds the names of which the database is to hear. */
    private void collect(TenantId tenant, MetricsSample sample, Instant now, Map<TenantId, SortedSet<String>> asked) {
        if (sample.custom().isEmpty()) {
            return;
        }
        var known = tenants.getOrDefault(tenant, Known.NOTHING);
        var today = day(now);
        for (var name : sample.custom().keySet()) {
            if (!known.tells(name, today) && !known.refuses(name, now)) {
                asked.computeIfAbsent(tenant, any -> new TreeSet<>()).add(name);
            }
        }
    }

    private void ask(Map<TenantId, SortedSet<String>> asked, Instant now) {
        asked.forEach((tenant, names) -> tenants.put(tenant, transactions.asService(tx -> {
            long limit = quotas.customMetrics(tx, tenant);
            var seenOn = CustomMetricsSql.place(tx, tenant, names, day(now), limit);
            return new Known(seenOn, seenOn.size() < limit ? Instant.MIN : now.plus(FULL));
        })));
    }

    private boolean knows(TenantId tenant, MetricsSample sample) {
        return sample.custom().isEmpty()
                || tenants.getOrDefault(tenant, Known.NOTHING)
                        .seenOn()
                        .keySet()
                        .containsAll(sample.custom().keySet());
    }

    private MetricsSample within(
            TenantId tenant, DeviceId device, MetricsSample sample, Map<TenantId, List<Refused>> refused) {
        if (knows(tenant, sample)) {
            return sample;
        }
        var known = tenants.getOrDefault(tenant, Known.NOTHING).seenOn().keySet();
        var custom = new HashMap<>(sample.custom());
        for (var name : sample.custom().keySet()) {
            if (!known.contains(name)) {
                custom.remove(name);
                refused.computeIfAbsent(tenant, any -> new ArrayList<>()).add(new Refused(name, device));
            }
        }
        return sample.withCustom(custom);
    }

    private void tell(Map<TenantId, List<Refused>> refused, Instant now) {
        refused.forEach((tenant, values) ->
                transactions.<Boolean>asService(tx -> CustomMetricsSql.tell(tx, tenant, values, now, day(now))));
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
