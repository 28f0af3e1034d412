package io.signalbeam.functions.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.testing.FleetRows;
import io.signalbeam.functions.testing.MemoryTwins;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProjectTwinsIT {
    private final MemoryTwins twins = new MemoryTwins();
    private final Set<DeviceId> away = new HashSet<>();
    private TestDatabase database;
    private TenantId tenant;
    private FleetRows rows;
    private ProjectTwins project;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        tenant = database.tenant("acme");
        rows = new FleetRows(database, tenant);
        project = new ProjectTwins(
                database.database(),
                new Failing(),
                (owner, digest) -> {
                    if (digest.endsWith("lost1.0.0")) {
                        throw new PermanentFailure("no such manifest");
                    }
                    return new BundleManifest("x", "1.0.0", null, List.of(ContainerSpec.of("app", digest)), List.of());
                },
                TestCloud.settings(Map.of()),
                new TestClock());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private final class Failing implements TwinStore {
        @Override
        public Optional<Twin> read(DeviceId device) {
            return twins.read(device);
        }

        @Override
        public Optional<Twin> write(Twin twin) {
            if (away.contains(twin.id())) {
                throw new TransientFailure("away");
            }
            return twins.write(twin);
        }
    }

    private void queue(DeviceId device) {
        database.owner()
                .useHandle(tx -> tx.execute(
                        "insert into outbox (tenant_id, device_id) values (?, ?)", tenant.value(), device.value()));
    }

    private void want(DeviceId device, String bundle) {
        rows.versions(bundle, "1.0.0");
        database.owner()
                .useHandle(tx -> tx.execute(
                        "insert into device_desired (tenant_id, device_id, bundle_id, version, assignment_id)"
                                + " values (?, ?, ?, '1.0.0', gen_random_uuid())",
                        tenant.value(),
                        device.value(),
                        bundle));
    }

    @Test
    void writes_what_the_device_shall_run_and_empties_the_outbox() {
        var device = rows.device("till", Map.of("site", "berlin"));
        want(device, "shop");
        queue(device);
        queue(device);
        assertThat(project.sweep(Duration.ofSeconds(5))).isEqualTo(2);
        var twin = twins.read(device).orElseThrow();
        assertThat(twin.tenantId()).isEqualTo(tenant);
        assertThat(twin.desired().deviceName()).isEqualTo("till");
        assertThat(twin.desired().labels()).containsEntry("site", "berlin");
        assertThat(twin.desired().bundles().getFirst().containers().getFirst().image())
                .isEqualTo("sha256:shop1.0.0");
        assertThat(rows.outbox()).isZero();
    }

    @Test
    void keeps_in_the_outbox_what_could_not_be_written_and_writes_the_rest() {
        var good = rows.device("good");
        var bad = rows.device("bad");
        away.add(bad);
        queue(bad);
        queue(good);
        project.sweep(Duration.ofSeconds(5));
        assertThat(twins.read(good)).isPresent();
        assertThat(rows.outbox()).isEqualTo(1);
        away.clear();
        project.sweep(Duration.ofSeconds(5));
        assertThat(twins.read(bad)).isPresent();
        assertThat(rows.outbox()).isZero();
    }

    @Test
    void a_manifest_that_is_lost_holds_up_its_own_device_only() {
        var bad = rows.device("bad");
        want(bad, "lost");
        queue(bad);
        var good = rows.device("good");
        queue(good);
        project.sweep(Duration.ofSeconds(5));
        assertThat(twins.read(good)).isPresent();
        assertThat(twins.read(bad)).isEmpty();
        assertThat(rows.outbox()).isEqualTo(1);
    }

    @Test
    void empties_an_outbox_of_several_batches() {
        for (int i = 0; i < 250; i++) {
            queue(rows.device("d" + i));
        }
        assertThat(project.sweep(Duration.ofMinutes(5))).isEqualTo(250);
        assertThat(rows.outbox()).isZero();
    }

    @Test
    void projects_a_few_devices_right_after_the_commit_and_none_after_a_rollback() {
        var device = rows.device("d");
        queue(device);
        database.database().inTenant(tenant, tx -> {
            project.afterCommit(List.of(device));
            assertThat(twins.read(device)).isEmpty();
            return true;
        });
        assertThat(twins.read(device)).isPresent();
        assertThat(rows.outbox()).isZero();
    }

    @Test
    void the_tag_changes_with_the_agents_settings_too() {
        var device = rows.device("d");
        queue(device);
        project.sweep(Duration.ofSeconds(5));
        var before = twins.read(device).orElseThrow().tag();
        queue(device);
        new ProjectTwins(
                        database.database(),
                        twins,
                        (owner, digest) -> new BundleManifest("x", "1.0.0", null, List.of(), List.of()),
                        TestCloud.settings(Map.of("SIGNALBEAM_HEARTBEAT_SECONDS", "5")),
                        new TestClock())
                .sweep(Duration.ofSeconds(5));
        assertThat(twins.read(device).orElseThrow().tag()).isNotEqualTo(before);
    }

    @Test
    void a_twin_never_goes_back_in_whatever_order_the_writes_of_several_projectors_arrive() throws Exception {
        var device = rows.device("d");
        var random = new Random(11);
        var lowest = new AtomicLong();
        var wentBack = new AtomicBoolean();
        // What was read last may be written first, and the other way round.
        var late = new TwinStore() {
            @Override
            public Optional<Twin> read(DeviceId id) {
                return twins.read(id);
            }

            @Override
            public Optional<Twin> write(Twin twin) {
                try {
                    Thread.sleep(random.nextInt(8));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                var newer = twins.write(twin);
                synchronized (lowest) {
                    long now = twins.read(device).orElseThrow().desired().generation();
                    wentBack.compareAndSet(false, lowest.getAndAccumulate(now, Math::max) > now);
                }
                return newer;
            }
        };
        var projector = new ProjectTwins(
                database.database(),
                late,
                (owner, digest) -> new BundleManifest("x", "1.0.0", null, List.of(), List.of()),
                TestCloud.settings(Map.of()),
                InstantSource.system());
        var writing = new AtomicBoolean(true);
        try (var pool = Executors.newFixedThreadPool(3)) {
            var projectors = new ArrayList<Future<?>>();
            for (int i = 0; i < 3; i++) {
                projectors.add(pool.submit(() -> {
                    while (writing.get()) {
                        projector.sweep(Duration.ofSeconds(1));
                    }
                }));
            }
            for (int i = 0; i < 60; i++) {
                database.owner().useTransaction(tx -> {
                    tx.execute("update devices set generation = generation + 1 where id = ?", device.value());
                    tx.execute(
                            "insert into outbox (tenant_id, device_id) values (?, ?)", tenant.value(), device.value());
                });
                Thread.sleep(random.nextInt(6));
            }
            writing.set(false);
            for (var one : projectors) {
                one.get();
            }
        }
        projector.sweep(Duration.ofSeconds(5));
        assertThat(wentBack).isFalse();
        assertThat(twins.read(device).orElseThrow().desired().generation()).isEqualTo(rows.generation(device));
    }
}
