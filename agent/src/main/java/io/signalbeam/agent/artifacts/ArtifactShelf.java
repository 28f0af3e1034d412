package io.signalbeam.agent.artifacts;

import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.reconcile.ArtifactFolder;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.shared.bundle.ArtifactSpec;
import io.signalbeam.shared.bundle.ContainerSpec.VolumeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where artifacts lie: each file once, under its hash, in {@code files}; and in {@code folders} what containers mount, made of
 * hard links, so that two versions with the same model of gigabytes need it once. A folder is there whole or not at all.
 */
public final class ArtifactShelf {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactShelf.class);
    private static final String UNFINISHED = ".new";

    private final Path files;
    private final Path folders;
    private final ArtifactFetch fetch;

    /** @param place a folder of the agent's own, on the disk that shall hold them */
    public ArtifactShelf(Path place, ArtifactFetch fetch) {
        this.files = place.resolve("files");
        this.folders = place.resolve("folders");
        this.fetch = fetch;
    }

    /** Keys of the folders that are there whole. */
    public Set<String> present() {
        return names(folders).stream()
                .filter(name -> !name.endsWith(UNFINISHED))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Fetches what is missing, and lays the folder out.
     *
     * @throws TransientFailure when it may work later; what was fetched is kept, and gone on from
     * @throws io.signalbeam.agent.fault.PermanentFailure when the bytes are not what the manifest says
     */
    public void place(ArtifactFolder folder) throws InterruptedException {
        if (present().contains(folder.key())) {
            return;
        }
        try {
            Files.createDirectories(files);
            Files.createDirectories(folders);
            for (var file : folder.files()) {
                if (!Files.exists(files.resolve(file.sha256()))) {
                    fetch.run(file, files);
                }
            }
            layOut(folder);
        } catch (IOException e) {
            throw new TransientFailure("artifact-unavailable", "the artifacts cannot be laid out: " + e, e);
        }
    }

    /** The container with the device's own folders where its specification has only their names. */
    public ContainerCreation fill(ContainerCreation creation) {
        if (creation.spec().volumes().stream().noneMatch(ArtifactShelf::isPlace)) {
            return creation;
        }
        return creation.mounting(creation.spec().volumes().stream()
                .map(volume -> isPlace(volume) ? filled(volume) : volume)
                .toList());
    }

    /**
     * Takes away all others.
     *
     * @param needed of what is desired, and of what to go back to
     * @param mounted keys that containers have, whatever is desired now
     */
    public void keepOnly(Collection<ArtifactFolder> needed, Set<String> mounted) {
        var keys = new HashSet<>(mounted);
        var hashes = new HashSet<String>();
        for (var folder : needed) {
            keys.add(folder.key());
            folder.files().stream().map(ArtifactSpec::sha256).forEach(hashes::add);
        }
        for (var name : names(folders)) {
            if (!keys.contains(name)) {
                delete(folders.resolve(name));
            }
        }
        for (var name : names(files)) {
            if (!hashes.contains(name.replace(ArtifactFetch.PART, ""))) {
                delete(files.resolve(name));
            }
        }
    }

    private void layOut(ArtifactFolder folder) throws IOException {
        var unfinished = folders.resolve(folder.key() + UNFINISHED);
        delete(unfinished);
        // Whoever runs in a container may be anybody: the folders above are the agent's alone, and not seen from there.
        Files.createDirectory(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var file : folder.files()) {
            Files.createLink(unfinished.resolve(file.name()), files.resolve(file.sha256()));
        }
        try {
            Files.move(unfinished, folders.resolve(folder.key()), StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            delete(unfinished);
        }
    }

    private VolumeSpec filled(VolumeSpec volume) {
        var key = String.valueOf(volume.hostPath()).substring(ArtifactFolder.PLACE.length());
        return new VolumeSpec(null, folders.resolve(key).toString(), volume.path(), true);
    }

    private static boolean isPlace(VolumeSpec volume) {
        return volume.hostPath() != null && volume.hostPath().startsWith(ArtifactFolder.PLACE);
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file, or a folder of files. */
    private static void delete(Path path) {
        try {
            if (Files.isDirectory(path)) {
                for (var name : names(path)) {
                    Files.delete(path.resolve(name));
                }
            }
            if (Files.deleteIfExists(path)) {
                LOG.info("{} is not needed any more", path.getFileName());
            }
        } catch (IOException e) {
            LOG.warn("{} stays: {}", path, e.toString());
        }
    }
}
