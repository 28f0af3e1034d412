package io.signalbeam.functions.tenants;

import io.signalbeam.functions.secrets.SecretVault;
import io.signalbeam.functions.tenants.RemovalOrder.Step;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.TwinRemoval;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes all that there is of tenants whose time is over, in slices, each of which may be the last before the process ends:
 * the next run goes on with what is still there. A tenant is gone only when a whole run has found nothing of it, so that
 * what was written beside the one before is found too.
 */
public final class RemoveTenants {
    private static final Logger LOG = LoggerFactory.getLogger(RemoveTenants.class);
    /** Well within the time of a function, and of the timer that comes again. */
    private static final Duration BUDGET = Duration.ofMinutes(4);

    /** Whoever read something of a tenant before its removal began has written by then what came of it. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private static final String DEVICES = "devices";
    private static final int ROWS_AT_ONCE = 5_000;
    /** Each may have a hundred thousand samples and more. */
    private static final int DEVICES_AT_ONCE = 5;

    private static final int FILES_AT_ONCE = 500;
    private static final int SECRETS_AT_ONCE = 20;

    private final Transactions transactions;
    private final TwinRemoval twins;
    private final SecretVault vault;
    private final TenantFiles files;
    private final InstantSource clock;

    RemoveTenants(
            Transactions transactions, TwinRemoval twins, SecretVault vault, TenantFiles files, InstantSource clock) {
        this.transactions = transactions;
        this.twins = twins;
        this.vault = vault;
        this.files = files;
        this.clock = clock;
    }

    /** Does some of a thing, and answers how much; 0 when nothing was left. */
    private interface Slice {
        int remove(TenantId tenant);
    }

    /** How many tenants are gone for good since. */
    public int run() {
        var now = clock.instant();
        var end = now.plus(BUDGET);
        int gone = 0;
        var due = transactions.asService(tx -> RemovalSql.begin(tx, now, now.minus(SETTLED)));
        var slices = due.isEmpty() ? List.<Slice>of() : slices();
        for (var tenant : due) {
            if (isClean(tenant, slices, end)) {
                transactions.asService(tx -> {
                    RemovalSql.finish(tx, tenant, clock.instant());
                    return tenant;
                });
                LOG.info("Tenant {} is gone", tenant);
                gone++;
            }
        }
        return gone;
    }

    /** Whether nothing was found; what is found is removed, as long as there is time. */
    private boolean isClean(TenantId tenant, List<Slice> slices, Instant end) {
        boolean clean = true;
        for (var slice : slices) {
            while (true) {
                if (!clock.instant().isBefore(end)) {
                    return false;
                }
                if (slice.remove(tenant) == 0) {
                    break;
                }
                clean = false;
            }
        }
        return clean;
    }

    private List<Slice> slices() {
        var slices = new ArrayList<Slice>();
        slices.add(this::secrets);
        slices.add(this::files);
        var steps = transactions.asService(
                tx -> RemovalOrder.of(RemovalSql.tables(tx), RemovalSql.references(tx), DEVICES));
        for (var step : steps) {
            if (step.equals(new Step.Empty(DEVICES))) {
                // While it is known which there are.
                slices.add(this::twinsAndSeries);
            }
            slices.add(tenant -> rows(tenant, step));
        }
        return slices;
    }

    private int secrets(TenantId tenant) {
        return counted(tenant, "secrets in the vault", vault.deleteOf(tenant, SECRETS_AT_ONCE));
    }

    private int files(TenantId tenant) {
        return files.delete(tenant, FILES_AT_ONCE).entrySet().stream()
                .mapToInt(found -> counted(tenant, "files in " + found.getKey(), found.getValue()))
                .sum();
    }

    private int twinsAndSeries(TenantId tenant) {
        var next = transactions.asService(tx -> RemovalSql.devices(tx, tenant, DEVICES_AT_ONCE));
        if (!next.isEmpty()) {
            next.forEach(twins::delete);
            transactions.asService(tx -> {
                RemovalSql.removeSeries(tx, tenant, next);
                RemovalSql.count(tx, tenant, "twins", next.size());
                return next;
            });
        }
        return next.size();
    }

    private int rows(TenantId tenant, Step step) {
        return transactions.asService(tx -> {
            int some = RemovalSql.slice(tx, tenant, step, ROWS_AT_ONCE);
            if (step instanceof Step.Empty(var table)) {
                RemovalSql.count(tx, tenant, table, some);
            }
            return some;
        });
    }

    private int counted(TenantId tenant, String kind, int some) {
        return transactions.asService(tx -> {
            RemovalSql.count(tx, tenant, kind, some);
            return some;
        });
    }
}
