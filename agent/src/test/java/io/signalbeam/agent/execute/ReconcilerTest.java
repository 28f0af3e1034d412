package io.signalbeam.agent.execute;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTest {
    private static final DesiredBundle V1 = bundle(
            "shop",
            "1.0.0",
            container("db", "db:1").spec(),
            container("web", "web:1").dependsOn("db").spec());
    private static final DesiredBundle V2 = bundle(
            "shop",
            "2.0.0",
            container("db", "db:1").spec(),
            container("web", "web:2").dependsOn("db").spec());

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void engine() {
        rig = new Rig(folder);
        rig.runtime
                .publish("db:1", "sha256:db1")
                .publish("web:1", "sha256:web1")
                .publish("web:2", "sha256:web2");
    }

    @Test
    void runs_a_bundle_in_order_and_accepts_it_after_a_quiet_time() throws Exception {
        rig.wants(state(1, V1)).round();
        assertThat(rig.runtime.calls)
                .containsExactly(
                        "pull db:1",
                        "pull web:1",
                        "create network sb-shop",
                        "create sb-shop-db",
                        "start c001",
                        "create sb-shop-web",
                        "start c002");
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Updating);
        rig.pass(Duration.ofSeconds(9));
        rig.round();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Updating);
        rig.pass(Duration.ofSeconds(1));
        rig.round();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Running);
        assertThat(rig.reports.stream()
                        .map(report -> report.bundles().get(0).state())
                        .distinct())
                .containsExactly(BundleState.Updating, BundleState.Running);
    }

    @Test
    void what_runs_as_it_shall_is_planned_anew_when_something_has_changed_and_after_minutes() throws Exception {
        var plans = new AtomicInteger();
        rig.gate = bundle -> {
            plans.incrementAndGet();
            return Optional.empty();
        };
        rig.wants(state(1, V1)).settle();
        rig.round();
        plans.set(0);
        rig.pass(Duration.ofMinutes(4));
        rig.round();
        assertThat(plans).hasValue(0);
        rig.pass(Duration.ofMinutes(1));
        rig.round();
        assertThat(plans).hasValue(1);
        rig.wants(state(2, V1)).round();
        assertThat(plans).hasValue(2);
        rig.runtime.change(rig.runtime.named("shop", "db").id(), change -> change.state(ContainerState.EXITED, 137));
        rig.round();
        assertThat(plans).hasValueGreaterThan(2);
    }

    @Test
    void an_update_replaces_exactly_what_changed() throws Exception {
        rig.wants(state(1, V1)).settle();
        var db = rig.runtime.named("shop", "db").id();
        rig.runtime.calls.clear();
        rig.wants(state(2, V2)).settle();
        assertThat(rig.runtime.calls)
                .containsExactly(
                        "pull web:2",
                        "stop c002",
                        "remove c002",
                        "create sb-shop-web",
                        "start c003",
                        "remove image web:1");
        assertThat(rig.runtime.named("shop", "db").id()).isEqualTo(db);
        assertThat(rig.status("shop").version()).isEqualTo("2.0.0");
    }

    @Test
    void a_machine_that_enrols_anew_makes_anew_what_is_wanted_and_removes_the_rest_of_its_earlier_identity()
            throws Exception {
        rig.wants(state(1, V1, bundle("till", "1.0.0", container("pay", "db:1").spec())))
                .settle();
        rig.enrolAnew();
        rig.runtime.calls.clear();

        rig.wants(state(rig.device, 1, V1)).settle();

        assertThat(rig.runtime.calls.stream().filter(call -> call.startsWith("pull")))
                .as("what is there is not fetched")
                .isEmpty();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Running);
        assertThat(rig.runtime.all())
                .extracting(container -> container.bundle() + " " + container.label(ManagedLabels.DEVICE))
                .containsExactly("shop " + rig.device, "shop " + rig.device);
        assertThat(rig.runtime.networks(rig.owner)).containsExactly("sb-shop");
    }

    @Test
    void an_agent_of_another_home_on_the_same_engine_is_left_alone() throws Exception {
        rig.wants(state(1, V1)).settle();
        var theirs = rig.runtime.all();
        rig.device = DeviceId.random();
        rig.owner = new Owner(rig.device.toString(), Set.of(), "elsewhere");
        rig.loseDisk();

        rig.wants(state(rig.device, 2, V2)).settle();

        assertThat(rig.status("shop").error().code()).isEqualTo("create-failed");
        assertThat(rig.runtime.all()).isEqualTo(theirs);
    }

    @Test
    void images_are_kept_to_go_back_to_and_removed_when_no_bundle_needs_them() throws Exception {
        rig.runtime.crashes("web:2");
        rig.wants(state(1, V1)).settle();
        rig.wants(state(2, V2)).settle();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Failed);
        assertThat(rig.runtime.images()).containsExactly("db:1", "web:1", "web:2");

        rig.wants(state(3)).settle();
        assertThat(rig.runtime.images()).isEmpty();
    }

    @Test
    void an_image_that_was_there_before_or_is_used_by_somebody_else_stays() throws Exception {
        rig.runtime.pull("db:1");
        rig.runtime.publish("web:1", "sha256:foreign");
        rig.runtime.foreign("by-hand");
        rig.wants(state(1, V1)).settle();

        rig.wants(state(2)).settle();

        assertThat(rig.runtime.images()).containsExactly("db:1", "web:1");
        rig.runtime.calls.clear();
        rig.settle();
        assertThat(rig.runtime.calls).as("and is not asked for again").isEmpty();
    }

    @Test
    void what_a_moving_tag_was_before_is_removed_when_nothing_runs_from_it() throws Exception {
        rig.runtime.publish("app", "sha256:one");
        rig.wants(state(1, bundle("shop", "1.0.0", container("app", "app").spec())))
                .settle();
        rig.runtime.publish("app", "sha256:two");
        rig.wants(state(2, bundle("shop", "2.0.0", container("app", "app").spec())))
                .settle();

        assertThat(rig.runtime.named("shop", "app").imageId()).isEqualTo("sha256:two");
        assertThat(rig.runtime.images()).containsExactly("app");
    }

    @Test
    void what_somebody_killed_or_removed_comes_back_and_what_is_not_ours_stays_alone() throws Exception {
        var foreign = rig.runtime.foreign("by-hand");
        rig.wants(state(1, V1)).settle();
        rig.runtime.change(rig.runtime.named("shop", "db").id(), change -> change.state(ContainerState.EXITED, 137));
        rig.runtime.remove(rig.runtime.named("shop", "web").id());
        rig.settle();
        assertThat(rig.runtime.named("shop", "db").state()).isEqualTo(ContainerState.RUNNING);
        assertThat(rig.runtime.named("shop", "web").state()).isEqualTo(ContainerState.RUNNING);
        rig.wants(state(2)).settle();
        assertThat(rig.runtime.all()).extracting("id").containsExactly(foreign);
    }

    @Test
    void an_image_that_does_not_exist_fails_the_version_without_touching_what_runs() throws Exception {
        rig.wants(state(1, V1)).settle();
        rig.runtime.calls.clear();
        var typo = bundle(
                "shop",
                "2.0.0",
                container("db", "db:1").spec(),
                container("web", "wbe:2").spec());
        rig.wants(state(2, typo)).settle();
        assertThat(rig.runtime.calls).containsExactly("pull wbe:2");
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Failed);
        assertThat(rig.status("shop").error().code()).isEqualTo("image-not-found");
        assertThat(rig.runtime.named("shop", "web").imageId()).isEqualTo("sha256:web1");
    }

    @Test
    void a_crash_loop_puts_the_last_good_version_back_and_is_told_with_its_last_lines() throws Exception {
        rig.wants(state(1, V1)).settle();
        rig.runtime.crashes("web:2");
        rig.wants(state(2, V2)).settle();
        var status = rig.status("shop");
        assertThat(status.state()).isEqualTo(BundleState.Failed);
        assertThat(status.version()).isEqualTo("2.0.0");
        assertThat(status.error().code()).isEqualTo("crash-loop");
        assertThat(status.error().container()).isEqualTo("web");
        assertThat(status.error().message()).contains("its last lines:\nstarted");
        assertThat(rig.runtime.named("shop", "web").imageId()).isEqualTo("sha256:web1");
        assertThat(rig.runtime.named("shop", "web").state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void a_failed_version_is_not_tried_again_until_the_desired_state_changes() throws Exception {
        rig.wants(state(1, V1)).settle();
        rig.runtime.crashes("web:2");
        rig.wants(state(2, V2)).settle();
        rig.runtime.calls.clear();
        rig.pass(Duration.ofDays(1));
        rig.restart();
        rig.settle();
        assertThat(rig.runtime.calls).isEmpty();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Failed);
        rig.wants(state(3, V2)).settle();
        assertThat(rig.runtime.calls).contains("create sb-shop-web");
    }

    @Test
    void an_unhealthy_container_fails_its_version() throws Exception {
        var checked = bundle(
                "shop",
                "1.0.0",
                container("web", "web:1").healthCheck("CMD", "x").spec());
        rig.wants(state(1, checked)).round();
        rig.runtime.change(rig.runtime.named("shop", "web").id(), change -> change.health("starting"));
        rig.pass(Duration.ofSeconds(60));
        rig.round();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Updating);
        rig.runtime.change(rig.runtime.named("shop", "web").id(), change -> change.health("unhealthy"));
        rig.settle();
        assertThat(rig.status("shop")).extracting(BundleStatus::state).isEqualTo(BundleState.Failed);
        assertThat(rig.status("shop").error().code()).isEqualTo("unhealthy");
    }

    @Test
    void a_registry_that_is_away_is_waited_for_while_the_old_version_is_kept_in_order() throws Exception {
        rig.wants(state(1, V1)).settle();
        rig.runtime.fault(call -> {
            if (call.startsWith("pull")) {
                throw new TransientFailure("pull-failed", "connection refused", null);
            }
        });
        rig.wants(state(2, V2)).round();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Pending);
        assertThat(rig.status("shop").error().message()).isEqualTo("connection refused");
        rig.runtime.remove(rig.runtime.named("shop", "web").id());
        rig.round();
        assertThat(rig.runtime.named("shop", "web").imageId()).isEqualTo("sha256:web1");
        rig.runtime.fault(call -> {});
        rig.settle();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Running);
        assertThat(rig.runtime.named("shop", "web").imageId()).isEqualTo("sha256:web2");
    }

    @Test
    void a_manifest_that_the_host_forbids_is_refused_with_the_reason() throws Exception {
        rig.wants(state(
                        1,
                        bundle(
                                "shop",
                                "1.0.0",
                                container("web", "web:1").privileged().spec())))
                .settle();
        assertThat(rig.runtime.calls).isEmpty();
        assertThat(rig.status("shop").error().code()).isEqualTo("policy");
        assertThat(rig.status("shop").error().message()).contains("privileged");
    }

    @Test
    void variables_are_filled_in_and_one_that_the_device_has_not_fails_the_bundle() throws Exception {
        rig.wants(state(
                        1,
                        bundle(
                                "shop",
                                "1.0.0",
                                container("web", "web:1")
                                        .env("SITE", "${label.site}")
                                        .spec())))
                .settle();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Running);
        rig.wants(state(
                        2,
                        bundle(
                                "shop",
                                "2.0.0",
                                container("web", "web:1")
                                        .env("SITE", "${label.floor}")
                                        .spec())))
                .settle();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Failed);
        assertThat(rig.status("shop").error().message()).contains("floor");
        assertThat(rig.runtime.named("shop", "web").state()).isEqualTo(ContainerState.RUNNING);
    }

    @Test
    void an_engine_that_is_away_twice_is_told_and_comes_back() throws Exception {
        rig.wants(state(1, V1)).settle();
        rig.runtime.down(true);
        int before = rig.reports.size();
        assertThatExceptionOfType(RuntimeUnavailable.class).isThrownBy(rig::round);
        assertThat(rig.reports).hasSize(before);
        assertThatExceptionOfType(RuntimeUnavailable.class).isThrownBy(rig::round);
        assertThat(rig.status("shop").error().code()).isEqualTo("runtime-unavailable");
        rig.runtime.down(false);
        rig.settle();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Running);
    }

    @Test
    void a_lost_memory_costs_a_trial_and_nothing_that_runs() throws Exception {
        rig.wants(state(1, V1)).settle();
        rig.runtime.calls.clear();
        Files.delete(folder.resolve("memory.json"));
        Files.deleteIfExists(folder.resolve("memory.json.prev"));
        rig.restart();
        rig.settle();
        assertThat(rig.runtime.calls).isEmpty();
        assertThat(rig.status("shop").state()).isEqualTo(BundleState.Running);
    }
}
