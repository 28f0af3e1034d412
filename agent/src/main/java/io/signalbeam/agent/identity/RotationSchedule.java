package io.signalbeam.agent.identity;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a device changes its key: by itself when the key has become old, and when somebody asks for it. Pure.
 *
 * @param life of a key, at the most; each device takes up to a tenth less, so that a fleet that was enrolled together does
 *     not change its keys together
 */
public record RotationSchedule(Duration life) {
    private static final int STEPS = 1000;

    /**
     * @param askedAt when somebody asked, by the cloud's clock; null when nobody did
     * @param now by the cloud's clock
     */
    public boolean isDue(DeviceIdentity device, @Nullable Instant askedAt, Instant now) {
        var since = device.since();
        return device.nextKey() != null
                || (askedAt != null && askedAt.isAfter(since))
                || !now.isBefore(since.plus(lifeOf(device)));
    }

    private Duration lifeOf(DeviceIdentity device) {
        long share = Math.floorMod(device.deviceId().hashCode(), STEPS);
        return life.minus(life.dividedBy(10).multipliedBy(share).dividedBy(STEPS));
    }
}
