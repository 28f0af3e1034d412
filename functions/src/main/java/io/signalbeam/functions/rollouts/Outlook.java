package io.signalbeam.functions.rollouts;

import io.signalbeam.functions.rollouts.ImageRegistry.Answer;
import io.signalbeam.functions.rollouts.ImageRegistry.Image;
import io.signalbeam.functions.rollouts.ImageRegistry.Layer;
import io.signalbeam.functions.rollouts.ImageRegistry.Unknown;
import io.signalbeam.functions.rollouts.PreviewSql.Need;
import io.signalbeam.functions.rollouts.PreviewSql.Tally;
import io.signalbeam.functions.rollouts.RolloutPreview.ContainerChange;
import io.signalbeam.functions.rollouts.RolloutPreview.ImageView;
import io.signalbeam.functions.rollouts.RolloutPreview.Pull;
import io.signalbeam.functions.rollouts.RolloutPreview.RunsNow;
import io.signalbeam.functions.rollouts.RolloutPreview.WaveSize;
import io.signalbeam.shared.bundle.AgentPackage;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.bundle.BundleManifest;
import io.signalbeam.shared.bundle.ContainerSpec;
import io.signalbeam.shared.bundle.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would mean for devices that were counted: no clock, store or network.
 *
 * @param from manifests of the versions that devices run now, as far as they can be read
 * @param images all that the new manifest and those name
 * @param at when it would begin
 */
record Outlook(
        BundleManifest wanted,
        Map<String, BundleManifest> from,
        RolloutPlan plan,
        List<Tally> tallies,
        Map<ImageReference, Answer> images,
        Instant at) {

    /** A layer lies there as it was fetched while it is unpacked, to about twice its size: as the agent reckons. */
    private static final int UNPACKED = 3;

    /** What an agent keeps free unless its owner has set something else, bytes. */
    private static final long RESERVE = 256L * 1024 * 1024;

    int devices(Predicate<Tally> which) {
        return tallies.stream().filter(which).mapToInt(Tally::devices).sum();
    }

    boolean unchanged(Tally tally) {
        return wanted.version().equals(tally.from());
    }

    /** Time zones in which no window is open when it would begin. */
    Set<String> closedZones() {
        var windows = plan.windows();
        return windows == null
                ? Set.of()
                : tallies.stream()
                        .map(Tally::zone)
                        .distinct()
                        .filter(zone -> !windows.isOpen(windows.zoneOf(zone), at))
                        .collect(Collectors.toSet());
    }

    /** Architectures for which one of the images is known not to be there. */
    Set<String> wrongArchitectures() {
        return tallies.stream()
                .map(Tally::arch)
                .distinct()
                .filter(arch -> !arch.isEmpty()
                        && imagesOf(wanted)
                                .anyMatch(image -> images.get(image) instanceof Image(var platforms, var ignored)
                                        && Architecture.best(arch, platforms).isEmpty()))
                .collect(Collectors.toSet());
    }

    /** How much room devices need, by what tells them apart. */
    List<Need> needs() {
        return tallies.stream()
                .filter(tally -> !unchanged(tally))
                .map(tally -> new Need(
                        tally.arch(),
                        tally.from(),
                        UNPACKED * bytes(tally.arch(), tally.from()).orElse(0) + RESERVE))
                .distinct()
                .toList();
    }

    Pull pull() {
        long bytes = 0;
        long most = 0;
        int unknown = 0;
        for (var tally : tallies) {
            var each = unchanged(tally) ? OptionalLong.of(0) : bytes(tally.arch(), tally.from());
            bytes += each.orElse(0) * tally.devices();
            most = Math.max(most, each.orElse(0));
            unknown += each.isPresent() ? 0 : tally.devices();
        }
        return new Pull(bytes, most, unknown);
    }

    /** What a device fetches; empty when that is not known. */
    private OptionalLong bytes(String arch, @Nullable String version) {
        var old = version == null ? null : from.get(version);
        var missing = layers(wanted, arch);
        if (missing.isEmpty()) {
            return OptionalLong.empty();
        }
        var layers = new HashSet<>(missing.get());
        var artifacts = new HashMap<String, Long>();
        files(wanted, arch).forEach(file -> artifacts.put(file.sha256(), file.sizeBytes()));
        if (old != null) {
            layers(old, arch).ifPresent(layers::removeAll);
            files(old, arch).map(ArtifactSpec::sha256).forEach(artifacts::remove);
        }
        return OptionalLong.of(layers.stream().mapToLong(Layer::bytes).sum()
                + artifacts.values().stream().mapToLong(Long::longValue).sum());
    }

    /** Of an agent, the package for this kind of machine alone. */
    private static Stream<ArtifactSpec> files(BundleManifest manifest, String arch) {
        var agent = manifest.agent();
        return agent == null ? manifest.artifacts().stream() : agent.packageFor(arch).map(AgentPackage::file).stream();
    }

    /** Of all images of a manifest; empty unless every one of them is known. */
    private Optional<Set<Layer>> layers(BundleManifest manifest, String arch) {
        var all = new HashSet<Layer>();
        for (var container : manifest.containers()) {
            var layers = ImageReference.parse(container.image()).flatMap(image -> layers(images.get(image), arch));
            if (layers.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(layers.get());
        }
        return Optional.of(all);
    }

    private static Optional<List<Layer>> layers(@Nullable Answer answer, String arch) {
        return answer instanceof Image image
                ? Architecture.best(arch, image.layers().keySet())
                        .map(platform -> Objects.requireNonNull(image.layers().get(platform)))
                : Optional.empty();
    }

    List<RunsNow> runsNow() {
        return counts().entrySet().stream()
                .map(entry -> new RunsNow(entry.getKey().orElse(null), entry.getValue()))
                .sorted(Comparator.comparingInt(RunsNow::devices)
                        .reversed()
                        .thenComparing(RunsNow::version, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    private Map<Optional<String>, Integer> counts() {
        return tallies.stream()
                .collect(Collectors.groupingBy(
                        tally -> Optional.ofNullable(tally.from()), Collectors.summingInt(Tally::devices)));
    }

    List<WaveSize> waves() {
        var closed = closedZones();
        var sizes = new ArrayList<WaveSize>();
        for (int i = 0; i < plan.waves().size(); i++) {
            int wave = i;
            sizes.add(new WaveSize(
                    plan.waves().get(i).name(),
                    devices(tally -> tally.wave() == wave),
                    devices(tally -> tally.wave() == wave && !tally.online()),
                    devices(tally -> tally.wave() == wave && closed.contains(tally.zone()))));
        }
        return sizes;
    }

    /** A version that cannot be read counts as one of which nothing is known: all its containers are made anew. */
    List<ContainerChange> containers() {
        var changes = new TreeMap<String, ContainerChange>();
        counts().forEach((version, devices) -> {
            var old = byName(version.map(from::get).orElse(null));
            var now = byName(wanted);
            Stream.concat(old.keySet().stream(), now.keySet().stream())
                    .distinct()
                    .forEach(name -> changes.merge(
                            name, change(name, old.get(name), now.get(name), devices), Outlook::together));
        });
        return List.copyOf(changes.values());
    }

    private static ContainerChange change(
            String name, @Nullable ContainerSpec old, @Nullable ContainerSpec now, int devices) {
        if (old == null) {
            return new ContainerChange(name, devices, 0, 0, 0);
        }
        if (now == null) {
            return new ContainerChange(name, 0, 0, devices, 0);
        }
        return old.equals(now)
                ? new ContainerChange(name, 0, 0, 0, devices)
                : new ContainerChange(name, 0, devices, 0, 0);
    }

    private static ContainerChange together(ContainerChange a, ContainerChange b) {
        return new ContainerChange(
                a.name(),
                a.created() + b.created(),
                a.recreated() + b.recreated(),
                a.removed() + b.removed(),
                a.unchanged() + b.unchanged());
    }

    private static Map<String, ContainerSpec> byName(@Nullable BundleManifest manifest) {
        var byName = new TreeMap<String, ContainerSpec>();
        if (manifest != null) {
            manifest.containers().forEach(container -> byName.put(container.name(), container));
        }
        return byName;
    }

    List<ImageView> imageViews() {
        return imagesOf(wanted)
                .distinct()
                .map(image -> switch (images.getOrDefault(image, new Unknown("It was not asked for."))) {
                    case Image(var platforms, var layers) ->
                        new ImageView(image.familiar(), List.copyOf(new TreeSet<>(platforms)), sizes(layers), null);
                    case Unknown(var why) -> new ImageView(image.familiar(), null, Map.of(), why);
                })
                .toList();
    }

    private static Map<String, Long> sizes(Map<String, List<Layer>> layers) {
        return layers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream()
                                .mapToLong(Layer::bytes)
                                .sum()));
    }

    static Stream<ImageReference> imagesOf(BundleManifest manifest) {
        return manifest.containers().stream().flatMap(container -> ImageReference.parse(container.image()).stream());
    }
}
