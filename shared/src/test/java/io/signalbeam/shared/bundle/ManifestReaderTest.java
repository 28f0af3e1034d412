package io.signalbeam.shared.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.bundle.ContainerSpec.HealthCheckSpec;
import io.signalbeam.shared.bundle.ContainerSpec.HostDeviceSpec;
import io.signalbeam.shared.bundle.ContainerSpec.LimitsSpec;
import io.signalbeam.shared.bundle.ContainerSpec.PortSpec;
import io.signalbeam.shared.bundle.ContainerSpec.RestartSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
    static final String HEX = "0123456789abcdef".repeat(4);
    static final String FULL = """
            {"bundleId":"warehouse-monitor","version":"1.2.0-rc.1+b5","description":"Temperatures",
             "containers":[
              {"name":"temp-sensor","image":"ghcr.io/org/temp-sensor:1.2.0",
               "entrypoint":["/bin/app"],"command":["--fast"],
               "env":{"DEVICE":"${device.id}","PRICE":"$$5","discovery.type":"single"},
               "secrets":{"TOKEN":"api-token"},
               "ports":[{"container":80,"host":8080,"hostIp":"127.0.0.1"},{"container":53,"host":53,"protocol":"udp"},
                        {"container":443}],
               "volumes":[{"name":"data_1","path":"/data"},{"hostPath":"/etc/ssl","path":"/ssl","readOnly":true}],
               "devices":[{"host":"/dev/ttyUSB0"},{"host":"/dev/i2c-1","container":"/dev/i2c","permissions":"rw"}],
               "networks":["backend"],"privileged":true,"user":"1000:1000",
               "restart":{"policy":"on-failure","maxRetries":5},
               "healthCheck":{"command":["CMD","true"],"intervalSeconds":5},
               "limits":{"memoryBytes":67108864,"cpus":0.5,"pids":100},
               "labels":{"com.example.team":"cold"},"dependsOn":["cache"],"stopGraceSeconds":30},
              {"name":"cache","image":"redis@sha256:%1$s","hostNetwork":true}],
             "artifacts":[{"name":"model.onnx","sha256":"%1$s","sizeBytes":5,"path":"/models"}]}
            """.formatted(HEX);

    @Test
    void reads_every_field() {
        assertThat(valid(FULL))
                .isEqualTo(new BundleManifest(
                        "warehouse-monitor",
                        "1.2.0-rc.1+b5",
                        "Temperatures",
                        List.of(
                                new ContainerSpec(
                                        "temp-sensor",
                                        "ghcr.io/org/temp-sensor:1.2.0",
                                        List.of("/bin/app"),
                                        List.of("--fast"),
                                        Map.of("DEVICE", "${device.id}", "PRICE", "$$5", "discovery.type", "single"),
                                        Map.of("TOKEN", "api-token"),
                                        List.of(
                                                new PortSpec(80, 8080, "tcp", "127.0.0.1"),
                                                new PortSpec(53, 53, "udp", null),
                                                new PortSpec(443, null, "tcp", null)),
                                        List.of(
                                                new VolumeSpec("data_1", null, "/data", false),
                                                new VolumeSpec(null, "/etc/ssl", "/ssl", true)),
                                        List.of(
                                                new HostDeviceSpec("/dev/ttyUSB0", "/dev/ttyUSB0", "rwm"),
                                                new HostDeviceSpec("/dev/i2c-1", "/dev/i2c", "rw")),
                                        List.of("backend"),
                                        false,
                                        true,
                                        "1000:1000",
                                        new RestartSpec("on-failure", 5),
                                        new HealthCheckSpec(List.of("CMD", "true"), 5, 30, 3, 0),
                                        new LimitsSpec(67108864L, 0.5, 100),
                                        Map.of("com.example.team", "cold"),
                                        List.of("cache"),
                                        30),
                                new ContainerSpec(
                                        "cache",
                                        "redis@sha256:" + HEX,
                                        List.of(),
                                        List.of(),
                                        Map.of(),
                                        Map.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        true,
                                        false,
                                        null,
                                        RestartSpec.ALWAYS,
                                        null,
                                        LimitsSpec.NONE,
                                        Map.of(),
                                        List.of(),
                                        10)),
                        List.of(new ArtifactSpec("model.onnx", HEX, 5, "/models"))));
    }

    @Test
    void logs_are_shipped_only_where_a_manifest_says_so() {
        var start =
                "{\"bundleId\":\"a\",\"version\":\"1.0.0\",\"containers\":[{\"name\":\"b\",\"image\":\"c\"}],\"logs\":";
        assertThat(valid(start + "{\"ship\":true}}").logs()).isEqualTo(new LogsSpec(true, 7));
        assertThat(valid(start + "{\"ship\":true,\"retentionDays\":30}}").logs())
                .isEqualTo(new LogsSpec(true, 30));
        assertThat(valid(start + "{\"retentionDays\":3}}").logs()).isNull();
        assertThat(new String(
                        ManifestWriter.canonical(valid(start + "{\"ship\":true,\"retentionDays\":30}}")),
                        StandardCharsets.UTF_8))
                .contains("\"logs\":{\"retentionDays\":30,\"ship\":true}");
        assertThat(errors(start + "{\"ship\":true,\"retentionDays\":8,\"level\":\"info\"}}"))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("logs.retentionDays", "logs.level");
    }

    @Test
    void an_agent_stands_in_the_place_of_containers() {
        var manifest = valid("""
                {"bundleId":"agent","version":"1.0.0","agent":{"version":"0.2.0",
                 "packages":[{"arch":"amd64","sha256":"%s","sizeBytes":5}]}}""".formatted(HEX));

        assertThat(manifest.containers()).isEmpty();
        assertThat(manifest.agent()).isEqualTo(new AgentSpec("0.2.0", List.of(new AgentPackage("amd64", HEX, 5))));
        assertThat(manifest.files()).extracting(ArtifactSpec::sha256).containsExactly(HEX);
        assertThat(ManifestReader.read(ManifestWriter.canonical(manifest))).isEqualTo(Validated.valid(manifest));
    }

    @Test
    void a_name_and_an_image_are_enough() {
        assertThat(valid("{\"bundleId\":\"a\",\"version\":\"1.0.0\",\"containers\":[{\"name\":\"b\",\"image\":\"c\"}]}")
                        .containers())
                .containsExactly(ContainerSpec.of("b", "c"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/bundleId                            | null          | bundleId                      | required",
                "/bundleId                            | ''            | bundleId                      | required",
                "/bundleId                            | 7             | bundleId                      | type",
                "/bundleId                            | 'A'           | bundleId                      | format",
                "/version                             | '1.2'         | version                       | format",
                "/version                             | null          | version                       | required",
                "/description                         | []            | description                   | type",
                "/typo                                | 1             | typo                          | unknown",
                "/containers                          | null          | containers                    | required",
                "/containers                          | []            | containers                    | required",
                "/containers                          | {}            | containers                    | type",
                "/containers/1                        | 'x'           | containers[1]                 | type",
                "/containers/0/typo                   | 1             | containers[0].typo            | unknown",
                "/containers/0/name                   | 'a_b'         | containers[0].name            | format",
                "/containers/0/name                   | 'cache'       | containers[1].name            | duplicate",
                "/containers/0/image                  | 'A b'         | containers[0].image           | format",
                "/containers/0/image                  | null          | containers[0].image           | required",
                "/containers/0/entrypoint             | 'x'           | containers[0].entrypoint      | type",
                "/containers/0/command/0              | 1             | containers[0].command[0]      | type",
                "/containers/0/env                    | []            | containers[0].env             | type",
                "/containers/0/env/1A                 | 'x'           | containers[0].env.1A          | format",
                "/containers/0/env/A                  | 5             | containers[0].env.A           | type",
                "/containers/0/env/A                  | '${HOME}'     | containers[0].env.A           | reference",
                "/containers/0/env/A                  | 'a\\u0000'    | containers[0].env.A           | format",
                "/containers/0/env/A                  | '\\ud800'     | containers[0].env.A           | format",
                "/containers/0/env/TOKEN              | 'x'           | containers[0].secrets.TOKEN   | conflict",
                "/containers/0/secrets/A              | 'B_C'         | containers[0].secrets.A       | format",
                "/containers/0/secrets/A=             | 'b'           | containers[0].secrets.A=      | format",
                "/containers/0/ports/0/container      | 0             | containers[0].ports[0].container | range",
                "/containers/0/ports/0/container      | null          | containers[0].ports[0].container | required",
                "/containers/0/ports/0/container      | 80.5          | containers[0].ports[0].container | type",
                "/containers/0/ports/1/host           | 65536         | containers[0].ports[1].host   | range",
                "/containers/0/ports/1/host           | 99999999999999999999 | containers[0].ports[1].host | range",
                "/containers/0/ports/0/protocol       | 'sctp'        | containers[0].ports[0].protocol | format",
                "/containers/0/ports/0/hostIp         | 'localhost'   | containers[0].ports[0].hostIp | format",
                "/containers/0/ports/2/host           | 8080          | containers[0].ports[2].host   | duplicate",
                "/containers/0/ports/0/typo           | 8080          | containers[0].ports[0].typo   | unknown",
                "/containers/0/volumes/0/hostPath     | '/x'          | containers[0].volumes[0].name | conflict",
                "/containers/0/volumes/0/name         | null          | containers[0].volumes[0].name | required",
                "/containers/0/volumes/0/name         | '-a'          | containers[0].volumes[0].name | format",
                "/containers/0/volumes/0/path         | 'data'        | containers[0].volumes[0].path | format",
                "/containers/0/volumes/0/path         | '/'           | containers[0].volumes[0].path | format",
                "/containers/0/volumes/0/path         | '/a/../b'     | containers[0].volumes[0].path | format",
                "/containers/0/volumes/0/path         | '/a/'         | containers[0].volumes[0].path | format",
                "/containers/0/volumes/0/path         | '/a:b'        | containers[0].volumes[0].path | format",
                "/containers/0/volumes/0/path         | '/ssl'        | containers[0].volumes[1].path | duplicate",
                "/containers/0/volumes/0/path         | '/models'     | containers[0].volumes[0].path | conflict",
                "/containers/0/volumes/1/hostPath     | 'etc'         | containers[0].volumes[1].hostPath | format",
                "/containers/0/volumes/1/hostPath     | ''            | containers[0].volumes[1].hostPath | format",
                "/containers/0/volumes/1/readOnly     | 'yes'         | containers[0].volumes[1].readOnly | type",
                "/containers/0/devices/0/host         | 'ttyUSB0'     | containers[0].devices[0].host | format",
                "/containers/0/devices/0/container    | '/dev/i2c'    | containers[0].devices[1].container | duplicate",
                "/containers/0/devices/1/permissions  | 'rr'          | containers[0].devices[1].permissions | format",
                "/containers/0/networks/0             | 'A'           | containers[0].networks[0]     | format",
                "/containers/0/networks/1             | 'backend'     | containers[0].networks[1]     | duplicate",
                "/containers/0/hostNetwork            | 1             | containers[0].hostNetwork     | type",
                "/containers/1/networks               | ['x']         | containers[1].networks        | conflict",
                "/containers/1/ports                  | [{'container':1}] | containers[1].ports       | conflict",
                "/containers/0/privileged             | 'true'        | containers[0].privileged      | type",
                "/containers/0/user                   | 'a b'         | containers[0].user            | format",
                "/containers/0/restart                | 'always'      | containers[0].restart         | type",
                "/containers/0/restart/policy         | 'sometimes'   | containers[0].restart.policy  | format",
                "/containers/0/restart/policy         | 'always'      | containers[0].restart.maxRetries | conflict",
                "/containers/0/restart/maxRetries     | -1            | containers[0].restart.maxRetries | range",
                "/containers/0/healthCheck/command    | null          | containers[0].healthCheck.command | required",
                "/containers/0/healthCheck/command    | []            | containers[0].healthCheck.command | format",
                "/containers/0/healthCheck/command    | ['true']      | containers[0].healthCheck.command | format",
                "/containers/0/healthCheck/command    | ['CMD-SHELL','a','b'] | containers[0].healthCheck.command | format",
                "/containers/0/healthCheck/intervalSeconds | 0        | containers[0].healthCheck.intervalSeconds | range",
                "/containers/0/healthCheck/timeoutSeconds | 3601      | containers[0].healthCheck.timeoutSeconds | range",
                "/containers/0/healthCheck/retries    | 101           | containers[0].healthCheck.retries | range",
                "/containers/0/healthCheck/startPeriodSeconds | -1    | containers[0].healthCheck.startPeriodSeconds | range",
                "/containers/0/limits/memoryBytes     | 6291455       | containers[0].limits.memoryBytes | range",
                "/containers/0/limits/memoryBytes     | '64Mi'        | containers[0].limits.memoryBytes | type",
                "/containers/0/limits/cpus            | 0             | containers[0].limits.cpus     | range",
                "/containers/0/limits/cpus            | 1e999         | containers[0].limits.cpus     | range",
                "/containers/0/limits/cpus            | 'one'         | containers[0].limits.cpus     | type",
                "/containers/0/limits/pids            | 0             | containers[0].limits.pids     | range",
                "/containers/0/labels/io.signalbeam.x | ''            | containers[0].labels.io.signalbeam.x | conflict",
                "/containers/0/dependsOn/0            | 'nobody'      | containers[0].dependsOn[0]    | reference",
                "/containers/0/dependsOn/0            | 'temp-sensor' | containers[0].dependsOn       | conflict",
                "/containers/1/dependsOn              | ['temp-sensor'] | containers[0].dependsOn     | conflict",
                "/containers/0/stopGraceSeconds       | 3601          | containers[0].stopGraceSeconds | range",
                "/artifacts/0/name                    | '../x'        | artifacts[0].name             | format",
                "/artifacts/0/name                    | '.hidden'     | artifacts[0].name             | format",
                "/artifacts/0/sha256                  | 'ABC'         | artifacts[0].sha256           | format",
                "/artifacts/0/sizeBytes               | 0             | artifacts[0].sizeBytes        | range",
                "/artifacts/0/path                    | 'models'      | artifacts[0].path             | format",
                "/artifacts/0/typo                    | 'models'      | artifacts[0].typo             | unknown"
            })
    void names_the_one_field_that_is_wrong(String at, String value, String field, String code) throws Exception {
        var manifest = Json.strict().readTree(FULL);
        int slash = at.lastIndexOf('/');
        var parent = manifest.at(at.substring(0, slash));
        var last = at.substring(slash + 1);
        var node = Json.strict().readTree(value.replace('\'', '"'));
        if (parent instanceof ObjectNode object) {
            object.set(last, node);
        } else if (Integer.parseInt(last) == parent.size()) {
            ((com.fasterxml.jackson.databind.node.ArrayNode) parent).add(node);
        } else {
            ((com.fasterxml.jackson.databind.node.ArrayNode) parent).set(Integer.parseInt(last), node);
        }

        // Replacing a container takes away what another depends on; that is a consequence, not noise.
        assertThat(errors(ManifestReader.read(manifest)))
                .filteredOn(
                        error -> !at.equals("/containers/1") || !error.code().equals("reference"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.field()).isEqualTo(field);
                    assertThat(error.code()).isEqualTo(code);
                    assertThat(error.message()).isNotBlank();
                });
    }

    @Test
    void names_every_error_at_once() {
        assertThat(errors(
                        "{\"version\":\"x\",\"containers\":[{\"image\":\"B\"},{\"name\":\"a\",\"image\":\"a\",\"z\":1}],"
                                + "\"artifacts\":[{}]}"))
                .extracting(FieldError::field)
                .containsExactly(
                        "bundleId",
                        "version",
                        "containers[0].name",
                        "containers[0].image",
                        "containers[1].z",
                        "artifacts[0].name",
                        "artifacts[0].sha256",
                        "artifacts[0].sizeBytes",
                        "artifacts[0].path");
    }

    @Test
    void names_the_cycle() {
        var cycle = """
                {"bundleId":"a","version":"1.0.0","containers":[
                 {"name":"x","image":"i","dependsOn":["b"]},{"name":"a","image":"i","dependsOn":["c"]},
                 {"name":"b","image":"i","dependsOn":["a"]},{"name":"c","image":"i","dependsOn":["b"]}]}""";

        assertThat(errors(cycle))
                .containsExactly(new FieldError(
                        "containers[2].dependsOn", "conflict", "containers wait for each other: b → a → c → b"));
    }

    @Test
    void one_port_may_be_taken_on_two_addresses() {
        var ports = "{\"bundleId\":\"a\",\"version\":\"1.0.0\",\"containers\":["
                + "{\"name\":\"a\",\"image\":\"i\",\"ports\":[{\"container\":80,\"host\":80,\"hostIp\":\"10.0.0.1\"}]},"
                + "{\"name\":\"b\",\"image\":\"i\",\"ports\":[{\"container\":80,\"host\":80,\"hostIp\":\"%s\"}]}]}";

        assertThat(errors(ports.formatted("10.0.0.2"))).isEmpty();
        assertThat(errors(ports.formatted("10.0.0.1"))).hasSize(1);
        assertThat(errors(ports.formatted("0.0.0.0")))
                .extracting(FieldError::field)
                .containsExactly("containers[1].ports[0].host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "1::"})
    void knows_addresses(String text) {
        assertThat(IpAddress.isLiteral(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.",
                "1.2.3.256",
                "01.2.3.4",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "a.b.c.d"
            })
    void knows_what_is_no_address(String text) {
        assertThat(IpAddress.isLiteral(text)).isFalse();
    }

    @Test
    void bounds_the_number_of_containers_and_the_size() {
        var many = new StringBuilder("{\"bundleId\":\"a\",\"version\":\"1.0.0\",\"containers\":[");
        for (int i = 0; i < 33; i++) {
            many.append(i == 0 ? "" : ",").append("{\"name\":\"c" + i + "\",\"image\":\"i\"}");
        }
        assertThat(errors(many + "]}")).extracting(FieldError::code).containsExactly("range");
        assertThat(errors(" ".repeat(ManifestReader.MAX_BYTES + 1)))
                .extracting(FieldError::code)
                .containsExactly("range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "nonsense", "{} {}", "{\"a\":1,\"a\":2}", "\"x\""})
    void says_what_is_wrong_with_a_text_that_is_no_manifest(String text) {
        assertThat(errors(text))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error.message()).doesNotContain("com.fasterxml", "Source:"));
        assertThat(errorsOfBytes(text.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
    }

    @Test
    void bytes_that_are_not_utf8_and_deep_nesting_are_refused() {
        assertThat(errorsOfBytes(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xc0}))
                .isNotEmpty();
        assertThat(errors("[".repeat(100_000))).hasSize(1);
    }

    @Test
    void a_mutated_manifest_never_throws_and_what_is_valid_reads_back_equal() {
        Seeded.cases(4000, random -> {
            var mutated = Seeded.mutate(random, FULL, "{}[]\",:0-1e.aA$\\\u0000ü/");
            if (ManifestReader.read(mutated) instanceof Validated.Valid<BundleManifest>(var manifest)) {
                assertThat(ManifestReader.read(ManifestWriter.canonical(manifest)))
                        .isEqualTo(Validated.valid(manifest));
            }
        });
    }

    static BundleManifest valid(String json) {
        return switch (ManifestReader.read(json)) {
            case Validated.Valid<BundleManifest>(var manifest) -> manifest;
            case Validated.Invalid<BundleManifest>(var errors) -> throw new AssertionError(errors);
        };
    }

    private static List<FieldError> errors(String json) {
        return errors(ManifestReader.read(json));
    }

    private static List<FieldError> errorsOfBytes(byte[] json) {
        return errors(ManifestReader.read(json));
    }

    private static List<FieldError> errors(Validated<BundleManifest> result) {
        return switch (result) {
            case Validated.Valid<BundleManifest> valid -> List.of();
            case Validated.Invalid<BundleManifest>(var errors) -> errors;
        };
    }
}
