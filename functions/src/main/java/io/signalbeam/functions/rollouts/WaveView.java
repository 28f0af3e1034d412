package io.signalbeam.functions.rollouts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wave, as the API writes it: what was asked for, and how far it has come.
 *
 * @param progress its devices by status; only statuses that some device has
 * @param soakingAt when enough of its devices had succeeded, last
 * @param gates what each said last, from when the wave began to soak; empty in lists
 */
public record WaveView(
        @Nullable String name,
        @Nullable Integer percentage,
        @Nullable Integer count,
        @Nullable String selector,
        int successThreshold,
        long soakSeconds,
        boolean approval,
        Map<RolloutDeviceStatus, Integer> progress,
        @Nullable Instant approvedAt,
        @Nullable String approvedBy,
        @Nullable Instant startedAt,
        @Nullable Instant soakingAt,
        @Nullable Instant endedAt,
        List<GateView> gates) {

    public WaveView {
        progress = Map.copyOf(progress);
        gates = List.copyOf(gates);
    }

    static WaveView of(
            Wave wave,
            Map<RolloutDeviceStatus, Integer> progress,
            WavesSql.@Nullable Times times,
            List<GateView> gates) {
        return new WaveView(
                wave.name(),
                wave.percentage(),
                wave.count(),
                wave.selector(),
                wave.threshold(),
                wave.soak().toSeconds(),
                wave.needsApproval(),
                progress,
                times == null ? null : times.approvedAt(),
                times == null ? null : times.approvedBy(),
                times == null ? null : times.startedAt(),
                times == null ? null : times.soakingAt(),
                times == null ? null : times.endedAt(),
                gates);
    }
}
