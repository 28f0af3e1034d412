package io.signalbeam.shared.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.validation.Validated;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ManifestDigestTest {
    @Test
    void the_canonical_form_is_sorted_and_leaves_defaults_out() {
        var manifest = ManifestReaderTest.valid("""
                { "version": "1.0.0", "bundleId": "b", "description": "", "artifacts": [],
                  "containers": [ { "name": "c", "image": "i", "env": {"Z":"1","A":"2"}, "privileged": false,
                    "ports": [ {"container": 80, "protocol": "tcp"} ], "limits": {}, "stopGraceSeconds": 10,
                    "devices": [ {"host":"/dev/a","container":"/dev/a","permissions":"rwm"} ],
                    "restart": {"policy":"always"}, "healthCheck": {"command":["CMD","x"],"retries":3} } ] }""");

        assertThat(new String(ManifestWriter.canonical(manifest), StandardCharsets.UTF_8))
                .isEqualTo("{\"bundleId\":\"b\",\"containers\":[{\"devices\":[{\"host\":\"/dev/a\"}],"
                        + "\"env\":{\"A\":\"2\",\"Z\":\"1\"},\"healthCheck\":{\"command\":[\"CMD\",\"x\"]},"
                        + "\"image\":\"i\",\"name\":\"c\",\"ports\":[{\"container\":80}]}],\"version\":\"1.0.0\"}");
    }

    @Test
    void the_digest_of_a_known_manifest_never_changes() {
        var manifest = ManifestReaderTest.valid(
                "{\"bundleId\":\"b\",\"version\":\"1.0.0\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}");

        assertThat(ManifestDigest.of(manifest))
                .isEqualTo("sha256:3bb48574bb5e5e338f92eda0df803991f167114219a898db7b762e9a87cc35f0");
    }

    @Test
    void every_field_of_a_full_manifest_survives() {
        var manifest = ManifestReaderTest.valid(ManifestReaderTest.FULL);

        assertThat(ManifestReader.read(ManifestWriter.canonical(manifest))).isEqualTo(Validated.valid(manifest));
    }

    @Test
    void neither_the_order_of_keys_nor_going_over_the_wire_changes_the_digest() {
        var manifest = ManifestReaderTest.valid(ManifestReaderTest.FULL);
        Seeded.cases(200, random -> {
            try {
                var shuffled = shuffle(random, Json.strict().readTree(ManifestReaderTest.FULL));
                var again = ManifestReaderTest.valid(shuffled.toPrettyString());
                var overTheWire = Json.lenient().readValue(Json.writeBytes(again), BundleManifest.class);
                assertThat(overTheWire).isEqualTo(manifest);
                assertThat(ManifestDigest.of(overTheWire)).isEqualTo(ManifestDigest.of(manifest));
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static JsonNode shuffle(Random random, JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var fields = new ArrayList<>(object.properties());
                Collections.shuffle(fields, random);
                var out = JsonNodeFactory.instance.objectNode();
                fields.forEach(field -> out.set(field.getKey(), shuffle(random, field.getValue())));
                yield out;
            }
            case ArrayNode array -> {
                var out = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> out.add(shuffle(random, item)));
                yield out;
            }
            default -> node;
        };
    }
}
