package io.signalbeam.functions.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.testing.MemoryTwins;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.twin.Twin;
import io.signalbeam.functions.twin.Twin.Lifecycle;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.desired.AgentSettings;
import io.signalbeam.shared.desired.DesiredState;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwinDeviceDoorTest {
    private final MemoryTwins twins = new MemoryTwins();
    private final TestClock clock = new TestClock();
    private final DeviceDoor door = new TwinDeviceDoor(twins, clock);
    private final DeviceId device = DeviceId.random();

    private DeviceKey key(Lifecycle lifecycle, Instant notAfter) {
        var key = DeviceKey.random(device);
        var stored = new Twin.Key(
                TwinDeviceDoor.ownPart(key),
                CredentialHash.of(key.secretBytes()).encoded(),
                notAfter);
        var tenant = TenantId.random();
        twins.write(new Twin(
                Twin.SCHEMA,
                device,
                tenant,
                lifecycle,
                1,
                List.of(stored),
                "\"g1\"",
                new DesiredState(1, device, tenant, 1, "d", Map.of(), List.of(), AgentSettings.DEFAULTS)));
        return key;
    }

    @Test
    void lets_in_the_holder_of_a_key() {
        var key = key(Lifecycle.Active, null);
        var outcome = door.authenticate(key.text());
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(((Outcome.Done<AuthenticatedDevice>) outcome).value().deviceId())
                .isEqualTo(device);
    }

    @Test
    void lets_nobody_in_when_the_keys_time_has_ended() {
        var key = key(Lifecycle.Active, clock.instant().plusSeconds(60));
        assertThat(door.authenticate(key.text())).isInstanceOf(Outcome.Done.class);
        clock.advance(Duration.ofSeconds(60));
        assertThat(code(key.text())).isEqualTo(ErrorCode.DEVICE_KEY_INVALID);
    }

    @Test
    void tells_the_lifecycle_to_the_holder_of_the_key_alone() {
        var key = key(Lifecycle.Disabled, null);
        assertThat(code(key.text())).isEqualTo(ErrorCode.DEVICE_DISABLED);
        assertThat(code(DeviceKey.random(device).text())).isEqualTo(ErrorCode.DEVICE_KEY_INVALID);
        var wrong = new DeviceKey(key.keyId(), DeviceKey.random(device).secret());
        assertThat(code(wrong.text())).isEqualTo(ErrorCode.DEVICE_KEY_INVALID);
    }

    @Test
    void asks_for_a_key_when_there_is_none() {
        assertThat(code(null)).isEqualTo(ErrorCode.AUTHENTICATION_REQUIRED);
        assertThat(code("")).isEqualTo(ErrorCode.DEVICE_KEY_INVALID);
        assertThat(code(DeviceKey.random(DeviceId.random()).text())).isEqualTo(ErrorCode.DEVICE_KEY_INVALID);
    }

    private ErrorCode code(String key) {
        var outcome = door.authenticate(key);
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return switch (((Outcome.Refused<AuthenticatedDevice>) outcome).refusal()) {
            case Refusal.Unauthenticated refusal -> refusal.code();
            case Refusal.Forbidden refusal -> refusal.code();
            default -> throw new AssertionError(outcome);
        };
    }
}
