/** Samples of the host and its containers: collected, spooled on disk, published. */
@NullMarked
package io.signalbeam.agent.telemetry;

import org.jspecify.annotations.NullMarked;
