package io.signalbeam.local.bench;

import io.signalbeam.local.bench.Bench.Setting;
import io.signalbeam.local.files.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Lets an agent do all that it does every day, in a cloud of its own: it enrols, runs containers where there is an engine,
 * samples, reports and polls. For the cache of classes of its package, which its JVM writes when it ends.
 */
public final class TrainAgent {
    private static final String NAME = "trained";
    private static final long WORK_MILLIS = 15_000;

    private TrainAgent() {}

    public static void main(String[] args) throws Exception {
        var root = Path.of(System.getProperty("signalbeam.root", ".")).toAbsolutePath();
        var folder = Files.createTempDirectory("signalbeam-train-");
        var setting = new Setting(root, folder, true);
        try (var cloud = BenchCloud.start(setting)) {
            try (var agent = cloud.agent(NAME, OptionalInt.of(1))) {
                var device = cloud.enrolled(NAME);
                setting.say("agent " + agent.pid() + " works as " + device);
                Thread.sleep(WORK_MILLIS);
            }
        } finally {
            FileTree.delete(folder);
        }
        System.exit(0);
    }
}
