package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.adapter.postgres.Database;
import io.signalbeam.functions.audit.AuditSql;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.testing.Projection;
import java.time.Clock;

/** An instance of the engine in a process of its own, which ticks without a pause until it is killed. */
final class EngineProcess {
    private EngineProcess() {}

    /** @param args JDBC URLs of the app's login and of its service login */
    public static void main(String[] args) {
        try (var database = new Database(args[0], args[1], 2)) {
            var engine = new AdvanceRollouts(
                    database,
                    new AuditSql(Clock.systemUTC()),
                    Projection.none(database),
                    Onlookers.NONE,
                    Clock.systemUTC());
            System.out.println("ready");
            while (true) {
                engine.tick();
            }
        }
    }
}
