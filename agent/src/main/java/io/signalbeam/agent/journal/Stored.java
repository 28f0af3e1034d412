package io.signalbeam.agent.journal;

import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One value kept as JSON in a {@link DurableFile}. */
public final class Stored<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Stored.class);

    private final DurableFile file;
    private final Class<T> type;

    public Stored(Path path, Class<T> type) {
        this.file = new DurableFile(path);
        this.type = type;
    }

    /** What was saved last; what was saved before it when that is damaged; empty when nothing readable is left. */
    public Optional<T> load() {
        for (int attempt = 0; attempt < 2; attempt++) {
            var content = file.read();
            if (content.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.ofNullable(Json.lenient().readValue(content.get(), type));
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("{} holds no {}: {}", file.path(), type.getSimpleName(), e.getMessage());
                file.setAside();
            }
        }
        return Optional.empty();
    }

    /** @throws java.io.UncheckedIOException when the disk refuses; what was saved before is kept then */
    public void save(T value) {
        file.write(Json.writeBytes(value));
    }

    /** As {@link #save}, for a value whose predecessor must not be acted on: a damaged file is read as this one too. */
    public void saveTwice(T value) {
        file.writeTwice(Json.writeBytes(value));
    }

    public void delete() {
        file.delete();
    }
}
