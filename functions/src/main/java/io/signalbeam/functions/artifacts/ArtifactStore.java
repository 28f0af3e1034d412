package io.signalbeam.functions.artifacts;

import io.signalbeam.shared.id.TenantId;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes lie. Throws {@link io.signalbeam.functions.outcome.TransientFailure} when it does not answer and
 * {@link io.signalbeam.functions.outcome.PermanentFailure} when it refuses, or has no such file.
 */
public interface ArtifactStore {

    /** @param sha256 64 hexadecimal digits */
    record File(TenantId tenant, String sha256) {}

    /** @param second of another region, for when the first does not answer; null where there is none */
    record Addresses(URI first, @Nullable URI second) {}

    /** With which anybody may write this one file, in blocks, until then. */
    URI forWriting(File file, Instant until);

    /** With which anybody may read this one file until then. */
    Addresses forReading(File file, Instant until);

    /** In bytes; empty when it is not there. */
    OptionalLong size(File file);

    /** To be closed. What is read is fetched bit by bit; a read that fails throws {@link java.io.IOException}. */
    InputStream open(File file);

    /** What is not there is deleted. */
    void delete(File file);
}
