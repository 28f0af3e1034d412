package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import io.signalbeam.agent.adapter.registry.RegistryClient;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.credential.RegistryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks before a pull whether there is room for what is missing of the image, so that a device is not filled to its last
 * byte by an image that does not fit.
 *
 * @param reserve bytes that stay free
 * @param free bytes at the engine's folder; empty where this process does not see it
 */
record PullRoom(long reserve, Function<Path, OptionalLong> free) {
    /** A layer lies there as it was fetched while it is unpacked, to about twice its size. */
    private static final int UNPACKED = 3;

    private static final long MEBIBYTE = 1024 * 1024;

    PullRoom(long reserve) {
        this(reserve, PullRoom::usable);
    }

    /**
     * @throws TransientFailure {@code no-space}, with the figures, or when the registry asks for patience. When nothing is
     *     known the engine has to find out
     */
    void check(DockerClient docker, ImageReference reference, @Nullable RegistryLogin login)
            throws InterruptedException {
        var folder = docker.infoCmd().exec().getDockerRootDir();
        var room = folder == null ? OptionalLong.empty() : free.apply(Path.of(folder));
        if (room.isEmpty()) {
            return;
        }
        try (var registry = new RegistryClient(login)) {
            var arch = String.valueOf(docker.versionCmd().exec().getArch());
            var wanted = registry.image(reference, arch);
            if (wanted.isEmpty()) {
                return;
            }
            long needed = UNPACKED * wanted.get().missingBytes(layers(docker));
            if (needed > 0 && needed + reserve > room.getAsLong()) {
                throw new TransientFailure(
                        "no-space",
                        "there is no room for " + reference.familiar() + ": it needs about " + needed / MEBIBYTE
                                + " MiB, and "
                                + room.getAsLong() / MEBIBYTE + " MiB are free, of which " + reserve / MEBIBYTE
                                + " MiB are kept in reserve",
                        null);
            }
        }
    }

    private static Set<String> layers(DockerClient docker) {
        var layers = new HashSet<String>();
        for (Image image : docker.listImagesCmd().exec()) {
            layers.addAll(layers(docker, image));
        }
        return layers;
    }

    private static List<String> layers(DockerClient docker, Image image) {
        try {
            var root = docker.inspectImageCmd(image.getId()).exec().getRootFS();
            return root == null || root.getLayers() == null ? List.of() : root.getLayers();
        } catch (NotFoundException e) {
            // Removed since it was listed.
            return List.of();
        }
    }

    private static OptionalLong usable(Path folder) {
        try {
            return Files.isDirectory(folder)
                    ? OptionalLong.of(Files.getFileStore(folder).getUsableSpace())
                    : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
