package io.signalbeam.local.host.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.azure.functions.HttpMethod;
import io.signalbeam.local.host.invoke.WorkerJson;
import io.signalbeam.local.http.HttpExchange.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that has found its function. */
final class HttpInput {
    private final Request request;
    private final Map<String, String> routeValues;
    private @Nullable Map<String, String> query;

    HttpInput(Request request, Map<String, String> routeValues) {
        this.request = request;
        this.routeValues = routeValues;
    }

    byte[] body() {
        return request.body();
    }

    HttpMethod method() {
        return HttpMethod.value(request.method());
    }

    URI uri() {
        var host = request.header("host");
        var query = request.query();
        return URI.create((request.secure() ? "https://" : "http://")
                + (host == null ? "localhost" : host)
                + request.path()
                + (query == null ? "" : "?" + query));
    }

    /**
     * Names in lower case; several values are joined with commas, and empty ones do not arrive. The caller's address is the
     * last one of {@code x-forwarded-for}, as Azure's front end appends it.
     */
    Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        request.headers().forEach((name, values) -> {
            var value = values.size() == 1 ? values.getFirst() : String.join(",", values);
            if (!value.isEmpty()) {
                headers.put(name, value);
            }
        });
        headers.merge("x-forwarded-for", request.remoteAddress(), (before, peer) -> before + ", " + peer);
        return Collections.unmodifiableMap(headers);
    }

    /** Decoded; several values are joined with commas, and empty ones do not arrive. */
    Map<String, String> query() {
        if (query == null) {
            query = Collections.unmodifiableMap(parse(request.query()));
        }
        return query;
    }

    private static Map<String, String> parse(@Nullable String text) {
        var parameters = new LinkedHashMap<String, String>();
        if (text == null) {
            return parameters;
        }
        for (var pair : text.split("&", -1)) {
            var equals = pair.indexOf('=');
            var value = equals < 1 ? "" : decode(pair.substring(equals + 1));
            if (!value.isEmpty()) {
                parameters.merge(decode(pair.substring(0, equals)), value, (one, other) -> one + "," + other);
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Binding data by its name: of the route, else of the query, else of a JSON body's own fields. */
    Object bindingData(String name) {
        var routed = routeValues.get(name);
        if (routed != null) {
            return routed;
        }
        var asked = query().get(name);
        if (asked != null) {
            return asked;
        }
        var field = bodyField(name);
        if (field == null) {
            throw new IllegalStateException(
                    "no @BindingName(\"" + name + "\") in this request; the Java worker fails here too");
        }
        return field;
    }

    private @Nullable JsonNode bodyField(String name) {
        var type = request.header("content-type");
        if (type == null || !type.contains("json")) {
            return null;
        }
        var json = WorkerJson.parse(new String(request.body(), StandardCharsets.UTF_8));
        var field = json == null ? null : json.get(name);
        return field == null || field.isNull() ? null : field;
    }
}
