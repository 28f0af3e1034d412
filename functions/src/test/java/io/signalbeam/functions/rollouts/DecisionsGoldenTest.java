package io.signalbeam.functions.rollouts;

import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Cancelled;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Failed;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Pending;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.RolledBack;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Skipped;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Succeeded;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Superseded;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.TimedOut;
import static io.signalbeam.functions.rollouts.RolloutDeviceStatus.Updating;
import static io.signalbeam.functions.rollouts.Situation.NOON;
import static io.signalbeam.functions.rollouts.Situation.rest;
import static io.signalbeam.functions.rollouts.Situation.rollout;
import static io.signalbeam.functions.rollouts.Situation.wave;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbeam.functions.rollouts.GateReading.Side;
import io.signalbeam.functions.rollouts.MaintenanceWindows.Window;
import io.signalbeam.functions.rollouts.Progress.Tally;
import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Decisions as text in {@code src/test/resources/decisions}, to be reviewed like code. A run with
 * {@code SIGNALBEAM_WRITE_GOLDEN=1} writes them anew.
 */
class DecisionsGoldenTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "decisions");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ErrorThreshold FIVE_PERCENT = new ErrorThreshold(null, 5, 10, null);
    private static final MaintenanceWindows NIGHTS =
            new MaintenanceWindows(null, null, List.of(new Window(List.of(Weekday.Thu), "22:00", "04:00")));

    @Test
    void every_situation_is_decided_as_its_file_says() throws IOException {
        var situations = situations();
        if (System.getenv("SIGNALBEAM_WRITE_GOLDEN") != null) {
            Files.createDirectories(FOLDER);
            for (var situation : situations.entrySet()) {
                Files.writeString(
                        FOLDER.resolve(situation.getKey() + ".txt"),
                        situation.getValue().text());
            }
        }
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("a file for each")
                    .containsExactlyInAnyOrderElementsOf(situations.keySet().stream()
                            .map(name -> name + ".txt")
                            .toList());
        }
        for (var situation : situations.entrySet()) {
            assertThat(FOLDER.resolve(situation.getKey() + ".txt"))
                    .hasContent(situation.getValue().text());
        }
    }

    private static Map<String, Situation> situations() {
        var all = new TreeMap<String, Situation>();
        beginnings(all);
        waves(all);
        gates(all);
        errors(all);
        windows(all);
        ends(all);
        goingBack(all);
        return all;
    }

    private static void beginnings(Map<String, Situation> all) {
        all.put("a-draft-waits", rollout().in(new RolloutState.Draft()).devices(1, Pending, 7));
        all.put(
                "waits-for-an-approval",
                rollout().in(new RolloutState.AwaitingApproval()).devices(1, Pending, 7));
        all.put("waits-for-its-start", rollout().in(new RolloutState.Scheduled(NOON.plusSeconds(1))));
        all.put("starts-when-it-is-time", rollout().in(new RolloutState.Scheduled(NOON)));
        all.put("asks-all-at-once", rollout().devices(1, Pending, 7).devices(1, Succeeded, 1));
    }

    private static void waves(Map<String, Situation> all) {
        var canary = new Wave[] {wave(10, 100, 600), wave(50, 90, 0), rest()};
        all.put(
                "asks-the-first-wave-only",
                rollout()
                        .waves(canary)
                        .devices(1, Pending, 10)
                        .devices(2, Pending, 50)
                        .devices(3, Pending, 40));
        all.put(
                "waits-for-devices-that-sleep",
                rollout()
                        .waves(canary)
                        .devices(1, Updating, 3)
                        .seen(1, 2, MINUTE)
                        .devices(2, Pending, 50));
        all.put(
                "soaks-once-enough-have-succeeded",
                rollout().waves(canary).devices(1, Succeeded, 10).devices(2, Pending, 50));
        all.put(
                "soaks-until-its-time",
                rollout()
                        .waves(canary)
                        .soaking(1, NOON.plusSeconds(1))
                        .devices(1, Succeeded, 10)
                        .devices(2, Pending, 50));
        all.put(
                "goes-on-after-the-soak",
                rollout()
                        .waves(canary)
                        .soaking(1, NOON)
                        .devices(1, Succeeded, 10)
                        .devices(2, Pending, 50));
        all.put(
                "a-success-that-is-taken-back-ends-the-soak",
                rollout()
                        .waves(wave(10, 80, 600), rest())
                        .soaking(1, NOON)
                        .devices(1, Succeeded, 7)
                        .devices(1, Updating, 1)
                        .devices(1, Failed, 2)
                        .devices(2, Pending, 90));
        all.put(
                "goes-on-without-those-that-are-late",
                rollout()
                        .waves(canary)
                        .updating(2)
                        .devices(1, Succeeded, 10)
                        .devices(2, Succeeded, 45)
                        .devices(2, Updating, 5)
                        .devices(3, Pending, 40));
        all.put(
                "waits-for-the-approval-of-a-wave",
                rollout()
                        .waves(wave(10, 100, 0), new Wave("the rest", null, null, null, null, null, true))
                        .in(new Running(1, new Phase.AwaitingApproval()))
                        .devices(1, Succeeded, 10)
                        .devices(2, Pending, 90));
        all.put(
                "asks-for-the-approval-of-the-next-wave",
                rollout()
                        .waves(wave(10, 100, 0), new Wave(null, null, null, null, null, null, true))
                        .devices(1, Succeeded, 10)
                        .devices(2, Pending, 90));
        all.put(
                "an-empty-wave-does-not-soak",
                rollout().waves(canary).devices(1, Skipped, 10).devices(2, Pending, 50));
        all.put(
                "never-more-than-may-be-unavailable",
                rollout()
                        .waves(canary)
                        .updating(2)
                        .atMost(Amount.count(5))
                        .devices(1, Succeeded, 10)
                        .seen(2, 3, MINUTE)
                        .devices(2, Pending, 47));
        all.put(
                "leaves-those-that-sleep-when-places-are-few",
                rollout()
                        .atMost(Amount.percentage(10))
                        .devices(1, Succeeded, 50)
                        .tally(new Tally(0, Pending, "", false, false, false, 50, null)));
    }

    private static Gate gate(String metric, Gate.@Nullable Against against, Gate.@Nullable By by, double atMost) {
        return new Gate(metric, against, by, atMost, null, 3, 10, null);
    }

    private static Situation canarySoaks() {
        return rollout()
                .waves(wave(10, 100, 600), rest())
                .soaking(1, NOON.plusSeconds(60))
                .devices(1, Succeeded, 10)
                .devices(2, Pending, 90);
    }

    private static Situation canaryHasSoaked() {
        return canarySoaks().soaking(1, NOON);
    }

    private static void gates(Map<String, Situation> all) {
        var cpu = gate("cpuPercent", Gate.Against.Rest, Gate.By.Ratio, 1.5);
        var few = new Side(20.0, 4, 2);
        all.put("a-failing-gate-pauses", canarySoaks().gate(cpu, new Side(91.04, 40, 10), new Side(12.5, 360, 90)));
        all.put(
                "a-failing-gate-rolls-back",
                canarySoaks()
                        .gate(
                                new Gate("containerRestarts", null, null, 0.0, null, null, null, OnFailure.RollBack),
                                new Side(0.3, 40, 10),
                                null));
        all.put(
                "a-gate-that-holds-lets-the-wave-go-on",
                canaryHasSoaked().gate(cpu, new Side(12.9, 40, 10), new Side(12.5, 360, 90)));
        all.put(
                "a-gate-without-enough-data-waits",
                canaryHasSoaked()
                        .gate(gate("offlinePercent", null, null, 0), new Side(0.0, 10, 10), null)
                        .gate(cpu, few, new Side(12.5, 360, 90)));
        all.put(
                "a-gate-without-enough-to-compare-with-waits",
                canaryHasSoaked().gate(cpu, new Side(12.9, 40, 10), few));
        all.put("a-gate-that-measured-nothing-waits", canaryHasSoaked().gate(cpu, Side.NOTHING, Side.NOTHING));
        all.put(
                "a-failing-gate-does-not-wait-for-the-others",
                canarySoaks()
                        .gate(cpu, few, few)
                        .gate(gate("cpuPercent", null, null, 80), new Side(91.0, 40, 10), null));
        all.put(
                "a-gate-compares-devices-with-their-own-past",
                canarySoaks()
                        .gate(
                                gate("memoryUsedPercent", Gate.Against.Past, Gate.By.Difference, 10),
                                new Side(71.26, 40, 10),
                                new Side(48.0, 300, 10)));
        all.put(
                "a-gate-with-a-least-bound-fails-below-it",
                canarySoaks()
                        .gate(
                                new Gate(
                                        "custom.sales.per_minute",
                                        Gate.Against.Past,
                                        Gate.By.Ratio,
                                        null,
                                        0.8,
                                        null,
                                        null,
                                        null),
                                new Side(3.1, 40, 10),
                                new Side(4.2, 300, 10)));
        all.put(
                "a-gate-fails-where-there-was-nothing-before",
                canarySoaks()
                        .gate(
                                gate("containerRestarts", Gate.Against.Past, Gate.By.Ratio, 2),
                                new Side(0.2, 40, 10),
                                new Side(0.0, 40, 10)));
        all.put(
                "a-gate-makes-no-ratio-to-a-negative-number",
                canaryHasSoaked()
                        .gate(
                                gate("temperatureCelsius", Gate.Against.Rest, Gate.By.Ratio, 2),
                                new Side(4.0, 40, 10),
                                new Side(-3.0, 360, 90)));
        all.put(
                "a-gate-against-the-rest-is-not-asked-when-nobody-is-left",
                rollout()
                        .waves(wave(10, 100, 600), wave(90, 100, 600))
                        .soaking(2, NOON)
                        .devices(1, Succeeded, 10)
                        .devices(2, Succeeded, 90)
                        .gate(cpu, new Side(91.0, 360, 90), Side.NOTHING));
        all.put(
                "a-gate-that-somebody-let-pass-has-no-say",
                canaryHasSoaked()
                        .said(new GateResult.NotAsked(
                                "Ann has let it pass. cpuPercent is 91; at most 80 is allowed.")));
        all.put(
                "a-gate-has-no-say-before-the-soak",
                canarySoaks().updating(1).gate(gate("cpuPercent", null, null, 80), new Side(91.0, 40, 10), null));
        all.put(
                "errors-are-told-before-gates",
                canarySoaks()
                        .errors(new ErrorThreshold(1, null, null, OnFailure.RollBack))
                        .devices(1, Failed, 1)
                        .gate(gate("cpuPercent", null, null, 80), new Side(91.0, 40, 10), null));
    }

    private static void errors(Map<String, Situation> all) {
        all.put(
                "pauses-when-too-many-fail",
                rollout()
                        .errors(FIVE_PERCENT)
                        .devices(1, Failed, 1)
                        .devices(1, TimedOut, 1)
                        .devices(1, Succeeded, 18)
                        .seen(1, 5, MINUTE));
        all.put(
                "too-few-were-tried-to-say",
                rollout()
                        .errors(FIVE_PERCENT)
                        .waves(wave(100, 50, 0))
                        .devices(1, Failed, 1)
                        .devices(1, Succeeded, 8)
                        .devices(1, Pending, 91));
        all.put(
                "rolls-back-when-too-many-fail",
                rollout()
                        .errors(new ErrorThreshold(3, null, null, OnFailure.RollBack))
                        .devices(1, Failed, 3)
                        .devices(1, Pending, 97));
        all.put(
                "forgiven-failures-do-not-pause-again",
                rollout()
                        .waves(wave(100, 50, 0))
                        .errors(FIVE_PERCENT)
                        .forgiven(2, 20)
                        .devices(1, Failed, 2)
                        .devices(1, Succeeded, 38)
                        .devices(1, Pending, 60));
        all.put("gives-up-on-a-device-at-its-deadline", rollout().seen(1, 1, Situation.DEADLINE));
        all.put("waits-until-the-deadline", rollout().seen(1, 1, Situation.DEADLINE.minusMillis(1)));
        all.put(
                "a-paused-rollout-still-gives-up-on-devices",
                rollout()
                        .in(new RolloutState.Paused("Paused by Ann.", new Running(0, new Phase.Updating())))
                        .seen(1, 1, Situation.DEADLINE));
        all.put(
                "a-paused-rollout-asks-nobody",
                rollout()
                        .in(new RolloutState.Paused("Paused by Ann.", new Running(0, new Phase.Updating())))
                        .devices(1, Pending, 9));
        all.put(
                "a-hopeless-wave-lets-those-that-are-at-it-finish",
                rollout()
                        .waves(wave(10, 100, 0), rest())
                        .devices(1, Failed, 1)
                        .seen(1, 2, MINUTE)
                        .devices(1, Pending, 3));
        all.put(
                "a-hopeless-wave-fails",
                rollout()
                        .waves(wave(10, 90, 0), rest())
                        .devices(1, Failed, 2)
                        .devices(1, Succeeded, 8)
                        .devices(2, Pending, 90));
        all.put(
                "a-hopeless-wave-does-what-errors-do",
                rollout()
                        .waves(wave(10, 100, 0), rest())
                        .errors(new ErrorThreshold(50, null, null, OnFailure.RollBack))
                        .devices(1, Failed, 2)
                        .devices(1, Succeeded, 8)
                        .devices(2, Pending, 90));
    }

    private static void windows(Map<String, Situation> all) {
        all.put(
                "asks-where-it-is-night",
                rollout()
                        .windows(NIGHTS)
                        .at(Instant.parse("2026-01-01T15:30:00Z"))
                        .tally(new Tally(0, Pending, "Asia/Tokyo", true, false, false, 5, null))
                        .tally(new Tally(0, Pending, "Europe/Berlin", true, false, false, 7, null)));
        all.put(
                "says-when-the-next-window-opens",
                rollout()
                        .windows(NIGHTS)
                        .tally(new Tally(0, Pending, "America/New_York", true, false, false, 3, null))
                        .tally(new Tally(0, Pending, "Europe/Berlin", true, false, false, 7, null)));
        all.put(
                "a-window-goes-on-after-midnight",
                rollout()
                        .windows(NIGHTS)
                        .at(Instant.parse("2026-01-02T03:59:59Z"))
                        .tally(new Tally(0, Pending, "UTC", true, false, false, 3, null)));
        all.put(
                "a-window-ends",
                rollout()
                        .windows(NIGHTS)
                        .at(Instant.parse("2026-01-02T04:00:00Z"))
                        .tally(new Tally(0, Pending, "UTC", true, false, false, 3, null)));
    }

    private static void ends(Map<String, Situation> all) {
        all.put(
                "succeeds-when-nobody-speaks-against-it",
                rollout().devices(1, Succeeded, 3).devices(1, Skipped, 1).devices(1, Superseded, 1));
        all.put(
                "fails-with-the-number-of-each-failure",
                rollout().devices(1, Succeeded, 3).devices(1, TimedOut, 1).devices(1, Failed, 2));
        all.put(
                "succeeds-with-failures-that-were-allowed",
                rollout().waves(wave(100, 90, 0)).devices(1, Succeeded, 19).devices(1, Failed, 1));
        all.put(
                "does-not-end-before-the-late-ones",
                rollout().waves(wave(100, 90, 0)).devices(1, Succeeded, 19).devices(1, Updating, 1));
        all.put(
                "fails-for-an-earlier-wave-whose-late-ones-failed",
                rollout()
                        .waves(wave(50, 80, 0), rest())
                        .updating(2)
                        .devices(1, Succeeded, 7)
                        .devices(1, Failed, 3)
                        .devices(2, Succeeded, 10));
        all.put(
                "a-cancelled-rollout-stays-cancelled",
                rollout().in(new RolloutState.Cancelled("Cancelled by Ann.")).devices(1, Cancelled, 3));
    }

    private static void goingBack(Map<String, Situation> all) {
        var back = new RolloutState.RollingBack("Rolled back by Ann.");
        all.put(
                "takes-everybody-back-who-was-asked",
                rollout()
                        .in(back)
                        .devices(1, Succeeded, 3)
                        .devices(1, Failed, 1)
                        .seen(1, 2, MINUTE)
                        .devices(2, Cancelled, 9));
        all.put(
                "takes-those-back-first-that-are-updating",
                rollout()
                        .in(back)
                        .atMost(Amount.count(3))
                        .devices(1, Succeeded, 30)
                        .seen(1, 2, MINUTE));
        all.put(
                "takes-no-more-back-than-may-be-unavailable",
                rollout()
                        .in(back)
                        .atMost(Amount.count(3))
                        .devices(1, Succeeded, 30)
                        .tally(new Tally(0, Updating, "", true, true, true, 3, NOON.minusSeconds(5))));
        all.put(
                "is-rolled-back-when-all-are-back",
                rollout().in(back).devices(1, RolledBack, 30).devices(1, Skipped, 1));
        all.put(
                "says-who-did-not-go-back",
                rollout()
                        .in(back)
                        .devices(1, RolledBack, 30)
                        .tally(new Tally(0, Failed, "", true, true, true, 2, null)));
    }
}
