package io.signalbeam.local.host.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The app-wide settings of host.json that this host follows.
 *
 * @param functionTimeout how long a function may run; absent when it may run for ever
 * @param routePrefix before every HTTP route, {@code api} unless set; may be empty
 */
public record HostJson(@Nullable Duration functionTimeout, String routePrefix, EventHubsOptions eventHubs) {

    /** What Flex Consumption allows when host.json says nothing. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    static HostJson read(JsonNode node) {
        var timeout = node.path("functionTimeout").asText("");
        var extensions = node.path("extensions");
        return new HostJson(
                timeout.isEmpty()
                        ? DEFAULT_TIMEOUT
                        : timeout.equals("-1") ? null : TimeSpans.required(timeout, "functionTimeout"),
                extensions.path("http").path("routePrefix").asText("api"),
                EventHubsOptions.read(extensions.path("eventHubs")));
    }
}
