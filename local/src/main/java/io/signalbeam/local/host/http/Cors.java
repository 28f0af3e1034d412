package io.signalbeam.local.host.http;

import io.signalbeam.local.host.app.Settings;
import io.signalbeam.local.http.HttpExchange.Request;
import io.signalbeam.local.http.HttpExchange.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Cross-origin requests, answered before any function runs, as the platform does; without origins it does nothing. */
final class Cors {
    private static final String SETTING = "SIGNALBEAM_CORS_ORIGINS";

    private final Set<String> origins;

    Cors(Settings settings) {
        origins = settings.get(SETTING).stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The answer to a preflight; absent when the request is none. */
    @Nullable Response preflight(Request request) {
        var method = request.header("access-control-request-method");
        var origin = request.header("origin");
        if (origins.isEmpty() || !request.method().equals("OPTIONS") || origin == null || method == null) {
            return null;
        }
        if (!allows(origin)) {
            return Response.of(204);
        }
        var answer = allow(Response.of(204), origin)
                .with("access-control-allow-methods", method)
                .with("access-control-max-age", "600");
        var headers = request.header("access-control-request-headers");
        return headers == null ? answer : answer.with("access-control-allow-headers", headers);
    }

    /** An answer with what lets the asking page read it. */
    Response decorate(Request request, Response response) {
        var origin = origins.isEmpty() ? null : request.header("origin");
        return origin == null || !allows(origin) ? response : allow(response, origin);
    }

    private boolean allows(String origin) {
        return origins.contains("*") || origins.contains(origin);
    }

    private static Response allow(Response response, String origin) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(response.headers());
        headers.put("access-control-allow-origin", List.of(origin));
        return new Response(response.status(), headers, response.body()).with("vary", "Origin");
    }
}
