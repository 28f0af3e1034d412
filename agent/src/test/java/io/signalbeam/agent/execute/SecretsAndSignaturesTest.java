package io.signalbeam.agent.execute;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.state;
import static io.signalbeam.agent.reconcile.Wanted.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsAndSignaturesTest {
    private static final DesiredBundle PLAIN = bundle(
            "shop",
            "1.0.0",
            container("db", "db:1").secret("PASSWORD", "db-password").spec());
    private static final DesiredBundle V1 = with(PLAIN, "db-password", "v1");
    private static final DesiredBundle V1_ROTATED = with(PLAIN, "db-password", "v2");

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void engine() {
        rig = new Rig(folder);
        rig.runtime.publish("db:1", "sha256:db1").publish("db:2", "sha256:db2");
        rig.vault.put("db-password", "v1", "hunter2hunter2");
    }

    @Test
    void a_container_gets_its_secret_and_nothing_that_is_kept_or_told_does() throws Exception {
        rig.wants(state(1, V1)).settle();

        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Running);
        assertThat(rig.vault.asked).containsExactly("db-password");
        assertThat(rig.runtime.named("shop", "db").labels().toString()).doesNotContain("hunter2");
        assertThat(Json.write(rig.reports)).doesNotContain("hunter2");
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("hunter2");
            }
        }
    }

    @Test
    void a_new_value_makes_exactly_the_containers_anew_that_use_it() throws Exception {
        var other = container("log", "db:1").spec();
        var two = with(bundle("shop", "1.0.0", PLAIN.containers().get(0), other), "db-password", "v1");
        rig.wants(state(1, two)).settle();
        var log = rig.runtime.named("shop", "log").id();
        var hash = rig.runtime.named("shop", "db").label(ManagedLabels.SPEC_HASH);
        rig.vault.put("db-password", "v2", "hunter3");
        rig.runtime.calls.clear();

        rig.wants(state(2, with(two, "db-password", "v2"))).settle();

        assertThat(rig.runtime.calls).contains("create sb-shop-db").doesNotContain("create sb-shop-log");
        assertThat(rig.runtime.named("shop", "log").id()).isEqualTo(log);
        assertThat(rig.runtime.named("shop", "db").label(ManagedLabels.SPEC_HASH))
                .isNotEqualTo(hash);
    }

    @Test
    void what_runs_is_left_alone_while_a_new_value_cannot_be_had() throws Exception {
        rig.wants(state(1, V1)).settle();
        rig.runtime.calls.clear();
        rig.vault.put("db-password", "v2", "hunter3").away(true);
        rig.wants(state(2, V1_ROTATED)).round();

        assertThat(rig.runtime.calls).isEmpty();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Pending);
        assertThat(rig.status("shop").error().code()).isEqualTo("unreachable");

        rig.vault.away(false);
        rig.pass(Duration.ofMinutes(5));
        rig.settle();
        assertThat(rig.runtime.calls).contains("create sb-shop-db");
    }

    @Test
    void after_a_restart_without_a_cloud_present_containers_start_and_lost_ones_wait() throws Exception {
        rig.wants(state(1, V1)).settle();
        rig.restart();
        rig.vault.away(true);
        rig.vault.asked.clear();
        var db = rig.runtime.named("shop", "db").id();
        rig.runtime.change(db, change -> change.state(ContainerState.EXITED, 1));
        rig.settle();
        assertThat(rig.runtime.named("shop", "db").state()).isEqualTo(ContainerState.RUNNING);
        assertThat(rig.vault.asked).as("the engine has its environment").isEmpty();

        rig.runtime.remove(db);
        rig.round();
        assertThat(rig.runtime.all()).isEmpty();
        assertThat(rig.status("shop").error().code()).isEqualTo("unreachable");
        rig.vault.away(false);
        rig.pass(Duration.ofMinutes(5));
        rig.settle();
        assertThat(rig.runtime.named("shop", "db").state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void an_agent_that_was_restarted_gets_the_secrets_to_strike_out_of_a_failed_versions_log() throws Exception {
        crashesAfterARestart();
        rig.settle();

        assertThat(rig.status("shop").error().message())
                .contains("its last lines")
                .contains("*** was refused")
                .doesNotContain("hunter2");
    }

    @Test
    void a_failed_versions_log_stays_on_the_device_while_its_secrets_cannot_be_had() throws Exception {
        crashesAfterARestart();
        rig.vault.away(true);
        rig.settle();

        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Failed);
        assertThat(rig.status("shop").error().message()).doesNotContain("its last lines");
    }

    private void crashesAfterARestart() throws InterruptedException {
        rig.wants(state(1, V1)).round();
        rig.restart();
        var db = rig.runtime.named("shop", "db").id();
        rig.runtime.writes(db, "hunter2hunter2 was refused");
        rig.runtime.change(
                db, change -> change.state(ContainerState.RESTARTING, 1).restarts(3));
    }

    @Test
    void a_secret_that_the_tenant_does_not_have_fails_the_version_and_says_which() throws Exception {
        rig.wants(state(1, PLAIN)).settle();

        assertThat(rig.runtime.calls).isEmpty();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Failed);
        assertThat(rig.status("shop").error())
                .isEqualTo(new ReportedError("secret-missing", "the tenant has no secret named db-password", "db"));

        rig.wants(state(2, V1)).settle();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Running);
    }

    @Test
    void a_bundle_that_is_not_believed_is_not_run_and_what_runs_is_kept_in_order() throws Exception {
        rig.wants(state(1, V1)).settle();
        var altered = with(
                bundle(
                        "shop",
                        "1.0.0",
                        container("db", "evil:1")
                                .secret("PASSWORD", "db-password")
                                .spec()),
                "db-password",
                "v1");
        rig.gate = asked -> asked.equals(altered)
                ? Optional.of(new ReportedError("signature-invalid", "altered", null))
                : Optional.empty();
        rig.runtime.calls.clear();

        rig.wants(state(2, altered)).settle();
        rig.runtime.remove(rig.runtime.named("shop", "db").id());
        rig.settle();

        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Failed);
        assertThat(rig.status("shop").error().code()).isEqualTo("signature-invalid");
        assertThat(rig.runtime.calls).noneMatch(call -> call.contains("evil"));
        assertThat(rig.runtime.named("shop", "db").image()).isEqualTo("db:1");

        rig.wants(state(2, V1)).settle();
        assertThat(rig.status("shop").state())
                .as("the good one under the same generation and digest")
                .isEqualTo(BundleState.Running);
    }
}
