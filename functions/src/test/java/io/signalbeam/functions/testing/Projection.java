package io.signalbeam.functions.testing;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.ProjectTwins;
import io.signalbeam.functions.twin.Twin;
import io.signalbeam.functions.twin.TwinStore;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The projector, for tests that look no further than the outbox and for those that look at twins in memory. */
public final class Projection {
    private static final Settings SETTINGS = Settings.read(
            Map.of(
                    "PostgresUrl", "jdbc:postgresql://localhost/none",
                    "CosmosConnection__accountEndpoint", "https://localhost",
                    "BlobConnection", "UseDevelopmentStorage=true",
                    "KeyVaultUri", "https://localhost",
                    "EventHubConnection", "Endpoint=sb://localhost/;SharedAccessKeyName=x;SharedAccessKey=eA==",
                    "SIGNALBEAM_OIDC_ISSUERS",
                            "[{\"issuer\":\"https://localhost\",\"audience\":\"a\",\"tenantClaim\":\"t\",\"rolesClaim\":\"r\"}]"));

    private Projection() {}

    /** Writes no twin, and leaves the outbox alone: nothing runs after commits. */
    public static ProjectTwins none(Transactions transactions) {
        return new ProjectTwins(
                new WithoutAfterwards(transactions),
                new NoTwins(),
                (tenant, digest) -> new BundleManifest("none", "0.0.0", null, List.of(), List.of()),
                SETTINGS,
                Clock.systemUTC());
    }

    /** Writes twins to this store right after the commits. */
    public static ProjectTwins into(TwinStore store, Transactions transactions) {
        return new ProjectTwins(
                transactions,
                store,
                (tenant, digest) -> new BundleManifest("none", "0.0.0", null, List.of(), List.of()),
                SETTINGS,
                Clock.systemUTC());
    }

    private record WithoutAfterwards(Transactions real) implements Transactions {
        @Override
        public <T> T inTenant(TenantId tenant, Work<T> work) {
            return real.inTenant(tenant, work);
        }

        @Override
        public <T> T asService(Work<T> work) {
            return real.asService(work);
        }

        @Override
        public <T> T ofOneMoment(Work<T> work) {
            return real.ofOneMoment(work);
        }

        @Override
        public <T> T beforeTenant(Work<T> work) {
            return real.beforeTenant(work);
        }

        @Override
        public void afterCommit(Runnable action) {
            // Left to nobody: the outbox keeps its rows.
        }
    }

    private record NoTwins() implements TwinStore {
        @Override
        public Optional<Twin> read(DeviceId device) {
            return Optional.empty();
        }

        @Override
        public Optional<Twin> write(Twin twin) {
            return Optional.empty();
        }
    }
}
