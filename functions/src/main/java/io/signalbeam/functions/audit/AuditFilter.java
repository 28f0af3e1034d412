package io.signalbeam.functions.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * Which rows of the audit trail; absent parts let all pass.
 *
 * @param from included
 * @param to excluded
 */
record AuditFilter(
        Optional<String> actor,
        Optional<String> action,
        Optional<String> objectKind,
        Optional<String> objectId,
        Optional<Instant> from,
        Optional<Instant> to) {}
