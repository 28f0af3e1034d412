package io.signalbeam.functions.assignments;

import io.signalbeam.functions.bundles.Quarantine;
import org.jspecify.annotations.Nullable;

/**
 * A version that a device is asked to run and not given.
 *
 * @param groupName of the group that {@code asked} acts for
 */
public record HeldBundle(Assignment asked, @Nullable String groupName, Quarantine quarantine) {}
