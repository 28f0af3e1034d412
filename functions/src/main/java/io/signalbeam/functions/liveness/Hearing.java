package io.signalbeam.functions.liveness;

import io.signalbeam.functions.intake.IngestProgress.Mark;
import io.signalbeam.functions.intake.OnlineFor;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides who may be called silent: nobody whose words may still wait on the way to us. Pure. */
final class Hearing {
    /** A minute at the least, however short the heartbeats: the host's own restart takes that long. */
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(1);

    private final OnlineFor onlineFor;

    Hearing(OnlineFor onlineFor) {
        this.onlineFor = onlineFor;
    }

    /**
     * For so long a break in listening goes unnoticed, and for so long after one nobody is called silent: by then every
     * device that lives has been heard of, or ingest has shown how far it is behind.
     */
    Duration patience() {
        return onlineFor.duration().compareTo(LEAST_PATIENCE) > 0 ? onlineFor.duration() : LEAST_PATIENCE;
    }

    /**
     * A device last seen before the answer is silent. Without an answer nobody can be told to be.
     *
     * <p>The time by which ingest is behind where it is slowest is added to a device's respite. Partitions of which
     * nothing was taken for longer than {@link #patience} have nothing to say: they are empty, or their devices are heard
     * over HTTP.
     *
     * @param resumedAt when listening began again after a break; null when there was none
     */
    Optional<Instant> silentBefore(@Nullable Instant resumedAt, List<Mark> partitions, Instant now) {
        if (resumedAt != null && now.isBefore(resumedAt.plus(patience()))) {
            return Optional.empty();
        }
        var oldest = now.minus(patience());
        var behind = partitions.stream()
                .filter(mark -> mark.takenAt().isAfter(oldest))
                .map(mark -> Duration.between(mark.enqueuedAt(), mark.takenAt()))
                .filter(Duration::isPositive)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return Optional.of(onlineFor.bound(now.minus(behind)));
    }
}
