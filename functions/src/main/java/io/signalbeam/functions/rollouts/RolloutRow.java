package io.signalbeam.functions.rollouts;

import io.signalbeam.shared.id.GroupId;
import io.signalbeam.shared.id.RolloutId;
import io.signalbeam.shared.id.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code rollouts}, as far as moving it on takes.
 *
 * @param group null when it is for a selection or for single devices
 * @param startAt when it is to start; null for at once
 */
record RolloutRow(
        RolloutId id,
        TenantId tenant,
        String bundle,
        String version,
        @Nullable GroupId group,
        @Nullable Instant startAt,
        RolloutView view) {

    RolloutRow in(RolloutState state) {
        return new RolloutRow(id, tenant, bundle, version, group, startAt, view.in(state));
    }
}
