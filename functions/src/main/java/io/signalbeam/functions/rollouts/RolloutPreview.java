package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.id.RolloutId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would do if it were made now, as the API writes it. Nothing of it is kept.
 *
 * @param refusal why it would be refused; null when it would be made
 * @param devices in its target
 * @param unchanged of these, those that run the version already
 * @param outsideWindow outside every window at the moment it would begin; null for a rollout without windows
 * @param tooFull with less room than the missing layers take when they are unpacked, and what an agent keeps free
 * @param wrongArchitecture for which the registry has no image
 * @param runsNow the most frequent first
 */
public record RolloutPreview(
        @Nullable Refused refusal,
        int devices,
        int unchanged,
        Some offline,
        @Nullable Some outsideWindow,
        Some tooFull,
        Some wrongArchitecture,
        List<RunsNow> runsNow,
        List<WaveSize> waves,
        List<ContainerChange> containers,
        List<ImageView> images,
        Pull pull,
        List<Conflict> conflicts) {

    public RolloutPreview {
        runsNow = List.copyOf(runsNow);
        waves = List.copyOf(waves);
        containers = List.copyOf(containers);
        images = List.copyOf(images);
        conflicts = List.copyOf(conflicts);
    }

    public record Refused(String code, String detail) {}

    /** @param sample some of them, by name */
    public record Some(int devices, List<Sample> sample) {
        static final Some NONE = new Some(0, List.of());

        public Some {
            sample = List.copyOf(sample);
        }
    }

    /** @param detail when it was last heard of, its time zone, its free bytes or its architecture, as the list has it */
    public record Sample(
            DeviceId deviceId, String deviceName, @Nullable String detail) {}

    /** @param version null for devices that run none of the bundle */
    public record RunsNow(@Nullable String version, int devices) {}

    public record WaveSize(@Nullable String name, int devices, int offline, int outsideWindow) {}

    /**
     * What becomes of a container, on so many devices each.
     *
     * @param recreated stopped, removed and made anew
     */
    public record ContainerChange(String name, int created, int recreated, int removed, int unchanged) {}

    /**
     * @param platforms for which the registry has it; null when it does not say
     * @param bytes to fetch of it for a device that has nothing, by platform; compressed
     * @param unknown why nothing is known; null when something is
     */
    public record ImageView(
            String image,
            @Nullable List<String> platforms,
            Map<String, Long> bytes,
            @Nullable String unknown) {
        public ImageView {
            platforms = platforms == null ? null : List.copyOf(platforms);
            bytes = Map.copyOf(bytes);
        }
    }

    /**
     * @param bytes that all devices would fetch together, but for what the version that they run has brought already
     * @param mostPerDevice bytes that the device with most to fetch would
     * @param unknownDevices for which the registry does not say, and which are in neither figure
     */
    public record Pull(long bytes, long mostPerDevice, int unknownDevices) {}

    /** What comes of two rollouts that reach the same devices. The words are the API's. */
    public enum Comes {
        /** Both have the same priority: this one is refused. */
        Refused,
        /** The other one leaves to this one what it has not asked yet. */
        Wins,
        /** This one leaves them to the other. */
        Yields
    }

    /** @param devices that both would reach */
    public record Conflict(
            RolloutId rolloutId,
            String name,
            String version,
            RolloutStatus status,
            int priority,
            int devices,
            Comes comes) {}
}
