package io.signalbeam.local.bench;

import io.signalbeam.local.app.AgentProcess;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What the packaged agent costs its device at the product's default intervals, with ten containers watched: memory,
 * processor, room on the disk, and the time from its start until its first report is taken.
 */
final class AgentBench implements Bench {
    private static final String NAME = "measured";
    private static final String BUNDLE = "ten";
    private static final int CONTAINERS = 10;
    private static final double PATIENCE_SECONDS = 180;
    /** Ten minutes: a report goes out by then, and a lease is renewed in every third quarter of an hour. */
    private static final long STEADY_MILLIS = 600_000;

    private static final double MONTH_SECONDS = 30.0 * 24 * 3600;
    private static final double MEBIBYTE = 1024.0 * 1024;

    @Override
    public List<Figure> run(Setting setting) throws Exception {
        Docker.require();
        Docker.importImage(setting.folder());
        try (var cloud = BenchCloud.start(setting)) {
            try {
                return measure(setting, cloud);
            } finally {
                var device = cloud.device(NAME);
                if (device != null) {
                    Docker.removeAll(device);
                }
            }
        } finally {
            Docker.removeImage();
        }
    }

    private static List<Figure> measure(Setting setting, BenchCloud cloud) throws IOException, InterruptedException {
        setting.say("enrolling, and starting " + CONTAINERS + " containers");
        try (var agent = cloud.agent(NAME, OptionalInt.of(1))) {
            deploy(cloud, cloud.enrolled(NAME), agent);
        }
        var starts = new double[setting.quick() ? 2 : 5];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = startToReport(setting, cloud);
        }
        var figures = new ArrayList<Figure>();
        figures.add(Figure.median("agent_start_to_report", starts, "s").with(Bar.atMost(2)));
        steady(setting, cloud, figures);
        // bin/signalbeam-agent and what lies beside it: the program's jars, and in a package its runtime and cache.
        var home = AgentProcess.program(setting.root()).resolveSibling("..").toRealPath();
        figures.add(Figure.of("agent_installed", size(home) / MEBIBYTE, "MiB").with(Bar.atMost(100)));
        return figures;
    }

    private static void steady(Setting setting, BenchCloud cloud, List<Figure> figures)
            throws IOException, InterruptedException {
        try (var agent = cloud.agent(NAME, OptionalInt.empty())) {
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
                    WireBytes.shareOfPollWithTag(cloud.api(), cloud.deviceKey(NAME)),
                    "of its bytes"));
            figures.add(
                    Figure.of("agent_cpu", 100 * used / watch.seconds(), "%").with(Bar.atMost(0.3)));
            figures.add(Figure.of("agent_rss", ProcessCosts.residentMebibytes(agent.pid()), "MiB")
                    .with(Bar.atMost(90)));
        }
    }

    private static double startToReport(Setting setting, BenchCloud cloud) throws IOException, InterruptedException {
        var log = setting.folder().resolve("logs/agent.log");
        long before = reports(log);
        var watch = Stopwatch.start();
        try (var agent = cloud.agent(NAME, OptionalInt.empty())) {
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

    private static void deploy(BenchCloud cloud, DeviceId device, AgentProcess agent)
            throws IOException, InterruptedException {
        publish(cloud, "1.0.0");
        assign(cloud, device, "1.0.0", agent);
    }

    /** Ten containers that do nothing. Versions differ in what the containers have in their environment. */
    static void publish(BenchCloud cloud, String version) throws IOException, InterruptedException {
        var containers = IntStream.range(0, CONTAINERS)
                .mapToObj(i -> Map.of(
                        "name",
                        "sleeper-" + i,
                        "image",
                        Docker.IMAGE,
                        "command",
                        List.of("/bin/busybox", "sleep", "86400"),
                        "env",
                        Map.of("VERSION", version),
                        "stopGraceSeconds",
                        1))
                .toList();
        cloud.admin(
                "POST",
                "/bundles/" + BUNDLE + "/versions",
                Map.of("bundleId", BUNDLE, "version", version, "containers", containers));
    }

    /** Waits until it runs. */
    static void assign(BenchCloud cloud, DeviceId device, String version, AgentProcess agent)
            throws IOException, InterruptedException {
        cloud.admin("POST", "/devices/" + device + "/bundles", Map.of("bundleId", BUNDLE, "version", version));
        var watch = Stopwatch.start();
        while (!isRunning(cloud, device, version)) {
            if (watch.seconds() > PATIENCE_SECONDS) {
                throw new IOException("the agent, process " + agent.pid() + ", does not run its bundle");
            }
            Thread.sleep(200);
        }
    }

    private static boolean isRunning(BenchCloud cloud, DeviceId device, String version)
            throws IOException, InterruptedException {
        for (var bundle : cloud.admin("GET", "/devices/" + device, null).path("bundles")) {
            if (bundle.path("bundleId").asText().equals(BUNDLE)
                    && bundle.path("reportedVersion").asText().equals(version)
                    && bundle.path("state").asText().equals("Running")) {
                return true;
            }
        }
        return false;
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
