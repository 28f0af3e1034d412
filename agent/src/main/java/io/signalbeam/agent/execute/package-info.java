/** Carries a plan out, step by step, and remembers what came of it. */
@NullMarked
package io.signalbeam.agent.execute;

import org.jspecify.annotations.NullMarked;
