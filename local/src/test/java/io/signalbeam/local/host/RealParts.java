package io.signalbeam.local.host;

import io.signalbeam.local.azurite.LocalAzurite;
import io.signalbeam.local.host.sample.Journal;
import io.signalbeam.local.node.NodeServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Azurite, the sample's journal, and patience for a slow machine. */
final class RealParts {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private RealParts() {}

    static LocalAzurite azurite(Path directory) {
        return LocalAzurite.start(NodeServices.installed(Path.of("services")), directory, LocalAzurite.Ports.FREE);
    }

    static void journalTo(Path file) throws IOException {
        Files.writeString(file, "");
        System.setProperty(Journal.PROPERTY, file.toString());
    }

    static List<String> journal() throws IOException {
        return Files.readAllLines(Path.of(System.getProperty(Journal.PROPERTY)));
    }

    /** Asks again and again until an answer will do, and gives the last one after a minute and a half. */
    static <T> T until(Callable<T> question, Predicate<T> enough) throws Exception {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var answer = question.call();
            if (enough.test(answer) || System.nanoTime() > end) {
                return answer;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
