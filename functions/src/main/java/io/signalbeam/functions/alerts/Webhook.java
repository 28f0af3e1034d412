package io.signalbeam.functions.alerts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts are told, as the API writes it: everything but its secret.
 *
 * @param minSeverity alerts of this severity and above
 * @param disabledAt since when nothing goes there, because the receiver answered 410
 */
record Webhook(
        UUID id,
        String name,
        String url,
        Severity minSeverity,
        String createdBy,
        Instant createdAt,
        @Nullable Instant lastSuccessAt,
        @Nullable Instant lastFailureAt,
        @Nullable String lastError,
        @Nullable Instant disabledAt) {}
