package io.signalbeam.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every relative link of the readme and of the pages below {@code docs} leads to a file of the repository. */
class DocsLinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");

    @Test
    void every_link_leads_somewhere() throws IOException {
        var pages = pages();
        assertThat(pages).as("pages below %s", ROOT).hasSizeGreaterThan(5);
        assertThat(broken(pages)).as("links that lead nowhere").isEmpty();
    }

    private static List<String> broken(List<Path> pages) throws IOException {
        var broken = new ArrayList<String>();
        for (var page : pages) {
            var links = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
            while (links.find()) {
                var link = links.group(1);
                var file = link.replaceFirst("#.*", "");
                if (!link.matches("[a-z]+:.*") && !file.isEmpty() && !Files.exists(page.resolveSibling(file))) {
                    broken.add(ROOT.relativize(page) + " -> " + link);
                }
            }
        }
        return broken;
    }

    private static List<Path> pages() throws IOException {
        try (var docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(path -> path.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }
}
