package io.signalbeam.functions.standby;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.parallel.Workers;
import io.signalbeam.functions.standby.Vault.Listed;
import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings secrets from the vault of the environment that works into this one's, while this one waits: the database, which is a
 * replica, names them and has none. What has not changed costs its line in two lists.
 *
 * <p>Says how long ago all was last as there, as the OpenTelemetry metric {@code signalbeam.standby.secrets.behind}.
 */
public final class CopySecrets {
    /** Each vault has its own, made with it: devices' tokens are for its own environment's hubs. */
    private static final String OF_EACH_VAULT = "eventhub-publisher-key";

    /** A vault takes 300 new versions in ten seconds. */
    private static final int AT_ONCE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(CopySecrets.class);

    private final Standby standby;
    private final Transactions transactions;
    private final Vaults vaults;
    private final InstantSource clock;
    private final DoubleGauge behind;
    private Instant lastWhole;

    public CopySecrets(
            Standby standby, Transactions transactions, Vaults vaults, InstantSource clock, OpenTelemetry telemetry) {
        this.standby = standby;
        this.transactions = transactions;
        this.vaults = vaults;
        this.clock = clock;
        this.lastWhole = clock.instant();
        this.behind = telemetry
                .getMeter("io.signalbeam.standby")
                .gaugeBuilder("signalbeam.standby.secrets.behind")
                .setUnit("s")
                .setDescription(
                        "Since the secrets were last those of the environment that this one waits to take over from")
                .build();
    }

    /** Does nothing where the app does not wait, and goes on with the next run when this one takes longer than so long. */
    public synchronized void run(Duration budget) {
        if (!standby.waits()) {
            return;
        }
        var began = clock.instant();
        try {
            if (copyAll(began, began.plus(budget))) {
                lastWhole = began;
            }
        } finally {
            behind.set(Duration.between(lastWhole, clock.instant()).toMillis() / 1000.0);
        }
    }

    /** Whether nothing is left to do. */
    private boolean copyAll(Instant now, Instant end) {
        var primary = vaults.primary();
        var own = vaults.own();
        var there = primary.list();
        there.keySet().removeIf(CopySecrets::isOfEachVault);
        var here = own.list();
        var changed = there.entrySet().stream()
                .filter(secret -> !isCopied(secret.getValue(), here.get(secret.getKey())))
                .toList();
        var gone = here.entrySet().stream()
                .filter(secret -> CopyTag.isCopy(secret.getValue().tags()) && !there.containsKey(secret.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        boolean whole = deleteAll(own, gone);
        if (!changed.isEmpty()) {
            var copy = new CopySecret(primary, own, transactions.asService(StandbySql::namedVersions), now);
            whole &= copyEach(copy, changed, end);
        }
        return whole;
    }

    private boolean copyEach(CopySecret copy, List<Map.Entry<String, Listed>> changed, Instant end) {
        var whole = new AtomicBoolean(true);
        Workers.each(changed, AT_ONCE, secret -> {
            if (clock.instant().isAfter(end)) {
                whole.set(false);
                return;
            }
            try {
                copy.copy(secret.getKey(), secret.getValue());
            } catch (TransientFailure | PermanentFailure e) {
                LOG.warn("The secret {} was not copied; the next run tries again", secret.getKey(), e);
                whole.set(false);
            }
        });
        return whole.get();
    }

    private static boolean deleteAll(Vault own, List<String> gone) {
        boolean whole = true;
        for (var name : gone) {
            try {
                own.delete(name);
            } catch (TransientFailure | PermanentFailure e) {
                LOG.warn("The copy of the deleted secret {} was not deleted; the next run tries again", name, e);
                whole = false;
            }
        }
        return whole;
    }

    private static boolean isOfEachVault(String name) {
        return name.startsWith(OF_EACH_VAULT);
    }

    private static boolean isCopied(Listed there, @Nullable Listed here) {
        return here != null && CopyTag.isThrough(there.changedAt(), here.tags());
    }
}
