package io.signalbeam.local.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request and what answers it, both whole in memory. */
public final class HttpExchange {

    /**
     * A request as it came.
     *
     * @param path as sent, still percent-encoded, without the query
     * @param query as sent, still encoded, without the question mark; absent when there was none
     * @param headers names in lower case, each with its values in order
     * @param remoteAddress the peer's IP address
     */
    public record Request(
            String method,
            String path,
            @Nullable String query,
            Map<String, List<String>> headers,
            byte[] body,
            String remoteAddress,
            boolean secure) {

        /** The first value of a header, by any case of its name. */
        public @Nullable String header(String name) {
            var values = headers.get(name.toLowerCase(Locale.ROOT));
            return values == null || values.isEmpty() ? null : values.getFirst();
        }
    }

    /** An answer; header names are kept as given. */
    public record Response(int status, Map<String, List<String>> headers, byte[] body) {

        public static Response of(int status) {
            return new Response(status, Map.of(), new byte[0]);
        }

        public static Response of(int status, String contentType, byte[] body) {
            return new Response(status, Map.of("content-type", List.of(contentType)), body);
        }

        public Response with(String header, String value) {
            var all = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
            all.putAll(headers);
            var values = new ArrayList<>(all.getOrDefault(header, List.of()));
            values.add(value);
            all.put(header, List.copyOf(values));
            return new Response(status, all, body);
        }
    }

    /** Answers a request, on a virtual thread of its own; it may block. */
    @FunctionalInterface
    public interface Handler {
        Response handle(Request request) throws Exception;
    }

    private HttpExchange() {}
}
