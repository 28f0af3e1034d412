package io.signalbeam.functions.adapter.postgres;

import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.StandbyFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pools of connections to PostgreSQL, made at the first use. Safe behind PgBouncer in transaction mode.
 *
 * <p>There are two logins, because PostgreSQL lets a session take on every role that its <em>login</em> is a member of,
 * whatever role it has now: a statement smuggled into a tenant's transaction could take on the service's role, were both
 * open to one login.
 */
public final class Database implements Transactions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(10);
    /** Of a statement that writes, here to a replica: nothing else lets such a transaction only read. */
    private static final String READ_ONLY = "25006";

    private static final String APP = "signalbeam_app";
    private static final String SERVICE = "signalbeam_service";

    private final Pool app;
    private final Pool service;
    private final @Nullable ReadReplica replica;
    // One for each database, as tests have several; it never outlives the work that set it.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Open> open = new ThreadLocal<>();

    /**
     * @param jdbcUrl of the login that serves one tenant at a time
     * @param serviceUrl of the login that serves all tenants; null when the first is let into both roles
     * @param poolSize greatest number of connections of this process to each login
     */
    public Database(String jdbcUrl, @Nullable String serviceUrl, int poolSize) {
        this(jdbcUrl, serviceUrl, poolSize, null, Duration.ZERO);
    }

    /**
     * @param readUrl of a replica, with the login that serves one tenant at a time; null reads from the primary
     * @param replicaLag how far the replica may be behind at most
     */
    public Database(
            String jdbcUrl, @Nullable String serviceUrl, int poolSize, @Nullable String readUrl, Duration replicaLag) {
        this.app = new Pool(jdbcUrl, "signalbeam", poolSize, WAIT_FOR_CONNECTION);
        this.service =
                serviceUrl == null ? app : new Pool(serviceUrl, "signalbeam-service", poolSize, WAIT_FOR_CONNECTION);
        this.replica = readUrl == null
                ? null
                : new ReadReplica(
                        new Pool(readUrl, "signalbeam-read", poolSize, ReadReplica.WAIT_FOR_CONNECTION), replicaLag);
    }

    @Override
    public <T extends @Nullable Object> T inTenant(TenantId tenant, Work<T> work) {
        return run(app, new Entry(APP, tenant.toString(), false), work);
    }

    @Override
    public <T extends @Nullable Object> T reading(TenantId tenant, Work<T> work) {
        if (open.get() != null) {
            return inTenant(tenant, work);
        }
        if (replica != null && replica.mayServe()) {
            try {
                T answer = begin(replica.pool(), new Entry(APP, tenant.toString(), true), handle -> {
                    replica.measure(handle);
                    return work.run(handle);
                });
                // What is refused may just not have arrived there: somebody looks at what somebody has just made.
                if (!(answer instanceof Outcome.Refused<?>)) {
                    return answer;
                }
            } catch (ReadReplica.TooFarBehind e) {
                // Told already where it was measured.
            } catch (JdbiException e) {
                replica.failed(e);
            }
        }
        return run(app, new Entry(APP, tenant.toString(), true), work);
    }

    @Override
    public <T extends @Nullable Object> T asService(Work<T> work) {
        return run(service, new Entry(SERVICE, "", false), work);
    }

    @Override
    public <T extends @Nullable Object> T ofOneMoment(Work<T> work) {
        var entry = new Entry(SERVICE, "", true);
        return told(entry, () -> {
            try (var handle = service.jdbi().open()) {
                return handle.<T, RuntimeException>inTransaction(TransactionIsolationLevel.REPEATABLE_READ, tx -> {
                    enter(tx, entry);
                    return work.run(tx);
                });
            }
        });
    }

    @Override
    public <T extends @Nullable Object> T beforeTenant(Work<T> work) {
        return run(app, new Entry(APP, "", false), work);
    }

    @Override
    public void afterCommit(Runnable action) {
        var current = open.get();
        if (current == null) {
            runLogged(action);
        } else {
            current.afterCommit.add(action);
        }
    }

    /** What a transaction begins with. */
    private record Entry(String role, String tenant, boolean readOnly) {}

    /** Takes on role and tenant until the transaction ends, in one round trip. */
    private static void enter(Handle handle, Entry entry) {
        handle.createQuery("select set_config('role', :role, true), set_config('app.tenant_id', :tenant, true)"
                        + (entry.readOnly ? ", set_config('transaction_read_only', 'on', true)" : ""))
                .bind("role", entry.role)
                .bind("tenant", entry.tenant)
                .mapTo(String.class)
                .one();
    }

    private <T extends @Nullable Object> T run(Pool pool, Entry entry, Work<T> work) {
        var current = open.get();
        if (current != null) {
            if (!current.role.equals(entry.role) || !current.tenant.equals(entry.tenant)) {
                throw new IllegalStateException("work as " + entry.role + " inside a transaction as " + current.role);
            }
            return work.run(current.handle);
        }
        return told(entry, () -> begin(pool, entry, work));
    }

    /** Says of what may well pass that it does, and of a write that it came to a replica. */
    private static <T extends @Nullable Object> T told(Entry entry, Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            var sql = sqlException(e);
            if (sql != null && !entry.readOnly && READ_ONLY.equals(sql.getSQLState())) {
                throw new StandbyFailure(e);
            }
            if (sql != null && passes(sql)) {
                throw new TransientFailure("PostgreSQL: " + sql.getMessage(), e);
            }
            throw e;
        }
    }

    private <T extends @Nullable Object> T begin(Pool pool, Entry entry, Work<T> work) {
        var mine = new ArrayList<Runnable>();
        T result;
        try (var handle = pool.jdbi().open()) {
            open.set(new Open(handle, entry.role, entry.tenant, mine));
            result = handle.<T, RuntimeException>inTransaction(tx -> {
                enter(tx, entry);
                var answer = work.run(tx);
                if (answer instanceof Outcome.Refused<?>) {
                    tx.rollback();
                    mine.clear();
                }
                return answer;
            });
        } finally {
            open.remove();
        }
        mine.forEach(Database::runLogged);
        return result;
    }

    private static void runLogged(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.warn("What was to follow a commit failed; a timer does it later", e);
        }
    }

    private static @Nullable SQLException sqlException(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** Connection lost, transaction broken off, out of resources, shutting down, or no connection free in the pool. */
    private static boolean passes(SQLException e) {
        var state = e.getSQLState();
        return e instanceof SQLTransientException
                || (state != null
                        && (state.startsWith("08")
                                || state.startsWith("40")
                                || state.startsWith("53")
                                || state.startsWith("57P")
                                || state.equals("55P03")));
    }

    @Override
    public void close() {
        app.close();
        service.close();
        if (replica != null) {
            replica.pool().close();
        }
    }

    /** The transaction of a thread. */
    private record Open(Handle handle, String role, String tenant, List<Runnable> afterCommit) {}
}
