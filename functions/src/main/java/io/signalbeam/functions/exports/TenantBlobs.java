package io.signalbeam.functions.exports;

import io.signalbeam.shared.id.TenantId;
import java.io.InputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What other features keep of a tenant as files. Port. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when
 * the store does not answer and {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses.
 */
public interface TenantBlobs {

    /** Which feature keeps it. */
    enum Kind {
        MANIFESTS("manifests"),
        COMMAND_OUTPUTS("command-outputs"),
        PARKED_EVENTS("parked-events"),
        LOGS("logs"),
        ARCHIVE("archive");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** In the names of files and steps. */
        String word() {
            return word;
        }
    }

    /**
     * @param name that leads to it, and no other tenant's
     * @param shown its name without the part that says whose it is
     * @param bytes how many it had; it may have grown
     */
    record Blob(String name, String shown, long bytes) {}

    /**
     * All of the tenant's in the order of their names, fetched as they are asked for. To be closed.
     *
     * @param after the name to go on after; null from the first
     */
    Stream<Blob> list(TenantId tenant, Kind kind, @Nullable String after);

    /**
     * What it had when it was listed, fetched as it is read; null when it is not there any more. To be closed. A read that fails
     * throws {@link java.io.IOException}.
     */
    @Nullable InputStream open(Kind kind, Blob blob);
}
