package io.signalbeam.functions.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.access.Operation.Access;
import io.signalbeam.functions.intake.DeviceDirectory;
import io.signalbeam.functions.testing.Enrolled;
import io.signalbeam.functions.testing.TestApi;
import io.signalbeam.functions.testing.TestCloud;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How soon a device that was disabled or decommissioned is out, everywhere. */
class RevocationIT {
    private TestCloud cloud;
    private TestApi operator;
    private Enrolled device;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        cloud.tenant("acme");
        operator = cloud.person("acme", "Operator");
        device = Enrolled.in(cloud, "acme", "van", Map.of());
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void a_disabled_device_is_refused_by_the_api_at_once_and_gets_no_lease() {
        cloud.device(device.key()).post("/agent/lease", null).is(200);
        lifecycle("Disabled");
        for (var operation : Operation.values()) {
            if (operation.access() == Access.DEVICE) {
                var path = TestApi.ownPath(operation, device.id().toString());
                cloud.device(device.key())
                        .send(operation.method(), path, operation.method().equals("GET") ? null : "{}")
                        .isProblem(403, "device-disabled");
            }
        }
    }

    @Test
    void an_enabled_device_goes_on_with_the_key_that_it_has() {
        lifecycle("Disabled");
        lifecycle("Active");
        cloud.device(device.key()).post("/agent/lease", null).is(200);
        assertThat(operator.get("/devices/" + device.id() + "/events").texts("items", "type"))
                .contains("io.signalbeam.device.enabled.v1", "io.signalbeam.device.disabled.v1");
    }

    @Test
    void ingest_takes_nothing_of_it_after_a_minute_though_its_lease_goes_on() {
        var directory = cloud.app.get(DeviceDirectory.class);
        assertThat(active(directory)).isTrue();
        lifecycle("Disabled");
        cloud.clock.advance(Duration.ofSeconds(60));
        assertThat(active(directory)).isFalse();
        lifecycle("Active");
        assertThat(active(directory)).as("let in again without waiting").isTrue();
    }

    @Test
    void a_decommissioned_device_is_out_for_good() {
        cloud.person("acme", "Admin").delete("/devices/" + device.id()).is(204);
        cloud.device(device.key()).post("/agent/lease", null).isProblem(403, "device-decommissioned");
        operator.patch("/devices/" + device.id(), Map.of("lifecycle", "Active")).isProblem(409, "conflict");
    }

    private void lifecycle(String to) {
        operator.patch("/devices/" + device.id(), Map.of("lifecycle", to)).is(200);
    }

    private boolean active(DeviceDirectory directory) {
        return directory.find(Set.of(device.id())).get(device.id()).active();
    }
}
