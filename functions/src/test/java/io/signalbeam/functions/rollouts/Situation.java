package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.GateReading.Side;
import io.signalbeam.functions.rollouts.Progress.Tally;
import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import io.signalbeam.shared.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rollout where it stands, its devices and the time, for tests that show only what matters. */
final class Situation {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Duration DEADLINE = Duration.ofMinutes(15);

    private final List<Tally> tallies = new ArrayList<>();
    private final List<GateReading> readings = new ArrayList<>();
    private final List<GateResult> said = new ArrayList<>();
    private RolloutState state = new Running(0, new Phase.Updating());
    private RolloutPlan plan = RolloutPlan.ALL_AT_ONCE;
    private RolloutView.Forgiven forgiven = RolloutView.Forgiven.NOTHING;
    private Instant now = NOON;

    static Situation rollout() {
        return new Situation();
    }

    Situation in(RolloutState other) {
        state = other;
        return this;
    }

    Situation updating(int wave) {
        return in(new Running(wave - 1, new Phase.Updating()));
    }

    Situation soaking(int wave, Instant until) {
        return in(new Running(wave - 1, new Phase.Soaking(until)));
    }

    Situation waves(Wave... waves) {
        plan = new RolloutPlan(
                List.of(waves), plan.maxUnavailable(), plan.errorThreshold(), plan.windows(), plan.gates());
        return this;
    }

    Situation atMost(Amount maxUnavailable) {
        plan = new RolloutPlan(plan.waves(), maxUnavailable, plan.errorThreshold(), plan.windows(), plan.gates());
        return this;
    }

    Situation errors(ErrorThreshold threshold) {
        plan = new RolloutPlan(plan.waves(), plan.maxUnavailable(), threshold, plan.windows(), plan.gates());
        return this;
    }

    Situation windows(MaintenanceWindows windows) {
        plan = new RolloutPlan(plan.waves(), plan.maxUnavailable(), plan.errorThreshold(), windows, plan.gates());
        return this;
    }

    Situation forgiven(int failures, int tried) {
        forgiven = new RolloutView.Forgiven(failures, tried);
        return this;
    }

    /** A gate, and what was measured for it. */
    Situation gate(Gate gate, Side updated, @Nullable Side reference) {
        var gates = new ArrayList<>(plan.gates());
        gates.add(gate);
        plan = new RolloutPlan(plan.waves(), plan.maxUnavailable(), plan.errorThreshold(), plan.windows(), gates);
        readings.add(new GateReading(updated, reference));
        return this;
    }

    /** A gate says so, for whatever reason. */
    Situation said(GateResult result) {
        said.add(result);
        return this;
    }

    Situation at(Instant time) {
        now = time;
        return this;
    }

    Situation devices(int wave, RolloutDeviceStatus status, int devices) {
        return tally(new Tally(wave - 1, status, "", true, false, false, devices, null));
    }

    /** Updating, and it saw the version so long ago. */
    Situation seen(int wave, int devices, Duration ago) {
        return tally(new Tally(wave - 1, RolloutDeviceStatus.Updating, "", true, false, true, devices, now.minus(ago)));
    }

    Situation tally(Tally tally) {
        tallies.add(tally);
        return this;
    }

    static Wave wave(int percentage, int threshold, int soakSeconds) {
        return new Wave(null, percentage, null, null, threshold, soakSeconds, null);
    }

    static Wave rest() {
        return Wave.OF_ALL;
    }

    Decision decision() {
        return Decider.decide(new RolloutView(state, plan, DEADLINE, forgiven), new Progress(tallies, results()), now);
    }

    private List<GateResult> results() {
        int left = new Progress(tallies).count(RolloutDeviceStatus.Pending);
        var results = new ArrayList<>(said);
        for (int i = 0; i < readings.size(); i++) {
            results.add(GateRules.judge(plan.gates().get(i), readings.get(i), left));
        }
        return results;
    }

    /** The situation and what is decided, for people. */
    String text() {
        var text = new StringBuilder();
        text.append("at        ").append(Json.format(now)).append('\n');
        text.append("state     ").append(state).append('\n');
        for (var wave : plan.waves()) {
            text.append("wave      ").append(Json.write(wave)).append('\n');
        }
        if (plan.maxUnavailable() != null) {
            text.append("at most   ").append(plan.maxUnavailable()).append(" unavailable\n");
        }
        if (plan.errorThreshold() != null) {
            text.append("errors    ").append(Json.write(plan.errorThreshold())).append('\n');
        }
        if (plan.windows() != null) {
            text.append("windows   ").append(Json.write(plan.windows())).append('\n');
        }
        if (!forgiven.equals(RolloutView.Forgiven.NOTHING)) {
            text.append("forgiven  ").append(forgiven).append('\n');
        }
        tallies.forEach(tally -> text.append("devices   ").append(text(tally)).append('\n'));
        for (int i = 0; i < readings.size(); i++) {
            text.append("gate      ").append(Json.write(plan.gates().get(i))).append('\n');
            text.append("measured  ").append(Json.write(readings.get(i))).append('\n');
        }
        results().forEach(result -> text.append("says      ").append(result).append('\n'));
        return text.append("\n=> ").append(decision()).append('\n').toString();
    }

    private String text(Tally tally) {
        return "wave " + (tally.wave() + 1) + ": " + tally.devices() + " " + tally.status()
                + (tally.zone().isEmpty() ? "" : " in " + tally.zone())
                + (tally.online() ? "" : ", not online")
                + (tally.back() ? ", going back" : "")
                + (tally.oldestSeen() == null
                        ? ""
                        : ", first seen "
                                + Duration.between(tally.oldestSeen(), now).toSeconds() + " s ago");
    }
}
