package io.signalbeam.functions.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbeam.functions.leases.PublisherPolicy.Keys;
import io.signalbeam.functions.leases.PublisherPolicy.Slot;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.testing.TestCloud;
import io.signalbeam.shared.id.DeviceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RotatePublisherKeyIT {
    private static final int STEP_HOURS = 5;

    private TestCloud cloud;
    private RotatePublisherKey rotate;

    @BeforeEach
    void open() {
        cloud = new TestCloud();
        cloud.tenant("acme");
        cloud.tenant("bolt");
        rotate = cloud.app.get(RotatePublisherKey.class);
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    /** A lease is told by what signed it: good as long as the policy still has that key. */
    @Test
    void no_lease_ends_before_its_time_and_no_key_signs_for_much_longer_than_ninety_days() {
        var leases = new HashMap<String, Instant>();
        var firstSigned = new HashMap<String, Instant>();
        var longest = Duration.ofDays(1);
        int changes = 0;
        for (int hour = 0; hour < 24 * 400; hour += STEP_HOURS) {
            var before = inUse().key();
            rotate.run();
            var key = inUse().key();
            changes += key.equals(before) ? 0 : 1;
            var now = cloud.clock.instant();
            leases.put(key, now.plus(longest));
            firstSigned.putIfAbsent(key, now);
            var keys = cloud.publishers.keys();
            leases.values().removeIf(now::isAfter);
            assertThat(leases.keySet()).allMatch(used -> isOf(keys, used));
            assertThat(firstSigned.get(key))
                    .isAfterOrEqualTo(now.minus(PublisherKeyCare.LIFE).minus(PublisherKeyCare.LEASES_END));
            cloud.clock.advance(Duration.ofHours(STEP_HOURS));
        }
        assertThat(changes).isEqualTo(4);
        assertThat(cloud.publishers.regenerated())
                .as("each after its turn, the first spare one of unknown age too")
                .containsExactly(Slot.SECONDARY, Slot.PRIMARY, Slot.SECONDARY, Slot.PRIMARY, Slot.SECONDARY);
    }

    @Test
    void a_crash_after_the_vault_was_written_costs_nothing() {
        var deployed = cloud.publishers.read();
        rotate.run();
        cloud.clock.advance(PublisherKeyCare.LEASES_END);
        rotate.run();
        cloud.clock.advance(PublisherKeyCare.LIFE);
        cloud.publishers.write(
                new PublisherKey("publish", cloud.publishers.keys().secondary()).text());
        var leased = inUse().key();
        rotate.run();
        assertThat(cloud.publishers.read()).isEqualTo(deployed);
        rotate.run();
        assertThat(isOf(cloud.publishers.keys(), leased)).as("its leases go on").isTrue();
        cloud.clock.advance(PublisherKeyCare.LEASES_END);
        rotate.run();
        rotate.run();
        assertThat(inUse().key()).isEqualTo(cloud.publishers.keys().secondary()).isNotEqualTo(leased);
    }

    @Test
    void a_deployment_that_writes_its_own_key_again_and_again_keeps_no_key_young() {
        var used = new HashSet<String>();
        for (int day = 0; day < 200; day += 2) {
            if (day % 20 == 0) {
                cloud.publishers.write(
                        new PublisherKey("publish", cloud.publishers.keys().primary()).text());
            }
            rotate.run();
            rotate.run();
            used.add(inUse().key());
            assertThat(isOf(cloud.publishers.keys(), inUse().key())).isTrue();
            cloud.clock.advance(Duration.ofDays(2));
        }
        assertThat(used).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void a_key_that_somebody_regenerated_by_hand_is_replaced_at_the_next_run() {
        rotate.run();
        cloud.publishers.regenerate(Slot.PRIMARY);
        rotate.run();
        assertThat(inUse().key()).isEqualTo(cloud.publishers.keys().primary());
    }

    @Test
    void an_administrator_of_the_platform_rotates_before_the_time_and_every_tenant_reads_who() {
        rotate.run();
        var root = cloud.platformAdministrator();
        root.post("/publisher-key/rotate", Map.of()).isProblem(409, "conflict");
        cloud.clock.advance(PublisherKeyCare.LEASES_END);
        rotate.run();
        var before = inUse().key();
        root.post("/publisher-key/rotate", Map.of()).is(200);
        assertThat(inUse().key()).isNotEqualTo(before);
        assertThat(isOf(cloud.publishers.keys(), before)).as("its leases go on").isTrue();
        for (var tenant : new String[] {"acme", "bolt"}) {
            assertThat(cloud.person(tenant, "Admin")
                            .get("/audit?action=publisher-key.rotate")
                            .texts("items", "actor"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains(TestCloud.PLATFORM_ADMIN);
        }
        cloud.person("acme", "Admin").post("/publisher-key/rotate", Map.of()).isProblem(403, "role-required");
    }

    @Test
    void in_an_emergency_both_keys_end_at_once() {
        rotate.run();
        var before = cloud.publishers.keys();
        cloud.platformAdministrator()
                .post("/publisher-key/rotate", Map.of("endLeases", true))
                .is(200);
        assertThat(isOf(cloud.publishers.keys(), before.primary())).isFalse();
        assertThat(isOf(cloud.publishers.keys(), before.secondary())).isFalse();
        assertThat(inUse().key()).isEqualTo(cloud.publishers.keys().secondary());
    }

    @Test
    void the_next_lease_is_signed_with_the_new_key_without_a_restart() {
        rotate.run();
        var make = cloud.app.get(MakeLease.class);
        var device = DeviceId.random();
        var before = make.make(device).telemetry().connectionString();
        cloud.platformAdministrator()
                .post("/publisher-key/rotate", Map.of("endLeases", true))
                .is(200);
        assertThat(make.make(device).telemetry().connectionString()).isNotEqualTo(before);
    }

    @Test
    void the_key_of_each_namespace_takes_its_turn_and_one_that_fails_holds_up_none() {
        cloud.close();
        cloud = new TestCloud(Map.of("SIGNALBEAM_EVENTHUB_NAMESPACES", "[" + TestCloud.namespace(2) + "]"));
        rotate = cloud.app.get(RotatePublisherKey.class);
        cloud.publishers.write("eventhub-publisher-key", "no key at all");
        assertThatThrownBy(rotate::run).isInstanceOf(PermanentFailure.class);
        cloud.clock.advance(PublisherKeyCare.LEASES_END);
        assertThatThrownBy(rotate::run).isInstanceOf(PermanentFailure.class);
        assertThat(cloud.publishers.regenerated()).as("of the second").containsExactly(Slot.SECONDARY);

        cloud.publishers.write(
                new PublisherKey("publish", cloud.publishers.keys().primary()).text());
        cloud.platformAdministrator()
                .post("/publisher-key/rotate", Map.of("endLeases", true))
                .is(200);
        for (var number : List.of("", "-2")) {
            assertThat(PublisherKey.parse(cloud.publishers.read("eventhub-publisher-key" + number))
                            .key())
                    .isEqualTo(cloud.publishers.keys(TestCloud.POLICY + number).secondary());
        }
    }

    private PublisherKey inUse() {
        return PublisherKey.parse(cloud.publishers.read());
    }

    private static boolean isOf(Keys keys, String key) {
        return keys.primary().equals(key) || keys.secondary().equals(key);
    }
}
