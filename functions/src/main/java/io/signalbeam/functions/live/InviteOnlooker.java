package io.signalbeam.functions.live;

import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.id.TenantId;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Lets somebody hear of a tenant's changes. */
final class InviteOnlooker {
    /** To connect in; a client that is cut off asks for a new address, and may have none any more. */
    private static final Duration VALID_FOR = Duration.ofMinutes(5);

    private final LiveChannel channel;
    private final Settings settings;
    private final InstantSource clock;

    InviteOnlooker(LiveChannel channel, Settings settings, InstantSource clock) {
        this.channel = channel;
        this.settings = settings;
        this.clock = clock;
    }

    LiveAddress invite(TenantId tenant, Person person) {
        if (settings.live() == null) {
            return new LiveAddress(LiveChannel.PROTOCOL, null, null);
        }
        var expiresAt = clock.instant().plus(VALID_FOR).truncatedTo(ChronoUnit.MILLIS);
        return new LiveAddress(LiveChannel.PROTOCOL, channel.invite(tenant, person.subject(), VALID_FOR), expiresAt);
    }
}
