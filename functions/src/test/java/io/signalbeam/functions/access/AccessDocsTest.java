package io.signalbeam.functions.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lists {@code docs/access.md} from the table; {@code -Dwrite.docs} writes it anew. */
class AccessDocsTest {
    private static final Path PAGE = Path.of("..", "docs", "access.md");

    @Test
    void the_page_lists_the_operations_and_who_may_call_them() throws IOException {
        var page = page();
        if (System.getProperty("write.docs") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("generated: run this test with -Dwrite.docs").hasContent(page);
    }

    private static String page() {
        return """
                # Who may call what

                Generated from `Operation`, the one table that the API itself asks: a test compares, and another one
                (`AccessMatrixIT`) tries every operation as everybody, in their own tenant and in another one.

                %s
                | operation | method and path under `/api` | who |
                |---|---|---|
                %s""".formatted(
                        Arrays.stream(Operation.Access.values())
                                .map(access -> "- **" + word(access) + "**: " + meaning(access) + "\n")
                                .collect(Collectors.joining()),
                        Arrays.stream(Operation.values())
                                .map(operation -> "| `" + operation.id() + "` | `" + operation.method() + " "
                                        + operation.path() + "` | " + word(operation.access()) + " |\n")
                                .collect(Collectors.joining()));
    }

    private static String word(Operation.Access access) {
        return switch (access) {
            case ANYONE -> "anyone";
            case DEVICE -> "device";
            case PERSON -> "person";
            case MEMBER -> "anybody with a role";
            case VIEWER -> "Viewer";
            case OPERATOR -> "Operator";
            case ADMIN -> "Admin";
            case PLATFORM -> "platform administrator";
        };
    }

    private static String meaning(Operation.Access access) {
        return switch (access) {
            case ANYONE -> "no credential is looked at; `enroll` brings its enrollment token in the body.";
            case DEVICE -> "a device, by its key in `X-API-Key`; it reaches its own things only.";
            case PERSON -> "anybody whose access token is accepted, with or without a tenant.";
            case MEMBER -> "with any role in the tenant, for what is one's own; an Admin, for everybody's.";
            case VIEWER -> "reads what belongs to the tenant.";
            case OPERATOR -> "does what a Viewer does, and changes devices, groups, bundles, assignments and rollouts.";
            case ADMIN -> "does what an Operator does, and decides who and what comes into the tenant.";
            case PLATFORM -> "named by `SIGNALBEAM_PLATFORM_ADMINS`; stands outside all tenants and sees into none.";
        };
    }
}
