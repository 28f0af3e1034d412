/** What the cloud is told of this device, at least the latest of it, for certain. */
@NullMarked
package io.signalbeam.agent.report;

import org.jspecify.annotations.NullMarked;
