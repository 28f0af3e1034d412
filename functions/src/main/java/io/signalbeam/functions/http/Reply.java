package io.signalbeam.functions.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A good answer.
 *
 * @param body written as JSON unless it is a {@link Text}; null for none
 */
public record Reply(int status, @Nullable Object body, Map<String, String> headers) {

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply ok(Object body) {
        return new Reply(200, body, Map.of());
    }

    public static Reply created(Object body) {
        return new Reply(201, body, Map.of());
    }

    public static Reply accepted(Object body) {
        return new Reply(202, body, Map.of());
    }

    public static Reply noContent() {
        return new Reply(204, null, Map.of());
    }

    public static Reply notModified(String tag) {
        return new Reply(304, null, Map.of("etag", tag));
    }

    public Reply header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, body, more);
    }

    /** The entity tag of a thing that counts its changes, which {@link Call#expectedRevision()} reads again. */
    public Reply etag(long revision) {
        return header("etag", "\"r" + revision + "\"");
    }
}
