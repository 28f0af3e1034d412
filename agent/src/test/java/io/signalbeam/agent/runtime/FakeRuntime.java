package io.signalbeam.agent.runtime;

import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An engine in memory. It keeps {@link RuntimeContract}, as the real one does. */
public final class FakeRuntime implements ContainerRuntime {
    private record Network(Map<String, String> labels) {}

    private final Map<String, String> registry = new TreeMap<>();
    private final Map<String, String> images = new TreeMap<>();
    private final Set<String> nameless = new TreeSet<>();
    private final Map<String, Network> networks = new TreeMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, ActualContainer> containers = new LinkedHashMap<>();
    private final Map<String, List<String>> logs = new TreeMap<>();
    private final Set<String> crashing = new TreeSet<>();
    /** Every call that changes something, in order. */
    public final List<String> calls = new ArrayList<>();

    private Consumer<String> fault = call -> {};
    private boolean down;
    private int nextId = 1;

    /** Puts an image into the registry, or another content under its name. */
    public FakeRuntime publish(String reference, String imageId) {
        registry.put(reference, imageId);
        return this;
    }

    /** Runs before every changing call, and may throw. */
    public void fault(Consumer<String> fault) {
        this.fault = fault;
    }

    public void down(boolean isDown) {
        down = isDown;
    }

    /** Containers from this image crash as soon as they are started. */
    public void crashes(String image) {
        crashing.add(image);
    }

    /** What somebody does by hand: {@code docker kill}, {@code docker rm}, a crash, a health check that fails. */
    public void change(String containerId, Consumer<Change> by) {
        var change = new Change(Objects.requireNonNull(containers.get(containerId)));
        by.accept(change);
        containers.put(containerId, change.container());
    }

    /** A container that somebody else made. */
    public String foreign(String name) {
        return add(name, Map.of(), "foreign:1", "sha256:foreign", ContainerState.RUNNING);
    }

    public boolean has(String containerId) {
        return containers.containsKey(containerId);
    }

    public ActualContainer named(String bundle, String name) {
        return containers.values().stream()
                .filter(container ->
                        container.bundle().equals(bundle) && container.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no container " + bundle + "/" + name + " in " + containers));
    }

    public List<ActualContainer> all() {
        return List.copyOf(containers.values());
    }

    /** Of images that there are, names, and ids of those whose name has moved on. */
    public Set<String> images() {
        var all = new TreeSet<>(images.keySet());
        all.addAll(nameless);
        return all;
    }

    public void forgetImage(String reference) {
        images.remove(reference);
    }

    /** A line of the container's log. */
    public void writes(String containerId, String line) {
        logs.computeIfAbsent(containerId, id -> new ArrayList<>()).add(line);
    }

    /** A container that is changed in one of its aspects. */
    public static final class Change {
        private ActualContainer container;

        private Change(ActualContainer container) {
            this.container = container;
        }

        public Change state(ContainerState state, int exitCode) {
            return with(state, container.health(), exitCode, container.restarts());
        }

        public Change health(String health) {
            return with(container.state(), health, container.exitCode(), container.restarts());
        }

        public Change restarts(int restarts) {
            return with(container.state(), container.health(), container.exitCode(), restarts);
        }

        private Change with(ContainerState state, @Nullable String health, int exitCode, int restarts) {
            container = new ActualContainer(
                    container.id(),
                    container.labels(),
                    container.image(),
                    container.imageId(),
                    container.digest(),
                    state,
                    health,
                    exitCode,
                    restarts,
                    container.startedAt(),
                    container.error());
            return this;
        }

        private ActualContainer container() {
            return container;
        }
    }

    @Override
    public String version() {
        reach();
        return "docker 0-fake";
    }

    @Override
    public List<ActualContainer> containers() {
        reach();
        return containers.values().stream()
                .filter(container -> container.label(ManagedLabels.MANAGED).equals("true"))
                .toList();
    }

    @Override
    public Set<String> networks(Owner owner) {
        reach();
        return networks.entrySet().stream()
                .filter(entry -> owner.owns(entry.getValue().labels()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<String> imageId(String reference) {
        reach();
        return Optional.ofNullable(images.get(reference));
    }

    @Override
    public void pull(String reference) {
        act("pull " + reference);
        var id = registry.get(reference);
        if (id == null) {
            throw new PermanentFailure("image-not-found", "cannot pull " + reference + ": not found", null);
        }
        var before = images.put(reference, id);
        if (before != null && !before.equals(id)) {
            nameless.add(before);
        }
    }

    @Override
    public boolean removeImage(String reference) {
        act("remove image " + reference);
        var id = images.getOrDefault(reference, reference);
        if (containers.values().stream()
                .anyMatch(container -> container.imageId().equals(id))) {
            return false;
        }
        images.remove(reference);
        nameless.remove(reference);
        return true;
    }

    @Override
    public long prune(Set<String> but) {
        act("prune");
        var gone = nameless.stream()
                .filter(id -> !but.contains(id))
                .filter(id -> containers.values().stream()
                        .noneMatch(container -> container.imageId().equals(id)))
                .toList();
        nameless.removeAll(gone);
        return 1000L * gone.size();
    }

    @Override
    public void createNetwork(String name, Map<String, String> labels) {
        act("create network " + name);
        var present = networks.putIfAbsent(name, new Network(Map.copyOf(labels)));
        if (present != null
                && !Objects.equals(present.labels().get(ManagedLabels.DEVICE), labels.get(ManagedLabels.DEVICE))) {
            throw new PermanentFailure("create-failed", "network " + name + " is somebody else's", null);
        }
    }

    @Override
    public void removeNetwork(String name) {
        act("remove network " + name);
        networks.remove(name);
    }

    @Override
    public String create(ContainerCreation creation) {
        act("create " + creation.name());
        var image = images.get(creation.spec().image());
        if (image == null) {
            throw new TransientFailure(
                    "create-failed", "no such image " + creation.spec().image(), null);
        }
        var taken = names.get(creation.name());
        if (taken != null) {
            var present = Objects.requireNonNull(containers.get(taken));
            if (Objects.equals(
                            present.label(ManagedLabels.SPEC_HASH),
                            creation.labels().get(ManagedLabels.SPEC_HASH))
                    && Objects.equals(
                            present.label(ManagedLabels.DEVICE),
                            creation.labels().get(ManagedLabels.DEVICE))) {
                return taken;
            }
            throw new PermanentFailure("create-failed", creation.name() + " is somebody else's", null);
        }
        return add(creation.name(), creation.labels(), creation.spec().image(), image, ContainerState.CREATED);
    }

    @Override
    public void start(String containerId) {
        act("start " + containerId);
        var container = containers.get(containerId);
        if (container == null) {
            throw new PermanentFailure("start-failed", "no such container", null);
        }
        boolean crash = crashing.contains(container.image());
        writes(containerId, "started");
        change(
                containerId,
                change -> change.state(crash ? ContainerState.RESTARTING : ContainerState.RUNNING, crash ? 1 : 0)
                        .restarts(crash ? 3 : container.restarts()));
    }

    @Override
    public void stop(String containerId, int graceSeconds) {
        act("stop " + containerId);
        if (containers.containsKey(containerId)) {
            change(containerId, change -> change.state(ContainerState.EXITED, 143));
        }
    }

    @Override
    public void remove(String containerId) {
        act("remove " + containerId);
        containers.remove(containerId);
        names.values().removeIf(containerId::equals);
    }

    @Override
    public List<String> lastLines(String containerId, int lines, int bytes) {
        reach();
        var all = logs.getOrDefault(containerId, List.of());
        return containers.containsKey(containerId)
                ? List.copyOf(all.subList(Math.max(0, all.size() - lines), all.size()))
                : List.of();
    }

    @Override
    public void close() {}

    private String add(String name, Map<String, String> labels, String image, String imageId, ContainerState state) {
        var id = "c%03d".formatted(nextId++);
        names.put(name, id);
        containers.put(
                id, new ActualContainer(id, labels, image, imageId, null, state, null, 0, 0, Instant.EPOCH, null));
        return id;
    }

    private void act(String call) {
        reach();
        fault.accept(call);
        calls.add(call);
    }

    private void reach() {
        if (down) {
            throw new RuntimeUnavailable("the engine is down", new IOException("down"));
        }
    }
}
