package io.signalbeam.functions.adapter.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.postgres.PostgresPlugin;
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
    private static final String APP = "signalbeam_app";
    private static final String SERVICE = "signalbeam_service";

    private final Pool app;
    private final Pool service;
    // One for each database, as tests have several; it never outlives the work that set it.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Open> open = new ThreadLocal<>();

    /**
     * @param jdbcUrl of the login that serves one tenant at a time
     * @param serviceUrl of the login that serves all tenants; null when the first is let into both roles
     * @param poolSize greatest number of connections of this process to each login
     */
    public Database(String jdbcUrl, @Nullable String serviceUrl, int poolSize) {
        this.app = new Pool(jdbcUrl, "signalbeam", poolSize);
        this.service = serviceUrl == null ? app : new Pool(serviceUrl, "signalbeam-service", poolSize);
    }

    @Override
    public <T extends @Nullable Object> T inTenant(TenantId tenant, Work<T> work) {
        return run(APP, tenant.toString(), work);
    }

    @Override
    public <T extends @Nullable Object> T asService(Work<T> work) {
        return run(SERVICE, "", work);
    }

    @Override
    public <T extends @Nullable Object> T beforeTenant(Work<T> work) {
        return run(APP, "", work);
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

    /** Takes on role and tenant until the transaction ends, in one round trip. */
    private static void enter(Handle handle, String role, String tenant) {
        handle.createQuery("select set_config('role', :role, true), set_config('app.tenant_id', :tenant, true)")
                .bind("role", role)
                .bind("tenant", tenant)
                .mapTo(String.class)
                .one();
    }

    private <T extends @Nullable Object> T run(String role, String tenant, Work<T> work) {
        var current = open.get();
        if (current != null) {
            if (!current.role.equals(role) || !current.tenant.equals(tenant)) {
                throw new IllegalStateException("work as " + role + " inside a transaction as " + current.role);
            }
            return work.run(current.handle);
        }
        try {
            return begin(role, tenant, work);
        } catch (JdbiException e) {
            var sql = sqlException(e);
            if (sql != null && passes(sql)) {
                throw new TransientFailure("PostgreSQL: " + sql.getMessage(), e);
            }
            throw e;
        }
    }

    private <T extends @Nullable Object> T begin(String role, String tenant, Work<T> work) {
        var mine = new ArrayList<Runnable>();
        T result;
        try (var handle = (role.equals(SERVICE) ? service : app).jdbi().open()) {
            open.set(new Open(handle, role, tenant, mine));
            result = handle.<T, RuntimeException>inTransaction(tx -> {
                enter(tx, role, tenant);
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
    }

    /** The transaction of a thread. */
    private record Open(Handle handle, String role, String tenant, List<Runnable> afterCommit) {}

    /** The connections of one login. */
    private static final class Pool {
        private final String jdbcUrl;
        private final String name;
        private final int size;
        private @Nullable HikariDataSource connections;
        private @Nullable Jdbi jdbi;

        private Pool(String jdbcUrl, String name, int size) {
            this.jdbcUrl = jdbcUrl;
            this.name = name;
            this.size = size;
        }

        private synchronized Jdbi jdbi() {
            if (jdbi == null) {
                connections = connect();
                jdbi = Jdbi.create(connections).installPlugin(new PostgresPlugin());
            }
            return jdbi;
        }

        private HikariDataSource connect() {
            var config = new HikariConfig();
            config.setJdbcUrl(jdbcUrl);
            config.setPoolName(name);
            config.setMaximumPoolSize(size);
            config.setMinimumIdle(1);
            config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
            // An unreachable database is the failure of the call that needs it, not of the process.
            config.setInitializationFailTimeout(-1);
            // PgBouncer in transaction mode gives each transaction any connection, where a prepared name may be
            // unknown.
            config.addDataSourceProperty("prepareThreshold", "0");
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
            config.addDataSourceProperty("ApplicationName", "signalbeam-functions");
            return new HikariDataSource(config);
        }

        private synchronized void close() {
            if (connections != null) {
                connections.close();
            }
        }
    }
}
