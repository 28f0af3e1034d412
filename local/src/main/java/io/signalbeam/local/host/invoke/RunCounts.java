package io.signalbeam.local.host.invoke;

import java.time.Duration;

/**
 * How a function has fared since the start.
 *
 * @param invocations attempts that ended, the failed ones among them
 * @param lastDuration of the attempt that ended last; zero before the first
 */
public record RunCounts(long invocations, long failures, long running, Duration lastDuration) {}
