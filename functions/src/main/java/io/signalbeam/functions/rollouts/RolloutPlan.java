package io.signalbeam.functions.rollouts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout shall go, as it was asked for. Kept as JSON with the rollout.
 *
 * @param waves at least one
 * @param maxUnavailable how many devices may be updating at once; null for any number
 * @param errorThreshold null for none
 * @param windows null for any time
 * @param gates what must hold while a wave soaks
 */
public record RolloutPlan(
        @Nullable List<Wave> waves,
        @Nullable Amount maxUnavailable,
        @Nullable ErrorThreshold errorThreshold,
        @Nullable MaintenanceWindows windows,
        @Nullable List<Gate> gates) {

    static final RolloutPlan ALL_AT_ONCE = new RolloutPlan(null, null, null, null, null);

    public RolloutPlan {
        waves = waves == null || waves.isEmpty() ? List.of(Wave.OF_ALL) : List.copyOf(waves);
        gates = gates == null ? List.of() : List.copyOf(gates);
    }

    @Override
    public List<Wave> waves() {
        return waves == null ? List.of(Wave.OF_ALL) : waves;
    }

    @Override
    public List<Gate> gates() {
        return gates == null ? List.of() : gates;
    }

    @JsonIgnore
    int lastWave() {
        return waves().size() - 1;
    }

    /** How many may be updating at once. */
    int cap(int devices) {
        return maxUnavailable == null ? Integer.MAX_VALUE : maxUnavailable.of(devices);
    }

    /** What to do when a wave cannot come through any more; empty when the rollout shall fail. */
    Optional<OnFailure> onFailure() {
        return Optional.ofNullable(errorThreshold).map(ErrorThreshold::actionOrUsual);
    }
}
