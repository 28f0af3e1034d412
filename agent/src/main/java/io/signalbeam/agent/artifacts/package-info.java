/** Artifacts of bundles on this device: fetched bit by bit, checked, laid out in folders that containers mount. */
@NullMarked
package io.signalbeam.agent.artifacts;

import org.jspecify.annotations.NullMarked;
