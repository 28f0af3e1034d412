package io.signalbeam.functions.standby;

import io.signalbeam.functions.standby.Vault.Listed;
import io.signalbeam.functions.standby.Vault.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies one secret, from whatever was copied before: the version that is newest there becomes the newest here, and those of
 * before are here too that somebody may still ask for. Twice changes nothing.
 */
final class CopySecret {
    /** A version may have been made since, and stand in the list with the same second as the one that was seen. */
    private static final Duration SETTLED = Duration.ofSeconds(10);
    /** A replica of the database may still name what was replaced a while ago. */
    private static final Duration LATELY = Duration.ofDays(1);

    private final Vault primary;
    private final Vault own;
    private final Set<String> named;
    private final Instant now;

    /** @param named versions that the database speaks of, by the name they were given first */
    CopySecret(Vault primary, Vault own, Set<String> named, Instant now) {
        this.primary = primary;
        this.own = own;
        this.named = named;
        this.now = now;
    }

    void copy(String name, Listed listed) {
        var newest = primary.current(name).orElse(null);
        if (newest == null) {
            return;
        }
        var newestIs = CopyTag.identity(newest.version());
        var here = own.versions(name).stream().map(CopyTag::identity).collect(Collectors.toSet());
        var former = primary.versions(name).stream()
                .filter(version -> !CopyTag.identity(version).equals(newestIs))
                .filter(version -> !here.contains(CopyTag.identity(version)))
                .filter(this::mayBeAskedFor)
                .sorted(Comparator.comparing(Version::madeAt))
                .toList();
        former.forEach(version -> own.add(name, primary.read(name, version.id()), CopyTag.of(version)));
        boolean settled = !now.isBefore(listed.changedAt().plus(SETTLED));
        var mine = former.isEmpty() && here.contains(newestIs) ? own.current(name) : Optional.<Vault.Current>empty();
        if (mine.isEmpty() || !CopyTag.identity(mine.get().version()).equals(newestIs)) {
            var tags = CopyTag.of(newest.version());
            own.add(name, newest.value(), settled ? CopyTag.through(listed.changedAt(), tags) : tags);
        } else if (settled) {
            var version = mine.get().version();
            own.tag(name, version.id(), CopyTag.through(listed.changedAt(), version.tags()));
        }
    }

    private boolean mayBeAskedFor(Version version) {
        return named.contains(CopyTag.identity(version)) || version.madeAt().isAfter(now.minus(LATELY));
    }
}
