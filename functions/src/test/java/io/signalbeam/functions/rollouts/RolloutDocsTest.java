package io.signalbeam.functions.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Draws {@code docs/rollouts.md} from the tables in the code; {@code -Dwrite.docs} writes it anew. */
class RolloutDocsTest {
    private static final Path PAGE = Path.of("..", "docs", "rollouts.md");

    @Test
    void the_page_shows_the_transitions_that_the_code_allows() throws IOException {
        var page = page();
        if (System.getProperty("write.docs") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("generated: run this test with -Dwrite.docs").hasContent(page);
    }

    private static String page() {
        var meanings = Arrays.stream(RolloutDeviceStatus.values())
                .map(status -> "| `" + status + "` | " + status.meaning() + " |\n")
                .collect(Collectors.joining());
        return """
                # Where rollouts and their devices stand

                Generated from `RolloutStatus` and `RolloutDeviceStatus`: a test compares. Today every rollout begins as
                `Running`; what has no way in yet is there for rollouts that are drafted, approved, paused or rolled back.

                ## A rollout

                ```mermaid
                stateDiagram-v2
                %s```

                ## One device of a rollout

                ```mermaid
                stateDiagram-v2
                %s```

                | status | the device |
                |---|---|
                %s
                A rollout has succeeded when every device has come to an end and none is `Failed` or `TimedOut`; `Skipped` and
                `Superseded` devices do not count. Then its version becomes what the group, or each device, is asked for.
                A rollout that failed or was cancelled leaves what it has reached as it is: its assignments stay and compete with
                all others, and a later one of the group or the device takes their place.
                """.formatted(
                        diagram(RolloutStatus.values(), RolloutStatus::next, "Draft"),
                        diagram(RolloutDeviceStatus.values(), RolloutDeviceStatus::next, "Pending"),
                        meanings);
    }

    private static <E extends Enum<E>> String diagram(E[] statuses, Function<E, Set<E>> next, String first) {
        var lines = new StringBuilder("    [*] --> " + first + "\n");
        for (var status : statuses) {
            for (var one : next.apply(status)) {
                lines.append("    ").append(status).append(" --> ").append(one).append('\n');
            }
            if (next.apply(status).isEmpty()) {
                lines.append("    ").append(status).append(" --> [*]\n");
            }
        }
        return lines.toString();
    }
}
