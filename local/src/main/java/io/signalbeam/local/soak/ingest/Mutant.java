package io.signalbeam.local.soak.ingest;

import io.signalbeam.shared.id.DeviceId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that is a little or quite wrong, or right after all.
 *
 * @param publisher by whose path it is sent; null for the hub's own
 * @param properties beside the body
 */
record Mutant(@Nullable DeviceId publisher, Map<String, Object> properties, byte[] body) {}
