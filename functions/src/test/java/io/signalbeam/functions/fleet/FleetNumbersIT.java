package io.signalbeam.functions.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.signalbeam.functions.intake.TenantSeries;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.Meters;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.TenantId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What operators are told of fleets, with OpenTelemetry's own SDK and a real database. */
class FleetNumbersIT {

    @Test
    void tells_of_each_tenant_its_devices_that_are_heard_of_and_its_rollouts_that_wait() {
        try (var cloud = new TestCloud();
                var meters = Meters.delta()) {
            var acme = cloud.tenant("acme");
            var other = cloud.tenant("other");
            var silent = Enrolled.in(cloud, "acme", "silent", Map.of());
            var till = Enrolled.in(cloud, "acme", "till", Map.of());
            var disabled = Enrolled.in(cloud, "acme", "disabled", Map.of());
            cloud.device(till.key()).get("/agent/desired-state").is(200);
            var admin = cloud.person("acme", "Admin");
            admin.patch("/devices/" + disabled.id(), Map.of("lifecycle", "Disabled"))
                    .is(200);
            var manifest = Map.of(
                    "bundleId",
                    "pos",
                    "version",
                    "1.0.0",
                    "containers",
                    List.of(Map.of("name", "app", "image", "app:1")));
            admin.post("/bundles/pos/versions", manifest).is(201);
            var rollout = admin.post(
                            "/rollouts",
                            Map.of(
                                    "bundleId",
                                    "pos",
                                    "version",
                                    "1.0.0",
                                    "target",
                                    Map.of("deviceIds", List.of(till.id(), silent.id()))))
                    .is(201)
                    .text("/id");
            admin.post("/rollouts/" + rollout + "/pause", Map.of()).is(200);
            var numbers = cloud.app.with(OpenTelemetry.class, meters.sdk()).get(FleetNumbers.class);

            numbers.tell();

            var told = told(meters);
            assertThat(told.get(acme))
                    .isEqualTo(Map.of("devices.online", 1L, "devices.offline", 1L, "rollouts.paused", 1L));
            assertThat(told.get(other))
                    .isEqualTo(Map.of("devices.online", 0L, "devices.offline", 0L, "rollouts.paused", 0L));

            admin.post("/rollouts/" + rollout + "/resume", Map.of()).is(200);
            assertThat(told(meters)).as("nothing is told between").isEmpty();
            numbers.tell();
            assertThat(told(meters).get(acme)).containsEntry("rollouts.paused", 0L);
        }
    }

    private static Map<TenantId, Map<String, Long>> told(Meters meters) {
        var told =
                new TreeMap<TenantId, Map<String, Long>>((a, b) -> a.toString().compareTo(b.toString()));
        for (var metric : meters.collect()) {
            for (var point : metric.getLongGaugeData().getPoints()) {
                var tenant = TenantId.parse(String.valueOf(point.getAttributes().get(TenantSeries.TENANT)));
                told.computeIfAbsent(tenant, key -> new TreeMap<>())
                        .put(metric.getName().replace("signalbeam.", ""), point.getValue());
            }
        }
        return told;
    }
}
