package io.signalbeam.functions.transaction;

import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Ends credentials that are kept with the time at which they were revoked. */
public final class RevokeSql {

    private RevokeSql() {}

    /** Where they are kept. */
    public enum Table {
        ACCESS_TOKENS("access_tokens"),
        ENROLLMENT_TOKENS("enrollment_tokens");

        private final String table;

        Table(String table) {
            this.table = table;
        }
    }

    /** Whether it was not revoked before. */
    public static boolean revoke(Handle tx, Table where, TenantId tenant, UUID id, Instant now) {
        return tx.createUpdate(
                                "update " + where.table
                                        + " set revoked_at = :now where tenant_id = :tenant and id = :id and revoked_at is null")
                        .bind("now", now)
                        .bind("tenant", tenant.value())
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
