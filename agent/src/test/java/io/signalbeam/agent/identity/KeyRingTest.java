package io.signalbeam.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.journal.Stored;
import io.signalbeam.shared.api.RotateKeyRequest;
import io.signalbeam.shared.api.RotateKeyResponse;
import io.signalbeam.shared.credential.CredentialHash;
import io.signalbeam.shared.credential.DeviceKey;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final DeviceId DEVICE = DeviceId.random();

    @TempDir
    private Path folder;

    private Path file;
    private Server server;

    /** The cloud's rules: keys by their own hash, and until when each is good. */
    private static final class Server {
        private final Map<String, CredentialHash> hashes = new HashMap<>();
        private final Map<String, Instant> ends = new HashMap<>();
        private Instant now = NOON;
        private boolean exclusive;

        Server copy() {
            var copy = new Server();
            copy.hashes.putAll(hashes);
            copy.ends.putAll(ends);
            copy.now = now;
            copy.exclusive = exclusive;
            return copy;
        }

        void know(String keyId, CredentialHash hash) {
            hashes.put(keyId, hash);
            ends.put(keyId, Instant.MAX);
        }

        boolean call(String text) {
            var key = DeviceKey.parse(text).orElseThrow();
            var hash = hashes.get(key.keyId());
            if (hash == null || !hash.matches(key.secretBytes()) || !now.isBefore(ends.get(key.keyId()))) {
                throw new PermanentFailure("device-key-invalid", "not known", null);
            }
            return true;
        }

        RotateKeyResponse rotate(String with, RotateKeyRequest request) {
            call(with);
            var hash = CredentialHash.parse(request.hash()).orElseThrow();
            var there = hashes.get(request.keyId());
            if (there != null
                    && !(there.equals(hash) && ends.get(request.keyId()).equals(Instant.MAX))) {
                throw new PermanentFailure("conflict", "taken", null);
            }
            if (there == null) {
                var end = exclusive ? now : now.plus(Duration.ofHours(24));
                ends.replaceAll((id, before) -> before.isBefore(end) ? before : end);
                know(request.keyId(), hash);
            }
            return new RotateKeyResponse(request.keyId(), now, now);
        }
    }

    /** A disk and a cloud as they were at one moment. */
    private record Moment(String name, byte[] disk, Server server) {}

    @BeforeEach
    void enrol() {
        file = folder.resolve("identity.json");
        server = new Server();
        var key = DeviceKey.random(DEVICE);
        server.know(key.keyId(), CredentialHash.of(key.secretBytes()));
        stored().save(new DeviceIdentity(
                1,
                "https://cloud",
                DEVICE,
                TenantId.random(),
                "van",
                key.text(),
                DeviceKeys.generate(),
                List.of(),
                NOON,
                null,
                null));
    }

    @Test
    void a_changed_key_is_used_from_then_on_and_the_one_before_is_forgotten() throws Exception {
        var keys = ring();
        var before = keys.identity().deviceKey();
        server.now = NOON.plus(Duration.ofDays(30));
        keys.rotate(server::rotate);
        keys.with(server::call);
        var kept = stored().load().orElseThrow();
        assertThat(kept.deviceKey()).isNotEqualTo(before);
        assertThat(kept.nextKey()).isNull();
        assertThat(kept.formerKey()).isNull();
        assertThat(kept.since()).isEqualTo(server.now);
        assertThat(Files.readString(file)).doesNotContain(before);
    }

    @Test
    void whatever_is_cut_off_wherever_the_device_gets_in_and_can_change_its_key() throws Exception {
        for (boolean exclusive : new boolean[] {false, true}) {
            enrol();
            server.exclusive = exclusive;
            var moments = momentsOfARotation();
            assertThat(moments).hasSizeGreaterThanOrEqualTo(8);
            for (var moment : moments) {
                for (var later :
                        List.of(Duration.ZERO, Duration.ofHours(23), Duration.ofHours(25), Duration.ofDays(60))) {
                    comesBack(moment, later, exclusive);
                }
            }
        }
    }

    private void comesBack(Moment moment, Duration later, boolean exclusive) throws Exception {
        Files.write(file, moment.disk());
        var cloud = moment.server().copy();
        cloud.now = cloud.now.plus(later);
        var what = moment.name() + ", " + later + (exclusive ? " later, exclusive" : " later");
        assertThat(ring().with(cloud::call)).as(what).isTrue();
        // The file of before the call must do as well: nothing may depend on having called once.
        Files.write(file, moment.disk());
        var again = ring();
        again.rotate(cloud::rotate);
        assertThat(again.with(cloud::call)).as(what).isTrue();
        cloud.now = cloud.now.plus(Duration.ofDays(2));
        assertThat(ring().with(cloud::call))
                .as(what + ", and two days after the change")
                .isTrue();
    }

    private List<Moment> momentsOfARotation() throws Exception {
        var moments = new ArrayList<Moment>();
        var disk = stored();
        var keys = new KeyRing(
                identity -> {
                    moments.add(moment("before save " + moments.size()));
                    disk.save(identity);
                    moments.add(moment("after save " + moments.size()));
                },
                disk.load().orElseThrow());
        keys.rotate((key, request) -> {
            moments.add(moment("before the cloud hears"));
            var answer = server.rotate(key, request);
            moments.add(moment("before the answer is read"));
            return answer;
        });
        moments.add(moment("before the new key is used"));
        keys.with(server::call);
        moments.add(moment("at the end"));
        return moments;
    }

    @Test
    void a_memory_card_that_lost_its_last_writes_gets_in_for_a_day() throws Exception {
        var old = Files.readAllBytes(file);
        var keys = ring();
        keys.rotate(server::rotate);
        keys.with(server::call);
        Files.write(file, old);
        server.now = NOON.plus(Duration.ofHours(23));
        var back = ring();
        assertThat(back.with(server::call)).isTrue();
        back.rotate(server::rotate);
        server.now = NOON.plus(Duration.ofDays(9));
        assertThat(back.with(server::call)).isTrue();
    }

    @Test
    void a_disk_that_takes_nothing_keeps_the_cloud_from_hearing() throws Exception {
        var keys = new KeyRing(
                identity -> {
                    throw new UncheckedIOException("full", new IOException("no space"));
                },
                stored().load().orElseThrow());
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> keys.rotate((key, request) -> {
                    throw new AssertionError("the cloud was told of a key that is nowhere");
                }));
        assertThat(keys.with(server::call)).isTrue();
    }

    @Test
    void a_cloud_that_is_slow_to_let_the_new_key_in_is_called_with_the_one_before() throws Exception {
        var keys = ring();
        var before = server.copy();
        keys.rotate(server::rotate);
        assertThat(keys.with(before::call))
                .as("an instance that does not know it yet")
                .isTrue();
        assertThat(keys.with(server::call)).isTrue();
        assertThat(ring().with(server::call)).isTrue();
    }

    @Test
    void a_key_id_that_is_taken_is_given_up_and_another_made() throws Exception {
        var keys = ring();
        assertThatExceptionOfType(TransientFailure.class)
                .isThrownBy(() -> keys.rotate((key, request) -> {
                    throw new PermanentFailure("conflict", "taken", null);
                }));
        keys.rotate(server::rotate);
        assertThat(keys.with(server::call)).isTrue();
    }

    @Test
    void a_device_that_is_shut_out_is_told_so() {
        server.hashes.clear();
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> ring().with(server::call))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("device-key-invalid"));
    }

    @Test
    void a_refusal_for_another_reason_does_not_cost_a_second_call() {
        var calls = new ArrayList<String>();
        assertThatExceptionOfType(PermanentFailure.class)
                .isThrownBy(() -> ring().with(key -> {
                    calls.add(key);
                    throw new PermanentFailure("device-disabled", "disabled", null);
                }));
        assertThat(calls).hasSize(1);
    }

    @Test
    void a_file_of_an_older_agent_is_read_and_its_key_is_as_old_as_the_device() {
        var younger = stored().load().orElseThrow();
        var older = new DeviceIdentity(
                1,
                younger.server(),
                DEVICE,
                younger.tenantId(),
                "van",
                younger.deviceKey(),
                younger.keys(),
                List.of(),
                null,
                null,
                null);
        stored().save(older);
        var read = stored().load().orElseThrow();
        assertThat(read).isEqualTo(older);
        assertThat(Duration.between(read.since(), Instant.now())).isLessThan(Duration.ofHours(1));
    }

    @Test
    void keys_are_changed_by_age_by_wish_and_when_a_change_was_begun() {
        var schedule = new RotationSchedule(Duration.ofDays(30));
        var device = stored().load().orElseThrow();
        assertThat(schedule.isDue(device, null, NOON.plus(Duration.ofDays(26)))).isFalse();
        assertThat(schedule.isDue(device, null, NOON.plus(Duration.ofDays(30)))).isTrue();
        assertThat(schedule.isDue(device, NOON.plusSeconds(1), NOON.plusSeconds(2)))
                .isTrue();
        assertThat(schedule.isDue(device, NOON, NOON.plusSeconds(2)))
                .as("obeyed already")
                .isFalse();
        var begun = device.with(device.deviceKey(), NOON, NextKey.make(DEVICE), null);
        assertThat(schedule.isDue(begun, null, NOON)).isTrue();
    }

    @Test
    void nothing_that_is_logged_shows_a_secret() {
        var next = NextKey.make(DEVICE);
        var device = stored().load().orElseThrow().with("sbd_present", NOON, next, "sbd_former");
        assertThat(device.toString()).doesNotContain("sbd_");
        assertThat(next.toString()).doesNotContain(next.key().substring(45)).doesNotContain(next.hash());
    }

    private Stored<DeviceIdentity> stored() {
        return new Stored<>(file, DeviceIdentity.class);
    }

    private KeyRing ring() {
        return new Enrollment(folder).keys(stored().load().orElseThrow());
    }

    private Moment moment(String name) {
        try {
            return new Moment(name, Files.readAllBytes(file), server.copy());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
