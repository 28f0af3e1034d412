package io.signalbeam.local.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** What PostgreSQL takes of the machine. */
final class ServerCosts {
    private ServerCosts() {}

    /** Processor time that those of its processes have had which serve somebody now, but for the one that is asked. */
    static double cpuSeconds(Connection owner) throws SQLException, IOException {
        double seconds = 0;
        try (var statement = owner.createStatement();
                var pids = statement.executeQuery("""
                        select pid from pg_stat_activity
                        where datname = current_database() and usename is not null and pid <> pg_backend_pid()""")) {
            while (pids.next()) {
                seconds += ProcessCosts.cpuSeconds(pids.getLong(1));
            }
        }
        return seconds;
    }
}
