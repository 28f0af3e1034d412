package io.signalbeam.functions.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefPatternTest {

    @ParameterizedTest
    @CsvSource({
        "refs/heads/main, refs/heads/main, true",
        "refs/heads/main, refs/heads/main2, false",
        "refs/heads/main, refs/heads/xmain, false",
        "refs/heads/main, refs/tags/main, false",
        "refs/heads/release/*, refs/heads/release/1.0, true",
        "refs/heads/release/*, refs/heads/release/1.0/fork, false",
        "refs/heads/release/*, refs/heads/release/, true",
        "refs/tags/v*.*, refs/tags/v1.2, true",
        "refs/tags/v*.*, refs/tags/v12, false",
        "refs/heads/a.c, refs/heads/abc, false",
        "refs/heads/*, refs/heads/x\\E.*, true",
        "refs/heads/\\Q, refs/heads/x, false"
    })
    void a_star_stands_for_anything_but_a_slash(String pattern, String ref, boolean matches) {
        assertThat(new RefPattern(pattern).matches(ref)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main",
                "*",
                "refs/*/main",
                "refs/pull/1/merge",
                "refs/heads/",
                "refs/heads/a b",
                "refs/heads/a:b",
                "refs/heads/a?",
                "refs/heads/****",
                "refs/heads/a\nb"
            })
    void takes_branches_and_tags_only(String pattern) {
        assertThat(RefPattern.valid(pattern)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refs/heads/main", "refs/heads/feature/x-1", "refs/tags/v*", "refs/heads/*"})
    void takes_what_git_takes(String pattern) {
        assertThat(RefPattern.valid(pattern)).isTrue();
    }
}
