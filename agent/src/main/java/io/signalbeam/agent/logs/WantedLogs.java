package io.signalbeam.agent.logs;

import io.signalbeam.shared.bundle.LogsSpec;
import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.desired.DesiredState;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Of which bundles the logs are to be sent, as it is desired now. */
public record WantedLogs(Supplier<Optional<DesiredState>> desired) {

    /** Whether of any. */
    public boolean any() {
        return bundles().map(DesiredBundle::logs).anyMatch(logs -> logs != null && logs.ship());
    }

    /** What a bundle asks for, by its id; null when nothing. */
    public @Nullable LogsSpec of(String bundleId) {
        return bundles()
                .filter(bundle -> bundle.bundleId().equals(bundleId))
                .findFirst()
                .map(DesiredBundle::logs)
                .orElse(null);
    }

    private Stream<DesiredBundle> bundles() {
        return desired.get().stream().flatMap(state -> state.bundles().stream());
    }
}
