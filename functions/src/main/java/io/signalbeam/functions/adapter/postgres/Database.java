package io.signalbeam.functions.adapter.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.shared.id.TenantId;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jspecify.annotations.Nullable;

/** A pool of connections to PostgreSQL, made at the first use. Safe behind PgBouncer in transaction mode. */
public final class Database implements Transactions, AutoCloseable {
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    /** @param poolSize greatest number of connections of this process */
    public Database(String jdbcUrl, int poolSize) {
        var config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setPoolName("signalbeam");
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
        // The pool is made at a function's first call: an unreachable database is that call's failure, not the app's.
        config.setInitializationFailTimeout(-1);
        // PgBouncer in transaction mode gives each transaction any connection, where a prepared name may be unknown.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "signalbeam-functions");
        pool = new HikariDataSource(config);
        jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
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

    /** For what needs plain JDBC, such as COPY; the caller sets role and tenant itself by {@link #enter}. */
    public DataSource dataSource() {
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
        try {
            return jdbi.<T, RuntimeException>inTransaction(handle -> {
                enter(handle, role, tenant);
                return work.run(handle);
            });
        } catch (JdbiException e) {
            var sql = sqlException(e);
            if (sql != null && passes(sql)) {
                throw new TransientFailure("PostgreSQL: " + sql.getMessage(), e);
            }
            throw e;
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
        return e instanceof java.sql.SQLTransientException
                || (state != null
                        && (state.startsWith("08")
                                || state.startsWith("40")
                                || state.startsWith("53")
                                || state.startsWith("57P")
                                || state.equals("55P03")));
    }

    @Override
    public void close() {
        pool.close();
    }
}
