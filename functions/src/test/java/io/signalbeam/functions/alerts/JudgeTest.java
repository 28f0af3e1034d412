package io.signalbeam.functions.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.alerts.Condition.Aggregation;
import io.signalbeam.functions.alerts.Condition.Operator;
import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.UuidV7;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final DeviceId DEVICE = DeviceId.random();
    private static final UUID ALERT = UuidV7.random();
    private static final Reading BREACHED = new Reading(DEVICE, 95.0, null, true);
    private static final Reading WELL = new Reading(DEVICE, 20.0, null, false);
    private static final Reading SILENT = new Reading(DEVICE, null, null, false);

    @Test
    void fires_at_once_where_no_time_is_asked_for_and_is_pending_elsewhere() {
        assertThat(Judge.judge(rule(0, 0), List.of(BREACHED), List.of(), NOW))
                .containsExactly(new Change.Start(BREACHED, true));
        assertThat(Judge.judge(rule(60, 0), List.of(BREACHED), List.of(), NOW))
                .containsExactly(new Change.Start(BREACHED, false));
    }

    @Test
    void fires_when_it_has_been_pending_for_long_enough() {
        assertThat(judge(rule(300, 0), BREACHED, pending(299, 30))).containsExactly(new Change.Keep(ALERT, BREACHED));
        assertThat(judge(rule(300, 0), BREACHED, pending(300, 30))).containsExactly(new Change.Fire(ALERT, BREACHED));
    }

    @Test
    void a_pending_alert_that_comes_to_nothing_is_dropped() {
        assertThat(judge(rule(300, 0), WELL, pending(200, 30))).containsExactly(new Change.Drop(ALERT));
    }

    @Test
    void time_in_which_nobody_looked_does_not_count() {
        assertThat(judge(rule(300, 0), BREACHED, pending(3600, 181)))
                .containsExactly(new Change.Restart(ALERT, BREACHED));
    }

    @Test
    void is_resolved_when_the_device_has_been_well_for_long_enough() {
        assertThat(judge(rule(0, 0), WELL, firing(30))).containsExactly(new Change.Resolve(ALERT, EndReason.Recovered));
        assertThat(judge(rule(0, 60), WELL, firing(59))).isEmpty();
        assertThat(judge(rule(0, 60), WELL, firing(60)))
                .containsExactly(new Change.Resolve(ALERT, EndReason.Recovered));
        assertThat(judge(rule(0, 60), BREACHED, firing(59))).containsExactly(new Change.Keep(ALERT, BREACHED));
    }

    @Test
    void silence_of_the_device_changes_nothing() {
        assertThat(judge(rule(0, 0), SILENT, firing(3600))).isEmpty();
        assertThat(judge(rule(300, 0), SILENT, pending(200, 100))).isEmpty();
        assertThat(Judge.judge(rule(0, 0), List.of(SILENT), List.of(), NOW)).isEmpty();
    }

    @Test
    void a_device_that_is_none_of_the_rules_any_more_has_no_alert() {
        assertThat(Judge.judge(rule(0, 60), List.of(), List.of(firing(0)), NOW))
                .containsExactly(new Change.Resolve(ALERT, EndReason.OutOfScope));
        assertThat(Judge.judge(rule(60, 0), List.of(), List.of(pending(10, 0)), NOW))
                .containsExactly(new Change.Drop(ALERT));
    }

    private static List<Change> judge(AlertRule rule, Reading reading, OpenAlert open) {
        return Judge.judge(rule, List.of(reading), List.of(open), NOW);
    }

    private static OpenAlert pending(int sinceSeconds, int seenSecondsAgo) {
        return new OpenAlert(ALERT, DEVICE, false, NOW.minusSeconds(sinceSeconds), NOW.minusSeconds(seenSecondsAgo));
    }

    private static OpenAlert firing(int seenSecondsAgo) {
        return new OpenAlert(ALERT, DEVICE, true, NOW.minusSeconds(7200), NOW.minusSeconds(seenSecondsAgo));
    }

    private static AlertRule rule(int forSeconds, int keepFiringForSeconds) {
        return new AlertRule(
                UuidV7.random(),
                "hot",
                "",
                new Condition(Condition.Type.Threshold, "cpuPercent", Aggregation.Avg, 300, Operator.Above, 90, 24),
                "",
                forSeconds,
                keepFiringForSeconds,
                Severity.Warning,
                true,
                "ann",
                NOW,
                1);
    }
}
