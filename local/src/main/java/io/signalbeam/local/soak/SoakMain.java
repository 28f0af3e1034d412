package io.signalbeam.local.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
        subcommands = {SoakMain.FuzzApiCommand.class})
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
        @Option(names = "--requests", paramLabel = "N", description = "In all, shared evenly (${DEFAULT-VALUE}).")
        private int requests = 50_000;

        @Option(names = "--seed", paramLabel = "S", description = "That of a run whose requests shall come again.")
        private @Nullable Long seed;

        @Override
        public Integer call() throws Exception {
            long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed;
            System.out.println("seed " + chosen);
            var root = Path.of(System.getProperty("signalbeam.root", ".")).toAbsolutePath();
            var folder = Files.createTempDirectory("signalbeam-soak-");
            System.err.println("  starting a local cloud");
            try (var cloud = SoakCloud.start(root, folder)) {
                var fuzz = new FuzzApi(cloud.api(), cloud.openId(), chosen);
                var report = fuzz.run(
                        Math.ceilDiv(requests, fuzz.operations()),
                        sent -> System.err.println("  " + sent + " requests"));
                return tell(report);
            } finally {
                delete(folder);
            }
        }

        private static int tell(FuzzReport report) {
            report.table().forEach(System.out::println);
            report.findings().forEach(finding -> System.out.println("\n" + finding));
            var hardly = report.hardlyReached();
            hardly.forEach(line -> System.out.println("too few 2xx: " + line));
            System.out.printf(
                    "%d requests, at least %d an operation, %d kinds of wrong answers%n",
                    report.sent(), report.fewest(), report.findings().size());
            return report.findings().isEmpty() && hardly.isEmpty() ? 0 : 1;
        }

        private static void delete(Path folder) throws IOException {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
