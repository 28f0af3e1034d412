package io.signalbeam.local.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A slice of {@code ./beam soak fuzz-api}, which sends each operation 500 requests and more: the same requests each time,
 * where the soak's are always others. {@code -Dsignalbeam.fuzz.seed=S} makes other ones here, too, and
 * {@code -Dsignalbeam.fuzz.each=N} more of them.
 */
class FuzzApiE2E {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final long SEED = 20_261_121;
    /** As many as fit into half a minute on two processors. */
    private static final int EACH = 40;

    @TempDir
    static Path folder;

    @Test
    void every_operation_answers_as_the_document_says_whatever_it_is_sent() throws Exception {
        long seed = Long.getLong("signalbeam.fuzz.seed", SEED);
        int each = Integer.getInteger("signalbeam.fuzz.each", EACH);
        try (var cloud = SoakCloud.start(ROOT, folder)) {
            var report = new FuzzApi(cloud.api(), cloud.openId(), seed).run(each, sent -> {});

            assertThat(report.findings()).as("wrong answers, seed " + seed).isEmpty();
            assertThat(report.hardlyReached())
                    .as("operations with too few 2xx, seed " + seed)
                    .isEmpty();
            assertThat(report.missed(each))
                    .as("operations with too few requests")
                    .isEmpty();
        }
    }
}
