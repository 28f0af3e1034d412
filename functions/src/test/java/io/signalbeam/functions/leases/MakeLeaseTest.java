package io.signalbeam.functions.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class MakeLeaseTest {
    private static final String KEY = "a2V5IG9mIGEgcG9saWN5";
    private final TestClock clock = new TestClock();
    private final DeviceId device = DeviceId.random();

    private MakeLease lease(Map<String, String> settings) {
        return new MakeLease(
                name -> "{\"keyName\":\"publish\",\"key\":\"" + KEY + "\"}", TestCloud.settings(settings), clock);
    }

    @Test
    void signs_the_devices_own_path_on_each_hub() throws Exception {
        var lease = lease(Map.of()).make(device);
        var connection = lease.telemetry().connectionString();
        assertThat(connection)
                .startsWith("Endpoint=sb://localhost:5672")
                .contains(";EntityPath=device-telemetry/publishers/" + device)
                .endsWith(";UseDevelopmentEmulator=true");
        assertThat(lease.reports().connectionString()).contains(";EntityPath=device-reports/publishers/" + device);
        var parts = Pattern.compile("SharedAccessSignature sr=([^&]+)&sig=([^&]+)&se=(\\d+)&skn=publish;")
                .matcher(connection);
        assertThat(parts.find()).isTrue();
        assertThat(URLDecoder.decode(parts.group(1), StandardCharsets.UTF_8))
                .isEqualTo("sb://localhost/device-telemetry/publishers/" + device);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(URLDecoder.decode(parts.group(2), StandardCharsets.UTF_8))
                .isEqualTo(Base64.getEncoder()
                        .encodeToString(mac.doFinal(
                                (parts.group(1) + "\n" + parts.group(3)).getBytes(StandardCharsets.UTF_8))));
        assertThat(Long.parseLong(parts.group(3))).isEqualTo(lease.expiresAt().getEpochSecond());
    }

    @Test
    void is_renewed_at_three_quarters() {
        var lease = lease(Map.of("SIGNALBEAM_LEASE_SECONDS", "400")).make(device);
        assertThat(lease.expiresAt()).isEqualTo(clock.instant().plusSeconds(400).truncatedTo(ChronoUnit.SECONDS));
        assertThat(Duration.between(lease.serverTime(), lease.renewAt())).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void names_the_namespace_where_the_app_signs_in_by_identity() {
        var lease = lease(Map.of(
                        "EventHubConnection", "",
                        "EventHubConnection__fullyQualifiedNamespace", "fleet.servicebus.windows.net"))
                .make(device);
        assertThat(lease.telemetry().connectionString())
                .startsWith("Endpoint=sb://fleet.servicebus.windows.net/;SharedAccessSignature=")
                .doesNotContain("UseDevelopmentEmulator");
    }

    @Test
    void spreads_the_devices_evenly_over_all_namespaces_and_each_stays_where_it_is() {
        var two = lease(Map.of("SIGNALBEAM_EVENTHUB_NAMESPACES", "[" + TestCloud.namespace(2) + "]"));
        var three = lease(Map.of(
                "SIGNALBEAM_EVENTHUB_NAMESPACES", "[" + TestCloud.namespace(2) + "," + TestCloud.namespace(3) + "]"));
        var shares = new HashMap<String, Integer>();
        for (int i = 0; i < 3_000; i++) {
            var one = DeviceId.random();
            var before = place(two, one);
            var after = place(three, one);
            shares.merge(after, 1, Integer::sum);
            assertThat(place(two, one)).isEqualTo(before);
            assertThat(after).as("nobody moves but to the new one").isIn(before, "events-3.test device-telemetry-3");
        }
        assertThat(shares)
                .hasSize(3)
                .allSatisfy((place, devices) -> assertThat(devices).isBetween(850, 1_150));
    }

    @Test
    void signs_with_the_key_of_the_devices_own_namespace() {
        var asked = new HashSet<String>();
        var settings = TestCloud.settings(Map.of("SIGNALBEAM_EVENTHUB_NAMESPACES", "[" + TestCloud.namespace(2) + "]"));
        var make = new MakeLease(
                name -> {
                    asked.add(name);
                    return "{\"keyName\":\"publish\",\"key\":\"" + KEY + "\"}";
                },
                settings,
                clock);
        DeviceId there;
        do {
            there = DeviceId.random();
        } while (!place(make, there).startsWith("events-2.test"));
        asked.clear();

        var lease = make.make(there);
        assertThat(asked).containsExactly("eventhub-publisher-key-2");
        assertThat(lease.reports().connectionString())
                .startsWith("Endpoint=sb://events-2.test/;")
                .endsWith("EntityPath=device-reports-2/publishers/" + there);
    }

    private static String place(MakeLease make, DeviceId device) {
        var telemetry = make.make(device).telemetry();
        return telemetry.connectionString().replaceAll("Endpoint=sb://([^/:;]+).*", "$1") + " " + telemetry.hub();
    }

    @Test
    void never_shows_a_secret_that_it_cannot_read() {
        for (var secret : new String[] {"top-secret", "{\"keyName\":\"top-secret\"}", "null"}) {
            assertThatThrownBy(() -> new MakeLease(name -> secret, TestCloud.settings(Map.of()), clock).make(device))
                    .isInstanceOf(PermanentFailure.class)
                    .hasMessageNotContaining("top-secret")
                    .hasNoCause();
        }
    }
}
