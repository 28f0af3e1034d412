package io.signalbeam.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/threat-model.md}: every threat names a test, and every test that it names is there. */
class ThreatModelTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT|E2E))`");
    private static final Set<String> STRIDE = Set.of(
            "Spoofing",
            "Tampering",
            "Repudiation",
            "Information disclosure",
            "Denial of service",
            "Elevation of privilege");

    @Test
    void every_threat_names_a_test_that_there_is() throws IOException {
        var tests = testClasses();
        for (var row : rows()) {
            var named = NAMED.matcher(cell(row, 4))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(named).as(row).isNotEmpty();
            assertThat(tests).as(row).containsAll(named);
        }
    }

    @Test
    void every_letter_of_stride_has_a_threat() throws IOException {
        assertThat(rows().stream().map(row -> cell(row, 1)).collect(Collectors.toSet()))
                .isEqualTo(STRIDE);
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/threat-model.md")).stream()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !cell(line, 1).equals("STRIDE"))
                .toList();
    }

    private static String cell(String row, int number) {
        return row.split("\\|", -1)[number].strip();
    }

    private static Set<String> testClasses() throws IOException {
        var names = new TreeSet<String>();
        for (var module : List.of("shared", "functions", "agent", "local")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> names.add(name.replace(".java", "")));
            }
        }
        return names;
    }
}
