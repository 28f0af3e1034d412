package io.signalbeam.local.bench;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/**
 * The memory that stays resident: of the functions host when nothing is asked of it and after work, and of an agent that
 * sends its telemetry every two seconds.
 */
final class MemoryBench implements Bench {

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        try (var cloud = BenchCloud.start(setting)) {
            setting.say("leaving the functions host alone");
            Thread.sleep(setting.quick() ? 8_000 : 60_000);
            double idle =
                    ProcessCosts.residentMebibytes(cloud.local().functions().pid());
            double agent = agent(setting, cloud);
            setting.say("making the functions host work");
            try (var load = TelemetryLoad.enroll(cloud, 4)) {
                int events = setting.quick() ? 20_000 : 100_000;
                load.send(events);
                load.awaitRows();
            }
            double worked =
                    ProcessCosts.residentMebibytes(cloud.local().functions().pid());
            return List.of(
                    Figure.of("functions_rss_idle", idle, "MiB"),
                    Figure.of("functions_rss_worked", worked, "MiB"),
                    Figure.of("agent_rss", agent, "MiB"));
        }
    }

    private static double agent(Setting setting, BenchCloud cloud) throws IOException, InterruptedException {
        try (var agent = cloud.agent("measured", OptionalInt.of(2))) {
            cloud.enrolled("measured");
            setting.say("an agent sends telemetry");
            Thread.sleep(setting.quick() ? 12_000 : 30_000);
            return ProcessCosts.residentMebibytes(agent.pid());
        }
    }
}
