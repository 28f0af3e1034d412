package io.signalbeam.agent.app;

import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running agent's status for whoever asks on the machine. A copy of what it knows: losing it costs nothing. */
final class StatusFile {
    private static final Logger LOG = LoggerFactory.getLogger(StatusFile.class);

    private final Path file;
    private final Path temporary;

    StatusFile(Path stateDir) {
        file = stateDir.resolve(AgentStatus.FILE);
        temporary = stateDir.resolve(AgentStatus.FILE + ".tmp");
    }

    synchronized void write(AgentStatus status) {
        try {
            Files.write(temporary, Json.writeBytes(status));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // A full disk has worse to tell, and telling it does not need the disk.
            LOG.debug("no status: {}", e.toString());
        }
    }

    Optional<AgentStatus> read() {
        try {
            return Optional.of(Json.lenient().readValue(Files.readAllBytes(file), AgentStatus.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    synchronized void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("an old status stays: {}", e.toString());
        }
    }
}
