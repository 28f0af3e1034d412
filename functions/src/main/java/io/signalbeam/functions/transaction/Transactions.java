package io.signalbeam.functions.transaction;

import io.signalbeam.shared.id.TenantId;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in one transaction: committed when the work returns, rolled back when it throws or returns an
 * {@link io.signalbeam.functions.outcome.Outcome.Refused}. Work that runs inside other work on the same thread joins its
 * transaction, which must be of the same role and tenant.
 *
 * <p>Throws {@link io.signalbeam.functions.outcome.TransientFailure} when the database cannot be reached or broke the
 * transaction off (deadlock, time-out, shutdown), and {@link io.signalbeam.functions.outcome.StandbyFailure} when it is a
 * replica and the work writes.
 */
public interface Transactions extends Commits {

    /** As {@code signalbeam_app}: row-level security shows this tenant's rows and no others. */
    <T extends @Nullable Object> T inTenant(TenantId tenant, Work<T> work);

    /**
     * As {@link #inTenant}, to read only, and maybe from a replica that is a little behind: for what is looked at, never for
     * what is decided by. Whatever the replica fails at or refuses is run again on the primary, so the work may run twice.
     */
    default <T extends @Nullable Object> T reading(TenantId tenant, Work<T> work) {
        return inTenant(tenant, work);
    }

    /** As {@code signalbeam_service}: all tenants' rows. For triggers and platform administrators only. */
    <T extends @Nullable Object> T asService(Work<T> work);

    /**
     * As {@link #asService}, to read only, and all that is read is of one moment, whatever is changed meanwhile. Work inside of
     * it does not join it, but runs in transactions of its own. It takes a connection as long as it lasts.
     */
    <T extends @Nullable Object> T ofOneMoment(Work<T> work);

    /** As {@code signalbeam_app} without a tenant: no tenant's rows, only the functions that find a tenant. */
    <T extends @Nullable Object> T beforeTenant(Work<T> work);

    /** @param <T> what the work gives back */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Handle handle);
    }
}
