package io.signalbeam.functions.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lists {@code docs/errors.md} from the enum; {@code -Dwrite.docs} writes it anew. */
class ErrorDocsTest {
    private static final Path PAGE = Path.of("..", "docs", "errors.md");

    @Test
    void the_page_lists_the_codes_that_the_code_gives() throws IOException {
        var page = page();
        if (System.getProperty("write.docs") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("generated: run this test with -Dwrite.docs").hasContent(page);
    }

    @Test
    void no_code_is_given_twice() {
        assertThat(ErrorCode.values()).extracting(ErrorCode::code).doesNotHaveDuplicates();
    }

    private static String page() {
        return """
                # Errors

                Generated from `ErrorCode`: a test compares. Every refusal of the API is an `application/problem+json`
                document (RFC 9457) with one of these in `code`. A code never changes its meaning and is never used again for
                another one; titles and details are for people and may change.

                | code | HTTP status | title |
                |---|---|---|
                %s""".formatted(Arrays.stream(ErrorCode.values())
                .map(error -> "| `" + error.code() + "` | " + error.status() + " | " + error.title() + " |\n")
                .collect(Collectors.joining()));
    }
}
