package io.signalbeam.functions.parking;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A parked event with all that came of it.
 *
 * @param properties what the sender put beside the body
 * @param body the original bytes; Base64 in JSON
 * @param decoded the body as JSON; null when it is none
 */
record WholeParkedEvent(
        @JsonUnwrapped ParkedEvent event,
        JsonNode properties,
        byte[] body,
        @Nullable JsonNode decoded) {}
