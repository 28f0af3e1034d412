/** Other versions of the agent itself: how they come beside the running one, and what the launcher is told of them. */
@NullMarked
package io.signalbeam.agent.update;

import org.jspecify.annotations.NullMarked;
