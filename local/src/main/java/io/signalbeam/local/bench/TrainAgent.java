package io.signalbeam.local.bench;

import io.signalbeam.local.app.AgentProcess;
import io.signalbeam.local.bench.Bench.CannotMeasure;
import io.signalbeam.local.bench.Bench.Setting;
import io.signalbeam.local.files.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Lets an agent do all that it does every day, in a cloud of its own: it enrols, runs containers where there is an engine,
 * samples, reports and polls. For the list of the classes that it has loaded, of which its package holds an archive.
 */
public final class TrainAgent {
    private static final String NAME = "trained";
    private static final long WORK_MILLIS = 15_000;

    private TrainAgent() {}

    public static void main(String[] args) throws Exception {
        var root = Path.of(System.getProperty("signalbeam.root", ".")).toAbsolutePath();
        var folder = Files.createTempDirectory("signalbeam-train-");
        var setting = new Setting(root, folder, true);
        try {
            train(setting);
        } finally {
            FileTree.delete(folder);
        }
        System.exit(0);
    }

    // In two starts: the second, whose list is kept, begins as nearly all do, enrolled and with containers that run.
    private static void train(Setting setting) throws Exception {
        try (var device = WatchedDevice.open(setting, NAME)) {
            try (var agent = device.start(OptionalInt.of(1))) {
                device.publish("1.0.0");
                device.assign("1.0.0", agent);
            }
            work(device.start(OptionalInt.of(1)));
        } catch (CannotMeasure e) {
            setting.say("without containers: " + e.getMessage());
            try (var cloud = BenchCloud.start(setting)) {
                try (var agent = cloud.agent(NAME, OptionalInt.of(1))) {
                    setting.say("agent " + agent.pid() + " is " + cloud.enrolled(NAME));
                }
                work(cloud.agent(NAME, OptionalInt.of(1)));
            }
        }
    }

    private static void work(AgentProcess agent) throws InterruptedException {
        try (agent) {
            Thread.sleep(WORK_MILLIS);
        }
    }
}
