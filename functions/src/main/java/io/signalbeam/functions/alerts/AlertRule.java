package io.signalbeam.functions.alerts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;

/**
 * A rule, as the API writes it.
 *
 * @param selector canonical text over devices; empty for every one
 * @param forSeconds how long the condition must hold without a break before the alert fires
 * @param keepFiringForSeconds how long it must not hold before the alert is resolved
 */
record AlertRule(
        UUID id,
        String name,
        String description,
        Condition condition,
        String selector,
        int forSeconds,
        int keepFiringForSeconds,
        Severity severity,
        boolean enabled,
        String createdBy,
        Instant createdAt,
        @JsonIgnore long revision) {}
