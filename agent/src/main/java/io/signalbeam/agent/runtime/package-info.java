/** What the agent asks of a container engine, as a port, and the values that go through it. */
@NullMarked
package io.signalbeam.agent.runtime;

import org.jspecify.annotations.NullMarked;
