package io.signalbeam.functions.artifacts;

import io.signalbeam.functions.transaction.Transactions;
import java.time.Duration;
import java.time.InstantSource;

/** Takes away what was begun to be brought and never finished: it counts towards its tenant's quota meanwhile. */
public final class ForgetUploads {
    /** Addresses for writing are good for an hour, and a large file may take a few of them. */
    static final Duration UNFINISHED = Duration.ofDays(1);

    private static final int AT_ONCE = 100;

    private final Transactions transactions;
    private final ArtifactStore store;
    private final InstantSource clock;

    ForgetUploads(Transactions transactions, ArtifactStore store, InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.clock = clock;
    }

    /** How many. */
    public int run() {
        var before = clock.instant().minus(UNFINISHED);
        var files = transactions.asService(tx -> ArtifactSql.unfinished(tx, before, AT_ONCE));
        int forgotten = 0;
        for (var file : files) {
            // One at a time, so that nobody who completes one waits for the rest.
            boolean gone = transactions.asService(tx -> {
                ArtifactSql.lock(tx, file.tenant(), file.sha256());
                if (!ArtifactSql.isUnfinished(tx, file, before)) {
                    return false;
                }
                store.delete(file);
                ArtifactSql.delete(tx, file.tenant(), file.sha256());
                return true;
            });
            forgotten += gone ? 1 : 0;
        }
        return forgotten;
    }
}
