package io.signalbeam.shared.bundle;

import java.util.Optional;

/** Rules for paths on the device and inside containers: absolute, and spelt in one way only. */
final class MountPath {
    private static final int MAX_LENGTH = 1024;

    private MountPath() {}

    /** For a folder inside a container; empty text has been refused elsewhere and is passed over. */
    static Optional<String> problem(String path) {
        return path.equals("/") ? Optional.of("must not be the container's root") : hostProblem(path);
    }

    /** For a path on the device, of which the root is one. */
    static Optional<String> hostProblem(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return Optional.empty();
        }
        if (!path.startsWith("/")) {
            return Optional.of("must be absolute, starting with '/'");
        }
        if (path.length() > MAX_LENGTH) {
            return Optional.of("at most " + MAX_LENGTH + " characters");
        }
        for (var part : path.substring(1).split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return Optional.of("must be normalised: no '..', no '.', no '//' and no '/' at the end");
            }
        }
        // The engine's form host:container:mode has no way to write a colon.
        return path.chars().anyMatch(c -> c < ' ' || c == ':' || c == 0x7f)
                ? Optional.of("must not hold ':' or control characters")
                : Optional.empty();
    }
}
