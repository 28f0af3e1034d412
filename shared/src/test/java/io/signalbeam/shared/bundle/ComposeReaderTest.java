package io.signalbeam.shared.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.shared.Seeded;
import io.signalbeam.shared.bundle.ContainerSpec.HealthCheckSpec;
import io.signalbeam.shared.bundle.ContainerSpec.HostDeviceSpec;
import io.signalbeam.shared.bundle.ContainerSpec.LimitsSpec;
import io.signalbeam.shared.bundle.ContainerSpec.PortSpec;
import io.signalbeam.shared.bundle.ContainerSpec.RestartSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import io.signalbeam.shared.validation.FieldError;
import io.signalbeam.shared.validation.Validated;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeReaderTest {
    private static final String FULL = """
            name: warehouse
            version: "3.8"
            x-common: &common
              restart: on-failure:3
              labels: { team: cold }
            services:
              sensor:
                <<: *common
                container_name: ignored
                image: ghcr.io/org/sensor:1.2.0
                entrypoint: /bin/app --name "a b" 'c $$d' e\\ f
                command: ["--fast", 5]
                environment:
                  DEVICE: ${device.id}
                  PRICE: $$5
                  PORT: 80
                  DEBUG: true
                  ANSWER: yes
                ports:
                  - "127.0.0.1:8080:80"
                  - 443
                  - "53:53/udp"
                  - "9000-9001:9000-9001"
                  - { target: 22, published: "2222", protocol: tcp, host_ip: 10.0.0.1, mode: host }
                volumes:
                  - data:/data
                  - /etc/ssl:/ssl:ro
                  - { type: volume, source: data, target: /more, read_only: true }
                  - { type: bind, source: /dev/shm, target: /shm }
                devices:
                  - /dev/ttyUSB0
                  - /dev/i2c-1:/dev/i2c:rw
                  - { source: /dev/a, target: /dev/b, permissions: r }
                networks: [backend]
                privileged: true
                user: 1000
                healthcheck:
                  test: curl -f localhost || exit 1
                  interval: 1m30s
                  timeout: 5s
                  retries: 4
                  start_period: 1h
                deploy: { replicas: 1, resources: { limits: { cpus: "0.50", memory: 64M, pids: 100 } } }
                depends_on: { cache: { condition: service_started } }
                stop_grace_period: 1m
                expose: ["80"]
                x-note: any
              cache:
                image: redis
                network_mode: host
                restart: no
                environment: ["A=b=c", "E="]
                labels: ["k=v", "tag"]
                mem_limit: 1.5g
                cpus: 1.5
                pids_limit: 7
                healthcheck: { test: ["CMD", "true"] }
              idle:
                image: busybox
                networks: [default]
                depends_on: [cache]
            volumes:
              data: {}
            networks:
              backend: { driver: bridge }
            """;

    @Test
    void reads_every_key() {
        assertThat(valid(FULL))
                .isEqualTo(new BundleManifest(
                        "b",
                        "1.0.0",
                        null,
                        List.of(
                                new ContainerSpec(
                                        "sensor",
                                        "ghcr.io/org/sensor:1.2.0",
                                        List.of("/bin/app", "--name", "a b", "c $d", "e f"),
                                        List.of("--fast", "5"),
                                        Map.of(
                                                "DEVICE",
                                                "${device.id}",
                                                "PRICE",
                                                "$$5",
                                                "PORT",
                                                "80",
                                                "DEBUG",
                                                "true",
                                                "ANSWER",
                                                "yes"),
                                        Map.of(),
                                        List.of(
                                                new PortSpec(80, 8080, "tcp", "127.0.0.1"),
                                                new PortSpec(443, null, "tcp", null),
                                                new PortSpec(53, 53, "udp", null),
                                                new PortSpec(9000, 9000, "tcp", null),
                                                new PortSpec(9001, 9001, "tcp", null),
                                                new PortSpec(22, 2222, "tcp", "10.0.0.1")),
                                        List.of(
                                                new VolumeSpec("data", null, "/data", false),
                                                new VolumeSpec(null, "/etc/ssl", "/ssl", true),
                                                new VolumeSpec("data", null, "/more", true),
                                                new VolumeSpec(null, "/dev/shm", "/shm", false)),
                                        List.of(
                                                new HostDeviceSpec("/dev/ttyUSB0", "/dev/ttyUSB0", "rwm"),
                                                new HostDeviceSpec("/dev/i2c-1", "/dev/i2c", "rw"),
                                                new HostDeviceSpec("/dev/a", "/dev/b", "r")),
                                        List.of("backend"),
                                        false,
                                        true,
                                        "1000",
                                        new RestartSpec("on-failure", 3),
                                        new HealthCheckSpec(
                                                List.of("CMD-SHELL", "curl -f localhost || exit 1"), 90, 5, 4, 3600),
                                        new LimitsSpec(64L << 20, 0.5, 100),
                                        Map.of("team", "cold"),
                                        List.of("cache"),
                                        60),
                                new ContainerSpec(
                                        "cache",
                                        "redis",
                                        List.of(),
                                        List.of(),
                                        Map.of("A", "b=c", "E", ""),
                                        Map.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        true,
                                        false,
                                        null,
                                        new RestartSpec("no", 0),
                                        new HealthCheckSpec(List.of("CMD", "true"), 30, 30, 3, 0),
                                        new LimitsSpec(3L << 29, 1.5, 7),
                                        Map.of("k", "v", "tag", ""),
                                        List.of(),
                                        10),
                                new ContainerSpec(
                                        "idle",
                                        "busybox",
                                        List.of(),
                                        List.of(),
                                        Map.of(),
                                        Map.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        false,
                                        false,
                                        null,
                                        RestartSpec.ALWAYS,
                                        null,
                                        LimitsSpec.NONE,
                                        Map.of(),
                                        List.of("cache"),
                                        10)),
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "build: .                                | services.web.build           | push the image",
                "configs: [a]                            | services.web.configs         | artifact",
                "secrets: [a]                            | services.web.secrets         | secret in the tenant",
                "extends: a                              | services.web.extends         | anchor",
                "env_file: .env                          | services.web.env_file        | environment",
                "sysctls: {}                             | services.web.sysctls         | take it out",
                "image: 5                                | services.web.image           | text",
                "image: A b                              | services.web.image           | image",
                "image: nginx:${TAG}                     | services.web.image           | write the value",
                "image: nginx:$TAG                       | services.web.image           | write the value",
                "command: 'a \"b'                        | services.web.command         | quote",
                "command: {a: b}                         | services.web.command         | text",
                "command: [{a: b}]                       | services.web.command[0]      | text",
                "command: [ok, '${device.id}']           | services.web.command[1]      | environment",
                "environment: {A: '${HOME}'}             | services.web.environment.A   | no variable",
                "environment: {A: $HOME}                 | services.web.environment.A   | write the value",
                "environment: ['A=${HOME}']              | services.web.environment[0]  | no variable",
                "environment: [A]                        | services.web.environment[0]  | write one",
                "environment: {A: }                      | services.web.environment.A   | write one",
                "environment: ['A=1', 'A=2']             | services.web.environment[1]  | twice",
                "environment: [1]                        | services.web.environment[0]  | KEY=value",
                "environment: text                       | services.web.environment     | map",
                "environment: {1A: x}                    | services.web.environment.1A  | name",
                "environment: {A: [x]}                   | services.web.environment.A   | text",
                "labels: {io.signalbeam.x: y}            | services.web.labels.io.signalbeam.x | agent",
                "ports: 80                               | services.web.ports           | list",
                "ports: [80, 'x']                        | services.web.ports[1]        | 8080:80",
                "ports: ['70000:80']                     | services.web.ports[0]        | 65535",
                "ports: ['80:80', '80:81']               | services.web.ports[1]        | services.web.ports[0]",
                "ports: ['1-3:1-2']                      | services.web.ports[0]        | equal",
                "ports: ['80/sctp']                      | services.web.ports[0]        | tcp",
                "ports: ['999.0.0.1:80:80']              | services.web.ports[0]        | IPv4",
                "ports: [{published: 80}]                | services.web.ports[0].target | port",
                "ports: [{target: 80, published: x}]     | services.web.ports[0].published | port",
                "ports: [{target: 80, mode: x}]          | services.web.ports[0].mode   | host",
                "ports: [{target: 80, typo: x}]          | services.web.ports[0].typo   | no such",
                "volumes: data                           | services.web.volumes         | list",
                "volumes: [/data]                        | services.web.volumes[0]      | source:target",
                "volumes: [5]                            | services.web.volumes[0]      | text",
                "volumes: ['./data:/data']               | services.web.volumes[0]      | absolute",
                "volumes: ['other:/data']                | services.web.volumes[0]      | no 'other'",
                "volumes: ['data:data']                  | services.web.volumes[0]      | absolute",
                "volumes: ['data:/data:rslave']          | services.web.volumes[0]      | rslave",
                "volumes: [{type: tmpfs, source: a, target: /a}] | services.web.volumes[0].type | bind",
                "volumes: [{type: volume, target: /a}]   | services.web.volumes[0].source | given",
                "volumes: [{type: bind, source: /a, target: /a, bind: {}}] | services.web.volumes[0].bind | option",
                "devices: /dev/a                         | services.web.devices         | list",
                "devices: ['ttyUSB0']                    | services.web.devices[0]      | absolute",
                "devices: ['a:b:c:d']                    | services.web.devices[0]      | permissions",
                "networks: [other]                       | services.web.networks[0]     | no 'other'",
                "networks: {backend: {aliases: [x]}}     | services.web.networks.backend | options",
                "networks: [backend, default]            | services.web.networks[1]     | default",
                "networks: text                          | services.web.networks        | list",
                "network_mode: none                      | services.web.network_mode    | host",
                "restart: sometimes                      | services.web.restart         | always",
                "privileged: maybe                       | services.web.privileged      | true or false",
                "user: a b                               | services.web.user            | user",
                "healthcheck: {test: NONE}               | services.web.healthcheck.test | switched off",
                "healthcheck: {test: x, disable: true}   | services.web.healthcheck.disable | switched off",
                "healthcheck: {interval: 5s}             | services.web.healthcheck.test | given",
                "healthcheck: {test: x, interval: 500ms} | services.web.healthcheck.interval | whole seconds",
                "healthcheck: {test: x, timeout: 2h}     | services.web.healthcheck.timeout | 3600",
                "healthcheck: {test: x, retries: x}      | services.web.healthcheck.retries | number",
                "healthcheck: {test: x, start_interval: 5s} | services.web.healthcheck.start_interval | take it out",
                "mem_limit: much                         | services.web.mem_limit       | 64m",
                "mem_limit: 1m                           | services.web.mem_limit       | 6291456",
                "cpus: 0                                 | services.web.cpus            | 0.01",
                "cpus: all                               | services.web.cpus            | cores",
                "pids_limit: -1                          | services.web.pids_limit      | from 1",
                "deploy: {replicas: 2}                   | services.web.deploy.replicas | one",
                "deploy: {restart_policy: {}}            | services.web.deploy.restart_policy | 'restart'",
                "deploy: {mode: global}                  | services.web.deploy.mode     | rollouts",
                "deploy: {resources: {reservations: {}}} | services.web.deploy.resources.reservations | limits",
                "deploy: {resources: {limits: {memory: 1}}} | services.web.deploy.resources.limits.memory | 6291456",
                "depends_on: [nobody]                    | services.web.depends_on[0]   | nobody",
                "depends_on: {nobody: }                  | services.web.depends_on.nobody | nobody",
                "depends_on: {web: {condition: service_healthy}} | services.web.depends_on.web.condition | start",
                "depends_on: [web]                       | services.web.depends_on      | web → web",
                "stop_grace_period: 90m                  | services.web.stop_grace_period | 3600"
            })
    void names_the_key_that_is_wrong_and_says_what_to_do(String key, String field, String message) {
        var yaml = "services:\n  web:\n" + (key.startsWith("image:") ? "" : "    image: nginx\n") + "    " + key
                + "\nvolumes: {data: }\nnetworks: {backend: }\n";

        // A container that waits for itself is an error of its own.
        assertThat(errors(yaml))
                .filteredOn(error ->
                        !key.contains("service_healthy") || error.code().equals("unknown"))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.field()).isEqualTo(field);
                    assertThat(error.message()).contains(message);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "secrets: {a: {file: x}}                       | secrets",
                "configs: {a: {file: x}}                       | configs",
                "include: [a]                                  | include",
                "volumes: {a: {external: true}}                | volumes.a.external",
                "volumes: {a: {driver: nfs}}                   | volumes.a.driver",
                "networks: {a: {ipam: {}}}                     | networks.a.ipam",
                "volumes: [a]                                  | volumes"
            })
    void names_what_is_wrong_at_the_top(String key, String field) {
        assertThat(errors("services: {web: {image: nginx}}\n" + key))
                .singleElement()
                .extracting(FieldError::field)
                .isEqualTo(field);
    }

    @Test
    void names_every_error_at_once() {
        assertThat(errors("services:\n  a_b: {build: .}\n  c:\n  d: {image: i, restart: x, ports: [x]}"))
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "services.a_b.build",
                        "services.a_b",
                        "services.a_b.image",
                        "services.c",
                        "services.d.ports[0]",
                        "services.d.restart",
                        "services.c.image");
    }

    @Test
    void the_bundles_own_names_are_checked_too() {
        var result = ComposeReader.read("services: {web: {image: nginx}}", "Not A Label", "one");

        assertThat(((Validated.Invalid<BundleManifest>) result).errors())
                .extracting(FieldError::field)
                .containsExactly("bundleId", "version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "[]",
                "services:",
                "services: {}",
                "services: []",
                "a: b: c",
                "a: 1\na: 2",
                "&a [*a]",
                "a: &a [*a]",
                "{[a]: b}",
                "a: !!java.net.URL [x]",
                "a: !!timestamp 2001-01-01",
                "a: !!int x",
                "a: !!float x",
                "a: !!bool x",
                "a: !!binary x",
                "a: !!set {x}",
                "a: !!omap [x]",
                "<<: 5",
                "--- a\n--- b",
                "\t",
                "a: *b"
            })
    void says_what_is_wrong_with_a_text_that_is_no_compose_file(String yaml) {
        assertThat(errors(yaml))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error.message()).isNotBlank());
    }

    @Test
    void bombs_are_refused_quickly() {
        var laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            laughs.append("a%1$d: &a%1$d [*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d,*a%2$d]%n"
                    .formatted(i, i - 1));
        }
        assertThat(errors(laughs.toString())).hasSize(1);
        assertThat(errors(laughs.substring(0, laughs.indexOf("a6:")))).hasSize(1);
        assertThat(errors("[".repeat(10_000))).hasSize(1);
        assertThat(errors("a: " + "x".repeat(ComposeReader.MAX_LENGTH))).hasSize(1);
    }

    @Test
    void a_mutated_file_never_throws() {
        Seeded.cases(1500, random -> {
            var mutated = Seeded.mutate(random, FULL, "{}[]\":-&*!|> \n\t$0a,#'%");
            if (ComposeReader.read(mutated, "b", "1.0.0") instanceof Validated.Valid<BundleManifest>(var manifest)) {
                assertThat(ManifestReader.read(ManifestWriter.canonical(manifest)))
                        .isEqualTo(Validated.valid(manifest));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"64m, 67108864", "64MiB, 67108864", "1.5gb, 1610612736", "7, 7", "2k, 2048", "1t, 1099511627776"})
    void knows_amounts(String text, long bytes) {
        assertThat(ComposeText.bytes(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1m", "1x", "99999999t", "1 2"})
    void knows_what_is_no_amount(String text) {
        assertThat(ComposeText.bytes(text)).isEmpty();
    }

    private static BundleManifest valid(String yaml) {
        return switch (ComposeReader.read(yaml, "b", "1.0.0")) {
            case Validated.Valid<BundleManifest>(var manifest) -> manifest;
            case Validated.Invalid<BundleManifest>(var errors) -> throw new AssertionError(errors);
        };
    }

    private static List<FieldError> errors(String yaml) {
        return switch (ComposeReader.read(yaml, "b", "1.0.0")) {
            case Validated.Valid<BundleManifest> valid -> List.of();
            case Validated.Invalid<BundleManifest>(var errors) -> errors;
        };
    }
}
