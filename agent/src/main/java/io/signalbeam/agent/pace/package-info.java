/** When to do things: loops that never die, back-off with jitter, a clock that never jumps. */
@NullMarked
package io.signalbeam.agent.pace;

import org.jspecify.annotations.NullMarked;
