package io.signalbeam.agent.execute;

import static io.signalbeam.agent.reconcile.Wanted.bundle;
import static io.signalbeam.agent.reconcile.Wanted.container;
import static io.signalbeam.agent.reconcile.Wanted.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.journal.MemoryDisk;
import io.signalbeam.agent.runtime.ContainerState;
import io.signalbeam.agent.runtime.RuntimeUnavailable;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is desired, fails or is done by hand: it converges, stays there, and touches nothing of others. */
class ReconcilerPropertyTest {
    private static final int HISTORIES = 40;

    @TempDir(factory = MemoryDisk.class)
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void converges_through_faults_and_hands_and_restarts(long seed) throws Exception {
        var random = new Random(seed);
        for (int history = 0; history < HISTORIES; history++) {
            var rig = new Rig(folder.resolve("h" + history));
            io.signalbeam.agent.journal.DurableFile.privateFolder(folder.resolve("h" + history));
            for (int i = 0; i < 4; i++) {
                rig.runtime.publish("image:" + i, "sha256:" + i);
            }
            var foreign = rig.runtime.foreign("by-hand");
            DesiredState wanted = state(0);
            for (int generation = 1; generation <= 4; generation++) {
                if (random.nextInt(4) == 0) {
                    rig.enrolAnew();
                }
                wanted = randomState(rig.device, random, generation);
                rig.wants(wanted);
                trouble(rig, random);
            }
            rig.runtime.fault(call -> {});
            rig.runtime.down(false);
            rig.settle();
            assertReached(rig, wanted, "seed " + seed + " history " + history);
            rig.runtime.calls.clear();
            rig.pass(Duration.ofHours(1));
            rig.round();
            rig.restart();
            rig.round();
            assertThat(rig.runtime.calls).as("planning again after applying").isEmpty();
            assertThat(rig.runtime.has(foreign)).isTrue();
        }
    }

    private static void trouble(Rig rig, Random random) {
        for (int i = random.nextInt(8); i > 0; i--) {
            var dice = new Random(random.nextLong());
            rig.runtime.fault(call -> {
                if (dice.nextInt(5) == 0) {
                    throw dice.nextBoolean()
                            ? new TransientFailure("pull-failed", "cut", null)
                            : new RuntimeUnavailable("gone", new IOException("gone"));
                }
            });
            rig.runtime.down(random.nextInt(10) == 0);
            try {
                rig.pass(rig.round());
            } catch (RuntimeUnavailable | InterruptedException e) {
                rig.pass(Duration.ofSeconds(5));
            }
            var managed = rig.runtime.all().stream()
                    .filter(container -> !container.bundle().isEmpty())
                    .toList();
            if (!managed.isEmpty() && random.nextBoolean()) {
                var victim = managed.get(random.nextInt(managed.size()));
                rig.runtime.change(victim.id(), change -> change.state(ContainerState.EXITED, 137));
            }
            if (random.nextInt(4) == 0) {
                rig.restart();
            }
        }
    }

    private static DesiredState randomState(DeviceId device, Random random, int generation) {
        var bundles = new ArrayList<DesiredBundle>();
        for (var id : new String[] {"alpha", "alphabet", "beta"}) {
            if (random.nextInt(4) == 0) {
                continue;
            }
            // A manifest never changes under its version.
            int version = random.nextInt(4);
            var content = new Random(id.hashCode() * 31L + version);
            var containers = new ArrayList<ContainerSpec>();
            for (int c = 0; c <= content.nextInt(3); c++) {
                var spec = container("c" + c, "image:" + content.nextInt(4)).env("N", "" + content.nextInt(2));
                if (c > 0 && content.nextBoolean()) {
                    spec.dependsOn("c" + (c - 1));
                }
                containers.add(spec.spec());
            }
            bundles.add(bundle(id, version + ".0.0", containers.toArray(new ContainerSpec[0])));
        }
        return state(device, generation, bundles.toArray(new DesiredBundle[0]));
    }

    private static void assertReached(Rig rig, DesiredState wanted, String where) {
        var expected = wanted.bundles().stream()
                .flatMap(bundle -> bundle.containers().stream()
                        .map(spec -> bundle.bundleId() + "/" + spec.name() + " " + spec.image() + " RUNNING"))
                .toList();
        assertThat(rig.runtime.all().stream()
                        .filter(container -> !container.bundle().isEmpty())
                        .map(container -> container.bundle() + "/" + container.name() + " " + container.image() + " "
                                + container.state()))
                .as(where)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rig.runtime.networks(rig.owner))
                .as(where)
                .containsExactlyInAnyOrderElementsOf(wanted.bundles().stream()
                        .map(bundle -> "sb-" + bundle.bundleId())
                        .toList());
    }
}
