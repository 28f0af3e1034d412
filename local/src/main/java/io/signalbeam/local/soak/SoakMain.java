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
            long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed;
            System.out.println("seed " + chosen);
            var root = Path.of(System.getProperty("signalbeam.root", ".")).toAbsolutePath();
            var folder = Files.createTempDirectory("signalbeam-soak-");
            System.err.println("  starting a local cloud");
            try (var cloud = SoakCloud.start(root, folder)) {
                var fuzz = new FuzzApi(cloud.api(), cloud.openId(), chosen);
                int share = Math.ceilDiv(requests, fuzz.operations());
                int each = requests < WHOLE ? share : Math.max(EACH, share);
                var report = fuzz.run(each, sent -> System.err.println("  " + sent + " requests"));
                if (refusals) {
                    report.refusals().forEach(System.out::println);
                }
                return tell(report, each);
            } finally {
                delete(folder);
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

        private static void delete(Path folder) throws IOException {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
