package io.signalbeam.agent.update;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.journal.DurableFile;
import io.signalbeam.agent.reconcile.ActualAgent;
import io.signalbeam.agent.reconcile.ActualAgent.Refused;
import io.signalbeam.shared.bundle.AgentPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that agent and launcher share. Each version lies in a folder of its own; which of them the launcher starts is said
 * by symbolic links, whose renaming is the only thing that decides anything, so that a kill or a power cut at any moment
 * leaves one thing or the other:
 *
 * <ul>
 *   <li>{@code trial}: to be started next, three times at the most, and for so long without having reported.
 *   <li>{@code current}: has reported; absent where the packaged one runs.
 *   <li>{@code refused}: the launcher went back from it, for the reason in the file {@code reason}.
 * </ul>
 */
public final class AgentVersions {
    private static final Logger LOG = LoggerFactory.getLogger(AgentVersions.class);
    private static final String FOLDER = "SIGNALBEAM_AGENT_VERSIONS";
    private static final String RUNNING = "SIGNALBEAM_AGENT_VERSION";
    private static final String IMAGE = "SIGNALBEAM_AGENT_IMAGE";
    private static final String TRIAL = "trial";
    private static final String CURRENT = "current";
    private static final String REFUSED = "refused";
    private static final String REASON = "reason";

    private final Launch launch;
    private final PackageStore store;
    private final BooleanSupplier reported;
    private final Runnable end;
    private volatile boolean ending;

    /**
     * What the launcher has said.
     *
     * @param folder absent where there is no launcher, or one that knows no place for other versions
     * @param running key of this process's version
     * @param version what this process says of itself
     * @param arch in the words of images
     * @param image whether the agent is part of a container image, and is what that image is
     */
    public record Launch(@Nullable Path folder, String running, String version, String arch, boolean image) {
        public static Launch of(Map<String, String> environment, String version, String arch) {
            var folder = environment.getOrDefault(FOLDER, "");
            boolean image = "true".equals(environment.get(IMAGE));
            return new Launch(
                    folder.isEmpty() || image ? null : Path.of(folder),
                    environment.getOrDefault(RUNNING, ActualAgent.PACKAGED),
                    version,
                    arch,
                    image);
        }

        private ActualAgent fixed() {
            return ActualAgent.fixed(
                    version,
                    arch,
                    image
                            ? "this agent runs in a container, which has to be made anew from that version's image"
                            : "this agent was not started by a launcher that can start another one");
        }
    }

    /**
     * @param reported whether the cloud has taken a report of this process
     * @param end ends this process, for the service manager to start the launcher anew
     */
    public AgentVersions(Launch launch, PackageStore store, BooleanSupplier reported, Runnable end) {
        this.launch = launch;
        this.store = store;
        this.reported = reported;
        this.end = end;
    }

    public ActualAgent actual() {
        var folder = launch.folder();
        if (folder == null) {
            return launch.fixed();
        }
        return new ActualAgent(
                launch.version(),
                launch.arch(),
                null,
                launch.running(),
                link(TRIAL).orElse(null),
                store.whole(folder),
                refused(folder),
                reported.getAsBoolean(),
                ending);
    }

    /** Takes away what neither runs, nor shall, nor is what the launcher would start. */
    public void keepOnly(Set<String> wanted) {
        var folder = launch.folder();
        if (folder != null) {
            var keys = new HashSet<>(wanted);
            Stream.of(TRIAL, CURRENT).forEach(name -> link(name).ifPresent(keys::add));
            if (!launch.running().equals(ActualAgent.PACKAGED)) {
                keys.add(launch.running());
            }
            store.keepOnly(folder, keys);
        }
    }

    /**
     * @throws TransientFailure when it may work later; what was fetched is kept, and gone on from
     * @throws io.signalbeam.agent.fault.PermanentFailure when the package is not what the manifest says
     */
    public void place(String key, String version, AgentPackage from) throws InterruptedException {
        store.place(folder(), key, version, from);
    }

    /** Doing it twice is doing it once. */
    public void switchTo(String key) {
        try {
            if (key.equals(ActualAgent.PACKAGED)) {
                Files.deleteIfExists(folder().resolve(CURRENT));
            }
            if (key.equals(ActualAgent.PACKAGED)
                    || link(CURRENT).filter(key::equals).isPresent()) {
                Files.deleteIfExists(folder().resolve(TRIAL));
            } else {
                // Its starts are counted anew; the one refused before may be tried once another one was.
                Files.deleteIfExists(folder().resolve("starts"));
                Files.deleteIfExists(folder().resolve(REFUSED));
                var next = folder().resolve(TRIAL + PackageStore.UNFINISHED);
                Files.deleteIfExists(next);
                Files.createSymbolicLink(next, Path.of(key));
                Files.move(next, folder().resolve(TRIAL), StandardCopyOption.ATOMIC_MOVE);
            }
            DurableFile.sync(folder());
        } catch (IOException e) {
            throw new TransientFailure("agent-failed", "the launcher cannot be told: " + e, e);
        }
        if (!key.equals(launch.running())) {
            LOG.info("ends, for the launcher to start {}", key.isEmpty() ? "the packaged agent" : "agent " + key);
            ending = true;
            end.run();
        }
    }

    public void confirm(String key) {
        try {
            if (link(TRIAL).filter(key::equals).isPresent()) {
                Files.move(
                        folder().resolve(TRIAL),
                        folder().resolve(CURRENT),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                DurableFile.sync(folder());
            }
        } catch (IOException e) {
            throw new TransientFailure("agent-failed", "the launcher cannot be told: " + e, e);
        }
    }

    private Path folder() {
        var folder = launch.folder();
        if (folder == null) {
            throw new IllegalStateException("there is no launcher");
        }
        return folder;
    }

    private @Nullable Refused refused(Path folder) {
        return link(REFUSED)
                .map(key -> {
                    try {
                        return new Refused(
                                key, Files.readString(folder.resolve(REASON)).strip());
                    } catch (IOException e) {
                        return new Refused(key, "the launcher gave no reason");
                    }
                })
                .orElse(null);
    }

    private Optional<String> link(String name) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(folder().resolve(name)).getFileName().toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
