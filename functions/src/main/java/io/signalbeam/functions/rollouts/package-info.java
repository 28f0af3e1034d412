/**
 * Rollouts: bringing one version of a bundle to many devices, and knowing how that went on each. What a device shall
 * run is not decided here: a rollout asks by assignments, which compete with all others.
 */
@NullMarked
package io.signalbeam.functions.rollouts;

import org.jspecify.annotations.NullMarked;
