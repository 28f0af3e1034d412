package io.signalbeam.local.soak;

import io.signalbeam.local.bench.AgentSoak;
import io.signalbeam.local.files.FileTree;
import io.signalbeam.local.soak.ingest.ChaosIngest;
import io.signalbeam.local.soak.ingest.FuzzEvents;
import io.signalbeam.local.soak.ingest.IngestCloud;
import io.signalbeam.local.soak.ingest.LoadIngest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code ./beam soak} runs. Ends with 1 when something was found, with 2 on bad usage. */
@Command(
        name = "beam soak",
        mixinStandardHelpOptions = true,
        subcommands = {
            SoakMain.FuzzApiCommand.class,
            SoakMain.FuzzEventsCommand.class,
            SoakMain.ChaosCommand.class,
            SoakMain.LoadCommand.class,
            SoakMain.AgentCommand.class
        })
public final class SoakMain {

    public static void main(String[] args) {
        System.exit(new CommandLine(new SoakMain()).execute(args));
    }

    /** {@code ./beam soak fuzz-api}. */
    @Command(
            name = "fuzz-api",
            mixinStandardHelpOptions = true,
            description =
                    "Sends right and odd requests to every operation, and holds each answer against the document.")
    static final class FuzzApiCommand implements Callable<Integer> {
        /** So many or more, and each operation gets at least {@link #EACH} of them. */
        private static final int WHOLE = 50_000;

        private static final int EACH = 500;

        @Option(names = "--requests", paramLabel = "N", description = "In all, shared evenly (${DEFAULT-VALUE}).")
        private int requests = WHOLE;

        @Option(names = "--refusals", description = "Show what was refused of each operation, though it seemed right.")
        private boolean refusals;

        @Option(names = "--seed", paramLabel = "S", description = "That of a run whose requests shall come again.")
        private @Nullable Long seed;

        @Override
        public Integer call() throws Exception {
            long chosen = chosen(seed);
            var folder = Files.createTempDirectory("signalbeam-soak-");
            say("starting a local cloud");
            try (var cloud = SoakCloud.start(root(), folder)) {
                var fuzz = new FuzzApi(cloud.api(), cloud.openId(), chosen);
                int share = Math.ceilDiv(requests, fuzz.operations());
                int each = requests < WHOLE ? share : Math.max(EACH, share);
                var report = fuzz.run(each, sent -> say(sent + " requests"));
                if (refusals) {
                    report.refusals().forEach(System.out::println);
                }
                return tell(report, each);
            } finally {
                FileTree.delete(folder);
            }
        }

        private static int tell(FuzzReport report, int each) {
            report.table().forEach(System.out::println);
            report.findings().forEach(finding -> System.out.println("\n" + finding));
            var hardly = report.hardlyReached();
            hardly.forEach(line -> System.out.println("too few 2xx: " + line));
            var missed = report.missed(each);
            missed.forEach(line -> System.out.println("too few requests: " + line));
            System.out.printf(
                    "%d requests to %d operations, at least %d with a valid credential to each, %d kinds of wrong answers%n",
                    report.sent(),
                    report.table().size(),
                    report.fewest(),
                    report.findings().size());
            return report.findings().isEmpty() && hardly.isEmpty() && missed.isEmpty() ? 0 : 1;
        }
    }

    /** {@code ./beam soak fuzz-events}. */
    @Command(
            name = "fuzz-events",
            mixinStandardHelpOptions = true,
            description = "Sends mutated telemetry, and asks of each event whether it was stored or parked.")
    static final class FuzzEventsCommand implements Callable<Integer> {
        @Option(names = "--events", paramLabel = "N", description = "In all (${DEFAULT-VALUE}).")
        private int events = 100_000;

        @Option(names = "--seed", paramLabel = "S", description = "That of a run whose events shall come again.")
        private @Nullable Long seed;

        @Override
        public Integer call() throws Exception {
            long chosen = chosen(seed);
            return inCloud(cloud -> {
                var report = new FuzzEvents(cloud, chosen, SoakMain::say).run(events);
                System.out.println(report);
                return report.clean() ? 0 : 1;
            });
        }
    }

    /** {@code ./beam soak chaos-ingest}. */
    @Command(
            name = "chaos-ingest",
            mixinStandardHelpOptions = true,
            description =
                    "Kills the functions host, the broker and PostgreSQL while telemetry comes in, and counts what is"
                            + " missing or there twice.")
    static final class ChaosCommand implements Callable<Integer> {
        @Option(names = "--rounds", paramLabel = "N", description = "How many (${DEFAULT-VALUE}).")
        private int rounds = 50;

        @Option(names = "--events", paramLabel = "N", description = "Of a round, at the least (${DEFAULT-VALUE}).")
        private int events = 20_000;

        @Option(
                names = "--outage",
                paramLabel = "SECONDS",
                description = "Before the rounds, PostgreSQL stays away for so long (${DEFAULT-VALUE}).")
        private int outage = 60;

        @Option(names = "--seed", paramLabel = "S", description = "That of a run whose kills shall come again.")
        private @Nullable Long seed;

        @Override
        public Integer call() throws Exception {
            long chosen = chosen(seed);
            return inCloud(cloud -> {
                var chaos = new ChaosIngest(cloud, chosen, SoakMain::say);
                var outOfOrder = chaos.outage(Duration.ofSeconds(outage));
                System.out.printf(
                        "after %d s without PostgreSQL: %s, devices out of order: %s%n",
                        outage, chaos.compare(), outOfOrder);
                var report = chaos.run(rounds, events);
                System.out.println(report);
                return report.found().clean() && outOfOrder.isEmpty() ? 0 : 1;
            });
        }
    }

    /** {@code ./beam soak load-ingest}. */
    @Command(
            name = "load-ingest",
            mixinStandardHelpOptions = true,
            description = "Holds a load of telemetry, then a burst, and tells how long samples take to be rows.")
    static final class LoadCommand implements Callable<Integer> {
        @Option(names = "--devices", paramLabel = "N", description = "How many (${DEFAULT-VALUE}).")
        private int devices = 100_000;

        @Option(names = "--rate", paramLabel = "N", description = "Events a second (${DEFAULT-VALUE}).")
        private int rate = 3_333;

        @Option(names = "--seconds", paramLabel = "S", description = "For how long (${DEFAULT-VALUE}).")
        private int seconds = 300;

        @Option(names = "--burst", paramLabel = "N", description = "Events a second of the burst (${DEFAULT-VALUE}).")
        private int burst = 16_670;

        @Option(names = "--burst-seconds", paramLabel = "S", description = "Of the burst (${DEFAULT-VALUE}).")
        private int burstSeconds = 60;

        @Override
        public Integer call() throws Exception {
            return inCloud(cloud -> {
                var folder = Files.createTempDirectory("signalbeam-load-");
                try {
                    var plan = new LoadIngest.Plan(devices, rate, seconds, burst, burstSeconds);
                    var report = new LoadIngest(cloud, SoakMain::say).run(plan, folder);
                    System.out.println(report);
                    return report.clean() ? 0 : 1;
                } finally {
                    FileTree.delete(folder);
                }
            });
        }
    }

    /** {@code ./beam soak agent}. */
    @Command(
            name = "agent",
            mixinStandardHelpOptions = true,
            description =
                    "Has an agent do everything each second, and holds its memory, threads and descriptors against"
                            + " what they were.")
    static final class AgentCommand implements Callable<Integer> {
        @Option(names = "--minutes", paramLabel = "N", description = "For how long (${DEFAULT-VALUE}).")
        private int minutes = 60;

        @Override
        public Integer call() throws Exception {
            var folder = Files.createTempDirectory("signalbeam-soak-");
            try {
                return AgentSoak.run(root(), folder, Duration.ofMinutes(minutes)) ? 0 : 1;
            } finally {
                FileTree.delete(folder);
            }
        }
    }

    private interface Try {
        int in(IngestCloud cloud) throws Exception;
    }

    private static int inCloud(Try attempt) throws Exception {
        var folder = Files.createTempDirectory("signalbeam-soak-");
        say("starting a local cloud in " + folder);
        try (var cloud = IngestCloud.start(root(), folder.resolve("cloud"))) {
            int result = attempt.in(cloud);
            if (result != 0) {
                Files.copy(
                        folder.resolve("cloud/functions.log"),
                        Path.of("soak-functions.log"),
                        StandardCopyOption.REPLACE_EXISTING);
                say("the log of the functions host is kept as soak-functions.log");
            }
            return result;
        } finally {
            FileTree.delete(folder);
        }
    }

    private static long chosen(@Nullable Long seed) {
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed;
        System.out.println("seed " + chosen);
        return chosen;
    }

    private static Path root() {
        return Path.of(System.getProperty("signalbeam.root", ".")).toAbsolutePath();
    }

    private static void say(String line) {
        System.err.println("  " + line);
    }
}
