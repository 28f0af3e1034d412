package io.signalbeam.local.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The npm project that holds the scripts ({@code local/services}), with its packages installed. */
public record NodeServices(Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServices.class);

    public NodeServices {
        directory = directory.toAbsolutePath().normalize();
        if (!Files.exists(directory.resolve("package-lock.json"))) {
            throw new IllegalArgumentException(directory + " is not the npm project of the local services");
        }
    }

    /**
     * Runs {@code npm ci} once, when the packages are missing or older than the lock file.
     *
     * @throws IllegalStateException when npm fails; its output is in the log
     */
    public static NodeServices installed(Path directory) {
        var services = new NodeServices(directory);
        try (var channel = FileChannel.open(
                        services.directory().resolve(".install.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (lock.isValid() && !services.upToDate()) {
                // Not this process's own streams: under a test runner they carry its protocol, which npm would break.
                var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                        .directory(services.directory().toFile())
                        .redirectErrorStream(true)
                        .start();
                npm.getOutputStream().close();
                npm.inputReader(StandardCharsets.UTF_8).lines().forEach(line -> LOG.info("npm: {}", line));
                if (npm.waitFor() != 0) {
                    throw new IllegalStateException("npm ci failed in " + services.directory());
                }
            }
            return services;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while npm installed packages", e);
        }
    }

    /** npm writes this file last, so that it tells a whole installation from a half one. */
    private boolean upToDate() throws IOException {
        var installed = directory.resolve("node_modules/.package-lock.json");
        return Files.exists(installed)
                && Files.getLastModifiedTime(installed)
                                .compareTo(Files.getLastModifiedTime(directory.resolve("package-lock.json")))
                        >= 0;
    }
}
