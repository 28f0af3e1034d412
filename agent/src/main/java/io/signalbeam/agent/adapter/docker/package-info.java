/** The runtime port on Docker Engine's API, which Podman's socket speaks too. */
@NullMarked
package io.signalbeam.agent.adapter.docker;

import org.jspecify.annotations.NullMarked;
