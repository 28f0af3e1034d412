package io.signalbeam.agent.reconcile;

import io.signalbeam.shared.desired.DesiredBundle;
import io.signalbeam.shared.report.DeviceReport.ReportedError;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the agent remembers of each bundle over its own restarts.
 *
 * @param bundles by bundle id
 * @param images that the agent has had the engine pull and not remove, by reference, and by the engine's id where a
 *     reference may have moved on: what was there before is not the agent's to remove
 */
public record Memory(Map<String, BundleMemory> bundles, Set<String> images) {
    public static final Memory NONE = new Memory(Map.of());

    public Memory {
        bundles = Map.copyOf(bundles == null ? Map.of() : bundles);
        images = Set.copyOf(images == null ? Set.of() : images);
    }

    /** Without any image. */
    public Memory(Map<String, BundleMemory> bundles) {
        this(bundles, Set.of());
    }

    /**
     * @param lastGood the version that was last seen working
     * @param failure the version that was given up
     * @param pulled manifest digest of the version whose moving tags have been pulled afresh
     */
    public record BundleMemory(
            @Nullable DesiredBundle lastGood,
            @Nullable GivenUp failure,
            @Nullable String pulled) {
        static final BundleMemory NONE = new BundleMemory(null, null, null);

        public boolean isLastGood(DesiredBundle bundle) {
            return lastGood != null && lastGood.manifestDigest().equals(bundle.manifestDigest());
        }

        public @Nullable GivenUp failureOf(DesiredBundle bundle, long generation) {
            return failure != null
                            && failure.generation() == generation
                            && failure.manifestDigest().equals(bundle.manifestDigest())
                    ? failure
                    : null;
        }
    }

    /** @param generation of the desired state that asked for it; a later one may ask again */
    public record GivenUp(String manifestDigest, long generation, ReportedError error) {}

    public BundleMemory of(String bundleId) {
        return bundles.getOrDefault(bundleId, BundleMemory.NONE);
    }

    public Memory accepted(DesiredBundle bundle) {
        return with(bundle.bundleId(), memory -> new BundleMemory(bundle, null, memory.pulled()));
    }

    public Memory gaveUp(String bundleId, GivenUp failure) {
        return with(bundleId, memory -> new BundleMemory(memory.lastGood(), failure, memory.pulled()));
    }

    public Memory pulled(String bundleId, String manifestDigest) {
        return with(bundleId, memory -> new BundleMemory(memory.lastGood(), memory.failure(), manifestDigest));
    }

    public Memory forgot(String bundleId) {
        var next = new TreeMap<>(bundles);
        next.remove(bundleId);
        return new Memory(next, images);
    }

    public Memory owns(String image) {
        var next = new TreeSet<>(images);
        next.add(image);
        return new Memory(bundles, next);
    }

    public Memory disowns(String image) {
        var next = new TreeSet<>(images);
        next.remove(image);
        return new Memory(bundles, next);
    }

    private Memory with(String bundleId, UnaryOperator<BundleMemory> change) {
        var next = new TreeMap<>(bundles);
        next.put(bundleId, change.apply(of(bundleId)));
        return new Memory(next, images);
    }
}
