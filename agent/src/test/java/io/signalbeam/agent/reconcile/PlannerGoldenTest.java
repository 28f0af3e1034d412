package io.signalbeam.agent.reconcile;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.health.Trial;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Plans as text in {@code src/test/resources/plans}, to be reviewed like code. A run with
 * {@code SIGNALBEAM_WRITE_GOLDEN=1} writes them anew.
 */
class PlannerGoldenTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
    private static final DesiredBundle V1 = bundle(
            "shop",
            "1.0.0",
            container("db", "db:1").volume("rows", "/rows").spec(),
            container("web", "web:1").dependsOn("db").spec());
    private static final DesiredBundle V2 = bundle(
            "shop",
            "2.0.0",
            container("db", "db:1").volume("rows", "/rows").spec(),
            container("web", "web:2").dependsOn("db").spec(),
            container("log", "log:1").dependsOn("web").spec());

    private final List<ActualContainer> containers = new ArrayList<>();
    private final Map<String, String> images = new TreeMap<>();
    private final Map<String, Instant> steady = new TreeMap<>();
    private Set<String> networks = Set.of();
    private Memory memory = Memory.NONE;
    private Setbacks setbacks = Setbacks.NONE;

    @Test
    void first_pulls_everything() throws Exception {
        golden(state(1, V1), "first-pulls-everything");
    }

    @Test
    void then_creates_in_order() throws Exception {
        has("db:1", "web:1");
        golden(state(1, V1), "then-creates-in-order");
    }

    @Test
    void waits_for_proof() throws Exception {
        running(state(1, V1), V1, 55);
        golden(state(1, V1), "waits-for-proof");
    }

    @Test
    void accepts_after_the_quiet_time() throws Exception {
        running(state(1, V1), V1, 0);
        golden(state(1, V1), "accepts-after-the-quiet-time");
    }

    @Test
    void nothing_to_do() throws Exception {
        running(state(1, V1), V1, 0);
        memory = memory.accepted(V1);
        golden(state(1, V1), "nothing-to-do");
    }

    @Test
    void removes_images_that_nothing_needs() throws Exception {
        running(state(1, V1), V1, 0);
        memory = memory.accepted(V1)
                .owns("web:1")
                .owns("web:0")
                .owns("sha256:web:1")
                .owns("sha256:old");
        golden(state(1, V1), "removes-images-that-nothing-needs");
    }

    @Test
    void update_pulls_before_it_touches_anything() throws Exception {
        running(state(1, V1), V1, 0);
        memory = memory.accepted(V1);
        golden(state(2, V2), "update-pulls-before-it-touches-anything");
    }

    @Test
    void update_switches_what_changed() throws Exception {
        running(state(1, V1), V1, 0);
        memory = memory.accepted(V1);
        has("web:2", "log:1");
        golden(state(2, V2), "update-switches-what-changed");
    }

    @Test
    void waits_to_retry_and_keeps_the_old_version() throws Exception {
        running(state(1, V1), V1, 0);
        containers.removeIf(container -> container.name().equals("web"));
        memory = memory.accepted(V1);
        setbacks = setbacks.with(
                new Setbacks.Key("shop", V2.manifestDigest()),
                new Setback(2, NOW.plusSeconds(20), new ReportedError("pull-failed", "connection refused", null)));
        golden(state(2, V2), "waits-to-retry-and-keeps-the-old-version");
    }

    @Test
    void goes_back_after_a_failure() throws Exception {
        running(state(2, V2), V2, 0);
        has("web:1");
        memory = memory.accepted(V1)
                .gaveUp(
                        "shop",
                        new Memory.GivenUp(V2.manifestDigest(), 2, new ReportedError("crash-loop", "it ended", "web")));
        golden(state(2, V2), "goes-back-after-a-failure");
    }

    @Test
    void gives_up_a_crash_loop() throws Exception {
        running(state(1, V1), V1, 0);
        containers.set(1, copy(containers.get(1), ContainerState.RESTARTING, 3));
        golden(state(1, V1), "gives-up-a-crash-loop");
    }

    @Test
    void removes_what_is_not_desired_any_more() throws Exception {
        running(state(1, V1), V1, 0);
        memory = memory.accepted(V1);
        golden(state(2), "removes-what-is-not-desired-any-more");
    }

    @Test
    void removes_the_bundles_network_at_last() throws Exception {
        networks = Set.of("sb-shop");
        golden(state(2), "removes-the-bundles-network-at-last");
    }

    @Test
    void starts_what_ended_as_its_policy_says() throws Exception {
        var bundle = bundle(
                "jobs",
                "1.0.0",
                container("always", "a:1").spec(),
                container("failed", "a:1").restart("on-failure").spec(),
                container("once", "a:1").restart("no").spec());
        running(state(1, bundle), bundle, 0);
        memory = memory.accepted(bundle);
        containers.replaceAll(container -> copy(container, ContainerState.EXITED, 0));
        golden(state(1, bundle), "starts-what-ended-as-its-policy-says");
    }

    @Test
    void refuses_what_the_host_forbids() throws Exception {
        golden(
                state(
                        1,
                        bundle(
                                "shop",
                                "1.0.0",
                                container("web", "web:1").privileged().spec())),
                "refuses-what-the-host-forbids");
    }

    private void has(String... references) {
        for (var reference : references) {
            images.put(reference, "sha256:" + reference);
        }
    }

    private void running(DesiredState state, DesiredBundle bundle, int sinceSecond) {
        for (var spec : StartOrder.of(bundle.containers())) {
            var target = TargetContainer.of(state, bundle, spec);
            has(spec.image());
            var id = "id-" + spec.name();
            containers.add(new ActualContainer(
                    id,
                    target.creation().labels(),
                    spec.image(),
                    "sha256:" + spec.image(),
                    null,
                    ContainerState.RUNNING,
                    null,
                    0,
                    0,
                    NOW.minusSeconds(60),
                    null));
            steady.put(id, NOW.minusSeconds(60 - sinceSecond));
        }
        networks = Convergence.networksOf(bundle);
    }

    private static ActualContainer copy(ActualContainer container, ContainerState state, int restarts) {
        return new ActualContainer(
                container.id(),
                container.labels(),
                container.image(),
                container.imageId(),
                null,
                state,
                null,
                1,
                restarts,
                container.startedAt(),
                null);
    }

    private void golden(DesiredState desired, String name) throws Exception {
        var planner = new Planner(HostPolicy.STRICT, Trial.DEFAULT);
        var plan = planner.plan(desired, new ActualState(containers, images, networks, steady), memory, setbacks, NOW);
        var text = PlanText.of(plan);
        var file = Path.of("src/test/resources/plans", name + ".txt");
        if ("1".equals(System.getenv("SIGNALBEAM_WRITE_GOLDEN"))) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
