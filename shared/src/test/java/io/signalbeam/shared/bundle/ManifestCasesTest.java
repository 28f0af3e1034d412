package io.signalbeam.shared.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the reader to the cases that the web app's validation is held to as well, so that the two agree. */
class ManifestCasesTest {
    static Stream<JsonNode> cases() throws IOException {
        var file = Path.of("src/test/resources/manifests/refused.json");
        return StreamSupport.stream(new ObjectMapper().readTree(file.toFile()).spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_manifest_is_refused_for_what_the_case_says_and_nothing_else(JsonNode sample) {
        var expected = StreamSupport.stream(sample.path("errors").spliterator(), false)
                .map(JsonNode::asText)
                .toList();

        var found = switch (ManifestReader.read(sample.path("manifest"))) {
            case Validated.Valid<BundleManifest> ignored -> List.<FieldError>of();
            case Validated.Invalid<BundleManifest>(var errors) -> errors;
        };

        assertThat(found.stream().map(error -> (error.field() + " " + error.code()).strip()))
                .as(sample.path("why").asText())
                .containsExactlyInAnyOrderElementsOf(expected);
    }
}
