/** Timer triggers: schedules, what is past due, and one run at a time in the whole app. No other trigger. */
@NullMarked
package io.signalbeam.local.host.timer;

import org.jspecify.annotations.NullMarked;
