package io.signalbeam.shared.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.Seeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest, nginx:latest",
        "nginx:1.27, docker.io/library/nginx:1.27, nginx:1.27",
        "org/app, docker.io/org/app:latest, org/app:latest",
        "docker.io/nginx, docker.io/library/nginx:latest, nginx:latest",
        "index.docker.io/org/app:1, docker.io/org/app:1, org/app:1",
        "ghcr.io/org/app:1.2.0, ghcr.io/org/app:1.2.0, ghcr.io/org/app:1.2.0",
        "localhost/app, localhost/app:latest, localhost/app:latest",
        "localhost:5000/app:x, localhost:5000/app:x, localhost:5000/app:x",
        "127.0.0.1:5000/a/b__c/d-e.f, 127.0.0.1:5000/a/b__c/d-e.f:latest, 127.0.0.1:5000/a/b__c/d-e.f:latest",
        "[2001:db8::1]:5000/app:1, [2001:db8::1]:5000/app:1, [2001:db8::1]:5000/app:1",
        "Uppercase/app, Uppercase/app:latest, Uppercase/app:latest",
        "a---b, docker.io/library/a---b:latest, a---b:latest"
    })
    void fills_in_what_docker_leaves_out(String text, String full, String familiar) {
        var image = ImageReference.parse(text).orElseThrow();

        assertThat(image).hasToString(full);
        assertThat(image.familiar()).isEqualTo(familiar);
        assertThat(ImageReference.parse(full)).contains(image);
        assertThat(ImageReference.parse(familiar)).contains(image);
    }

    @Test
    void a_digest_needs_no_tag_and_may_have_one() {
        var digest = "sha256:" + HEX;

        assertThat(ImageReference.parse("app@" + digest).orElseThrow().tag()).isNull();
        assertThat(ImageReference.parse("app:1@" + digest).orElseThrow())
                .isEqualTo(ImageReference.parse("app:1").orElseThrow().withDigest(digest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":tag",
                "app:",
                "app@",
                "App",
                "org/App",
                "app:-x",
                "app:a b",
                "app@sha256:abc",
                "app@md5:0123456789abcdef0123456789abcdef",
                "-a/b",
                "a..b",
                "a_-b",
                "a/",
                "/a",
                "a//b",
                "https://ghcr.io/a",
                "host:port/a",
                "ex-.com/a",
                "a\n"
            })
    void refuses_what_the_grammar_does_not_have(String text) {
        assertThat(ImageReference.parse(text)).isEmpty();
    }

    @Test
    void refuses_bare_ids_upper_case_digests_and_long_names() {
        assertThat(ImageReference.parse(HEX)).isEmpty();
        assertThat(ImageReference.parse("app@sha256:" + HEX.toUpperCase(java.util.Locale.ROOT)))
                .isEmpty();
        assertThat(ImageReference.parse("a".repeat(255))).isPresent();
        assertThat(ImageReference.parse("a".repeat(256))).isEmpty();
        assertThat(ImageReference.parse("a".repeat(100_000))).isEmpty();
        assertThat(ImageReference.parse("a:" + "t".repeat(129))).isEmpty();
    }

    @Test
    void what_it_takes_it_writes_back() {
        Seeded.cases(5000, random -> {
            var text = Seeded.mutate(random, "ghcr.io:443/org/app:1.2.0@sha256:" + HEX, "aA0._-:/@[]");
            ImageReference.parse(text)
                    .ifPresent(image ->
                            assertThat(ImageReference.parse(image.toString())).contains(image));
        });
    }
}
