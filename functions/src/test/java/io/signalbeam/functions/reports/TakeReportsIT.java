package io.signalbeam.functions.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.opentelemetry.api.OpenTelemetry;
import io.signalbeam.functions.intake.Delivery;
import io.signalbeam.functions.intake.DeviceDirectorySql;
import io.signalbeam.functions.intake.IngestNumbers;
import io.signalbeam.functions.intake.OnlineFor;
import io.signalbeam.functions.live.Onlookers;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.parking.MemoryParkingStore;
import io.signalbeam.functions.parking.ParkEvents;
import io.signalbeam.functions.testing.TestDatabase;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.json.Json;
import io.signalbeam.shared.report.AgentFacts;
import io.signalbeam.shared.report.DeviceReport;
import io.signalbeam.shared.report.DeviceReport.BundleState;
import io.signalbeam.shared.report.DeviceReport.BundleStatus;
import io.signalbeam.shared.report.DeviceReport.ContainerStatus;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import io.signalbeam.shared.telemetry.TelemetryEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TakeReportsIT {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final AgentFacts FACTS = new AgentFacts("0.1.0", "linux", "amd64", "edge-1", "docker 27");

    private final MemoryParkingStore parked = new MemoryParkingStore();
    private final List<DeviceId> changed = new ArrayList<>();
    private TestDatabase database;
    private TenantId tenant;
    private DeviceId device;
    private TakeReports take;
    private long position;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        tenant = database.tenant("acme");
        device = device("edge-1");
        var numbers = new IngestNumbers(OpenTelemetry.noop(), InstantSource.fixed(NOW));
        take = new TakeReports(
                database.database(),
                new DeviceDirectorySql(database.database()),
                new ParkEvents(parked, database.database(), numbers, Onlookers.NONE),
                new ReportEvents(),
                this::factsChanged,
                (tx, said, now) -> {},
                OnlineFor.of(AgentSettings.DEFAULTS),
                numbers,
                Onlookers.NONE,
                InstantSource.fixed(NOW));
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void the_highest_sequence_counts_in_whatever_order_reports_come() {
        var reports = new ArrayList<DeviceReport>();
        for (int i = 1; i <= 12; i++) {
            reports.add(report(i, i * 10L, i == 12 ? BundleState.Failed : BundleState.Running, "healthy"));
        }
        var random = new Random(7);
        for (int round = 0; round < 3; round++) {
            Collections.shuffle(reports, random);
            for (var report : reports) {
                take.take(List.of(delivery(device, report)));
            }
        }
        assertThat(texts("select concat_ws(' ', sequence, observed_generation, degraded, connectivity, "
                        + "report->'bundles'->0->>'state') from device_state"))
                .containsExactly("12 120 t Online Failed");
    }

    @Test
    void a_batch_tells_the_history_between_its_reports() {
        take.take(List.of(
                delivery(device, report(3, 5, BundleState.Failed, "unhealthy")),
                delivery(device, report(1, 5, BundleState.Updating, "starting")),
                delivery(device, report(2, 5, BundleState.Running, "healthy"))));

        assertThat(texts("select type from device_events order by type"))
                .containsExactly(
                        Transitions.BUNDLE_FAILED,
                        Transitions.BUNDLE_RUNNING,
                        Transitions.CONTAINER_UNHEALTHY,
                        "io.signalbeam.device.online.v1");
        assertThat(texts("select message from device_events where severity = 'Error'"))
                .containsExactly("Bundle shop 1.0.0 failed: no such image");
    }

    @Test
    void a_repeated_report_tells_nothing_twice() {
        var report = delivery(device, report(1, 1, BundleState.Running, "healthy"));
        take.take(List.of(report, report));
        take.take(List.of(report));
        assertThat(texts("select type from device_events where type like '%bundle%'"))
                .containsExactly(Transitions.BUNDLE_RUNNING);
    }

    @Test
    void new_facts_become_attributes_and_are_told() {
        database.owner().useHandle(handle -> handle.execute("update devices set labels = '{\"env\": \"prod\"}'"));
        take.take(List.of(delivery(device, report(1, 1, BundleState.Running, "healthy"))));
        take.take(List.of(delivery(device, report(2, 1, BundleState.Running, "healthy"))));

        assertThat(changed).containsExactly(device);
        assertThat(texts("select attributes::text from devices"))
                .containsExactly("{\"env\": \"prod\", \"os.arch\": \"amd64\", \"os.name\": \"linux\", "
                        + "\"host.name\": \"edge-1\", \"agent.version\": \"0.1.0\"}");
    }

    @Test
    void a_report_over_https_is_taken_like_one_from_the_hub() {
        var report = report(4, 2, BundleState.Running, "unhealthy");
        assertThat(take.take(tenant, report)).isEqualTo(Outcome.done(report));
        assertThat(texts("select concat_ws(' ', sequence, degraded) from device_state"))
                .containsExactly("4 t");
    }

    @Test
    void a_report_about_another_device_is_parked_and_the_rest_is_taken() {
        var other = device("edge-2");
        take.take(List.of(
                new Delivery(
                        new Delivery.Position("device-reports", "0", ++position, NOW),
                        other.toString(),
                        JsonNodeFactory.instance.objectNode(),
                        body(other, report(1, 1, BundleState.Running, "healthy"))),
                delivery(device, report(1, 1, BundleState.Running, "healthy"))));

        assertThat(texts("select reason || ' ' || publisher from parked_events"))
                .containsExactly("malformed " + other);
        assertThat(texts("select sequence::text from device_state")).containsExactly("1");
    }

    @Test
    void what_no_database_keeps_is_refused_over_https_and_parked_from_the_hub() {
        var bad = report(1, 1, BundleState.Running, "healthy");
        var odd = new DeviceReport(
                1,
                device,
                1,
                1,
                NOW,
                FACTS,
                List.of(new BundleStatus(
                        "shop", "1.0.0", BundleState.Failed, new ReportedError("start-failed", "a\0b", null))),
                bad.containers());

        assertThat(take.take(tenant, odd)).isInstanceOf(Outcome.Refused.class);
        take.take(List.of(delivery(device, odd), delivery(device, report(2, 1, BundleState.Running, "healthy"))));

        assertThat(texts("select sequence::text from device_state")).containsExactly("2");
        assertThat(texts("select count(*)::text from parked_events")).containsExactly("1");
    }

    @Test
    void two_machines_with_one_identity_are_told_and_shown_until_somebody_deals_with_it() {
        var older = report(900, 1, BundleState.Running, "healthy").by("a");
        take.take(List.of(delivery(device, older, 0)));
        // The copy of an older disk: all that it says is stale.
        for (int i = 1; i <= 4; i++) {
            take.take(List.of(
                    delivery(
                            device,
                            report(500 + i, 1, BundleState.Running, "healthy").by("b"),
                            600 * i + 300),
                    delivery(
                            device,
                            report(900 + i, 1, BundleState.Running, "healthy").by("a"),
                            600 * i)));
        }
        assertThat(texts("select severity || ' ' || message from device_events where type = '"
                        + Transitions.IDENTITY_CLONED + "'"))
                .containsExactly("Warning Two machines use this device's identity: edge-1 and edge-1");
        assertThat(texts("select (cloned_at is not null)::text from device_state"))
                .containsExactly("true");
    }

    @Test
    void a_restart_and_agents_that_tell_no_instance_are_no_clones() {
        take.take(List.of(
                delivery(device, report(1, 1, BundleState.Running, "healthy"), 0),
                delivery(device, report(2, 1, BundleState.Running, "healthy").by("a"), 60),
                delivery(device, report(3, 1, BundleState.Running, "healthy"), 120),
                delivery(device, report(4, 1, BundleState.Running, "healthy").by("b"), 180),
                delivery(device, report(5, 1, BundleState.Running, "healthy").by("b"), 240)));
        assertThat(texts("select (cloned_at is null)::text from device_state")).containsExactly("true");
        assertThat(texts("select instances->0->>'id' from device_state")).containsExactly("b");
    }

    private Delivery delivery(DeviceId publisher, DeviceReport report, int seconds) {
        return new Delivery(
                new Delivery.Position("device-reports", "0", ++position, NOW.plusSeconds(seconds)),
                publisher.toString(),
                JsonNodeFactory.instance.objectNode(),
                body(publisher, report));
    }

    private void factsChanged(Handle handle, TenantId of, Collection<DeviceId> devices) {
        assertThat(of).isEqualTo(tenant);
        changed.addAll(devices);
    }

    private DeviceReport report(long sequence, long generation, BundleState state, String health) {
        var error = state == BundleState.Failed ? new ReportedError("image-not-found", "no such image", "web") : null;
        return new DeviceReport(
                1,
                device,
                sequence,
                generation,
                NOW,
                FACTS,
                List.of(new BundleStatus("shop", "1.0.0", state, error)),
                List.of(new ContainerStatus("shop", "web", "nginx:1", null, "running", health, 0, NOW, null)));
    }

    private Delivery delivery(DeviceId publisher, DeviceReport report) {
        return new Delivery(
                new Delivery.Position("device-reports", "0", ++position, NOW),
                publisher.toString(),
                JsonNodeFactory.instance.objectNode(),
                body(publisher, report));
    }

    private static byte[] body(DeviceId source, DeviceReport report) {
        return Json.writeBytes(
                TelemetryEvent.of(UUID.randomUUID(), source, TelemetryEvent.TYPE_STATE, report.at(), report));
    }

    private DeviceId device(String name) {
        var id = DeviceId.random();
        database.owner()
                .useHandle(handle -> handle.execute(
                        "insert into devices (id, tenant_id, name) values (?, ?, ?)",
                        id.value(),
                        tenant.value(),
                        name));
        return id;
    }

    private List<String> texts(String sql) {
        return database.owner()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
