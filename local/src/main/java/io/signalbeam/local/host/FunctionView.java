package io.signalbeam.local.host;

import io.signalbeam.local.host.app.Trigger;
import io.signalbeam.local.host.invoke.RunCounts;

/**
 * One function of the app, for people to look at.
 *
 * @param disabled it is staged, but does not run here; its counts stay zero
 */
public record FunctionView(String name, Trigger trigger, boolean disabled, RunCounts counts) {}
