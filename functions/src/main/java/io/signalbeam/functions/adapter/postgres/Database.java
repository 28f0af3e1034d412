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
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pool of connections to PostgreSQL, made at the first use. Safe behind PgBouncer in transaction mode. */
public final class Database implements Transactions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(10);

    private final String jdbcUrl;
    private final int poolSize;
    // One for each database, as tests have several; it never outlives the work that set it.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Open> open = new ThreadLocal<>();

    private @Nullable HikariDataSource pool;
    private @Nullable Jdbi jdbi;

    /** @param poolSize greatest number of connections of this process */
    public Database(String jdbcUrl, int poolSize) {
        this.jdbcUrl = jdbcUrl;
        this.poolSize = poolSize;
    }

    @Override
    public <T extends @Nullable Object> T inTenant(TenantId tenant, Work<T> work) {
        return run("signalbeam_app", tenant.toString(), work);
    }

    @Override
    public <T extends @Nullable Object> T asService(Work<T> work) {
        return run("signalbeam_service", "", work);
    }

    @Override
    public <T extends @Nullable Object> T beforeTenant(Work<T> work) {
        return run("signalbeam_app", "", work);
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

    /** For what needs plain JDBC, such as COPY; the caller sets role and tenant itself by {@link #enter}. */
    public synchronized DataSource dataSource() {
        if (pool == null) {
            pool = connect();
        }
        return pool;
    }

    /** Takes on role and tenant until the transaction ends, in one round trip. */
    public static void enter(Handle handle, String role, String tenant) {
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
        try (var handle = jdbi().open()) {
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

    private synchronized Jdbi jdbi() {
        if (jdbi == null) {
            jdbi = Jdbi.create(dataSource()).installPlugin(new PostgresPlugin());
        }
        return jdbi;
    }

    private HikariDataSource connect() {
        var config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setPoolName("signalbeam");
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
        // An unreachable database is the failure of the call that needs it, not of the process.
        config.setInitializationFailTimeout(-1);
        // PgBouncer in transaction mode gives each transaction any connection, where a prepared name may be unknown.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "signalbeam-functions");
        return new HikariDataSource(config);
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
    public synchronized void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /** The transaction of a thread. */
    private record Open(Handle handle, String role, String tenant, List<Runnable> afterCommit) {}
}
