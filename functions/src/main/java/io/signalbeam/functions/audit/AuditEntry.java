package io.signalbeam.functions.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to which thing, from where and with which credential.
 *
 * @param at to the millisecond
 * @param address IP address; null when the work did not come from outside
 * @param details a JSON object
 */
public record AuditEntry(
        UUID id,
        Instant at,
        String actor,
        String action,
        String objectKind,
        String objectId,
        String credential,
        @Nullable String address,
        JsonNode details) {}
