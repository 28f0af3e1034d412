package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.signalbeam.shared.id.DeviceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The package on a machine with systemd, from its installation to its end. Each step goes on from the one before. */
@TestMethodOrder(OrderAnnotation.class)
class AgentPackageE2E {
    private static final String UNIT = "signalbeam-agent.service";
    /** Quicker than on a real device, and with the engine of the test. */
    private static final String ENVIRONMENT = """
            SIGNALBEAM_AGENT_DOCKER_HOST=unix:///run/engine.sock
            SIGNALBEAM_AGENT_TRIAL_SECONDS=60
            SIGNALBEAM_AGENT_RECONCILE_SECONDS=1
            SIGNALBEAM_AGENT_DRIFT_SECONDS=1
            SIGNALBEAM_AGENT_HEARTBEAT_SECONDS=1
            SIGNALBEAM_AGENT_BACKOFF_MAX_SECONDS=5
            """;

    @RegisterExtension
    static final E2eSystem SYSTEM = E2eSystem.open();

    private static BootedMachine machine;
    private static Api admin;
    private static DeviceId device;

    @BeforeAll
    static void boot() throws Exception {
        assumeThat(OwnEngine.isPossible()).as("an engine of its own is here").isTrue();
        machine = BootedMachine.boot(
                SYSTEM.folder.resolve("machine"), Path.of(OwnEngine.host().getPath()));
        admin = SYSTEM.cloud.admin("agent-package");
        admin.post("/groups", Map.of("name", "vans", "selector", "kind=van")).ok();
    }

    @AfterAll
    static void end() throws Exception {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    @Order(1)
    void one_line_installs_it_enrols_and_starts_it() throws Exception {
        var packaging = Files.createDirectories(machine.root().resolve("var/cache/package"));
        pack(packaging.resolve("agent.deb"));
        Files.copy(TestCloud.ROOT.resolve("agent/src/main/package/install.sh"), packaging.resolve("install.sh"));
        var etc = Files.createDirectories(machine.root().resolve("etc/signalbeam"));
        Files.writeString(etc.resolve("agent.env"), ENVIRONMENT);
        var token = admin.enrollmentToken(Map.of("labels", Map.of("kind", "van"), "maxUses", 1));

        machine.succeed("cd /var/cache/package && sh install.sh agent.deb %s %s van-1".formatted(SYSTEM.api(), token));

        assertThat(shown("Type", "ActiveState", "UnitFileState", "NRestarts"))
                .isEqualTo("Type=notify\nNRestarts=0\nActiveState=active\nUnitFileState=enabled");
        device = Eventually.get(() -> admin.device("van-1"));
        Eventually.check(() -> assertThat(status()).isEqualTo("Online"));
        Eventually.check(() -> machine.succeed("signalbeam-agent status"));
    }

    @Test
    @Order(2)
    void systemd_starts_it_again_when_it_is_killed() throws Exception {
        var before = shown("MainPID");
        machine.succeed("systemctl kill --signal=KILL --kill-who=main " + UNIT);

        Eventually.check(() -> {
            assertThat(shown("NRestarts", "ActiveState")).isEqualTo("NRestarts=1\nActiveState=active");
            assertThat(shown("MainPID")).isNotEqualTo(before);
            machine.succeed("signalbeam-agent status");
        });
    }

    @Test
    @Order(3)
    void a_bundle_updates_it_and_one_that_cannot_start_is_taken_back() throws Exception {
        publish("1.0.0", "9.1.0", "");
        admin.assign(device, "agent", "1.0.0");
        Eventually.check(() -> runs("1.0.0", "Running", "9.1.0"));
        assertThat(shown("ActiveState")).isEqualTo("ActiveState=active");

        publish("2.0.0", "9.2.0", "exit 1");
        admin.assign(device, "agent", "2.0.0");
        Eventually.check(() -> runs("2.0.0", "Failed", "9.1.0"));
        assertThat(shown("ActiveState")).isEqualTo("ActiveState=active");
    }

    @Test
    @Order(4)
    void purging_leaves_nothing() throws Exception {
        machine.succeed("dpkg --purge signalbeam-agent");

        assertThat(machine.run("systemctl cat " + UNIT).status()).isNotZero();
        assertThat(machine.succeed("pgrep -f '[s]ignalbeam-agent/' || true")).isEmpty();
        for (var gone : new String[] {
            "opt/signalbeam-agent", "etc/signalbeam", "var/lib/signalbeam-agent", "usr/bin/signalbeam-agent"
        }) {
            assertThat(machine.root().resolve(gone)).doesNotExist();
        }
    }

    private static void runs(String version, String state, String agent) throws Exception {
        var answer = admin.get("/devices/" + device).ok();
        assertThat(answer.path("bundles").path(0).path("reportedVersion").asText())
                .as(answer.toPrettyString())
                .isEqualTo(version);
        assertThat(answer.path("bundles").path(0).path("state").asText())
                .as(answer.toPrettyString())
                .isEqualTo(state);
        assertThat(answer.path("facts").path("version").asText()).isEqualTo(agent);
    }

    private static String status() throws Exception {
        return admin.get("/devices/" + device).ok().path("status").asText();
    }

    private static void publish(String version, String agent, String script) throws Exception {
        AgentBundle.publish(
                admin, machine.root().resolve("opt/signalbeam-agent"), SYSTEM.folder, version, agent, script);
    }

    private static String shown(String... properties) throws Exception {
        return machine.succeed("systemctl show --property=%s %s".formatted(String.join(",", properties), UNIT));
    }

    /** Without an archive of classes, which would take a local cloud to be made. */
    private static void pack(Path deb) throws Exception {
        var builder = new ProcessBuilder("bash", "src/main/package/build", deb.toString())
                .directory(TestCloud.ROOT.resolve("agent").toFile())
                .redirectErrorStream(true)
                .redirectOutput(SYSTEM.folder.resolve("package.log").toFile());
        builder.environment()
                .putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "SIGNALBEAM_PACKAGE_CLASSES", "none"));
        assertThat(builder.start().waitFor())
                .as(() -> "see " + SYSTEM.folder.resolve("package.log"))
                .isZero();
    }
}
