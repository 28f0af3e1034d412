package io.signalbeam.local.e2e;

import io.signalbeam.local.files.FileTree;
import io.signalbeam.shared.id.DeviceId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * What a device's whole day takes: a registry, the machine's engine, a cloud, and an agent. Registry, agent and everything on
 * the engine are the class's own. The cloud is one for all classes, which have a tenant each: it takes longer to start than
 * most steps.
 */
final class E2eSystem implements BeforeAllCallback, AfterAllCallback {
    private static final Namespace SHARED = Namespace.create(E2eSystem.class);

    private final boolean isPrivate;
    private final List<DeviceId> devices = new ArrayList<>();
    Path folder = Path.of("");
    Engine engine;
    TestCloud cloud;
    private @Nullable Registry registry;
    private @Nullable AgentProcess agent;

    private E2eSystem(boolean isPrivate) {
        this.isPrivate = isPrivate;
    }

    /** With a registry that lets everybody in. */
    static E2eSystem open() {
        return new E2eSystem(false);
    }

    /** With a registry that lets {@link Registry#USER} in and nobody else. */
    static E2eSystem withPrivateRegistry() {
        return new E2eSystem(true);
    }

    private record Shared(Path folder, TestCloud cloud) implements AutoCloseable {
        static Shared start() {
            try {
                var folder = Files.createTempDirectory("e2e-cloud");
                return new Shared(folder, TestCloud.start(folder.resolve("cloud")));
            } catch (Exception e) {
                throw new IllegalStateException("the cloud does not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            cloud.close();
            FileTree.delete(folder);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("e2e");
        registry = Registry.start(folder.resolve("registry"), isPrivate);
        engine = Engine.connect(registry.address());
        cloud = context.getRoot()
                .getStore(SHARED)
                .computeIfAbsent("cloud", name -> Shared.start(), Shared.class)
                .cloud();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stopAgent();
        if (engine != null) {
            engine.removeAll(devices.stream().map(DeviceId::toString).toList());
            engine.close();
        }
        if (registry != null) {
            registry.close();
        }
        FileTree.delete(folder);
    }

    URI api() {
        return cloud.api();
    }

    /** Of the registry: its host and port. */
    String registry() {
        return Objects.requireNonNull(registry).address();
    }

    /** Starts the agent, and waits until it is a device; not the one that {@code name} was before. */
    DeviceId run(Api admin, String token, String name) throws Exception {
        agent = AgentProcess.run(TestCloud.ROOT, folder.resolve("agent"), cloud.api(), token, name);
        var device = Eventually.get(() -> {
            var found = admin.device(name);
            if (devices.contains(found)) {
                throw new AssertionError(found + " is what it was before");
            }
            return found;
        });
        devices.add(device);
        return device;
    }

    void stopAgent() {
        if (agent != null) {
            agent.close();
            agent = null;
        }
    }

    /** Takes away all that the agent keeps, as a new disk does. The agent must rest. */
    void wipeDevice() throws IOException {
        FileTree.delete(folder.resolve("agent/state"));
    }
}
