/** Calls functions as the Java worker does: instances, parameters, context, time-outs, retries. No trigger's own rules. */
@NullMarked
package io.signalbeam.local.host.invoke;

import org.jspecify.annotations.NullMarked;
