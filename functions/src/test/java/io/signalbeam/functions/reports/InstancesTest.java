package io.signalbeam.functions.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstancesTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Instances instances = Instances.NONE;

    @Test
    void one_machine_that_reports_and_restarts_is_no_clone_however_often() {
        for (int start = 0; start < 50; start++) {
            for (int report = 0; report < 5; report++) {
                tell("start-" + start, "van", start * 60L + report * 10L);
            }
        }
        assertThat(instances.clonedAt()).isNull();
        assertThat(instances.returnedAt()).isNull();
        assertThat(instances.seen()).hasSize(8);
    }

    @Test
    void a_restored_backup_or_a_new_disk_switches_once_and_is_no_clone() {
        tell("before", "van", 0);
        tell("restored", "van", 60);
        tell("restored", "van", 70);
        assertThat(instances.clonedAt()).isNull();
    }

    @Test
    void two_machines_that_take_turns_are_a_clone_when_one_came_back_twice() {
        tell("a", "van", 0);
        tell("b", "van-copy", 5);
        tell("a", "van", 10);
        assertThat(instances.clonedAt())
                .as("once may be a frozen process that was thawed")
                .isNull();
        tell("b", "van-copy", 15);
        assertThat(instances.clonedAt()).isEqualTo(NOON.plus(Duration.ofMinutes(15)));
        tell("a", "van", 20);
        assertThat(instances.clonedAt()).as("since when").isEqualTo(NOON.plus(Duration.ofMinutes(15)));
    }

    @Test
    void three_machines_are_found_as_well_and_so_is_a_clone_that_restarts_all_the_time() {
        for (int round = 0; round < 3; round++) {
            for (var id : new String[] {"a", "b", "c"}) {
                tell(id, id, round * 30L + id.charAt(0) - 'a');
            }
        }
        assertThat(instances.clonedAt()).isNotNull();

        instances = Instances.NONE;
        for (int round = 0; round < 3; round++) {
            tell("a", "a", round * 20L);
            tell("b" + round, "b", round * 20L + 10);
        }
        assertThat(instances.clonedAt()).isNotNull();
    }

    @Test
    void what_was_said_before_a_restart_and_arrives_after_it_means_nothing() {
        tell("old", "van", 0);
        tell("new", "van", 10);
        for (int i = 0; i < 5; i++) {
            instances = instances.after("old", "van", NOON.plusSeconds(600 + i));
            instances = instances.after("new", "van", NOON.plusSeconds(605 + i));
        }
        assertThat(instances.returnedAt()).isNull();
    }

    @Test
    void two_returns_more_than_a_day_apart_are_no_clone() {
        tell("a", "van", 0);
        tell("b", "van", 10);
        tell("a", "van", 20);
        tell("c", "van", 30);
        tell("a", "van", 20 + 24 * 60 + 1);
        assertThat(instances.clonedAt()).isNull();
    }

    @Test
    void two_clones_are_found_within_half_an_hour_whenever_they_report() {
        var random = new Random(3);
        for (int round = 0; round < 200; round++) {
            instances = Instances.NONE;
            // Each reports every ten minutes at the latest, with a tenth of jitter.
            double a = random.nextDouble(600);
            double b = random.nextDouble(600);
            double end = 45 * 60;
            while (a < end || b < end) {
                if (a < b) {
                    instances = instances.after("a", "a", NOON.plusMillis((long) (a * 1000)));
                    a += 540 + random.nextDouble(120);
                } else {
                    instances = instances.after("b", "b", NOON.plusMillis((long) (b * 1000)));
                    b += 540 + random.nextDouble(120);
                }
            }
            assertThat(instances.clonedAt())
                    .as("round " + round)
                    .isNotNull()
                    .isBefore(NOON.plus(Duration.ofMinutes(40)));
        }
    }

    private void tell(String id, String host, long minutes) {
        instances = instances.after(id, host, NOON.plus(Duration.ofMinutes(minutes)));
    }
}
