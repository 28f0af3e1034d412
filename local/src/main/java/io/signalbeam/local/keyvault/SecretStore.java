package io.signalbeam.local.keyvault;

import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbeam.local.secrets.OwnerOnly;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The secrets in one file that its owner alone can read; each change replaces the file before it is answered. */
final class SecretStore {
    private final Path file;
    private final Map<String, Secret> secrets = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    SecretStore(Path directory) {
        OwnerOnly.directory(directory);
        this.file = directory.resolve("secrets.json");
        if (Files.exists(file)) {
            try {
                List<Secret> kept = Json.lenient().readValue(file.toFile(), new TypeReference<>() {});
                kept.forEach(secret -> secrets.put(secret.name(), secret));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    synchronized @Nullable Secret find(String name) {
        return secrets.get(name);
    }

    synchronized Collection<Secret> all() {
        return List.copyOf(secrets.values());
    }

    synchronized Secret put(Secret secret) {
        secrets.put(secret.name(), secret);
        save();
        return secret;
    }

    /** Changes a secret that is there. */
    synchronized Secret change(String name, UnaryOperator<Secret> change) {
        return put(change.apply(Objects.requireNonNull(secrets.get(name), name)));
    }

    synchronized void remove(String name) {
        secrets.remove(name);
        save();
    }

    private void save() {
        OwnerOnly.write(file, Json.writeBytes(secrets.values()));
    }
}
