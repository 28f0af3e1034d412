package io.signalbeam.local.bench;

import io.signalbeam.local.app.AgentProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the packaged agent costs its device at the product's default intervals, with ten containers watched: memory,
 * processor, room on the disk, and the time from its start until its first report is taken.
 */
final class AgentBench implements Bench {
    private static final String NAME = "measured";
    private static final double PATIENCE_SECONDS = 180;
    /** Ten minutes: a report goes out by then, and a lease is renewed in every third quarter of an hour. */
    private static final long STEADY_MILLIS = 600_000;

    private static final double MONTH_SECONDS = 30.0 * 24 * 3600;
    private static final double MEBIBYTE = 1024.0 * 1024;

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        try (var device = WatchedDevice.open(setting, NAME)) {
            return measure(setting, device);
        }
    }

    private static List<Figure> measure(Setting setting, WatchedDevice device)
            throws IOException, InterruptedException {
        setting.say("enrolling, and starting ten containers");
        try (var agent = device.start(OptionalInt.of(1))) {
            device.publish("1.0.0");
            device.assign("1.0.0", agent);
        }
        var starts = new double[setting.quick() ? 2 : 5];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = startToReport(setting, device);
        }
        var figures = new ArrayList<Figure>();
        figures.add(Figure.median("agent_start_to_report", starts, "s").with(Bar.atMost(2)));
        steady(setting, device, figures);
        // bin/signalbeam-agent and what lies beside it: the program's jars, and in a package its runtime and cache.
        var home = AgentProcess.program(setting.root()).resolveSibling("..").toRealPath();
        figures.add(Figure.of("agent_installed", size(home) / MEBIBYTE, "MiB").with(Bar.atMost(100)));
        return figures;
    }

    private static void steady(Setting setting, WatchedDevice device, List<Figure> figures)
            throws IOException, InterruptedException {
        try (var agent = device.start(OptionalInt.empty())) {
            // The first minute is the start's: classes, connections, compilation.
            Thread.sleep(setting.quick() ? 10_000 : 60_000);
            setting.say("watching it work");
            double before = ProcessCosts.cpuSeconds(agent.pid());
            var watch = Stopwatch.start();
            try (var wire = WireBytes.of(agent.pid())) {
                Thread.sleep(setting.quick() ? 15_000 : STEADY_MILLIS);
                double month = wire.total() / watch.seconds() * MONTH_SECONDS;
                figures.add(Figure.of("agent_network_month", month / MEBIBYTE, "MiB"));
            }
            double used = ProcessCosts.cpuSeconds(agent.pid()) - before;
            figures.add(Figure.of(
                    "agent_poll_share_of_untagged",
                    WireBytes.shareOfPollWithTag(device.cloud().api(), device.key()),
                    "of its bytes"));
            figures.add(
                    Figure.of("agent_cpu", 100 * used / watch.seconds(), "%").with(Bar.atMost(0.3)));
            figures.add(Figure.of("agent_rss", ProcessCosts.residentMebibytes(agent.pid()), "MiB")
                    .with(Bar.atMost(90)));
        }
    }

    private static double startToReport(Setting setting, WatchedDevice device)
            throws IOException, InterruptedException {
        var log = setting.folder().resolve("logs/agent.log");
        long before = reports(log);
        var watch = Stopwatch.start();
        try (var agent = device.start(OptionalInt.empty())) {
            while (reports(log) == before) {
                if (watch.seconds() > PATIENCE_SECONDS) {
                    throw new IOException("process " + agent.pid() + " reports nothing; see " + log);
                }
                Thread.sleep(10);
            }
            return watch.seconds();
        }
    }

    private static long reports(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" is sent over ")).count();
        }
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
