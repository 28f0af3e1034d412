package io.signalbeam.functions.rollouts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gate says of a wave, as the API writes it.
 *
 * @param gate its place among the rollout's gates, from 1
 * @param detail a sentence with the numbers, or with what is missing
 * @param reference what the updated devices are compared with; null for nothing
 * @param measuredAt last
 * @param since when it has said the same, whatever the numbers
 * @param passedBy who has let it pass nevertheless, for this wave; null for nobody
 * @param history what was measured since it was first asked, the oldest first: sixty moments at most, as evenly apart as
 *     they can be kept
 */
public record GateView(
        int gate,
        String metric,
        GateResult.Verdict verdict,
        String detail,
        GateReading.Side updated,
        GateReading.@Nullable Side reference,
        Instant measuredAt,
        Instant since,
        @Nullable String passedBy,
        List<Moment> history) {

    /**
     * What was measured then.
     *
     * @param updated null when there was nothing to measure
     * @param reference of what they are compared with; null for nothing
     */
    public record Moment(
            Instant at, @Nullable Double updated, @Nullable Double reference) {}
}
