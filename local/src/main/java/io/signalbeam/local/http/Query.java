package io.signalbeam.local.http;

import io.signalbeam.local.http.HttpExchange.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's query, decoded: of a name that is there twice the last value, and nothing of a pair without a name. */
public record Query(Map<String, String> values) {

    public static Query of(Request request) {
        return parse(request.query());
    }

    /** @param query as sent, still encoded, without the question mark; null when there is none */
    public static Query parse(@Nullable String query) {
        var values = new LinkedHashMap<String, String>();
        if (query != null) {
            for (var pair : query.split("&", -1)) {
                var cut = pair.indexOf('=');
                if (cut > 0) {
                    values.put(
                            URLDecoder.decode(pair.substring(0, cut), StandardCharsets.UTF_8),
                            URLDecoder.decode(pair.substring(cut + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return new Query(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A number, or the default when it is absent or none. */
    public int number(String name, int otherwise) {
        try {
            return Integer.parseInt(values.getOrDefault(name, ""));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
