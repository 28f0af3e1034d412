package io.signalbeam.functions.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.testing.MemoryTwins;
import io.signalbeam.functions.testing.TestClock;
import io.signalbeam.functions.twin.RecentTwins;
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
    private boolean moving;
    private final TestClock clock = new TestClock();
    private final RecentTwins recent = new RecentTwins(twins, twins, clock, Runnable::run);
    private final DeviceDoor door = new TwinDeviceDoor(recent, this::missing, clock);
    private final DeviceId device = DeviceId.random();

    private void missing() {
        if (moving) {
            throw new TransientFailure("on their way");
        }
    }

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
    void tells_nobody_whose_twin_is_still_to_come_that_its_key_is_wrong() {
        var key = DeviceKey.random(device);
        assertThat(code(key.text())).isEqualTo(ErrorCode.DEVICE_KEY_INVALID);
        moving = true;
        assertThatThrownBy(() -> door.authenticate(key.text())).isInstanceOf(TransientFailure.class);
    }

    @Test
    void tells_the_lifecycle_to_the_holder_of_the_key_alone() {
        var key = key(Lifecycle.Disabled, null);
        assertThat(code(key.text())).isEqualTo(ErrorCode.DEVICE_DISABLED);
        assertThat(code(DeviceKey.random(device).text())).isEqualTo(ErrorCode.DEVICE_KEY_INVALID);
        var wrong = new DeviceKey(key.keyId(), DeviceKey.random(device).secret());
        assertThat(code(wrong.text())).isEqualTo(ErrorCode.DEVICE_KEY_INVALID);
    }

    /** So many questions that the log of changes is followed, up to this moment. */
    private void followTheLog() {
        for (int i = 0; i < 20; i++) {
            recent.remembered(DeviceId.random());
        }
        clock.advance(Duration.ofSeconds(1));
        recent.remembered(DeviceId.random());
    }

    @Test
    void reads_no_twin_for_whom_it_remembers_and_whom_that_is_enough() {
        var key = key(Lifecycle.Active, null);
        followTheLog();
        door.authenticate(key.text());
        int readings = twins.readings();
        assertThat(door.authenticate(key.text(), pass -> pass.tag().equals("\"g1\"")))
                .isInstanceOf(Outcome.Done.class);
        assertThat(twins.readings()).isEqualTo(readings);

        assertThat(door.authenticate(key.text(), pass -> pass.tag().equals("\"g2\"")))
                .isInstanceOf(Outcome.Done.class);
        assertThat(twins.readings()).as("it knows a newer one").isEqualTo(readings + 1);
        assertThat(door.authenticate(key.text())).isInstanceOf(Outcome.Done.class);
        assertThat(twins.readings()).as("it asks for something else").isEqualTo(readings + 2);
    }

    @Test
    void never_refuses_by_what_it_remembers() {
        door.authenticate(key(Lifecycle.Disabled, null).text(), pass -> true);
        followTheLog();
        var former = key(Lifecycle.Active, null);
        door.authenticate(former.text());
        var next = key(Lifecycle.Active, null);
        assertThat(door.authenticate(next.text(), pass -> true)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void refuses_a_revoked_device_as_soon_as_the_log_tells() {
        var key = key(Lifecycle.Active, null);
        followTheLog();
        door.authenticate(key.text());
        twins.write(disabled(twins.read(device).orElseThrow()));
        followTheLog();
        assertThat(door.authenticate(key.text(), pass -> true))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Forbidden.class));
    }

    private static Twin disabled(Twin twin) {
        return new Twin(
                Twin.SCHEMA,
                twin.id(),
                twin.tenantId(),
                Lifecycle.Disabled,
                twin.revision() + 1,
                twin.keys(),
                twin.tag(),
                twin.desired());
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
