package io.signalbeam.functions.exports;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An export, as the API writes it.
 *
 * @param requestedBy as the audit trail calls the person
 * @param expiresAt when its files go; null until it is Completed
 * @param files how many so far, likewise their rows and bytes
 * @param failure why it has Failed; null unless it has
 */
public record TenantExport(
        UUID id,
        ExportStatus status,
        Instant requestedAt,
        String requestedBy,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant expiresAt,
        int files,
        long rows,
        long bytes,
        @Nullable String failure) {}
