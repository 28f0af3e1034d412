package io.signalbeam.functions.standby;

import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What the database says of its own part. */
public final class StandbySql {
    private StandbySql() {}

    /** Whether it follows another one, and cannot be written. */
    public static boolean isReplica(Handle tx) {
        return tx.createQuery("select pg_is_in_recovery()").mapTo(Boolean.class).one();
    }

    /** Versions of secrets that rows speak of, whichever tenant's, by the name that the vault gave them. */
    static Set<String> namedVersions(Handle service) {
        return service.createQuery("select vault_version from secrets where deleted_at is null"
                        + " union select vault_version from alert_webhooks")
                .mapTo(String.class)
                .set();
    }
}
