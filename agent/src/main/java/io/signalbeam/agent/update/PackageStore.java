package io.signalbeam.agent.update;

import io.signalbeam.agent.artifacts.ArtifactFetch;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.journal.DurableFile;
import io.signalbeam.shared.bundle.AgentPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packages of the agent, fetched and unpacked, each in a folder that is there whole or not at all. */
public final class PackageStore {
    static final String UNFINISHED = ".new";
    private static final Logger LOG = LoggerFactory.getLogger(PackageStore.class);
    private static final String FILES = "files";
    private static final String PROGRAM = "bin/signalbeam-agent";
    /** Of an unpacked agent to its package, at the most. */
    private static final int GROWTH = 4;

    private final ArtifactFetch fetch;
    private final long reserve;

    /** @param reserve bytes of the disk that stay free */
    public PackageStore(ArtifactFetch fetch, long reserve) {
        this.fetch = fetch;
        this.reserve = reserve;
    }

    /** Names of the folders with a program that can be started. */
    Set<String> whole(Path folder) {
        return names(folder).stream()
                .filter(name -> !name.endsWith(UNFINISHED))
                .filter(name -> Files.isDirectory(folder.resolve(name), LinkOption.NOFOLLOW_LINKS))
                .filter(name -> Files.isExecutable(folder.resolve(name).resolve(PROGRAM)))
                .collect(Collectors.toUnmodifiableSet());
    }

    void place(Path folder, String key, String version, AgentPackage from) throws InterruptedException {
        var file = from.file();
        var files = folder.resolve(FILES);
        var place = folder.resolve(key);
        var unfinished = folder.resolve(key + UNFINISHED);
        try {
            DurableFile.privateFolder(folder);
            Files.createDirectories(files);
            var fetched = files.resolve(file.sha256());
            if (!Files.exists(fetched)) {
                fetch.run(file, files);
            }
            if (Files.getFileStore(folder).getUsableSpace() < GROWTH * from.sizeBytes() + reserve) {
                throw new TransientFailure("no-space", "there is no room to unpack agent " + version, null);
            }
            delete(unfinished);
            Files.createDirectories(unfinished);
            unpack(fetched, unfinished);
            check(unfinished, version);
            syncAll(unfinished);
            delete(place);
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
            DurableFile.sync(folder);
            Files.delete(fetched);
        } catch (IOException | UncheckedIOException e) {
            throw new TransientFailure("artifact-unavailable", "agent " + version + " cannot be laid out: " + e, e);
        }
    }

    /** Takes away all others, and what is half done of them; and what was fetched, once all of these are whole. */
    void keepOnly(Path folder, Set<String> keys) {
        try {
            for (var name : names(folder)) {
                var path = folder.resolve(name);
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && !isKept(folder, name, keys)) {
                    delete(path);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("old versions of the agent stay: {}", e.toString());
        }
    }

    private boolean isKept(Path folder, String name, Set<String> keys) {
        if (name.equals(FILES)) {
            return !whole(folder).containsAll(keys);
        }
        return keys.contains(name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : name);
    }

    // tar, because Java has none, and every system that runs containers has.
    private static void unpack(Path file, Path folder) throws IOException, InterruptedException {
        var process = new ProcessBuilder("tar", "-xzf", file.toString(), "-C", folder.toString(), "--no-same-owner")
                .redirectErrorStream(true)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw wrong("cannot be unpacked: " + said.strip());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static void check(Path unpacked, String version) throws IOException {
        if (!Files.isExecutable(unpacked.resolve(PROGRAM))) {
            throw wrong("has no " + PROGRAM);
        }
        var found = version(unpacked);
        if (!found.equals(version)) {
            throw wrong("holds agent " + found + ", and not " + version);
        }
    }

    private static String version(Path unpacked) throws IOException {
        try (var jars = Files.newDirectoryStream(unpacked.resolve("lib"), "signalbeam-agent-*.jar")) {
            for (var jar : jars) {
                try (var zip = new ZipFile(jar.toFile())) {
                    var entry = zip.getEntry("signalbeam-agent.properties");
                    if (entry != null) {
                        var properties = new Properties();
                        properties.load(zip.getInputStream(entry));
                        return properties.getProperty("version", "unknown");
                    }
                }
            }
        } catch (NoSuchFileException e) {
            throw wrong("has no lib");
        }
        return "unknown";
    }

    private static PermanentFailure wrong(String what) {
        return new PermanentFailure("agent-failed", "the package " + what, null);
    }

    private static void syncAll(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : (Iterable<Path>) all::iterator) {
                if (!Files.isSymbolicLink(path)) {
                    DurableFile.sync(path);
                }
            }
        }
    }

    private static Set<String> names(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> child.getFileName().toString()).collect(Collectors.toUnmodifiableSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            try (var all = Files.walk(path)) {
                for (var each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(each);
                }
            }
        }
    }
}
