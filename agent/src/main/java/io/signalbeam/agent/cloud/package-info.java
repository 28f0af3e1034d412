/** The agent's side of the HTTP API: enrolment, desired state, leases, and the fallbacks for Event Hubs. */
@NullMarked
package io.signalbeam.agent.cloud;

import org.jspecify.annotations.NullMarked;
