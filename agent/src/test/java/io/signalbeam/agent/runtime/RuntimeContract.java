package io.signalbeam.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.bundle.ContainerSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every runtime does, the real ones and the fake. */
public abstract class RuntimeContract {
    protected final String bundle = "t" + UUID.randomUUID().toString().substring(0, 8);
    protected final String device = UUID.randomUUID().toString();

    protected abstract ContainerRuntime runtime();

    /** An image that can be pulled, and whose containers need a command. */
    protected abstract String image();

    protected abstract String missingImage();

    /** Makes a container without our labels. */
    protected abstract String foreign(String name);

    protected abstract boolean exists(String containerId);

    protected abstract void removeForeign(String containerId);

    /** A shell's command. */
    protected List<String> shell(String script) {
        return List.of("/bin/busybox", "sh", "-c", script);
    }

    @AfterEach
    void clean() {
        mine().forEach(container -> runtime().remove(container.id()));
        runtime().networks(Owner.of(device)).forEach(runtime()::removeNetwork);
    }

    @Test
    void pulls_creates_starts_stops_and_removes() throws Exception {
        runtime().pull(image());
        assertThat(runtime().imageId(image())).isPresent();
        network();
        var id = runtime().create(creation("web"));
        assertThat(only().state()).isEqualTo(ContainerState.CREATED);
        runtime().start(id);
        assertThat(only().state()).isEqualTo(ContainerState.RUNNING);
        assertThat(only().name()).isEqualTo("web");
        assertThat(only().imageId()).isEqualTo(runtime().imageId(image()).orElseThrow());
        runtime().stop(id, 1);
        assertThat(only().state()).isEqualTo(ContainerState.EXITED);
        runtime().remove(id);
        assertThat(mine()).isEmpty();
    }

    @Test
    void every_call_may_be_repeated() throws Exception {
        runtime().pull(image());
        runtime().pull(image());
        network();
        network();
        var id = runtime().create(creation("web"));
        assertThat(runtime().create(creation("web"))).isEqualTo(id);
        runtime().start(id);
        runtime().start(id);
        runtime().stop(id, 1);
        runtime().stop(id, 1);
        runtime().remove(id);
        runtime().remove(id);
        runtime().stop(id, 1);
        runtime().removeNetwork("sb-" + bundle);
        runtime().removeNetwork("sb-" + bundle);
        assertThat(runtime().networks(Owner.of(device))).isEmpty();
    }

    @Test
    void does_not_list_what_somebody_else_made_nor_take_its_name() throws Exception {
        runtime().pull(image());
        network();
        var foreign = foreign("sb-" + bundle + "-web");
        try {
            assertThat(mine()).isEmpty();
            assertThatExceptionOfType(PermanentFailure.class)
                    .isThrownBy(() -> runtime().create(creation("web")))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("create-failed"));
            assertThat(exists(foreign)).isTrue();
        } finally {
            removeForeign(foreign);
        }
    }

    @Test
    void does_not_share_a_network_that_another_agent_made() {
        runtime().createNetwork("sb-" + bundle, Map.of(ManagedLabels.DEVICE, "another"));
        try {
            assertThat(runtime().networks(Owner.of(device))).isEmpty();
            assertThatExceptionOfType(PermanentFailure.class).isThrownBy(this::network);
        } finally {
            runtime().removeNetwork("sb-" + bundle);
        }
    }

    @Test
    void what_an_earlier_identity_of_the_same_home_made_is_listed_and_what_one_of_another_home_made_is_not() {
        var earlier = new Owner("earlier", Set.of(), "here");
        runtime().createNetwork("sb-" + bundle, earlier.labels());
        try {
            assertThat(runtime().networks(new Owner(device, Set.of(), "here"))).containsExactly("sb-" + bundle);
            assertThat(runtime().networks(new Owner(device, Set.of(), "there"))).isEmpty();
        } finally {
            runtime().removeNetwork("sb-" + bundle);
        }
    }

    @Test
    void an_image_that_does_not_exist_is_a_lasting_failure() {
        assertThat(runtime().imageId(missingImage())).isEmpty();
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> runtime().pull(missingImage()))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("image-not-found"));
    }

    @Test
    void an_image_is_removed_when_nobody_uses_it() throws Exception {
        runtime().pull(image());
        network();
        var id = runtime().create(creation("web"));
        assertThat(runtime().removeImage(image())).as("used").isFalse();
        assertThat(runtime().imageId(image())).isPresent();
        runtime().remove(id);
        assertThat(runtime().removeImage(image())).isTrue();
        assertThat(runtime().imageId(image())).isEmpty();
        assertThat(runtime().removeImage(image())).as("gone already").isTrue();
    }

    @Test
    void a_container_whose_image_was_taken_away_can_be_made_later() {
        network();
        runtime().removeImage(image());
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> runtime().create(creation("web")))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("create-failed"));
    }

    @Test
    void there_are_no_lines_of_a_container_that_is_gone() {
        assertThat(runtime().lastLines("0123456789ab", 5)).isEmpty();
    }

    protected void network() {
        network(runtime());
    }

    protected void network(ContainerRuntime runtime) {
        runtime.createNetwork(
                "sb-" + bundle,
                Map.of(
                        ManagedLabels.MANAGED, "true",
                        ManagedLabels.DEVICE, device,
                        ManagedLabels.BUNDLE, bundle));
    }

    protected ContainerCreation creation(String name) {
        return creation(withCommand(name, shell("trap 'exit 0' TERM; while :; do sleep 0.1; done")), List.of());
    }

    protected ContainerCreation creation(ContainerSpec spec, List<String> otherNetworks) {
        var labels = new HashMap<>(Map.of(
                ManagedLabels.MANAGED,
                "true",
                ManagedLabels.DEVICE,
                device,
                ManagedLabels.BUNDLE,
                bundle,
                ManagedLabels.CONTAINER,
                spec.name(),
                ManagedLabels.SPEC_HASH,
                "hash"));
        labels.putAll(spec.labels());
        var networks = new java.util.ArrayList<>(List.of("sb-" + bundle));
        networks.addAll(otherNetworks);
        return new ContainerCreation("sb-" + bundle + "-" + spec.name(), spec, labels, networks);
    }

    protected ContainerSpec withCommand(String name, List<String> command) {
        var of = ContainerSpec.of(name, image());
        return new ContainerSpec(
                name,
                image(),
                List.of(),
                command,
                of.env(),
                of.secrets(),
                of.ports(),
                of.volumes(),
                of.devices(),
                of.networks(),
                false,
                false,
                null,
                of.restart(),
                null,
                of.limits(),
                of.labels(),
                of.dependsOn(),
                1);
    }

    protected List<ActualContainer> mine() {
        return runtime().containers().stream()
                .filter(container -> container.label(ManagedLabels.DEVICE).equals(device))
                .toList();
    }

    protected ActualContainer only() {
        assertThat(mine()).hasSize(1);
        return mine().get(0);
    }
}
