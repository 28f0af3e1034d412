package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.RolloutState.Phase;
import io.signalbeam.functions.rollouts.RolloutState.Running;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Asks the gates of a wave that soaks, and keeps what they say until it is time to ask again. */
final class MeasureGates {
    private MeasureGates() {}

    /** The wave that soaks. */
    private record Soak(int wave, Instant until) {}

    /** The same devices with what the gates say of them now. The rollout is locked. */
    static Progress now(Handle tx, RolloutRow rollout, Progress progress, Instant now) {
        return soak(rollout)
                .map(soak -> {
                    var known = known(tx, rollout, soak.wave());
                    var soakingAt = soakingAt(tx, rollout, soak);
                    var last = known.stream()
                            .map(GateView::measuredAt)
                            .min(Instant::compareTo)
                            .orElse(null);
                    if (known.size() < rollout.view().plan().gates().size()
                            || GateRules.due(last, soakingAt, soak.until(), now)) {
                        measure(tx, rollout, soak.wave(), soakingAt, progress, now);
                        known = known(tx, rollout, soak.wave());
                    }
                    return progress.with(results(rollout, known));
                })
                .orElse(progress);
    }

    /** A rollout's devices with what the gates said last of them. */
    static Progress last(Handle tx, RolloutRow rollout) {
        var progress = ObserveSql.progress(tx, rollout);
        return soak(rollout)
                .map(soak -> progress.with(results(rollout, known(tx, rollout, soak.wave()))))
                .orElse(progress);
    }

    private static Optional<Soak> soak(RolloutRow rollout) {
        return !rollout.view().plan().gates().isEmpty()
                        && rollout.view().state() instanceof Running(int wave, Phase.Soaking(Instant until))
                ? Optional.of(new Soak(wave, until))
                : Optional.empty();
    }

    private static List<GateView> known(Handle tx, RolloutRow rollout, int wave) {
        return GateResultsSql.views(tx, rollout.tenant(), rollout.id()).getOrDefault(wave, List.of());
    }

    private static Instant soakingAt(Handle tx, RolloutRow rollout, Soak soak) {
        var at = WavesSql.times(tx, rollout.tenant(), rollout.id())
                .get(soak.wave())
                .soakingAt();
        return at == null ? soak.until() : at;
    }

    private static void measure(
            Handle tx, RolloutRow rollout, int wave, Instant soakingAt, Progress progress, Instant now) {
        var gates = rollout.view().plan().gates();
        var readings = GateSql.measure(tx, rollout, wave, soakingAt, now);
        int left = progress.count(RolloutDeviceStatus.Pending);
        var views = new ArrayList<GateView>();
        for (int i = 0; i < gates.size(); i++) {
            views.add(view(i, gates.get(i), readings.get(i), left, now));
        }
        GateResultsSql.save(tx, rollout, wave, views, now);
    }

    private static GateView view(int place, Gate gate, GateReading reading, int left, Instant now) {
        var result = GateRules.judge(gate, reading, left);
        return new GateView(
                place + 1,
                gate.metric(),
                result.verdict(),
                result.detail(),
                reading.updated(),
                reading.reference(),
                now,
                now,
                null,
                List.of());
    }

    private static List<GateResult> results(RolloutRow rollout, List<GateView> views) {
        return views.stream().map(view -> result(rollout, view)).toList();
    }

    private static GateResult result(RolloutRow rollout, GateView view) {
        var by = view.passedBy();
        return by == null
                ? view.verdict()
                        .saying(
                                view.detail(),
                                rollout.view()
                                        .plan()
                                        .gates()
                                        .get(view.gate() - 1)
                                        .action())
                : new GateResult.NotAsked("%s has let it pass. %s".formatted(by, view.detail()));
    }

    /** When somebody resumes: what stood in the way of a soaking wave does so no longer. */
    static void pass(Handle tx, RolloutRow rollout, String by, Instant now) {
        if (rollout.view().state()
                instanceof RolloutState.Paused(String ignored, Running(int wave, Phase.Soaking(Instant until)))) {
            GateResultsSql.pass(tx, rollout, wave, !now.isBefore(until), by);
        }
    }
}
