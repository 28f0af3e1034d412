package io.signalbeam.functions.leases;

import io.signalbeam.functions.settings.Settings;
import io.signalbeam.shared.api.LeaseResponse;
import io.signalbeam.shared.api.LeaseResponse.Channel;
import io.signalbeam.shared.id.DeviceId;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Gives a device what it publishes with: tokens for its own paths, and until when. */
public final class MakeLease {
    /** Where the policy that may only send keeps its key, as {@link PublisherKey} in JSON. */
    public static final String SECRET = "eventhub-publisher-key";

    private final SecretSource secrets;
    private final Settings settings;
    private final InstantSource clock;

    public MakeLease(SecretSource secrets, Settings settings, InstantSource clock) {
        this.secrets = secrets;
        this.settings = settings;
        this.clock = clock;
    }

    public LeaseResponse make(DeviceId device) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        int seconds = settings.lease().seconds();
        // Whole seconds, as a signature carries them.
        var expires = now.plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        var namespace = EventHubNamespace.of(settings.eventHubs());
        var key = PublisherKey.parse(secrets.read(SECRET));
        return new LeaseResponse(
                settings.lease().mode(),
                channel(namespace, key, settings.eventHubs().telemetryHub(), device, expires.getEpochSecond()),
                channel(namespace, key, settings.eventHubs().reportsHub(), device, expires.getEpochSecond()),
                expires,
                now.plusSeconds(seconds * 3L / 4),
                now);
    }

    private static Channel channel(
            EventHubNamespace namespace, PublisherKey key, String hub, DeviceId device, long expires) {
        var path = hub + "/publishers/" + device;
        var signature = key.sign("sb://" + namespace.host() + "/" + path, expires);
        return new Channel(hub, namespace.connectionString(signature, path));
    }
}
