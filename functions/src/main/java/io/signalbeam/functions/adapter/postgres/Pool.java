package io.signalbeam.functions.adapter.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jspecify.annotations.Nullable;

/** The connections of one login to one server, made at the first use. */
final class Pool {
    private final String jdbcUrl;
    private final String name;
    private final int size;
    private final Duration wait;
    private @Nullable HikariDataSource connections;
    private @Nullable Jdbi jdbi;

    Pool(String jdbcUrl, String name, int size, Duration wait) {
        this.jdbcUrl = jdbcUrl;
        this.name = name;
        this.size = size;
        this.wait = wait;
    }

    synchronized Jdbi jdbi() {
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
        config.setConnectionTimeout(wait.toMillis());
        // An unreachable database is the failure of the call that needs it, not of the process.
        config.setInitializationFailTimeout(-1);
        // PgBouncer in transaction mode gives each transaction any connection, where a prepared name may be
        // unknown.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("ApplicationName", "signalbeam-functions");
        return new HikariDataSource(config);
    }

    synchronized void close() {
        if (connections != null) {
            connections.close();
        }
    }
}
