/** What a registry says of an image before any of it is fetched. Fetching is the engine's. */
@NullMarked
package io.signalbeam.agent.adapter.registry;

import org.jspecify.annotations.NullMarked;
