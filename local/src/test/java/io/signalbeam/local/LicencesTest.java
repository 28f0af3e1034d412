package io.signalbeam.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/licences.mjs}, which CI holds what is delivered to. */
class LicencesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private record Outcome(int status, String said) {}

    @Test
    void lists_what_is_allowed_by_licence() throws Exception {
        var outcome = check(
                component("one", "{\"license\":{\"id\":\"MIT\"}}"),
                component("two", "{\"expression\":\"(GPL-3.0-only OR Apache-2.0)\"}"),
                component("three", "{\"license\":{\"name\":\"The Apache Software License, Version 2.0\"}}"));
        assertThat(outcome.status()).as(outcome.said()).isZero();
        assertThat(outcome.said()).contains("## MIT\n\n- org.example/one 1.0", "org.example/two 1.0", "## Apache-2.0");
    }

    @Test
    void refuses_a_licence_that_is_not_allowed() throws Exception {
        var outcome = check(
                component("good", "{\"license\":{\"id\":\"MIT\"}}"),
                component("bad", "{\"license\":{\"id\":\"AGPL-3.0-only\"}}"));
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.said()).contains("not allowed: org.example/bad 1.0: AGPL-3.0-only");
    }

    @Test
    void refuses_a_licence_that_is_one_of_several_that_all_hold() throws Exception {
        var outcome = check(component("both", "{\"expression\":\"MIT AND GPL-2.0-only\"}"));
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void refuses_what_names_no_licence_and_a_list_of_nothing() throws Exception {
        assertThat(check(component("silent", "")).said()).contains("org.example/silent 1.0: names no licence");
        assertThat(check().status()).isEqualTo(1);
    }

    private static String component(String name, String licence) {
        return "{\"group\":\"org.example\",\"name\":\"%s\",\"version\":\"1.0\",\"licenses\":[%s]}"
                .formatted(name, licence);
    }

    private Outcome check(String... components) throws IOException, InterruptedException {
        var bom = folder.resolve("bom.json");
        Files.writeString(bom, "{\"components\":[" + String.join(",", components) + "]}");
        var node = new ProcessBuilder("node", ".ci/licences.mjs", bom.toString())
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(node.waitFor(), said);
    }
}
