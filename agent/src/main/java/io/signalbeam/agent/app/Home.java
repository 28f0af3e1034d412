package io.signalbeam.agent.app;

import io.signalbeam.shared.hash.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an agent lives: one machine, one state folder. It stays what it is when everything in the folder is lost, so that an
 * agent that enrols anew knows what it made under an identity that it has forgotten.
 */
final class Home {
    private static final List<Path> MACHINE_ID =
            List.of(Path.of("/etc/machine-id"), Path.of("/var/lib/dbus/machine-id"));
    /** machine-id(5); an image that was not started yet says {@code uninitialized} instead. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private Home() {}

    /** Empty on a machine without a machine-id(5): in a container, say, that does not mount its host's. */
    static Optional<String> of(Path stateDir) {
        return of(stateDir, MACHINE_ID);
    }

    static Optional<String> of(Path stateDir, List<Path> machineIds) {
        return machineIds.stream()
                .flatMap(file -> read(file).stream())
                .findFirst()
                // Hashed, because the machine's id itself is not for others to see.
                .map(machine -> machine + "\n" + stateDir.toAbsolutePath().normalize())
                .map(text -> HexFormat.of().formatHex(Sha256.of(text), 0, 16));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip())
                    .filter(id -> ID.matcher(id).matches());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
